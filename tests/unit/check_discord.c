/*
 * check_discord.c - the Discord app: URLs, answers, messages.  The exact bytes
 * are held in tests/golden/discord.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/discord.h"
#include "core/xmalloc.h"
#include "tests/unit/app_kit.h"
#include "tests/unit/limits.h"
#include "tests/unit/suites.h"

extern const struct app app_discord;

#define ID "/webhooks/123456789012345678/"
#define TOKEN "s3cret-_0AZaz"
#define D "https://discord.com"
#define V10 "/api/v10" ID TOKEN

static const struct kit_url urls[] = {
    {D V10 "?wait=true", URL_OK, NULL},
    {D "/api/v9" ID TOKEN "?wait=true", URL_OK, NULL},
    {D "/api/v11" ID TOKEN "?wait=1", URL_OK, NULL},
    {D V10 "?wait=true&thread_id=123456789012345678", URL_OK, NULL},
    {D V10 "?thread_id=123456789012345678&wait=true", URL_OK, NULL},
    {D ":443" V10 "?wait=true", URL_OK, NULL},
    {"https://DISCORD.com" V10 "?wait=true", URL_OK, NULL},
    {"https://ptb.discord.com" V10 "?wait=true", URL_OK, NULL},
    {"https://canary.discord.com" V10 "?wait=true", URL_OK, NULL},
    {"https://discordapp.com" V10 "?wait=true", URL_OK, NULL},
    {"https://ptb.discordapp.com" V10 "?wait=true", URL_OK, NULL},
    {"https://canary.discordapp.com" V10 "?wait=true", URL_OK, NULL},
    /* As Discord shows them, and with what is put in all the same. */
    {D "/api" ID TOKEN, URL_OK, NULL},
    {D "/api/v6" ID TOKEN, URL_OK, NULL},
    {D V10 "?thread_id=1", URL_OK, NULL},
    {"https://canary.discordapp.com/api" ID TOKEN, URL_OK, NULL},
    /* Other apps' messages. */
    {D "/api" ID TOKEN "/slack", URL_REFUSED, "/slack or /github"},
    {D V10 "/github?wait=true", URL_REFUSED, "/slack or /github"},
    {D V10 "/slack/", URL_REFUSED, "/slack or /github"},
    /* What is no webhook. */
    {D "/api/webhooks/123456789012345678", URL_REFUSED, "was cut"},
    {D "/api" ID, URL_REFUSED, "not that of"},
    {D "/api" ID TOKEN "/", URL_REFUSED, "not that of"},
    {D V10 "/messages/1", URL_REFUSED, "not that of"},
    {D "/api/v10/webhooks/x/" TOKEN, URL_REFUSED, "not that of"},
    {D "/api/10" ID TOKEN, URL_REFUSED, "not that of"},
    {D ID TOKEN, URL_REFUSED, "not that of"},
    {D "/channels/1/2", URL_REFUSED, "channel"},
    {"https://discord.gg/s3cret", URL_REFUSED, "invitation"},
    {"https://evil.discord.com" V10, URL_REFUSED, "not that of"},
    {"https://discord.com.evil.test" V10, URL_REFUSED, "not that of"},
    {"https://xdiscord.com" V10, URL_REFUSED, "not that of"},
    {"https://media.discordapp.net" V10, URL_REFUSED, "not that of"},
    {"http://discord.com" V10, URL_REFUSED, "http://"},
    {D ":8443" V10, URL_REFUSED, "443"},
    {D V10 "?wait=true#x", URL_REFUSED, "fragment"},
    {D "/api/v10/..%2f" ID TOKEN, URL_REFUSED, "not that of"},
};

#define CODE(n) "{\"message\":\"for s3cret\",\"code\":" n "}"
#define LIMITED "{\"message\":\"You are being rate limited.\","

static const struct kit_answer answers[] = {
    {200, "{\"id\":\"1\",\"type\":0,\"content\":\"x\"}", ANSWER_ACCEPTED, "",
	0},
    {200, CODE("130000"), ANSWER_ACCEPTED, "", 0},
    {204, "", ANSWER_ACCEPTED, "", 0},
    {301, "", ANSWER_BROKEN, "", 0},
    {400, CODE("50035"), ANSWER_REFUSED, "50035", 0},
    {400, CODE("50006"), ANSWER_REFUSED, "50006", 0},
    {400, CODE("200000"), ANSWER_REFUSED, "200000", 0},
    {400, CODE("240000"), ANSWER_REFUSED, "240000", 0},
    {400, CODE("0"), ANSWER_REFUSED, "0", 0},
    {400, "", ANSWER_REFUSED, "", 0},
    {400, CODE("220001"), ANSWER_BROKEN, "220001", 0},
    {400, CODE("220002"), ANSWER_BROKEN, "220002", 0},
    {400, CODE("220003"), ANSWER_BROKEN, "220003", 0},
    {400, CODE("40067"), ANSWER_BROKEN, "40067", 0},
    {400, CODE("160005"), ANSWER_BROKEN, "160005", 0},
    {400, CODE("50083"), ANSWER_BROKEN, "50083", 0},
    {400, CODE("50008"), ANSWER_BROKEN, "50008", 0},
    {400, CODE("50024"), ANSWER_BROKEN, "50024", 0},
    {400, CODE("50041"), ANSWER_BROKEN, "50041", 0},
    {401, CODE("50027"), ANSWER_BROKEN, "50027", 0},
    {403, CODE("40333"), ANSWER_BROKEN, "40333", 0},
    {403, "error code: 1010", ANSWER_BROKEN, "", 0},
    {404, CODE("10015"), ANSWER_BROKEN, "10015", 0},
    {404, CODE("10003"), ANSWER_BROKEN, "10003", 0},
    {404, "", ANSWER_BROKEN, "", 0},
    {405, CODE("0"), ANSWER_REFUSED, "0", 0},
    {413, CODE("40005"), ANSWER_REFUSED, "40005", 0},
    {403, CODE("40004"), ANSWER_RETRY, "40004", 0},
    {403, CODE("40006"), ANSWER_RETRY, "40006", 0},
    {400, CODE("130000"), ANSWER_RETRY, "130000", 0},
    {503, CODE("130000"), ANSWER_RETRY, "130000", 0},
    {400, CODE("20028"), ANSWER_RETRY, "20028", 0},
    /* Seconds with a fraction, rounded up; other members are no hint. */
    {429, LIMITED "\"retry_after\":64.57,\"global\":false}", ANSWER_RETRY, "",
	64570},
    {429, LIMITED "\"retry_after\":0.0301,\"global\":true}", ANSWER_RETRY,
	"global", 31},
    {429, LIMITED "\"retry_after\":1,\"code\":20028}", ANSWER_RETRY, "20028",
	1000},
    {429, LIMITED "\"retry_after\":1.5,\"global\":true,\"code\":20028}",
	ANSWER_RETRY, "20028", 1500},
    {429, LIMITED "\"retry_after\":-1,\"global\":0}", ANSWER_RETRY, "", 0},
    {429, LIMITED "\"retry_after\":\"5\"}", ANSWER_RETRY, "", 0},
    {429, "error code: 1015", ANSWER_RETRY, "", 0},
    {429, "", ANSWER_RETRY, "", 0},
    {503, "{\"retry_after\":5.0}", ANSWER_RETRY, "", 0},
    {500, CODE("0"), ANSWER_RETRY, "0", 0},
    {502, "<html>", ANSWER_RETRY, "", 0},
    {504, "", ANSWER_RETRY, "", 0},
    {0, "", ANSWER_UNCERTAIN, "", 0},
    {600, "", ANSWER_UNCERTAIN, "", 0},
    /* Bodies that aren't what they look like. */
    {400, CODE("\"220001\""), ANSWER_REFUSED, "", 0},
    {400, CODE("2.5"), ANSWER_REFUSED, "", 0},
    {400, "[" CODE("220001") "]", ANSWER_REFUSED, "", 0},
    {400, CODE("220001") "x", ANSWER_REFUSED, "", 0},
    {400, "null", ANSWER_REFUSED, "", 0},
};

/* What is stored, and where requests go. */
static const struct {
	const char *url, *full;
} completed[] = {
    {D "/api" ID TOKEN, D V10 "?wait=true"},
    {D V10, D V10 "?wait=true"},
    {D V10 "?wait=true", D V10 "?wait=true"},
    {D V10 "?wait=false", D V10 "?wait=true"},
    {D V10 "?wait&thread_id=1", D V10 "?thread_id=1&wait=true"},
    {D V10 "?waiting=1", D V10 "?waiting=1&wait=true"},
    {D "/api/v6" ID TOKEN "?thread_id=1", D V10 "?thread_id=1&wait=true"},
    {D "/api/v9" ID TOKEN, D "/api/v9" ID TOKEN "?wait=true"},
    {D "/api/v123456789012" ID TOKEN,
	D "/api/v123456789012" ID TOKEN "?wait=true"},
    {"https://ptb.discordapp.com/api/v8" ID TOKEN,
	"https://ptb.discordapp.com" V10 "?wait=true"},
};

START_TEST(test_complete)
{
	struct url_judgement j;
	char *full;
	size_t i;

	for (i = 0; i < KIT_ROWS(completed); i++) {
		full = app_discord.complete(completed[i].url);
		ck_assert_str_eq(full, completed[i].full);
		/* Still one that is taken. */
		app_recognise(&app_discord, full, NULL, &j);
		ck_assert_int_eq(j.verdict, URL_OK);
		free(full);
	}
}
END_TEST

START_TEST(test_urls)
{
	kit_urls(&app_discord, urls, KIT_ROWS(urls));
}
END_TEST

START_TEST(test_answers)
{
	kit_answers(&app_discord, answers, KIT_ROWS(answers));
}
END_TEST

/* What a name would mean, and how it is told instead; as JSON has it. */
static const char *const hostile[][2] = {
    {"@everyone", "**Name:** \\\\@everyone\\n"},
    {"<@1> <#2> <t:3:R>",
	"\\\\<\\\\@1\\\\> \\\\<#2\\\\> \\\\<t\\\\:3\\\\:R\\\\>"},
    {"[a](https://evil.test)", "\\\\[a\\\\](https\\\\://evil.test)"},
    {"https://evil.test/", " https\\\\://evil.test/\\n"},
    {"**b** __u__ ~~s~~",
	"\\\\*\\\\*b\\\\*\\\\* \\\\_\\\\_u\\\\_\\\\_ \\\\~\\\\~s\\\\~\\\\~"},
    {"||s|| `c`", "\\\\|\\\\|s\\\\|\\\\| \\\\`c\\\\`"},
    {":smile:", "**Name:** \\\\:smile\\\\:\\n"},
    {"a\\", "**Name:** a\\\\\\\\\\n"},
    {"a\n# b", "**Name:** a # b\\n"},
    {"fileserver-2.corp", "**Name:** fileserver-2.corp\\n"},
};

/* Hostile or not, what stands outside the embed is plain. */
START_TEST(test_hostile)
{
	char *body;
	size_t i;

	for (i = 0; i < KIT_ROWS(hostile); i++) {
		body = kit_named(&app_discord, hostile[i][0]);
		kit_has(body, hostile[i][1]);
		kit_has(body, "\"content\":\"\u25c6 Critical: A host reached "
			      "urgency 87\"");
		kit_has(body, "\"allowed_mentions\":{\"parse\":[]}");
		free(body);
	}
}
END_TEST

START_TEST(test_host)
{
	char *body = kit_named(&app_discord, "desktop01");

	kit_has(body, "\"content\":\"\u25c6 Critical: Host desktop01 reached "
		      "urgency 87\"");
	kit_has(body, "\"title\":\"Host desktop01 reached urgency 87\"");
	kit_has(body, "\"color\":13710392,");
	kit_has(body, "\"footer\":{\"text\":\"Alert 0001\"}");
	kit_has(body, "\\n\\n[Open in the appliance](https://appliance."
		      "example/hosts/17)\"");
	kit_has_not(body, "thread_name");
	kit_has_not(body, "Possible repeat");
	free(body);
}
END_TEST

START_TEST(test_system)
{
	struct event e = kit_check_event;
	struct message m = kit_check;
	char *body;

	e.status = (char[]){"OK"};
	m.event = &e;
	m.option = true;
	m.possible_repeat = true;
	body = kit_body(&app_discord, &m);
	kit_has(body, "\"title\":\"Check disk\\\\_check is back to normal on "
		      "sensor-1\"");
	kit_has(body, "\"thread_name\":\"\u25cf Back to normal: A system "
		      "check is back to normal\"");
	kit_has(body, "\\n\\n**Possible repeat: an earlier attempt may have "
		      "arrived.**\"");
	kit_has_not(body, "[Open");
	free(body);
}
END_TEST

/* The message with a link of that many bytes, all of them one byte. */
static char *
linked(unsigned bytes, char c)
{
	struct event e = kit_host_event;
	struct message m = kit_host;
	char *body;

	e.url = xcalloc(1, bytes + 1);
	memset(e.url, c, bytes);
	memcpy(e.url, "https://a.example/", 18);
	m.event = &e;
	body = kit_body(&app_discord, &m);
	free(e.url);
	return body;
}

/* A bracket would end the link; what is too long is not offered. */
START_TEST(test_links)
{
	char *body = linked(20, ')');

	kit_has(body, "(https://a.example/%29%29)\"");
	free(body);
	body = linked(20, '(');
	kit_has(body, "(https://a.example/%28%28)\"");
	free(body);
	body = linked(DISCORD_LINK_MAX, 'x');
	kit_has(body, "xxx)\"");
	free(body);
	body = linked(DISCORD_LINK_MAX + 1, 'x');
	kit_has_not(body, "[Open");
	kit_has(body, "**Name:** desktop01\\n");
	free(body);
}
END_TEST

/* A reason of n times piece: what became of it. */
static struct json_object *
reasoned(const char *piece, size_t n, char **body)
{
	struct event e = kit_host_event;
	struct message m = kit_host;
	struct json_object *o = json_object_new_object();
	char *reason = kit_times(piece, n);

	json_object_object_add(
	    o, "urgency_reason", json_object_new_string(reason));
	e.detail = xstrdup(json_object_to_json_string(o));
	json_object_put(o);
	free(reason);
	m.event = &e;
	*body = kit_body(&app_discord, &m);
	free(e.detail);
	return kit_json(*body);
}

/*
 * As much as there is room for: characters of one unit, of two, and such that
 * have a backslash before them.
 */
START_TEST(test_edge)
{
	static const char *const wide[] = {"r", "\xf0\x9f\x92\xa9", "*", "\\"};
	struct json_object *o;
	char *body;

	o = reasoned(wide[_i], 4000, &body);
	ck_assert_ptr_null(limits_discord(o, strlen(body)));
	ck_assert_uint_gt(strlen(body), 4096);
	kit_has(body, "\u2026\\n");
	json_object_put(o);
	free(body);
	o = reasoned(wide[_i], 1900, &body);
	ck_assert_ptr_null(limits_discord(o, strlen(body)));
	kit_has_not(body, "\u2026");
	json_object_put(o);
	free(body);
}
END_TEST

/* The limits themselves are seen: each of these is over one. */
START_TEST(test_limits)
{
	struct json_object *body, *embed, *list;
	char *text = kit_times("x", 5000), *s = kit_named(&app_discord, "x");

	body = kit_json(s);
	ck_assert_ptr_null(limits_discord(body, 0));
	list = json_object_object_get(body, "embeds");
	embed = json_object_array_get_idx(list, 0);
	json_object_object_add(
	    embed, "title", json_object_new_string_len(text, 257));
	ck_assert_str_eq("title", limits_discord(body, 0));
	json_object_object_add(
	    embed, "title", json_object_new_string_len(text, 256));
	json_object_object_add(
	    embed, "description", json_object_new_string_len(text, 4096));
	ck_assert_ptr_null(limits_discord(body, 0));
	json_object_array_add(list, json_object_get(embed));
	ck_assert_str_eq("sum of embeds", limits_discord(body, 0));
	json_object_object_add(
	    embed, "description", json_object_new_string_len(text, 4097));
	ck_assert_str_eq("description", limits_discord(body, 0));
	json_object_object_del(body, "allowed_mentions");
	ck_assert_str_eq("allowed_mentions", limits_discord(body, 0));
	json_object_put(body);
	free(s);
	free(text);
}
END_TEST

Suite *
suite_discord(void)
{
	Suite *suite = suite_create("discord");
	TCase *tc = tcase_create("discord");

	tcase_add_test(tc, test_complete);
	tcase_add_test(tc, test_urls);
	tcase_add_test(tc, test_answers);
	tcase_add_test(tc, test_hostile);
	tcase_add_test(tc, test_host);
	tcase_add_test(tc, test_system);
	tcase_add_test(tc, test_links);
	tcase_add_loop_test(tc, test_edge, 0, 4);
	tcase_add_test(tc, test_limits);
	suite_add_tcase(suite, tc);
	return suite;
}
