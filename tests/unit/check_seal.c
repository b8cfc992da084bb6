/*
 * check_seal.c - key files and sealed URLs: what opens, and above all what
 * must not.
 */
#include <sys/stat.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/seal_ring.h"
#include "core/xmalloc.h"
#include "tests/unit/suites.h"

#define URL "https://canary.example/hook?sig=Zm9vYmFy%2F\"\\\xc3\xa9"

static const struct seal_name name = {7, 3, NULL};

static char dir[] = "/tmp/check_seal.XXXXXX";
static char public_path[64], secret_path[64], other_path[64];
static char why[SEAL_WHY_BYTES];

/* One pair of keys a test, in a directory of its own. */
static void
setup(void)
{
	memcpy(dir + sizeof(dir) - 7, "XXXXXX", 6);
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(public_path, sizeof(public_path), "%s/public.key", dir);
	snprintf(secret_path, sizeof(secret_path), "%s/worker.key", dir);
	snprintf(other_path, sizeof(other_path), "%s/other", dir);
	why[0] = '\0';
	ck_assert_msg(
	    seal_keys_generate(public_path, secret_path, why) == 0, "%s", why);
}

static void
teardown(void)
{
	unlink(public_path);
	unlink(secret_path);
	unlink(other_path);
	/* Fails if anything else was left behind. */
	ck_assert_int_eq(rmdir(dir), 0);
}

/* The one key of a file, as the worker has it from there. */
static int
secret_load(const char *path, struct seal_pair *k, char *reason)
{
	struct seal_ring r;
	int rc = seal_ring_load(path, &r, reason);

	ck_assert_int_eq(r.n, rc == 0 ? 1 : 0);
	*k = r.pairs[0];
	return rc;
}

static void
load(struct seal_public *p, struct seal_pair *k)
{
	ck_assert_int_eq(seal_public_load(public_path, p, why), 0);
	ck_assert_int_eq(secret_load(secret_path, k, why), 0);
	ck_assert_str_eq(p->id, k->public.id);
	ck_assert_mem_eq(p->key, k->public.key, SEAL_KEY_BYTES);
}

static void
write_file(const char *path, const char *text, size_t len, mode_t mode)
{
	int fd;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, len), (ssize_t)len);
	ck_assert_int_eq(fchmod(fd, mode), 0);
	close(fd);
}

static size_t
read_file(const char *path, char *text, size_t room)
{
	int fd = open(path, O_RDONLY);
	ssize_t n = read(fd, text, room - 1);

	close(fd);
	ck_assert_int_gt(n, 0);
	text[n] = '\0';
	return (size_t)n;
}

/* It did not open, said why, and did not let slip the URL. */
static void
refused(
    const struct seal_pair *k, const char *sealed, const struct seal_name *n)
{
	char *url = why;

	why[0] = '\0';
	ck_assert_int_eq(seal_open(k, sealed, n, &url, why), -1);
	ck_assert_ptr_null(url);
	ck_assert_str_ne(why, "");
	ck_assert_ptr_null(strstr(why, "canary"));
}

START_TEST(round_trip)
{
	static const struct seal_name names[] = {{7, 3, NULL}, {1, 0, NULL},
	    {INT64_MAX, INT64_MIN, NULL}, {7, 3, "1.seal"}, {7, 3, ""}};
	struct seal_public p;
	struct seal_pair k;
	char id[SEAL_KEY_ID_BYTES], *sealed, *again, *url;
	size_t i;

	load(&p, &k);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		sealed = seal_text(&p, &names[i], URL);
		again = seal_text(&p, &names[i], URL);
		ck_assert_int_eq(strncmp(sealed, "1.", 2), 0);
		ck_assert_int_eq(seal_key_id(sealed, id), 0);
		ck_assert_str_eq(id, p.id);
		ck_assert_ptr_null(strstr(sealed, "canary"));
		/* The same URL never looks the same twice. */
		ck_assert_str_ne(sealed, again);
		ck_assert_msg(seal_open(&k, sealed, &names[i], &url, why) == 0,
		    "%s", why);
		ck_assert_str_eq(url, URL);
		seal_forget(&url);
		ck_assert_ptr_null(url);
		seal_forget(&url);
		free(again);
		free(sealed);
	}
	seal_pair_free(&k);
	ck_assert_ptr_null(k.secret);
	seal_pair_free(&k);
}
END_TEST

/* The longest URL seals and opens; beyond that, or no text, does not seal. */
START_TEST(lengths)
{
	struct seal_public p;
	struct seal_pair k;
	char *longest = xmalloc(SEAL_TEXT_MAX_BYTES + 2), *sealed, *url;

	load(&p, &k);
	memset(longest, '\x01', SEAL_TEXT_MAX_BYTES + 1);
	longest[SEAL_TEXT_MAX_BYTES + 1] = '\0';
	ck_assert_ptr_null(seal_text(&p, &name, longest));
	ck_assert_ptr_null(seal_text(&p, &name, ""));
	ck_assert_ptr_null(seal_text(&p, &name, "https://\xff.example/"));

	/* Control bytes are the ones that JSON makes longest. */
	longest[SEAL_TEXT_MAX_BYTES] = '\0';
	sealed = seal_text(&p, &name, longest);
	ck_assert_ptr_nonnull(sealed);
	ck_assert_int_eq(seal_open(&k, sealed, &name, &url, why), 0);
	ck_assert_str_eq(url, longest);
	seal_forget(&url);
	free(sealed);
	free(longest);
	seal_pair_free(&k);
}
END_TEST

START_TEST(other_names)
{
	static const struct seal_name others[] = {{8, 3, NULL}, {7, 4, NULL},
	    {3, 7, NULL}, {-7, 3, NULL}, {7, -3, NULL}, {0, 0, NULL},
	    /* A URL is no secret: it must not be sent as one. */
	    {7, 3, ""}, {7, 3, "1.seal"}, {7, 4, "1.seal"}};
	struct seal_public p;
	struct seal_pair k;
	char *sealed;
	size_t i;

	load(&p, &k);
	sealed = seal_text(&p, &name, URL);
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		refused(&k, sealed, &others[i]);
	free(sealed);
	seal_pair_free(&k);
}
END_TEST

/* A secret opens beside the URL that it was entered for, and as a secret. */
START_TEST(other_url)
{
	static const struct seal_name secret = {7, 3, "1.seal"},
				      others[] = {{7, 3, "1.seam"}, {7, 3, ""},
					  {7, 3, NULL}, {7, 4, "1.seal"},
					  {8, 3, "1.seal"}};
	struct seal_public p;
	struct seal_pair k;
	char *sealed;
	size_t i;

	load(&p, &k);
	sealed = seal_text(&p, &secret, "whsec_canary");
	for (i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		refused(&k, sealed, &others[i]);
	ck_assert_ptr_null(strstr(why, "canary"));
	free(sealed);
	seal_pair_free(&k);
}
END_TEST

START_TEST(other_key)
{
	struct seal_public p, p2;
	struct seal_pair k, k2;
	char *sealed;

	load(&p, &k);
	unlink(public_path);
	unlink(secret_path);
	ck_assert_int_eq(seal_keys_generate(public_path, secret_path, why), 0);
	load(&p2, &k2);
	ck_assert_str_ne(p.id, p2.id);

	sealed = seal_text(&p, &name, URL);
	refused(&k2, sealed, &name);
	ck_assert_ptr_nonnull(strstr(why, p.id));

	/* Nor with the other key's name written over it. */
	memcpy(sealed + 2, p2.id, SEAL_KEY_ID_BYTES - 1);
	refused(&k2, sealed, &name);
	refused(&k, sealed, &name);
	free(sealed);
	seal_pair_free(&k);
	seal_pair_free(&k2);
}
END_TEST

/* Cut anywhere, changed anywhere, longer: none of it opens. */
START_TEST(damaged)
{
	struct seal_public p;
	struct seal_pair k;
	char *sealed, *bad;
	size_t i, len;

	load(&p, &k);
	sealed = seal_text(&p, &name, URL);
	len = strlen(sealed);
	for (i = 0; i < len; i++) {
		bad = xstrndup(sealed, i);
		refused(&k, bad, &name);
		free(bad);

		/* Another letter of the same alphabet, where there is one. */
		bad = xstrdup(sealed);
		bad[i] = bad[i] == 'A' ? 'Q' : 'A';
		refused(&k, bad, &name);
		bad[i] = ' ';
		refused(&k, bad, &name);
		free(bad);
	}
	bad = xasprintf("%sAAAA", sealed);
	refused(&k, bad, &name);
	free(bad);
	bad = xasprintf(" %s", sealed);
	refused(&k, bad, &name);
	free(bad);
	free(sealed);

	bad = xmalloc(70001);
	memset(bad, 'A', 70000);
	bad[70000] = '\0';
	refused(&k, bad, &name);
	memcpy(bad, "1.", 2);
	memcpy(bad + 2, p.id, 8);
	bad[10] = '.';
	refused(&k, bad, &name);
	free(bad);
	seal_pair_free(&k);
}
END_TEST

START_TEST(files)
{
	struct stat st;
	char before[200], after[200];

	ck_assert_int_eq(stat(public_path, &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0644);
	ck_assert_int_eq(stat(secret_path, &st), 0);
	ck_assert_int_eq(st.st_mode & 07777, 0400);

	/* Neither file is ever overwritten, and none is left half done. */
	read_file(secret_path, before, sizeof(before));
	ck_assert_int_eq(seal_keys_generate(other_path, secret_path, why), -1);
	ck_assert_ptr_nonnull(strstr(why, secret_path));
	ck_assert_int_eq(access(other_path, F_OK), -1);
	read_file(secret_path, after, sizeof(after));
	ck_assert_str_eq(before, after);

	read_file(public_path, before, sizeof(before));
	ck_assert_int_eq(seal_keys_generate(public_path, other_path, why), -1);
	ck_assert_ptr_nonnull(strstr(why, public_path));
	ck_assert_int_eq(access(other_path, F_OK), -1);
	read_file(public_path, after, sizeof(after));
	ck_assert_str_eq(before, after);

	ck_assert_int_eq(seal_keys_generate(other_path, other_path, why), -1);
	ck_assert_int_eq(access(other_path, F_OK), -1);
	ck_assert_int_eq(
	    seal_keys_generate("/nonexistent/p", "/nonexistent/s", why), -1);
}
END_TEST

/* A secret key that others can reach is no longer one. */
START_TEST(modes)
{
	static const mode_t bad[] = {0440, 0404, 0420, 0402, 0410, 0401, 0644};
	struct seal_public p;
	struct seal_pair k;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		ck_assert_int_eq(chmod(secret_path, bad[i]), 0);
		ck_assert_int_eq(secret_load(secret_path, &k, why), -1);
		ck_assert_ptr_null(k.secret);
	}
	ck_assert_int_eq(chmod(secret_path, 0600), 0);
	ck_assert_int_eq(secret_load(secret_path, &k, why), 0);
	seal_pair_free(&k);

	ck_assert_int_eq(chmod(public_path, 0646), 0);
	ck_assert_int_eq(seal_public_load(public_path, &p, why), -1);
}
END_TEST

/* Every cut and every changed byte of a key file shows. */
START_TEST(damaged_files)
{
	char line[200], bad[200];
	struct seal_public p;
	struct seal_pair k;
	size_t i, len;
	int secret;

	for (secret = 0; secret < 2; secret++) {
		const char *path = secret ? secret_path : public_path;

		len = read_file(path, line, sizeof(line));
		for (i = 0; i <= 2 * len; i++) {
			memcpy(bad, line, sizeof(bad));
			if (i > len)
				bad[i - len - 1] ^= 1;
			/* i == len appends a byte instead of cutting some. */
			write_file(other_path, bad,
			    i > len    ? len
			    : i == len ? len + 1
				       : i,
			    0600);
			ck_assert_int_eq(
			    secret ? secret_load(other_path, &k, why)
				   : seal_public_load(other_path, &p, why),
			    -1);
			ck_assert_ptr_nonnull(strstr(why, other_path));
		}
	}
	/* One in place of the other, something else, nothing at all. */
	ck_assert_int_eq(chmod(public_path, 0600), 0);
	ck_assert_int_eq(secret_load(public_path, &k, why), -1);
	ck_assert_int_eq(seal_public_load(secret_path, &p, why), -1);
	ck_assert_int_eq(seal_public_load(dir, &p, why), -1);
	ck_assert_int_eq(seal_public_load("/dev/null", &p, why), -1);
	unlink(other_path);
	ck_assert_int_eq(seal_public_load(other_path, &p, why), -1);
	ck_assert_int_eq(secret_load(other_path, &k, why), -1);
}
END_TEST

Suite *
suite_seal(void)
{
	Suite *s = suite_create("seal");
	TCase *t = tcase_create("sealed URLs");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_set_timeout(t, 30);
	tcase_add_test(t, round_trip);
	tcase_add_test(t, lengths);
	tcase_add_test(t, other_names);
	tcase_add_test(t, other_url);
	tcase_add_test(t, other_key);
	tcase_add_test(t, damaged);
	tcase_add_test(t, files);
	tcase_add_test(t, modes);
	tcase_add_test(t, damaged_files);
	suite_add_tcase(s, t);
	return s;
}
