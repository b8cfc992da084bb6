/*
 * check_incident.c - which incident an alert belongs to, and what opens and
 * ends one.
 */
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/facts.h"
#include "apps/incident.h"
#include "core/xmalloc.h"
#include "tests/unit/app_kit.h"
#include "tests/unit/suites.h"

/* The key of a system alert about this check. */
static const char *
key_of(const char *source, const char *check, const char *device,
    const char *status, char *out)
{
	struct event e = kit_check_event;
	struct message m = kit_check;

	e.source = (char *)(uintptr_t)source;
	e.check = (char *)(uintptr_t)check;
	e.device = (char *)(uintptr_t)device;
	e.status = (char *)(uintptr_t)status;
	m.event = &e;
	return incident_key(&m, out);
}

/* Nothing but the check makes it: not its wording, time, or alert. */
START_TEST(test_shared)
{
	char a[INCIDENT_KEY_BYTES], b[INCIDENT_KEY_BYTES];
	struct message m = kit_check;

	key_of("s", "c", "d", "failure", a);
	ck_assert_uint_eq(64, strlen(a));
	ck_assert_uint_eq(64, strspn(a, "0123456789abcdef"));
	ck_assert_str_eq(a, key_of("s", "c", "d", "OK", b));
	ck_assert_str_eq(a, key_of("s", "c", "d", "degraded", b));
	ck_assert_str_eq(key_of("s", "c", "", "OK", a),
	    key_of("s", "c", NULL, "failure", b));
	incident_key(&kit_check, a);
	m.alert_id = "another";
	m.destination = "Renamed";
	m.possible_repeat = true;
	ck_assert_str_eq(a, incident_key(&m, b));
}
END_TEST

/* The key is in incidents that are open: it must not change, ever. */
START_TEST(test_lasting)
{
	char a[INCIDENT_KEY_BYTES];

	ck_assert_str_eq("12114106161c33c9c496a57de04733dd"
			 "0669922c03a8a445bb8d7da88ee9a145",
	    key_of("appliance", "disk_hardware_raid_check", "sensor-berlin-1",
		"failure", a));
}
END_TEST

/* Where a part ends is part of the key. */
START_TEST(test_apart)
{
	static const char *const checks[][3] = {{"s", "c", "d"},
	    {"s", "cd", ""}, {"sc", "d", ""}, {"scd", "", ""}, {"s", "c", ""},
	    {"s", "", "cd"}, {"", "s", "cd"}, {"S", "c", "d"}, {"s", "c ", "d"},
	    {"s", "c", "d "}, {"s", "d", "c"}};
	size_t i, j, n = KIT_ROWS(checks);
	char a[INCIDENT_KEY_BYTES], b[INCIDENT_KEY_BYTES];

	for (i = 0; i < n; i++)
		for (j = 0; j < i; j++)
			ck_assert_str_ne(key_of(checks[i][0], checks[i][1],
					     checks[i][2], "OK", a),
			    key_of(checks[j][0], checks[j][1], checks[j][2],
				"OK", b));
}
END_TEST

/* All others have the alert's own, where that can stand in a URL. */
START_TEST(test_own)
{
	static const char *const odd[] = {"", NULL, "a b", "a/b", "a?b", "a%b",
	    "\xc3\xbc",
	    "0123456789012345678901234567890123456789"
	    "0123456789012345678901234"};
	char a[INCIDENT_KEY_BYTES], b[INCIDENT_KEY_BYTES];
	struct message m = kit_host, before = kit_host;
	size_t i;

	ck_assert_str_eq("0001", incident_key(&kit_host, a));
	ck_assert_str_eq("0003", incident_key(&kit_test, a));
	ck_assert_str_eq("0002", key_of("s", "c", "d", NULL, a));
	ck_assert_str_eq("0002", key_of("s", "c", "d", "", a));
	m.alert_id = "01HX-AB_z";
	ck_assert_str_eq(m.alert_id, incident_key(&m, a));
	for (i = 0; i < KIT_ROWS(odd); i++) {
		m.alert_id = odd[i];
		incident_key(&m, a);
		ck_assert_uint_eq(64, strspn(a, "0123456789abcdef"));
		/* No and an empty id are the same nothing. */
		if (i > 1)
			ck_assert_str_ne(a, incident_key(&before, b));
		before = m;
	}
}
END_TEST

START_TEST(test_over)
{
	static const struct {
		const char *status;
		bool over;
	} table[] = {{"OK", true}, {"skip", true}, {"success", true},
	    {"normal", true}, {"failure", false}, {"unknown", false},
	    {"", false}, {NULL, false}};
	struct event e = kit_check_event;
	struct message m = kit_check;
	size_t i;

	m.event = &e;
	for (i = 0; i < KIT_ROWS(table); i++) {
		e.status = (char *)(uintptr_t)table[i].status;
		ck_assert_int_eq(table[i].over, incident_over(&m));
	}
	ck_assert(!incident_over(&kit_host));
	ck_assert(!incident_over(&kit_test));
	/* A status is a system alert's alone. */
	e.status = (char[]){"OK"};
	m.kind = MESSAGE_ENTITY;
	ck_assert(!incident_over(&m));
}
END_TEST

START_TEST(test_words)
{
	struct digest d = {.count = 70};
	struct message m = {.kind = MESSAGE_DIGEST, .digest = &d};
	struct event account = kit_host_event;
	char *title = incident_title(&kit_host, 20);

	ck_assert_str_eq("Critical: Host desktop01 reached urgency 87", title);
	free(title);
	title = incident_title(&kit_check, 4);
	ck_assert_str_eq(
	    "Check dis\u2026 reports a problem on sen\u2026", title);
	free(title);
	ck_assert_str_eq("host", incident_kind(&kit_host));
	ck_assert_str_eq("system", incident_kind(&kit_check));
	ck_assert_str_eq("test", incident_kind(&kit_test));
	ck_assert_str_eq("digest", incident_kind(&m));
	account.entity_type = ENTITY_ACCOUNT;
	m = kit_host;
	m.event = &account;
	ck_assert_str_eq("account", incident_kind(&m));
}
END_TEST

static char *
shout(const char *text)
{
	return xasprintf("%s!", text);
}

/* The alerts of a digest that are equally bad all stay. */
START_TEST(test_details)
{
	struct digest d = {
	    .count = 3, .ntop = 2, .top = {&kit_host_event, &kit_host_event}};
	struct message m = {.kind = MESSAGE_DIGEST,
	    .digest = &d,
	    .alert_id = "7",
	    .possible_repeat = true};
	struct fact_limits limits = {{0, 20, 20, 9}};
	struct facts facts;
	struct json_object *o;

	facts_build(&m, NULL, &limits, &facts);
	o = incident_details(&m, &facts, shout);
	ck_assert_str_eq(
	    "{\"No. 1\":\"Critical: Host desktop01 reached urgency "
	    "87!\",\"No. 2\":\"Critical: Host desktop01 reached "
	    "urgency 87!\",\"And\":\"1 more!\",\"Alert\":\"7!\","
	    "\"Repeat\":\"Possible repeat: an earlier attempt may "
	    "have arrived.\"}",
	    json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN));
	json_object_put(o);
	facts_clear(&facts);
}
END_TEST

Suite *
suite_incident(void)
{
	Suite *suite = suite_create("incident");
	TCase *tc = tcase_create("incident");

	tcase_add_test(tc, test_shared);
	tcase_add_test(tc, test_lasting);
	tcase_add_test(tc, test_apart);
	tcase_add_test(tc, test_own);
	tcase_add_test(tc, test_over);
	tcase_add_test(tc, test_words);
	tcase_add_test(tc, test_details);
	suite_add_tcase(suite, tc);
	return suite;
}
