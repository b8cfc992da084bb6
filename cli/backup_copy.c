/*
 * backup_copy.c - one database copied by its owner; see backup.c.
 */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <json-c/json.h>

#include "cli/backup.h"
#include "cli/cli.h"
#include "core/log.h"
#include "core/private_key.h"
#include "core/xjson.h"
#include "core/xmalloc.h"
#include "db/audit.h"
#include "db/audit_verify.h"
#include "db/copy.h"

/* Who took a copy of everything is told in it too. */
static int
tell(struct db *config, const struct backup_copying *y)
{
	struct json_object *o = xjson_object();
	int rc;

	xjson_add_string(o, "to", y->dir);
	rc = audit_note(config,
	    &(struct audit){
		.action = "backup made",
		.detail = xjson_text(o, JSON_C_TO_STRING_PLAIN),
	    },
	    y->who);
	json_object_put(o);
	return rc;
}

/*
 * A trail that does not hold is copied all the same: whoever looks into it
 * needs the copy.  0, or -1 where it could not be read.
 */
static int
verify(const struct conf *c, const char *copy)
{
	struct audit_anchors none = {0};
	char why[DB_WHY_BYTES];
	struct private_key key = {0};
	struct audit_verdict v = {0};
	struct db *db = NULL;
	int rc = -1;

	if (private_key_load(c->audit_key, &key, why) != 0 ||
	    db_open(copy, &schema_outbox, DB_READ, &db, why) != DB_OPENED)
		log_warnx("%s", why);
	else
		rc = audit_verify(db, &key, &none, &v);
	if (rc == 0 && !v.sound)
		log_warnx("the audit trail was tampered with: row %lld: %s",
		    (long long)v.bad_n, v.why);
	db_close(db);
	db_drop(copy, false);
	private_key_free(&key);
	return rc;
}

static int
copy_open(const struct backup_copying *y, struct db *db)
{
	char *to = xasprintf("%s/%s.db", y->folder, y->part->name);
	char why[DB_WHY_BYTES];
	int rc = 0;

	if (access(y->folder, W_OK | X_OK) != 0) {
		log_warn("%s: the user that owns %s.db can't write there; take "
			 "a directory whose parents are open to all, as "
			 "/var/backups is",
		    y->folder, y->part->name);
		rc = -1;
	} else if (db_copy(db, to, y->part->schema, why) != 0) {
		log_warnx("%s", why);
		rc = -1;
	} else if (y->part->schema == &schema_outbox) {
		rc = verify(y->c, to);
	}
	free(to);
	return rc;
}

int
backup_copy(const void *cookie)
{
	const struct backup_copying *y = cookie;
	bool config = y->part->schema == &schema_config;
	/* Its owner could put a pipe there, which a reader would wait at. */
	struct db *db =
	    cli_open(y->c, y->part->name, y->part->schema, DB_WRITE);
	int rc = -1;

	umask(077);
	if (db != NULL && (!config || tell(db, y) > 0))
		rc = copy_open(y, db);
	db_close(db);
	return rc;
}
