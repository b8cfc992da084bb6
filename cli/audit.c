/*
 * audit.c - tocsin audit: is the trail what the worker wrote, and what is in
 * it.
 *
 * Root reads it as the worker's user, who alone has the key.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "cli/cli.h"
#include "core/ids.h"
#include "core/log.h"
#include "core/private_key.h"
#include "core/text.h"
#include "core/xjson.h"
#include "core/xmalloc.h"
#include "db/audit_chain.h"
#include "db/audit_verify.h"

#define VERIFY "[-c FILE] audit verify [--anchors FILE]"
#define LIST "[-c FILE] audit list [--since YYYY-MM-DD]"

/* As the list of `tocsin audit list` names them; those of struct audit_row. */
static const char *const names[AUDIT_TEXT__MAX] = {
    "by", "address", "via", "action", "outcome", "object", "detail"};

/* The journal, or whatever it was exported to: other lines are none of ours. */
static void
read_lines(FILE *f, struct audit_anchors *a)
{
	size_t room = 0, places = 0;
	struct chain_anchor one;
	char *line = NULL;

	while (getline(&line, &room, f) >= 0) {
		if (!chain_anchor_read(line, &one))
			continue;
		if (a->n == places) {
			places = places == 0 ? 64 : 2 * places;
			a->list = xrealloc(a->list, places * sizeof(*a->list));
		}
		a->list[a->n++] = one;
	}
	free(line);
}

/* Before root takes on another user, who may not read the file.  0 or -1. */
static int
read_anchors(const char *path, struct audit_anchors *a)
{
	FILE *f = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	int rc = 0;

	if (f == NULL) {
		log_warn("%s", path);
		return -1;
	}
	read_lines(f, a);
	if (ferror(f)) {
		log_warn("%s", path);
		rc = -1;
	}
	if (f != stdin)
		fclose(f);
	if (rc == 0 && a->n == 0) {
		log_warnx("%s: no line in it has an anchor", path);
		rc = -1;
	}
	return rc;
}

static int
say(const struct audit_verdict *v)
{
	if (!v->sound) {
		printf("tampered: row %lld: %s\n", (long long)v->bad_n, v->why);
		return 1;
	}
	printf("sound: %lld rows, %lld to %lld, %zu anchors compared\n",
	    (long long)v->rows, (long long)v->first, (long long)v->last,
	    v->anchors);
	return 0;
}

static int
verify_with(const struct conf *c, struct audit_anchors *a)
{
	char why[PRIVATE_KEY_WHY_BYTES];
	struct private_key key = {0};
	struct audit_verdict v;
	struct db *db;
	int status = 1;

	db = cli_open(c, "outbox", &schema_outbox, DB_READ);
	if (db == NULL)
		return 1;
	/* One snapshot: a row that comes meanwhile is not of it. */
	if (private_key_load(c->audit_key, &key, why) != 0)
		log_warnx("%s", why);
	else if (db_begin_read(db) == 0 && audit_verify(db, &key, a, &v) == 0)
		status = say(&v);
	db_rollback(db);
	private_key_free(&key);
	db_close(db);
	return status;
}

/* The one option that a command takes, or NULL; false: wrong usage. */
static bool
option(int argc, char **argv, const char *name, const char **value)
{
	*value = NULL;
	if (argc == 1)
		return true;
	*value = argc == 3 && strcmp(argv[1], name) == 0 ? argv[2] : NULL;
	return *value != NULL;
}

static int
verify(const struct conf *c, int argc, char **argv)
{
	struct audit_anchors a = {0};
	const char *path;
	int status = 1;

	if (!option(argc, argv, "--anchors", &path))
		return cli_usage(VERIFY);
	if (path == NULL || read_anchors(path, &a) == 0)
		status = verify_with(c, &a);
	free(a.list);
	return status;
}

static void
print(const struct audit_row *r)
{
	struct json_object *o = xjson_object(), *detail;
	char time[TEXT_TIME_BYTES], id[ID_BYTES];
	size_t i;

	xjson_add(o, "n", xjson_int(r->n));
	xjson_add_string(o, "at", text_iso(r->at, time));
	for (i = 0; i < AUDIT_DETAIL; i++)
		xjson_add_string(o, names[i], r->text[i]);
	if (r->object_id != 0)
		xjson_add_string(o, "object_id", id_text(r->object_id, id));
	/* One that is no JSON, by whoever wrote it, is told as it is. */
	detail = json_tokener_parse(r->text[AUDIT_DETAIL]);
	xjson_add(o, names[AUDIT_DETAIL],
	    detail != NULL ? detail : xjson_string(r->text[AUDIT_DETAIL]));
	xjson_add_string(o, "mac", r->mac);
	printf("%s\n", xjson_text(o, JSON_C_TO_STRING_PLAIN |
					 JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(o);
}

static int
print_since(struct db *db, int64_t since)
{
	int64_t after = INT64_MIN;
	struct audit_row r;
	bool odd;
	int rc;

	while ((rc = audit_chain_next(db, after, &r, &odd)) > 0) {
		after = r.n;
		if (r.at >= since)
			print(&r);
		audit_row_clear(&r);
	}
	if (fflush(stdout) != 0) {
		log_warn("standard output");
		rc = -1;
	}
	return rc == 0 ? 0 : 1;
}

static int
list(const struct conf *c, int argc, char **argv)
{
	const char *day;
	int64_t since = INT64_MIN;
	struct db *db;
	int status;

	if (!option(argc, argv, "--since", &day) ||
	    (day != NULL && !text_day(day, &since)))
		return cli_usage(LIST);
	db = cli_open(c, "outbox", &schema_outbox, DB_READ);
	if (db == NULL)
		return 1;
	status = print_since(db, since);
	db_close(db);
	return status;
}

int
cli_audit(const struct conf *c, int argc, char **argv)
{
	static const struct command commands[] = {
	    {"verify", verify, VERIFY},
	    {"list", list, LIST},
	    {NULL, NULL, NULL},
	};

	return cli_run(commands, c, argc, argv);
}
