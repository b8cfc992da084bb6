/*
 * conf.h - /etc/tocsin/tocsin.conf: what only the operator may set.
 *
 * Here is everything that could turn the web tier into a thief of webhook
 * URLs: keys, proxy, certificates, where the worker may connect to.  No page
 * changes any of it; all other settings live in config.db.
 */
#ifndef TOCSIN_CONF_H
#define TOCSIN_CONF_H

#include <stddef.h>
#include <stdio.h>

#define CONF_WHY_BYTES 400       /* room for a reason */
#define CONF_LINE_MAX_BYTES 1000 /* longest line of the file */

/* The values of a key that may be given more than once. */
struct conf_list {
	char **items; /* NULL-ended; never NULL once loaded */
	size_t n;
};

/* Members are named as their keys; strings are never NULL once loaded. */
struct conf {
	/* [paths] */
	char *data;
	char *web_key;
	char *public_key;
	char *secret_key;
	char *audit_key;
	struct conf_list readable; /* further files, for the sandbox */
	/* [users]: names, or numbers in decimal */
	char *web;
	char *worker;
	char *producers;
	/* [egress] */
	char *ca_file;
	char *extra_ca_file; /* on top of ca_file; "" for none */
	char *proxy; /* "" for none; may hold a password: conf_proxy_shown() */
	struct conf_list allow_cidr;
	struct conf_list connect_to;
	struct conf_list host_suffix;
	/* [web] */
	char *socket;            /* where nginx finds tocsin-web */
	char *templates;         /* directory */
	char *processes;         /* a number in decimal, 1 to 64 */
	char *banner;            /* shown on each page; "" for none */
	struct conf_list origin; /* "https://host[:port]" of the pages */
	/* [sso] */
	char *sso_socket;          /* where a proxy that signs in finds us */
	struct conf_list sso_role; /* "GROUP:ROLE" */
};

/*
 * conf_load(path, c, why): read the file over the defaults; path NULL takes
 * the defaults alone.  Unknown sections and keys, a key given twice that may
 * be given once, a value that is not of its kind and lines that are none of
 * these are errors.  Returns 0 and *c filled, which the caller frees with
 * conf_free(); or -1, *c zeroed, and the first error in why (CONF_WHY_BYTES)
 * as "file:line: reason".  Blocks for the disk.
 */
int conf_load(const char *path, struct conf *c, char *why);

/* conf_free(c): free what c holds and zero it; c itself is the caller's. */
void conf_free(struct conf *c);

/*
 * conf_database(c, name): the path of the database "config", "events" or
 * "outbox", each in a directory of its own below data.  The caller frees it.
 */
char *conf_database(const struct conf *c, const char *name);

/*
 * conf_proxy_shown(c): the proxy without user and password, for logs and
 * pages: nobody may show c->proxy itself.  The caller frees it.
 */
char *conf_proxy_shown(const struct conf *c);

/*
 * conf_print_sample(f): a file with every key, what it is for and its
 * default; as it stands it loads to the defaults.
 */
void conf_print_sample(FILE *f);

#endif
