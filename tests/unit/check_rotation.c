/*
 * check_rotation.c - other keys in the place of those that seal: the file of
 * the secret ones, what is sealed again, and what is not stored any more.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/seal_file.h"
#include "core/xmalloc.h"
#include "db/destination.h"
#include "db/draft.h"
#include "db/reseal.h"
#include "db/retired_key.h"
#include "tests/unit/editor_kit.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suites.h"

#define NOW INT64_C(1760000000000)
#define URL "https://canary.example/hook?sig=canary-url"

static const struct change ann = {.by = "ann", .at_ms = NOW};
static char public_path[SCRATCH_PATH_BYTES], secret_path[SCRATCH_PATH_BYTES];
static char why[SEAL_WHY_BYTES];
static struct seal_public old_public;
static struct seal_ring ring; /* as it is before any rotation */
static struct db *config;

static void
setup(void)
{
	scratch_make();
	scratch_path("public.key", public_path);
	scratch_path("worker.key", secret_path);
	ck_assert_int_eq(seal_keys_generate(public_path, secret_path, why), 0);
	ck_assert_int_eq(seal_public_load(public_path, &old_public, why), 0);
	ck_assert_int_eq(seal_ring_load(secret_path, &ring, why), 0);
	config = scratch_db(&schema_config);
}

static void
teardown(void)
{
	db_close(config);
	seal_ring_free(&ring);
	scratch_remove();
}

/* Whether text opens by that ring, as the secret `what` of it. */
static bool
opens(struct seal_ring *r, const char *sealed, struct seal_name name,
    const char *what)
{
	char *text;
	bool same;

	if (seal_ring_open(r, sealed, &name, &text, why) != 0)
		return false;
	same = strcmp(text, what) == 0;
	seal_forget(&text);
	return same;
}

/* A second program's ring, as the file is now. */
static void
grown(struct seal_ring *r)
{
	ck_assert_int_eq(seal_ring_load(secret_path, r, why), 0);
	ck_assert_msg(seal_ring_grow(r, why) == 0, "%s", why);
}

START_TEST(ring_grows)
{
	const struct seal_name name = {7, 3, NULL};
	char *before = seal_text(&old_public, &name, URL), *after;
	struct seal_ring r;
	struct stat st;

	grown(&r);
	ck_assert_int_eq(r.n, 2);
	ck_assert_str_eq(r.pairs[1].public.id, old_public.id);
	ck_assert_str_ne(r.pairs[0].public.id, old_public.id);
	ck_assert_int_eq(stat(secret_path, &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0400);
	ck_assert_int_eq(
	    seal_public_replace(public_path, &r.pairs[0].public, why), 0);
	after = seal_text(&r.pairs[0].public, &name, URL);
	/* Who loaded the ring before finds the new key by itself, ... */
	ck_assert(opens(&ring, after, name, URL));
	ck_assert(opens(&ring, before, name, URL));
	ck_assert_int_eq(seal_ring_cut(&r, why), 0);
	/* ... and forgets the old one only when told to look. */
	ck_assert(opens(&ring, before, name, URL));
	ck_assert_int_eq(seal_ring_refresh(&ring, why), 1);
	ck_assert_int_eq(ring.n, 1);
	ck_assert(!opens(&ring, before, name, URL));
	ck_assert(opens(&ring, after, name, URL));
	ck_assert_int_eq(seal_ring_refresh(&ring, why), 0);
	free(before);
	free(after);
	seal_ring_free(&r);
}
END_TEST

/* A key that a row names while the file loses it stays known. */
START_TEST(ring_drops_nothing_at_hand)
{
	const struct seal_name name = {7, 3, NULL};
	char *before = seal_text(&old_public, &name, URL), *after;
	struct seal_ring r;

	grown(&r);
	after = seal_text(&r.pairs[0].public, &name, URL);
	ck_assert_int_eq(seal_ring_cut(&r, why), 0);
	ck_assert(opens(&ring, after, name, URL));
	ck_assert(opens(&ring, before, name, URL));
	free(before);
	free(after);
	seal_ring_free(&r);
}
END_TEST

/* However many came and went since the last look, the newest is found. */
START_TEST(ring_has_room)
{
	const struct seal_name name = {7, 3, NULL};
	struct seal_ring r;
	char *sealed;
	int i;

	for (i = 0; i < 2 * SEAL_RING_MAX; i++) {
		grown(&r);
		ck_assert_int_eq(seal_ring_cut(&r, why), 0);
		sealed = seal_text(&r.pairs[0].public, &name, URL);
		ck_assert(opens(&ring, sealed, name, URL));
		ck_assert_int_le(ring.n, SEAL_RING_MAX);
		free(sealed);
		seal_ring_free(&r);
	}
	ck_assert_int_eq(seal_ring_refresh(&ring, why), 1);
	ck_assert_int_eq(ring.n, 1);
}
END_TEST

/* What is no ring is refused, and the keys that were read stay. */
START_TEST(ring_refused)
{
	static const struct {
		const char *what;
		int cut; /* bytes left of the file; -1: all */
		const char *more;
		mode_t mode;
	} cases[] = {
	    {"empty", 0, "", 0400},
	    {"half a line", 30, "", 0400},
	    {"a line and a byte", -1, "x", 0400},
	    {"a second line that is none", -1,
		"tocsin-secret-1 00000000 AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		"AAAAAAA=\n",
		0400},
	    {"open to the group", -1, "", 0440},
	};
	char file[4 * SEAL_LINE_BYTES];
	struct seal_ring r;
	size_t i, n;
	FILE *f = fopen(secret_path, "re");

	n = fread(file, 1, sizeof(file), f);
	fclose(f);
	ck_assert_uint_eq(n, SEAL_LINE_BYTES);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		unlink(secret_path);
		f = fopen(secret_path, "we");
		n = cases[i].cut < 0 ? SEAL_LINE_BYTES : (size_t)cases[i].cut;
		ck_assert_uint_eq(fwrite(file, 1, n, f), n);
		fputs(cases[i].more, f);
		ck_assert_int_eq(fchmod(fileno(f), cases[i].mode), 0);
		fclose(f);
		ck_assert_msg(seal_ring_load(secret_path, &r, why) == -1, "%s",
		    cases[i].what);
		ck_assert_int_eq(r.n, 0);
		ck_assert_int_eq(seal_ring_refresh(&ring, why), -1);
		ck_assert_int_eq(ring.n, 1);
	}
	unlink(secret_path);
	ck_assert_int_eq(seal_ring_refresh(&ring, why), -1);
	ck_assert_int_eq(ring.n, 1);
}
END_TEST

/* A kill leaves a file beside it, which is in nobody's way. */
START_TEST(leftover_replaced)
{
	char *left = xasprintf("%s.new", secret_path);
	struct seal_ring r;

	ck_assert_int_eq(symlink("/etc/passwd", left), 0);
	grown(&r);
	ck_assert_int_eq(access(left, F_OK), -1);
	ck_assert_int_eq(symlink("/etc/passwd", left), 0);
	seal_file_tidy(secret_path);
	ck_assert_int_eq(access(left, F_OK), -1);
	free(left);
	seal_ring_free(&r);
}
END_TEST

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
	d->sealed = seal_text(p, &name, URL);
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
	rc = destination_add(config, &d, &ann, no);
	destination_clear(&d);
	return rc;
}

/* Another name, and all that is sealed as it was loaded. */
static int
save(struct destination *d, const char *name, enum destination_no *no)
{
	free(d->name);
	d->name = xstrdup(name);
	return destination_save(config, d, &ann, no);
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
	rc = draft_test(config, &f, &r, &ann);
	ck_assert_int_eq(f.resealed, rc == 0);
	return rc;
}

/* All of a destination opens by that ring, in its right place. */
static bool
all_open(struct seal_ring *r, const struct destination *d, const char *beside)
{
	return (d->sealed[0] == '\0' ||
		   opens(r, d->sealed,
		       (struct seal_name){d->id, d->seal_id, NULL}, URL)) &&
	       opens(r, d->secret,
		   (struct seal_name){d->id, d->secret_id, beside},
		   "canary-secret") &&
	       opens(r, d->former,
		   (struct seal_name){d->id, d->former_id, beside},
		   "canary-former");
}

static void
rotated(struct seal_ring *r, struct reseal_count *n)
{
	int64_t id = INT64_MIN, uses;
	int rc;

	grown(r);
	ck_assert_int_eq(
	    retired_key_add(config, old_public.id, r->pairs[0].public.id, &ann),
	    1);
	while ((rc = reseal_next(config, r->pairs[0].public.id, id, &id)) > 0)
		ck_assert_int_eq(reseal_destination(config, r, id, n), 1);
	ck_assert_int_eq(rc, 0);
	ck_assert_int_eq(retired_key_uses(config, old_public.id, &uses), 0);
	ck_assert_int_eq(uses, n->left);
	ck_assert_int_eq(seal_ring_cut(r, why), 0);
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
	ck_assert_int_eq(destination_load(config, 5, &d), 1);
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
	ck_assert_int_eq(destination_load(config, 5, &d), 1);
	ck_assert(all_open(&r, &d, d.sealed));
	ck_assert_int_eq(draft_load(config, 95, NOW, &f), 1);
	ck_assert(all_open(&r, &f.d, d.sealed));
	draft_clear(&f);
	destination_clear(&d);
	ck_assert_int_eq(destination_load(config, 6, &d), 1);
	ck_assert(all_open(&r, &d, d.sealed));
	destination_clear(&d);
	ck_assert_int_eq(draft_load(config, 96, NOW, &f), 1);
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
	grown(&r);
	ck_assert_int_eq(reseal_destination(config, &r, 5, &n), 1);
	ck_assert_int_eq(reseal_destination(config, &r, 6, &n), 1);
	ck_assert_int_eq(n.sealed, 1);
	ck_assert_int_eq(n.left, 1);
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
	ck_assert_int_eq(destination_load(config, 5, &d), 1);
	ck_assert_int_eq(destination_load(config, 5, &late), 1);
	ck_assert_int_eq(
	    retired_key_add(config, old_public.id, "ffffffff", &ann), 1);
	ck_assert_int_eq(
	    retired_key_add(config, old_public.id, "ffffffff", &ann), 0);
	ck_assert_int_eq(add(6, &old_public, &no), 0);
	ck_assert_int_eq(no, DESTINATION_RESEALED);
	/* What stands there already may be carried on ... */
	ck_assert_int_eq(save(&d, "carried on", &no), 1);
	ck_assert_int_eq(test_draft(&d, d.sealed), 1);
	grown(&r);
	ck_assert_int_eq(reseal_destination(config, &r, 5, &n), 1);
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
		ck_assert_int_eq(
		    retired_key_add(config, "00000001", "00000002", &ann),
		    i == 0);
		ck_assert_int_eq(
		    retired_key_done(config, "00000001", "00000002", &n, &ann),
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

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, ring_grows);
	tcase_add_test(t, ring_drops_nothing_at_hand);
	tcase_add_test(t, ring_has_room);
	tcase_add_test(t, ring_refused);
	tcase_add_test(t, leftover_replaced);
	tcase_add_test(t, sealed_again);
	tcase_add_test(t, junk_left);
	tcase_add_test(t, retired);
	tcase_add_test(t, audited);
	suite_add_tcase(s, t);
	return s;
}
