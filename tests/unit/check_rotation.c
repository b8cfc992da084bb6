/*
 * check_rotation.c - other keys in the place of those that seal: what is sealed
 * again, and what is not stored any more.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/xmalloc.h"
#include "db/destination.h"
#include "db/draft.h"
#include "db/reseal.h"
#include "db/retired_key.h"
#include "tests/unit/editor_kit.h"
#include "tests/unit/rotation_kit.h"
#include "tests/unit/suites.h"

#define NOW INT64_C(1760000000000)

static const struct change ann = {.by = "ann", .at_ms = NOW};

/* Destination id with a URL and both secrets, sealed for p. */
static void
make(struct destination *d, int64_t id, const struct seal_public *p)
{
	struct seal_name name = {id, id + 1000, NULL};

	kit_destination(d);
	d->id = id;
	d->seal_id = id + 1000;
	free(d->sealed);
	free(d->secret);
	free(d->former);
	free(d->name);
	d->name = xasprintf("number %d", (int)id);
	d->sealed = seal_text(p, &name, ROTATION_URL);
	name.beside = d->sealed;
	name.seal_id = d->secret_id = 71;
	d->secret = seal_text(p, &name, "canary-secret");
	name.seal_id = d->former_id = 72;
	d->former = seal_text(p, &name, "canary-former");
	d->former_until = NOW + 1;
}

static int
add(int64_t id, const struct seal_public *p, enum destination_no *no)
{
	struct destination d;
	int rc;

	make(&d, id, p);
	rc = destination_add(rotation_config, &d, &ann, no);
	destination_clear(&d);
	return rc;
}

/* Another name, and all that is sealed as it was loaded. */
static int
save(struct destination *d, const char *name, enum destination_no *no)
{
	free(d->name);
	d->name = xstrdup(name);
	return destination_save(rotation_config, d, &ann, no);
}

static int
test_draft(const struct destination *d, const char *beside)
{
	struct request r = {.id = 1};
	struct draft f = {.id = 90 + d->id, .session_hash = "s", .d = *d};
	int rc;

	f.beside = beside;
	if (beside != NULL)
		f.d.sealed = (char *)(uintptr_t) "";
	rc = draft_test(rotation_config, &f, &r, &ann);
	ck_assert_int_eq(f.resealed, rc == 0);
	return rc;
}

/* All of a destination opens by that ring, in its right place. */
static bool
all_open(struct seal_ring *r, const struct destination *d, const char *beside)
{
	return (d->sealed[0] == '\0' ||
		   rotation_opens(r, d->sealed,
		       (struct seal_name){d->id, d->seal_id, NULL},
		       ROTATION_URL)) &&
	       rotation_opens(r, d->secret,
		   (struct seal_name){d->id, d->secret_id, beside},
		   "canary-secret") &&
	       rotation_opens(r, d->former,
		   (struct seal_name){d->id, d->former_id, beside},
		   "canary-former");
}

static void
rotated(struct seal_ring *r, struct reseal_count *n)
{
	int64_t id = INT64_MIN, uses;
	int rc;

	rotation_grow(r);
	ck_assert_int_eq(retired_key_add(rotation_config, old_public.id,
			     r->pairs[0].public.id, &ann),
	    1);
	while ((rc = reseal_next(
		    rotation_config, r->pairs[0].public.id, id, &id)) > 0)
		ck_assert_int_eq(
		    reseal_destination(rotation_config, r, id, n), 1);
	ck_assert_int_eq(rc, 0);
	ck_assert_int_eq(
	    retired_key_uses(rotation_config, old_public.id, &uses), 0);
	ck_assert_int_eq(uses, n->named);
	ck_assert_int_eq(seal_ring_cut(r, rotation_why), 0);
}

START_TEST(sealed_again)
{
	struct reseal_count n = {0};
	enum destination_no no;
	struct destination d;
	struct seal_ring r;
	struct draft f;

	ck_assert_int_eq(add(5, &old_public, &no), 1);
	ck_assert_int_eq(add(6, &old_public, &no), 1);
	/* Two more versions with the same URL. */
	ck_assert_int_eq(destination_load(rotation_config, 5, &d), 1);
	ck_assert_int_eq(save(&d, "two", &no), 1);
	ck_assert_int_eq(save(&d, "three", &no), 1);
	/* A draft with secrets alone, and one with a URL of its own. */
	ck_assert_int_eq(test_draft(&d, d.sealed), 1);
	destination_clear(&d);
	make(&d, 6, &old_public);
	ck_assert_int_eq(test_draft(&d, NULL), 1);
	destination_clear(&d);

	rotated(&r, &n);
	ck_assert_int_eq(n.sealed, 6);
	ck_assert_int_eq(n.left, 0);
	/* One text for one URL, as before. */
	ck_assert_int_eq(
	    scratch_int("config.db",
		"SELECT count(DISTINCT sealed) FROM destination_version"
		" WHERE destination_id = 5"),
	    1);
	ck_assert_int_eq(destination_load(rotation_config, 5, &d), 1);
	ck_assert(all_open(&r, &d, d.sealed));
	ck_assert_int_eq(draft_load(rotation_config, 95, NOW, &f), 1);
	ck_assert(all_open(&r, &f.d, d.sealed));
	draft_clear(&f);
	destination_clear(&d);
	ck_assert_int_eq(destination_load(rotation_config, 6, &d), 1);
	ck_assert(all_open(&r, &d, d.sealed));
	destination_clear(&d);
	ck_assert_int_eq(draft_load(rotation_config, 96, NOW, &f), 1);
	ck_assert(all_open(&r, &f.d, f.d.sealed));
	draft_clear(&f);
	seal_ring_free(&r);
}
END_TEST

/* A box of another destination opens nowhere, and keeps no key alive. */
START_TEST(junk_left)
{
	struct reseal_count n = {0};
	enum destination_no no;
	struct seal_ring r;

	ck_assert_int_eq(add(5, &old_public, &no), 1);
	ck_assert_int_eq(add(6, &old_public, &no), 1);
	scratch_exec("config.db",
	    "UPDATE destination_version SET sealed = (SELECT sealed FROM"
	    " destination_version WHERE destination_id = 5)"
	    " WHERE destination_id = 6");
	rotation_grow(&r);
	ck_assert_int_eq(reseal_destination(rotation_config, &r, 5, &n), 1);
	ck_assert_int_eq(reseal_destination(rotation_config, &r, 6, &n), 1);
	ck_assert_int_eq(n.sealed, 1);
	ck_assert_int_eq(n.left, 1);
	seal_ring_free(&r);
}
END_TEST

/*
 * A row that names no key of ours makes no room for one that does: that one was
 * sealed for the old key when its destination had been done.
 */
START_TEST(foreign_counts_not)
{
	struct reseal_count n = {0};
	enum destination_no no;
	struct seal_ring r;
	int64_t uses;

	ck_assert_int_eq(add(5, &old_public, &no), 1);
	ck_assert_int_eq(add(6, &old_public, &no), 1);
	ck_assert_int_eq(add(7, &old_public, &no), 1);
	scratch_exec("config.db",
	    "UPDATE destination_version SET sealed = '1.ffffffff.AAAA'"
	    " WHERE destination_id = 6");
	scratch_exec("config.db",
	    "UPDATE destination_version SET sealed = '1.ffffffff.AAAA',"
	    " secret = '', former = '' WHERE destination_id = 5");
	rotation_grow(&r);
	ck_assert_int_eq(reseal_destination(rotation_config, &r, 5, &n), 1);
	ck_assert_int_eq(reseal_destination(rotation_config, &r, 6, &n), 1);
	ck_assert_int_eq(n.left, 2);
	/* Its secrets do. */
	ck_assert_int_eq(n.named, 1);
	ck_assert_int_eq(
	    retired_key_uses(rotation_config, old_public.id, &uses), 0);
	ck_assert_int_eq(uses, 2);
	seal_ring_free(&r);
}
END_TEST

/* From the moment that a key is retired, nothing new names it. */
START_TEST(retired)
{
	struct reseal_count n = {0};
	enum destination_no no;
	struct destination d, late;
	struct seal_ring r;

	ck_assert_int_eq(add(5, &old_public, &no), 1);
	ck_assert_int_eq(destination_load(rotation_config, 5, &d), 1);
	ck_assert_int_eq(
	    retired_key_add(rotation_config, old_public.id, "ffffffff", &ann),
	    1);
	ck_assert_int_eq(
	    retired_key_add(rotation_config, old_public.id, "ffffffff", &ann),
	    0);
	ck_assert_int_eq(add(6, &old_public, &no), 0);
	ck_assert_int_eq(no, DESTINATION_RESEALED);
	/* What stands there already may be carried on ... */
	ck_assert_int_eq(save(&d, "carried on", &no), 1);
	ck_assert_int_eq(test_draft(&d, d.sealed), 1);
	rotation_grow(&r);
	ck_assert_int_eq(reseal_destination(rotation_config, &r, 5, &n), 1);
	/* ... until it is sealed again. */
	ck_assert_int_eq(save(&d, "too late", &no), 0);
	ck_assert_int_eq(no, DESTINATION_RESEALED);
	ck_assert_int_eq(test_draft(&d, d.sealed), 0);
	/* A new secret beside the old text would open beside nothing. */
	make(&late, 5, &r.pairs[0].public);
	ck_assert_int_eq(test_draft(&late, d.sealed), 0);
	ck_assert_int_eq(add(6, &r.pairs[0].public, &no), 1);
	destination_clear(&d);
	destination_clear(&late);
	seal_ring_free(&r);
}
END_TEST

/* Begun and done are told once each, however often it is gone on with. */
START_TEST(audited)
{
	const struct reseal_count n = {.sealed = 3};
	char detail[100];
	int i;

	for (i = 0; i < 2; i++) {
		ck_assert_int_eq(retired_key_add(rotation_config, "00000001",
				     "00000002", &ann),
		    i == 0);
		ck_assert_int_eq(retired_key_done(rotation_config, "00000001",
				     "00000002", &n, &ann),
		    i == 0);
	}
	ck_assert_int_eq(
	    scratch_int("config.db", "SELECT count(*) FROM audit"), 2);
	ck_assert_str_eq(scratch_text("config.db",
			     "SELECT detail FROM audit WHERE action ="
			     " 'key rotated'",
			     detail, sizeof(detail)),
	    "{\"old\":\"00000001\",\"new\":\"00000002\",\"sealed again\":3,"
	    "\"not opened\":0}");
}
END_TEST

Suite *
suite_rotation(void)
{
	Suite *s = suite_create("rotation");
	TCase *t = tcase_create("rotation");

	tcase_add_checked_fixture(t, rotation_make, rotation_remove);
	tcase_add_test(t, sealed_again);
	tcase_add_test(t, junk_left);
	tcase_add_test(t, foreign_counts_not);
	tcase_add_test(t, retired);
	tcase_add_test(t, audited);
	suite_add_tcase(s, t);
	return s;
}
