/*
 * check_chain.c - the key of the audit trail, macs over its rows, anchors.
 */
#include <sys/stat.h>

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/chain.h"
#include "core/xmalloc.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suites.h"

static char path[SCRATCH_PATH_BYTES], why[PRIVATE_KEY_WHY_BYTES];
static struct private_key key;

static void
setup(void)
{
	scratch_make();
	scratch_path("audit.key", path);
	ck_assert_msg(private_key_generate(path, why) == 0, "%s", why);
	ck_assert_msg(private_key_load(path, &key, why) == 0, "%s", why);
}

static void
teardown(void)
{
	private_key_free(&key);
	scratch_remove();
}

/* The file anew, with these bytes and that mode. */
static void
write_key(const char *text, size_t bytes, mode_t mode)
{
	int fd;

	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, bytes), (ssize_t)bytes);
	ck_assert_int_eq(fchmod(fd, mode), 0);
	close(fd);
}

START_TEST(key_file)
{
	struct private_key again = {0};
	struct stat st;

	ck_assert_int_eq(stat(path, &st), 0);
	ck_assert_int_eq(st.st_mode & 0777, 0400);
	ck_assert_int_eq(private_key_load(path, &again, why), 0);
	ck_assert_mem_eq(again.bytes, key.bytes, PRIVATE_KEY_BYTES);
	ck_assert_str_eq(again.id, key.id);
	private_key_free(&again);
	/* Nothing that is there is ever overwritten. */
	ck_assert_int_eq(private_key_generate(path, why), -1);
	ck_assert_ptr_nonnull(strstr(why, "File exists"));
}
END_TEST

/* Each byte of the file counts, and its length, and its mode. */
START_TEST(key_file_spoilt)
{
	char text[200], bad[200];
	FILE *f = fopen(path, "re");
	size_t n, i;

	ck_assert_ptr_nonnull(f);
	n = fread(text, 1, sizeof(text), f);
	fclose(f);
	private_key_free(&key);
	for (i = 0; i < n; i++) {
		memcpy(bad, text, n);
		bad[i] ^= 4;
		write_key(bad, n, 0400);
		ck_assert_int_eq(private_key_load(path, &key, why), -1);
		ck_assert_ptr_null(key.bytes);
	}
	write_key(text, n - 1, 0400);
	ck_assert_int_eq(private_key_load(path, &key, why), -1);
	text[n] = '\n';
	write_key(text, n + 1, 0400);
	ck_assert_int_eq(private_key_load(path, &key, why), -1);
	write_key(text, n, 0440);
	ck_assert_int_eq(private_key_load(path, &key, why), -1);
	ck_assert_ptr_nonnull(strstr(why, "rights"));
	write_key(text, n, 0400);
	ck_assert_msg(private_key_load(path, &key, why) == 0, "%s", why);
}
END_TEST

static char texts[AUDIT_TEXT__MAX][40];

/* A row whose texts may be changed in place. */
static struct audit_row
row(void)
{
	static const char *const of[AUDIT_TEXT__MAX] = {"alice", "192.0.2.7",
	    "web", "destination changed", "done", "SOC", "{\"a\":[1,2]}"};
	struct audit_row r = {.n = 7,
	    .source_seq = 9,
	    .at = 1760000000000,
	    .object_id = 3,
	    .taken_at = 1760000000001};
	int i;

	for (i = 0; i < AUDIT_TEXT__MAX; i++) {
		snprintf(texts[i], sizeof(texts[i]), "%s", of[i]);
		r.text[i] = texts[i];
	}
	return r;
}

/*
 * The whole format, worked out by hand from docs/audit.md with Python's
 * hashlib.blake2b(key=bytes(range(32)), digest_size=32).
 */
#define ROW_MAC \
	"46122749eb55d7b29e886ab9ebf5d4b2" \
	"5093664d530e150dc24d6aa24f382fee"
#define ENDS_MAC \
	"9660eb0dceb81034fafbc7a7c61eacad" \
	"14e9b2450d69f38d7899ca50671adcfa"

START_TEST(format)
{
	char mac[CHAIN_MAC_BYTES];
	unsigned char bytes[PRIVATE_KEY_BYTES];
	struct private_key known = {.bytes = bytes};
	struct audit_row r = row();
	struct chain_ends e;
	int i;

	for (i = 0; i < PRIVATE_KEY_BYTES; i++)
		bytes[i] = (unsigned char)i;
	chain_mac(&known, CHAIN_NOTHING, &r, mac);
	ck_assert_str_eq(mac, ROW_MAC);
	chain_ends_new(&e);
	e.taken_seq = 9;
	e.head_n = 7;
	memcpy(e.head_mac, mac, sizeof(mac));
	chain_sign(&known, &e);
	ck_assert_str_eq(e.sign, ENDS_MAC);
}
END_TEST

/* Every number and every text counts, and where one ends. */
START_TEST(all_covered)
{
	char was[CHAIN_MAC_BYTES], mac[CHAIN_MAC_BYTES];
	struct audit_row r = row();
	int64_t *const numbers[] = {
	    &r.n, &r.source_seq, &r.at, &r.object_id, &r.taken_at};
	size_t i, end;

	chain_mac(&key, CHAIN_NOTHING, &r, was);
	ck_assert(chain_same(was, was));
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		++*numbers[i];
		chain_mac(&key, CHAIN_NOTHING, &r, mac);
		ck_assert(!chain_same(mac, was));
		--*numbers[i];
	}
	for (i = 0; i < AUDIT_TEXT__MAX; i++) {
		texts[i][0] ^= 1;
		chain_mac(&key, CHAIN_NOTHING, &r, mac);
		ck_assert(!chain_same(mac, was));
		texts[i][0] ^= 1;
	}
	/* The same bytes, but another text has the last of them. */
	end = strlen(texts[AUDIT_BY]) - 1;
	for (i = strlen(texts[AUDIT_ADDRESS]) + 1; i > 0; i--)
		texts[AUDIT_ADDRESS][i] = texts[AUDIT_ADDRESS][i - 1];
	texts[AUDIT_ADDRESS][0] = texts[AUDIT_BY][end];
	texts[AUDIT_BY][end] = '\0';
	chain_mac(&key, CHAIN_NOTHING, &r, mac);
	ck_assert(!chain_same(mac, was));
	r = row();
	chain_mac(&key, was, &r, mac);
	ck_assert(!chain_same(mac, was));
	chain_mac(&key, CHAIN_NOTHING, &r, mac);
	ck_assert(chain_same(mac, was));
	ck_assert(!chain_same(mac, ""));
}
END_TEST

#define MAC "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

static const struct {
	const char *line;
	int64_t n; /* 0: no anchor */
} anchors[] = {
    {"audit anchor n=5 mac=" MAC, 5},
    {"Nov 28 09:00:00 host tocsin-worker[1]: audit anchor n=9223372036854775807"
     " mac=" MAC "\n",
	INT64_MAX},
    {"{\"MESSAGE\":\"audit anchor n=12 mac=" MAC "\"}", 12},
    {"audit anchor n=0 mac=" MAC, 0},
    {"audit anchor n=-1 mac=" MAC, 0},
    {"audit anchor n=9223372036854775808 mac=" MAC, 0},
    {"audit anchor n= mac=" MAC, 0},
    {"audit anchor n=5 mac=" MAC "0", 0},
    {"audit anchor n=5 mac=0", 0},
    {"audit anchor n=5", 0},
    {"audit anchor n=5 mac=", 0},
    {"anchor n=5 mac=" MAC, 0},
    {"", 0},
};

START_TEST(anchor)
{
	struct chain_anchor a;

	ck_assert_int_eq(
	    chain_anchor_read(anchors[_i].line, &a), anchors[_i].n != 0);
	if (anchors[_i].n == 0)
		return;
	ck_assert_int_eq(a.n, anchors[_i].n);
	ck_assert_str_eq(a.mac, MAC);
}
END_TEST

Suite *
suite_chain(void)
{
	Suite *s = suite_create("chain");
	TCase *t = tcase_create("chain");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, key_file);
	tcase_add_test(t, key_file_spoilt);
	tcase_add_test(t, format);
	tcase_add_test(t, all_covered);
	tcase_add_loop_test(t, anchor, 0, sizeof(anchors) / sizeof(anchors[0]));
	suite_add_tcase(s, t);
	return s;
}
