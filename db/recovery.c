/*
 * recovery.c - recovery codes of users; see user.h.
 */
#include <stddef.h>

#include "core/secret.h"
#include "db/user.h"
#include "db/user_row.h"

enum { SQL_DROP, SQL_ADD, SQL_USE, SQL_COUNT, SQL__MAX };

static const char *const text[SQL__MAX] = {
    [SQL_DROP] = "DELETE FROM recovery_code WHERE user_id = $1",
    [SQL_ADD] = "INSERT INTO recovery_code (user_id, hash) VALUES ($1, $2)",
    /* Gone with its use: of two requests with one code, one finds it. */
    [SQL_USE] = "DELETE FROM recovery_code WHERE user_id = $1 AND hash = $2",
    [SQL_COUNT] = "SELECT count(*) FROM recovery_code WHERE user_id = $1",
};

const struct db_sql recovery_sql = {&schema_config, text, SQL__MAX};

static struct db_stmt *
stmt_of(struct db *db, unsigned i, int64_t user_id)
{
	struct db_stmt *s = db_stmt(db, &recovery_sql, i);

	db_bind_int(s, 1, user_id);
	return s;
}

static int
replace_in(struct db *db, const struct user *u,
    char (*hashes)[SECRET_HASH_BYTES], int n, const struct change *c)
{
	struct db_stmt *s;
	int i;

	if (db_run(stmt_of(db, SQL_DROP, u->id)) < 0)
		return -1;
	for (i = 0; i < n; i++) {
		s = stmt_of(db, SQL_ADD, u->id);
		db_bind_text(s, 2, hashes[i]);
		if (db_run(s) < 0)
			return -1;
	}
	return user_told(db, "recovery codes made", u, NULL, c);
}

int
recovery_replace(struct db *db, int64_t user_id,
    char (*hashes)[SECRET_HASH_BYTES], int n, const struct change *c)
{
	struct user u;
	int rc;

	if (db_begin(db) != 0)
		return -1;
	rc = user_load(db, user_id, &u);
	if (rc > 0)
		rc = replace_in(db, &u, hashes, n, c);
	return db_finish(db, rc);
}

int
recovery_use(
    struct db *db, int64_t user_id, const char *hash, const struct change *c)
{
	struct db_stmt *s;
	struct user u;
	int rc;

	if (db_begin(db) != 0)
		return -1;
	rc = user_load(db, user_id, &u);
	if (rc > 0) {
		s = stmt_of(db, SQL_USE, user_id);
		db_bind_text(s, 2, hash);
		rc = db_run(s);
	}
	if (rc > 0)
		rc = user_told(db, "recovery code used", &u, NULL, c);
	return db_finish(db, rc);
}

int
recovery_count(struct db *db, int64_t user_id)
{
	int64_t n = 0;

	return db_one_int(stmt_of(db, SQL_COUNT, user_id), &n) < 0 ? -1
								   : (int)n;
}
