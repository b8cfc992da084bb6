/*
 * seals.c - who can open what config.db holds sealed: for tests.
 *
 *	seals CONFIG.DB KEYFILE...
 *
 * Prints how many texts in force no key of the files opens, how many exactly
 * one, and how many several: "none N, one N, more N"; and on standard error
 * what is wrong with each of the first.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "core/seal_ring.h"

#define KEYS_MAX 200

/* Former secrets only where they may be used; drafts beside what is stored. */
static const char sql[] =
    "SELECT d.id, v.seal_id, v.sealed, v.secret_id, v.secret, v.former_id,"
    " v.former, v.sealed FROM destination d JOIN destination_version v"
    " ON v.destination_id = d.id AND v.version = d.version"
    " WHERE d.deleted_at IS NULL UNION ALL"
    " SELECT f.destination_id, f.seal_id, f.sealed, f.secret_id, f.secret,"
    " f.former_id, f.former, CASE WHEN f.sealed <> '' THEN f.sealed ELSE"
    " (SELECT v.sealed FROM destination d JOIN destination_version v ON"
    " v.destination_id = d.id AND v.version = d.version WHERE"
    " d.id = f.destination_id) END FROM draft f";

static struct seal_pair keys[KEYS_MAX];
static int nkeys;
static int count[3];

/* Each key once, however many files hold it. */
static void
add_keys(const char *path)
{
	struct seal_ring r;
	char why[SEAL_WHY_BYTES];
	int i, k;

	if (seal_ring_load(path, &r, why) != 0)
		fatalx("%s", why);
	for (i = 0; i < r.n; i++) {
		for (k = 0; k < nkeys; k++)
			if (strcmp(keys[k].public.id, r.pairs[i].public.id) ==
			    0)
				break;
		if (k == KEYS_MAX)
			fatalx("too many keys");
		if (k == nkeys)
			keys[nkeys++] = r.pairs[i];
	}
}

static void
try_all(const char *sealed, const struct seal_name *name)
{
	char why[SEAL_WHY_BYTES], *text;
	int i, opened = 0;

	if (sealed == NULL || sealed[0] == '\0')
		return;
	for (i = 0; i < nkeys; i++)
		if (seal_open(&keys[i], sealed, name, &text, why) == 0) {
			opened++;
			seal_forget(&text);
		}
	if (opened == 0)
		log_warnx("destination %lld: %s",
		    (long long)name->destination_id, why);
	count[opened > 2 ? 2 : opened]++;
}

static const char *
text_at(sqlite3_stmt *s, int column)
{
	return (const char *)sqlite3_column_text(s, column);
}

static void
row(sqlite3_stmt *s)
{
	struct seal_name name = {sqlite3_column_int64(s, 0), 0, NULL};
	int column;

	for (column = 1; column <= 5; column += 2) {
		name.seal_id = sqlite3_column_int64(s, column);
		try_all(text_at(s, column + 1), &name);
		/* All but the first stand beside the URL. */
		name.beside = text_at(s, 7);
	}
}

int
main(int argc, char **argv)
{
	sqlite3_stmt *s = NULL;
	sqlite3 *db = NULL;
	int i, rc;

	log_init("seals");
	for (i = 2; i < argc; i++)
		add_keys(argv[i]);
	if (sqlite3_open_v2(argv[1], &db, SQLITE_OPEN_READONLY, NULL) != 0 ||
	    sqlite3_busy_timeout(db, 5000) != 0 ||
	    sqlite3_prepare_v2(db, sql, -1, &s, NULL) != 0)
		fatalx("%s: %s", argv[1], sqlite3_errmsg(db));
	while ((rc = sqlite3_step(s)) == SQLITE_ROW)
		row(s);
	if (rc != SQLITE_DONE)
		fatalx("%s: %s", argv[1], sqlite3_errmsg(db));
	sqlite3_finalize(s);
	sqlite3_close(db);
	printf("none %d, one %d, more %d\n", count[0], count[1], count[2]);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
