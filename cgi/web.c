/*
 * web.c - what a web process holds open.
 */
#include <stdlib.h>
#include <string.h>

#include "cgi/supervise.h"
#include "cgi/web.h"
#include "core/log.h"
#include "core/xmalloc.h"

/* How long a page waits for another writer of config.db. */
#define CONFIG_WAIT_MS 5000

/* An open database; NULL, with the reason in the log, where it can't be. */
static struct db *
open_database(const struct web *w, const char *name,
    const struct db_schema *schema, enum db_mode mode)
{
	char *path = conf_database(&w->conf, name), why[DB_WHY_BYTES];
	struct db *db;

	if (db_open(path, schema, mode, &db, why) != DB_OPENED)
		log_warnx("%s", why);
	free(path);
	return db;
}

/*
 * Looked at before it is read: whatever replaces it in between is seen by the
 * next look.
 */
static int
load_key(struct web *w, char *why)
{
	struct seal_public fresh;
	struct stat st = {0};

	(void)stat(w->conf.public_key, &st);
	if (seal_public_load(w->conf.public_key, &fresh, why) != 0)
		return -1;
	w->key = fresh;
	w->key_seen = st;
	return 0;
}

/* A rotation puts another file in its place, which differs in both. */
void
web_key(struct web *w)
{
	char why[SEAL_WHY_BYTES];
	struct stat st;

	if (stat(w->conf.public_key, &st) == 0 &&
	    st.st_ino == w->key_seen.st_ino &&
	    st.st_ctim.tv_sec == w->key_seen.st_ctim.tv_sec &&
	    st.st_ctim.tv_nsec == w->key_seen.st_ctim.tv_nsec)
		return;
	if (load_key(w, why) != 0)
		log_warnx("%s; sealing for key %s as before", why, w->key.id);
}

void
web_open(struct web *w)
{
	char why[SEAL_WHY_BYTES];

	if (load_key(w, why) != 0)
		fatalx("%s", why);
	web_key_load(w->conf.web_key, &w->web_key);
	/*
	 * The keeper migrates and checkpoints it.  What it was when we were
	 * started it is no more: only the check can tell what to do.
	 */
	w->config = open_database(w, "config", &schema_config, DB_WRITE);
	if (w->config == NULL)
		exit(EXIT_STORE_BROKEN);
	/* nginx gives up after 30 s: what it called failed must not happen. */
	db_wait(w->config, CONFIG_WAIT_MS);
}

void
web_close(struct web *w)
{
	db_close(w->outbox);
	db_close(w->events);
	db_close(w->config);
	w->outbox = w->events = w->config = NULL;
}

/*
 * The other two belong to the worker's side: pages work without them, and say
 * what is missing.
 */
struct db *
web_events(struct web *w)
{
	if (w->events == NULL)
		w->events =
		    open_database(w, "events", &schema_events, DB_WRITE);
	return w->events;
}

struct db *
web_outbox(struct web *w)
{
	if (w->outbox == NULL)
		w->outbox = open_database(w, "outbox", &schema_outbox, DB_READ);
	return w->outbox;
}

void
response_free(struct http_response *r)
{
	free(r->location);
	free(r->set_cookie);
	free(r->set_device);
	free(r->body);
	memset(r, 0, sizeof(*r));
}
