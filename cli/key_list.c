/*
 * key_list.c - tocsin key list: which keys there are, and what names them.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/key.h"
#include "core/log.h"
#include "core/seal_ring.h"
#include "db/retired_key.h"

/* A key to be told of. */
struct known {
	char id[SEAL_KEY_ID_BYTES];
	bool secret; /* its secret half is there */
};

#define KNOWN_MAX (SEAL_RING_MAX + 1)

static bool
listed(const struct known *all, int n, const char *id)
{
	while (n > 0)
		if (strcmp(all[--n].id, id) == 0)
			return true;
	return false;
}

/* The ids alone: secret keys are wiped at once. */
static int
collect(const struct conf *c, const struct seal_public *p, struct known *all)
{
	char why[SEAL_WHY_BYTES];
	struct seal_ring r;
	int i, n = 1;

	snprintf(all[0].id, sizeof(all[0].id), "%s", p->id);
	if (seal_ring_load(c->secret_key, &r, why) != 0) {
		log_warnx("%s", why);
		return n;
	}
	for (i = 0; i < r.n; i++)
		if (strcmp(r.pairs[i].public.id, p->id) == 0) {
			all[0].secret = true;
		} else {
			snprintf(all[n].id, sizeof(all[n].id), "%s",
			    r.pairs[i].public.id);
			all[n++].secret = true;
		}
	seal_ring_free(&r);
	return n;
}

static int
print_one(struct db *db, const char *id, const char *state)
{
	int64_t uses;

	if (retired_key_uses(db, id, &uses) != 0)
		return -1;
	printf("%s  %-28s named by %" PRId64 " rows\n", id, state, uses);
	return 0;
}

static int
print(struct db *db, const struct known *all, int n)
{
	char id[SEAL_KEY_ID_BYTES] = "";
	int i, rc = 0;

	for (i = 0; i < n && rc == 0; i++)
		rc = print_one(db, all[i].id,
		    i > 0           ? "to be rotated out"
		    : all[i].secret ? "in force"
				    : "in force, secret key unseen");
	while (rc == 0 && retired_key_next(db, id, id) > 0)
		if (!listed(all, n, id))
			rc = print_one(db, id, "gone");
	return rc;
}

int
cli_key_list(const struct conf *c, int argc, char **argv)
{
	struct known all[KNOWN_MAX] = {0};
	char why[SEAL_WHY_BYTES];
	struct seal_public p;
	struct db *db;
	int n, rc;

	(void)argv;
	if (argc != 1)
		return cli_usage("[-c FILE] key list");
	if (seal_public_load(c->public_key, &p, why) != 0) {
		log_warnx("%s", why);
		return 1;
	}
	n = collect(c, &p, all);
	db = cli_open(c, "config", &schema_config, DB_READ);
	if (db == NULL)
		return 1;
	rc = print(db, all, n);
	db_close(db);
	return rc == 0 ? 0 : 1;
}
