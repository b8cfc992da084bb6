/*
 * api_events.c - POST /api/v1/events: events by HTTP, as docs/events.md tells.
 *
 * One call is one transaction, and the answer is written after its commit: an
 * event that is counted as accepted is on the disk.  A sender who got no
 * answer sends the same again, and what was stored already is a duplicate.
 */
#include <stdlib.h>

#include <json-c/json.h>

#include "cgi/events_body.h"
#include "cgi/pages.h"
#include "cgi/web.h"
#include "core/xjson.h"
#include "db/event.h"

/*
 * Other writers take their turns in far less.  One that is stuck must not keep
 * every web process, of which there are few, from its pages.
 */
#define WAIT_MS 5000

/* What the commit made of the sound events. */
struct stored {
	int64_t accepted;
	int64_t duplicate;
};

/* Nothing was stored, and the same call may be made again. */
static void
not_now(struct exchange *x, const char *why)
{
	respond_error(
	    x, 503, "%s. Nothing of this call was stored; send it again.", why);
}

/* Why the database would not: a wait helps, or an operator must look. */
static void
not_stored(struct exchange *x, enum db_error error)
{
	if (error == DB_BUSY)
		not_now(x, "The store of events is in use by others");
	else if (error == DB_FULL)
		not_now(x, "There is no space left to store events");
	else
		respond_broken(x);
}

static int
insert_all(struct db *db, const struct events_body *b, struct stored *s)
{
	size_t i;
	int rc;

	for (i = 0; i < b->count; i++) {
		rc = event_insert(db, &b->events[i]);
		if (rc < 0)
			return -1;
		if (rc > 0)
			s->accepted++;
		else
			s->duplicate++;
	}
	return 0;
}

/*
 * All of them or none.  The class of the failure is kept before the rollback,
 * which is a call of its own.
 */
static enum db_error
store(struct db *db, const struct events_body *b, struct stored *s)
{
	enum db_error error;

	db_wait(db, WAIT_MS);
	if (db_begin(db) != 0)
		return db_error(db);
	if (insert_all(db, b, s) != 0) {
		error = db_error(db);
		db_rollback(db);
		return error == DB_OK ? DB_OTHER : error;
	}
	if (db_commit(db) != 0)
		return db_error(db);
	return DB_OK;
}

static struct json_object *
refusals(const struct events_body *b)
{
	struct json_object *list = xjson_array(), *o;
	size_t i;

	for (i = 0; i < b->refused_total && i < BODY_REFUSED_MAX; i++) {
		const struct body_refusal *r = &b->refused[i];

		o = xjson_object();
		xjson_add(o, "item", xjson_int((int64_t)r->item));
		xjson_add(o, "line", xjson_int((int64_t)r->line));
		xjson_add(o, "reason", xjson_string(r->why));
		xjson_append(list, o);
	}
	return list;
}

/* 422 where nothing at all was taken: a sender that looks no further sees. */
static void
answer(struct exchange *x, const struct events_body *b, const struct stored *s)
{
	struct json_object *o = xjson_object();

	xjson_add(o, "accepted", xjson_int(s->accepted));
	xjson_add(o, "duplicate", xjson_int(s->duplicate));
	xjson_add(o, "refused_total", xjson_int((int64_t)b->refused_total));
	xjson_add(o, "refused", refusals(b));
	respond_json(x, b->count > 0 ? 200 : 422, o);
}

static void
store_and_answer(struct exchange *x, const struct events_body *b)
{
	struct stored s = {0, 0};
	enum db_error error;
	struct db *db;

	/* Without a sound event there is nothing to open or lock. */
	if (b->count > 0) {
		db = web_events(x->web);
		if (db == NULL) {
			not_now(x, "The store of events can't be opened");
			return;
		}
		error = store(db, b, &s);
		if (error != DB_OK) {
			not_stored(x, error);
			return;
		}
	}
	answer(x, b, &s);
}

/* Read by kind; nothing is stored before the whole body was read. */
static void
take(struct exchange *x, enum body_kind kind)
{
	const struct event_origin origin = {x->token.name, x->now_ms};
	struct events_body b = {0};

	switch (events_body_read(
	    &b, kind, x->req->body, x->req->body_bytes, &origin)) {
	case BODY_READ:
		store_and_answer(x, &b);
		break;
	case BODY_EMPTY:
		respond_error(x, 422, "The body holds no event.");
		break;
	case BODY_BROKEN:
		respond_error(x, 422,
		    "Line %zu: %s. Nothing of this call was stored.",
		    b.broken_line, b.why);
		break;
	case BODY_TOO_MANY:
		respond_error(x, 413,
		    "More than %d events in one call. Nothing was stored; "
		    "send them in several calls.",
		    BODY_EVENTS_MAX);
		break;
	}
	events_body_clear(&b);
}

void
api_events(struct exchange *x)
{
	enum body_kind kind = events_body_kind(x->req->content_type);

	if (kind == BODY_UNKNOWN)
		respond_error(x, 415,
		    "Send events as application/json or application/x-ndjson, "
		    "in UTF-8.");
	else
		take(x, kind);
}
