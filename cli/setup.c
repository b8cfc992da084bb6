/*
 * setup.c - tocsin setup: directories, databases and keys, each with the
 * owner that alone writes it.
 *
 * Running it again changes nothing but what is missing or has a wrong owner
 * or mode.  Run by root it hands everything to the users of tocsin.conf; run
 * by anybody else it makes a system that belongs to that user (for trials).
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/setup.h"
#include "core/log.h"
#include "core/private_key.h"
#include "core/seal.h"
#include "core/text.h"
#include "core/xmalloc.h"

/* Who is who on this machine. */
struct owners {
	uid_t web, worker;
	gid_t web_group, worker_group, producers;
};

/* A database, its directory, and who may do what there. */
struct place {
	const char *name;
	const struct db_schema *schema;
	uid_t uid;
	gid_t gid;
	mode_t dir_mode; /* set-group-id: new files get the same group */
	mode_t file_mode;
	char *dir, *path; /* while it is made */
};

/* A user without a passwd entry, as containers like to have them. */
static bool
number(const char *text, unsigned *id)
{
	int64_t value;

	if (!text_int(text, 1, 0x7fffffff, &value))
		return false;
	*id = (unsigned)value;
	return true;
}

/* A user by name, or by number where there is no passwd entry. */
static void
find_user(const char *name, uid_t *uid, gid_t *gid)
{
	const struct passwd *pw = getpwnam(name);

	if (pw != NULL) {
		*uid = pw->pw_uid;
		*gid = pw->pw_gid;
	} else if (number(name, uid)) {
		*gid = *uid;
	} else {
		fatalx("there is no user %s: make it (adduser --system --group "
		       "%s) or name another in tocsin.conf [users]",
		    name, name);
	}
}

static gid_t
find_group(const char *name)
{
	const struct group *gr = getgrnam(name);
	gid_t gid;

	if (gr != NULL)
		return gr->gr_gid;
	if (!number(name, &gid))
		fatalx("there is no group %s: make it (addgroup --system %s) "
		       "or name another in tocsin.conf [users]",
		    name, name);
	return gid;
}

/* Not root: there is only one user to give anything to. */
static struct owners
find_owners(const struct conf *c)
{
	struct owners o = {getuid(), getuid(), getgid(), getgid(), getgid()};

	if (geteuid() != 0)
		return o;
	find_user(c->web, &o.web, &o.web_group);
	find_user(c->worker, &o.worker, &o.worker_group);
	o.producers = find_group(c->producers);
	return o;
}

/*
 * lchown and not chown: a link that stands there must not lead us elsewhere.
 */
static void
own(const char *path, uid_t uid, gid_t gid, mode_t mode)
{
	if (geteuid() == 0 && lchown(path, uid, gid) != 0)
		fatal("%s: its owner can't be set", path);
	if (chmod(path, mode) != 0)
		fatal("%s: its mode can't be set", path);
}

/* 0700 until its owner and mode are set: nobody looks in meanwhile. */
static void
make_dir(const char *path, mode_t mode)
{
	if (mkdir(path, mode) != 0 && errno != EEXIST)
		fatal("%s can't be made", path);
}

/* Make the parents of path, open to all: what is in them is not. */
static void
make_parents(const char *path)
{
	char *copy = xstrdup(path), *slash;

	for (slash = strchr(copy + 1, '/'); slash != NULL;
	     slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		make_dir(copy, 0755);
		*slash = '/';
	}
	free(copy);
}

/*
 * As the owner, never as root: the directory is the owner's, who could have
 * put anything there.
 */
static int
make_database(const void *cookie)
{
	static const char *const suffixes[] = {"", "-wal", "-shm"};
	const struct place *p = cookie;
	char why[DB_WHY_BYTES], *file;
	size_t i;

	become_owner(p->dir);
	umask(0777 & ~p->file_mode);
	if (db_create(p->path, p->schema, why) != 0)
		fatalx("%s", why);
	for (i = 0; i < sizeof(suffixes) / sizeof(suffixes[0]); i++) {
		file = xasprintf("%s%s", p->path, suffixes[i]);
		if (chmod(file, p->file_mode) != 0)
			fatal("%s: its mode can't be set", file);
		free(file);
	}
	return 0;
}

/* In a child, which becomes the owner for good; the next place needs root. */
static void
make_place(const struct conf *c, struct place *p)
{
	p->dir = xasprintf("%s/%s", c->data, p->name);
	p->path = conf_database(c, p->name);
	make_dir(p->dir, 0700);
	own(p->dir, p->uid, p->gid, p->dir_mode);
	if (cli_in_child(make_database, p) != 0)
		exit(1);
	printf("%s: ready\n", p->path);
	free(p->path);
	free(p->dir);
}

/*
 * Half a pair is never completed by a new one: what was sealed for the old
 * key would be lost without a word.
 */
static void
make_keys(const struct conf *c, const struct owners *o)
{
	bool public = access(c->public_key, F_OK) == 0;
	bool secret = access(c->secret_key, F_OK) == 0;
	char why[SEAL_WHY_BYTES];

	if (public != secret)
		fatalx("of the keys %s and %s only one is there: restore the "
		       "other from a backup; without the pair no saved URL "
		       "can be opened",
		    c->public_key, c->secret_key);
	if (!secret) {
		make_parents(c->public_key);
		make_parents(c->secret_key);
		if (seal_keys_generate(c->public_key, c->secret_key, why) != 0)
			fatalx("%s", why);
	}
	own(c->secret_key, o->worker, o->worker_group, 0400);
	printf("%s, %s: ready\n", c->public_key, c->secret_key);
}

/*
 * Keys that stand alone, each of the one user that needs it.  One that is lost
 * is made anew: what it proved or hid then is past, and the audit trail tells.
 */
static void
make_private_keys(const struct conf *c, const struct owners *o)
{
	const struct {
		const char *path;
		uid_t uid;
		gid_t gid;
	} all[] = {
	    {c->audit_key, o->worker, o->worker_group},
	    {c->web_key, o->web, o->web_group},
	};
	char why[PRIVATE_KEY_WHY_BYTES];
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (access(all[i].path, F_OK) != 0) {
			make_parents(all[i].path);
			if (private_key_generate(all[i].path, why) != 0)
				fatalx("%s", why);
		}
		own(all[i].path, all[i].uid, all[i].gid, 0400);
		printf("%s: ready\n", all[i].path);
	}
}

/* Whether the user, as the system sees it at login, is in that group. */
static bool
is_member(uid_t uid, gid_t own_group, gid_t group)
{
	const struct passwd *pw = getpwuid(uid);
	bool found = own_group == group;
	int i, n = 0;
	gid_t *all;

	/* Only a number: whatever starts it decides about its groups. */
	if (pw == NULL)
		return found;
	/* The first call only counts. */
	(void)getgrouplist(pw->pw_name, own_group, NULL, &n);
	all = xcalloc((size_t)n + 1, sizeof(*all));
	n = getgrouplist(pw->pw_name, own_group, all, &n);
	for (i = 0; i < n; i++)
		found = found || all[i] == group;
	free(all);
	return found;
}

/*
 * A warning, not an error: who starts the programs may give them the group by
 * other means (SupplementaryGroups=), which can't be seen from here.
 */
static void
check_producers(const struct conf *c, const struct owners *o)
{
	const struct {
		const char *name, *why;
		uid_t uid;
		gid_t gid;
	} users[] = {
	    {c->worker, "the worker can't read events", o->worker,
		o->worker_group},
	    {c->web, "events sent by HTTP can't be stored", o->web,
		o->web_group},
	};
	size_t i;

	if (geteuid() != 0)
		return;
	for (i = 0; i < sizeof(users) / sizeof(users[0]); i++)
		if (!is_member(users[i].uid, users[i].gid, o->producers))
			log_warnx("user %s is not in group %s, so %s: run "
				  "'adduser %s %s', then restart its service",
			    users[i].name, c->producers, users[i].why,
			    users[i].name, c->producers);
}

int
cli_setup(const struct conf *c, int argc, char **argv)
{
	struct owners o;
	size_t i;

	(void)argv;
	if (argc != 1)
		return cli_usage("[-c FILE] setup");
	/* What is private gets its mode by own(); the way to it is open. */
	umask(022);
	o = find_owners(c);
	struct place places[] = {
	    {"config", &schema_config, o.web, o.worker_group, 02750, 0640, NULL,
		NULL},
	    {"events", &schema_events, o.worker, o.producers, 02770, 0660, NULL,
		NULL},
	    {"outbox", &schema_outbox, o.worker, o.web_group, 02750, 0640, NULL,
		NULL},
	};
	make_parents(c->data);
	make_dir(c->data, 0755);
	make_keys(c, &o);
	make_private_keys(c, &o);
	for (i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		make_place(c, &places[i]);
	check_producers(c, &o);
	setup_first_code(c);
	return 0;
}
