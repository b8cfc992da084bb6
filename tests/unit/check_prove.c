/*
 * check_prove.c - what proves who somebody is: the second factor's codes, the
 * key of the web tier, and the cookie of a known browser.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/device.h"
#include "cgi/totp.h"
#include "core/xmalloc.h"
#include "tests/unit/suites.h"
#include "tests/unit/web_kit.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

static const unsigned char seed[] = "12345678901234567890";

/* RFC 6238, appendix B: the last six digits of its eight. */
static const struct {
	int64_t s;
	const char *code;
} vectors[] = {
    {59, "287082"},
    {1111111109, "081804"},
    {1111111111, "050471"},
    {1234567890, "005924"},
    {2000000000, "279037"},
    {20000000000, "353130"},
};

START_TEST(rfc_6238)
{
	int64_t now = vectors[_i].s * 1000, step = vectors[_i].s / TOTP_STEP_S;
	const char *code = vectors[_i].code;
	char blanks[10], wrong[10];

	ck_assert_int_eq(totp_step(seed, code, now), step);
	/* One step to either side, and no further. */
	ck_assert_int_eq(totp_step(seed, code, now + 30000), step);
	ck_assert_int_eq(totp_step(seed, code, now - 30000), step);
	ck_assert_int_eq(totp_step(seed, code, now + 60000), 0);
	if (now > 60000)
		ck_assert_int_eq(totp_step(seed, code, now - 60000), 0);
	snprintf(blanks, sizeof(blanks), " %.3s %s", code, code + 3);
	ck_assert_int_eq(totp_step(seed, blanks, now), step);
	snprintf(wrong, sizeof(wrong), "%s", code);
	wrong[5] = (char)(wrong[5] == '9' ? '0' : wrong[5] + 1);
	ck_assert_int_eq(totp_step(seed, wrong, now), 0);
	ck_assert_int_eq(
	    totp_step((const unsigned char *)"12345678901234567891", code, now),
	    0);
}
END_TEST

START_TEST(no_code)
{
	static const char *const codes[] = {
	    "", "28708", "2870820", "287082 0", "28708x", "٢٨٧٠٨٢", "-87082"};
	int i;

	for (i = 0; i < COUNT(codes); i++)
		ck_assert_int_eq(totp_step(seed, codes[i], 59000), 0);
}
END_TEST

START_TEST(enrolment)
{
	char *uri = totp_uri(seed, "alice@example"), *text = totp_text(seed);
	char *picture = totp_picture(uri);

	ck_assert_str_eq(text, "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
	ck_assert_str_eq(uri,
	    "otpauth://totp/Tocsin:alice@example?secret="
	    "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Tocsin&algorithm=SHA1"
	    "&digits=6&period=30");
	ck_assert_ptr_nonnull(strstr(picture, "data:image/svg+xml,%3Csvg"));
	/* Nothing that ends an attribute or a URI. */
	ck_assert_ptr_null(strpbrk(picture, "<>\"#"));
	free(picture);
	free(text);
	free(uri);
}
END_TEST

/* Bound to purpose, owner and session, and to every bit of itself. */
START_TEST(bonds)
{
	static const struct web_key_bond mine = {"seed", 7, "s"};
	static const struct web_key_bond others[] = {
	    {"seed", 8, "s"},
	    {"seed in a form", 7, "s"},
	    {"seed", 7, ""},
	    {"seed", 7, "s "},
	};
	struct web_key k, other;
	unsigned char bytes[WEB_KEY_BYTES] = {1}, out[20];
	char *text, *twice;
	size_t i;

	web_key_from(bytes, &k);
	bytes[31] = 1;
	web_key_from(bytes, &other);
	text = web_key_seal(&k, &mine, seed, 20);
	twice = web_key_seal(&k, &mine, seed, 20);
	ck_assert_str_ne(text, twice);
	ck_assert(web_key_open(&k, &mine, text, out, 20));
	ck_assert_mem_eq(out, seed, 20);
	ck_assert(!web_key_open(&other, &mine, text, out, 20));
	ck_assert(!web_key_open(&k, &mine, text, out, 19));
	for (i = 0; i < COUNT(others); i++)
		ck_assert(!web_key_open(&k, &others[i], text, out, 20));
	for (i = 0; i < strlen(text); i++) {
		char was = text[i];

		text[i] = was == 'A' ? 'B' : 'A';
		ck_assert(!web_key_open(&k, &mine, text, out, 20));
		text[i] = was;
	}
	text[strlen(text) - 1] = '\0';
	ck_assert(!web_key_open(&k, &mine, text, out, 20));
	ck_assert(!web_key_open(&k, &mine, "", out, 20));
	free(twice);
	free(text);
}
END_TEST

/* A device is known to one account, here, and for 90 days. */
START_TEST(device)
{
	struct http_request r = web_request(METHOD_GET, "/");
	struct exchange x = {.web = &web,
	    .req = &r,
	    .out = &web_out,
	    .origin = _i ? "https://" WEB_SECURE_HOST : "http://" WEB_HOST,
	    .now_ms = 1000000};
	const char *name = _i ? "__Host-device=" : "device=";
	char *cookie;
	int64_t id;

	device_keep(&x, 7);
	ck_assert_int_eq(strncmp(web_out.set_device, name, strlen(name)), 0);
	ck_assert_ptr_nonnull(strstr(web_out.set_device,
	    "; Path=/; Max-Age=7776000; HttpOnly; SameSite=Strict"));
	ck_assert_int_eq(strstr(web_out.set_device, "; Secure") != NULL, _i);
	cookie = xstrndup(web_out.set_device, strcspn(web_out.set_device, ";"));
	ck_assert_int_eq(device_of(&x, 7), 0);
	r.cookie = cookie;
	id = device_of(&x, 7);
	ck_assert_int_gt(id, 0);
	ck_assert_int_eq(device_of(&x, 8), 0);
	/* Kept again it is the same one. */
	device_keep(&x, 7);
	free(cookie);
	cookie = xstrndup(web_out.set_device, strcspn(web_out.set_device, ";"));
	r.cookie = cookie;
	ck_assert_int_eq(device_of(&x, 7), id);
	x.now_ms += (int64_t)DEVICE_LIFE_S * 1000;
	ck_assert_int_eq(device_of(&x, 7), 0);
	free(cookie);
}
END_TEST

Suite *
suite_prove(void)
{
	Suite *s = suite_create("prove");
	TCase *t = tcase_create("prove");

	tcase_add_checked_fixture(t, web_setup, web_teardown);
	tcase_add_loop_test(t, rfc_6238, 0, COUNT(vectors));
	tcase_add_test(t, no_code);
	tcase_add_test(t, enrolment);
	tcase_add_test(t, bonds);
	tcase_add_loop_test(t, device, 0, 2);
	suite_add_tcase(s, t);
	return s;
}
