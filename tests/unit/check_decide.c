/*
 * check_decide.c - the rule, case by case.  tests/oracle proves it over
 * random traces; this table is the one to read.
 */
#include <string.h>

#include "core/decide.h"
#include "tests/unit/suites.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

#define AT INT64_C(1760000000000) /* of the event that is judged */
#define HOUR INT64_C(3600000)

#define U(u) .urgency = (u), .threat = SCORE_NONE, .certainty = SCORE_NONE
#define TC(t, c) .urgency = SCORE_NONE, .threat = (t), .certainty = (c)
#define UTC(u, t, c) .urgency = (u), .threat = (t), .certainty = (c)
#define ACCOUNT .entity_type = ENTITY_ACCOUNT

/* What was known before: nothing, or the scores of an hour ago. */
#define NEW \
	{ \
		.known = false \
	}
#define KNOWN(scores) \
	{ \
		.known = true, .last_at = AT - HOUR, scores \
	}

/*
 * The rules in use.  Hosts and accounts differ in every threshold, so that
 * no case passes by the wrong one.
 */
enum rule_id { BOTH, EITHER, LOWEST, HIGHEST, OFF, NO_HOSTS, NO_ACCOUNTS };

#define TYPES .enabled = true, .hosts = true, .accounts = true, .system = true
#define LIMITS(e) .host = {80, 50, 60, e}, .account = {40, 20, 30, e}

static const struct rule rules[] = {
    [BOTH] = {TYPES, LIMITS(false)},
    [EITHER] = {TYPES, LIMITS(true)},
    [LOWEST] = {TYPES, .host = {0, 0, 0, false}, .account = {100, 100, 100, 0}},
    [HIGHEST] = {TYPES, .host = {100, 100, 100, false}},
    [OFF] = {.hosts = true, .accounts = true, .system = true, LIMITS(false)},
    [NO_HOSTS] = {.enabled = true, .accounts = true, LIMITS(true)},
    [NO_ACCOUNTS] = {.enabled = true, .hosts = true, LIMITS(true)},
};

static const struct entity_case {
	enum rule_id rule;
	struct event e;
	struct entity_state before;
	int64_t since_ms; /* since the alert that opened a window; 0: none */
	enum verdict want;
} entity_cases[] = {
    /* Urgency against its threshold; no previous score is a rise. */
    {BOTH, {U(79)}, NEW, 0, VERDICT_BELOW},
    {BOTH, {U(80)}, NEW, 0, VERDICT_SENT},
    {BOTH, {U(81)}, NEW, 0, VERDICT_SENT},
    {LOWEST, {U(0)}, NEW, 0, VERDICT_SENT},
    {HIGHEST, {U(99)}, NEW, 0, VERDICT_BELOW},
    {HIGHEST, {U(100)}, NEW, 0, VERDICT_SENT},

    /* An account has thresholds of its own. */
    {BOTH, {ACCOUNT, U(39)}, NEW, 0, VERDICT_BELOW},
    {BOTH, {ACCOUNT, U(40)}, NEW, 0, VERDICT_SENT},
    {BOTH, {ACCOUNT, TC(20, 30)}, NEW, 0, VERDICT_SENT},
    {BOTH, {ACCOUNT, TC(19, 30)}, NEW, 0, VERDICT_BELOW},
    {LOWEST, {ACCOUNT, U(99)}, NEW, 0, VERDICT_BELOW},

    /* Threat and certainty, both needed. */
    {BOTH, {TC(50, 60)}, NEW, 0, VERDICT_SENT},
    {BOTH, {TC(49, 60)}, NEW, 0, VERDICT_BELOW},
    {BOTH, {TC(50, 59)}, NEW, 0, VERDICT_BELOW},
    {BOTH, {TC(100, 0)}, NEW, 0, VERDICT_BELOW},
    {LOWEST, {TC(0, 0)}, NEW, 0, VERDICT_SENT},
    {HIGHEST, {TC(100, 99)}, NEW, 0, VERDICT_BELOW},
    {HIGHEST, {TC(100, 100)}, NEW, 0, VERDICT_SENT},

    /* Threat or certainty, one is enough. */
    {EITHER, {TC(50, 0)}, NEW, 0, VERDICT_SENT},
    {EITHER, {TC(0, 60)}, NEW, 0, VERDICT_SENT},
    {EITHER, {TC(50, 60)}, NEW, 0, VERDICT_SENT},
    {EITHER, {TC(49, 59)}, NEW, 0, VERDICT_BELOW},
    {EITHER, {ACCOUNT, TC(20, 0)}, NEW, 0, VERDICT_SENT},

    /* Both scorings in one event: urgency decides. */
    {BOTH, {UTC(79, 100, 100)}, NEW, 0, VERDICT_BELOW},
    {BOTH, {UTC(80, 0, 0)}, NEW, 0, VERDICT_SENT},
    {BOTH, {UTC(90, 99, 99)}, KNOWN(UTC(90, 1, 1)), 0, VERDICT_NOT_RISE},

    /* Against the previous score. */
    {BOTH, {U(90)}, KNOWN(U(89)), 0, VERDICT_SENT},
    {BOTH, {U(90)}, KNOWN(U(90)), 0, VERDICT_NOT_RISE},
    {BOTH, {U(90)}, KNOWN(U(91)), 0, VERDICT_NOT_RISE},
    {BOTH, {TC(70, 70)}, KNOWN(TC(70, 70)), 0, VERDICT_NOT_RISE},
    {BOTH, {TC(71, 70)}, KNOWN(TC(70, 70)), 0, VERDICT_SENT},
    {BOTH, {TC(70, 71)}, KNOWN(TC(70, 70)), 0, VERDICT_SENT},
    {BOTH, {TC(71, 60)}, KNOWN(TC(70, 70)), 0, VERDICT_SENT},
    {BOTH, {TC(60, 71)}, KNOWN(TC(70, 70)), 0, VERDICT_SENT},
    {BOTH, {TC(60, 60)}, KNOWN(TC(70, 70)), 0, VERDICT_NOT_RISE},

    /* Known by the other scoring only: no previous score of this one. */
    {BOTH, {U(80)}, KNOWN(TC(100, 100)), 0, VERDICT_SENT},
    {BOTH, {TC(50, 60)}, KNOWN(U(100)), 0, VERDICT_SENT},

    /* A flagged decrease is never a rise. */
    {BOTH, {U(90), .decreased = true}, NEW, 0, VERDICT_NOT_RISE},
    {BOTH, {U(90), .decreased = true}, KNOWN(U(80)), 0, VERDICT_NOT_RISE},
    {BOTH, {TC(90, 90), .decreased = true}, NEW, 0, VERDICT_NOT_RISE},
    {BOTH, {TC(90, 90), .decreased = true}, KNOWN(TC(80, 80)), 0,
	VERDICT_NOT_RISE},
    {BOTH, {U(10), .decreased = true}, NEW, 0, VERDICT_BELOW},

    /* An event older by its own time is decided as any other. */
    {BOTH, {U(90), .event_at = AT - 9 * HOUR}, KNOWN(U(85)), 0, VERDICT_SENT},
    {BOTH, {U(90), .event_at = AT - 9 * HOUR}, KNOWN(U(95)), 0,
	VERDICT_NOT_RISE},

    /* The window: six hours to the millisecond. */
    {BOTH, {U(90)}, KNOWN(U(80)), 1, VERDICT_IN_WINDOW},
    {BOTH, {U(90)}, KNOWN(U(80)), 6 * HOUR - 1, VERDICT_IN_WINDOW},
    {BOTH, {U(90)}, KNOWN(U(80)), 6 * HOUR, VERDICT_SENT},
    {BOTH, {U(90)}, KNOWN(U(80)), 6 * HOUR + 1, VERDICT_SENT},
    {BOTH, {TC(90, 90)}, KNOWN(TC(80, 80)), 6 * HOUR - 1, VERDICT_IN_WINDOW},
    {BOTH, {TC(90, 90)}, KNOWN(TC(80, 80)), 6 * HOUR, VERDICT_SENT},
    {BOTH, {U(90)}, KNOWN(U(10)), 2 * HOUR, VERDICT_IN_WINDOW},
    {BOTH, {U(90)}, KNOWN(U(10)), 7 * HOUR, VERDICT_SENT},

    /* Which reason is told where several hold. */
    {NO_HOSTS, {U(100)}, NEW, 0, VERDICT_TYPE_OFF},
    {NO_HOSTS, {U(0)}, NEW, 0, VERDICT_TYPE_OFF},
    {NO_HOSTS, {ACCOUNT, U(100)}, NEW, 0, VERDICT_SENT},
    {NO_ACCOUNTS, {ACCOUNT, U(100)}, NEW, 0, VERDICT_TYPE_OFF},
    {NO_ACCOUNTS, {U(100)}, NEW, 0, VERDICT_SENT},
    {OFF, {U(79)}, NEW, 0, VERDICT_BELOW},
    {OFF, {U(80)}, NEW, 0, VERDICT_DISABLED},
    {OFF, {U(90)}, KNOWN(U(95)), 1, VERDICT_DISABLED},
    {OFF, {TC(90, 90)}, NEW, 0, VERDICT_DISABLED},
    {BOTH, {U(90)}, KNOWN(U(95)), 1, VERDICT_NOT_RISE},
};

START_TEST(entity)
{
	const struct entity_case *c = &entity_cases[_i];
	struct window w = {WINDOW_NONE, WINDOW_DEFAULT_MS};
	enum verdict got;

	if (c->since_ms > 0)
		w.opened_at = AT - c->since_ms;
	got = decide_entity(&c->e, &rules[c->rule], &c->before, AT, &w);
	ck_assert_msg(got == c->want, "case %d: %s, not %s", _i,
	    verdict_name(got), verdict_name(c->want));
}
END_TEST

static const struct system_case {
	enum rule_id rule;
	const char *status;
	enum system_status before;
	enum verdict want;
	enum system_status after;
} system_cases[] = {
    {BOTH, "OK", STATUS_NONE, VERDICT_FIRST_NORMAL, STATUS_NORMAL},
    {BOTH, "failure", STATUS_NONE, VERDICT_SENT, STATUS_PROBLEM},
    {BOTH, "OK", STATUS_NORMAL, VERDICT_NO_CHANGE, STATUS_NORMAL},
    {BOTH, "SKIP", STATUS_NORMAL, VERDICT_NO_CHANGE, STATUS_NORMAL},
    {BOTH, "failure", STATUS_PROBLEM, VERDICT_NO_CHANGE, STATUS_PROBLEM},
    {BOTH, "WARNING", STATUS_PROBLEM, VERDICT_NO_CHANGE, STATUS_PROBLEM},
    {BOTH, "failure", STATUS_NORMAL, VERDICT_SENT, STATUS_PROBLEM},
    {BOTH, "success", STATUS_PROBLEM, VERDICT_SENT, STATUS_NORMAL},
    {BOTH, NULL, STATUS_NONE, VERDICT_SENT, STATUS_NONE},
    {BOTH, NULL, STATUS_NORMAL, VERDICT_SENT, STATUS_NORMAL},
    {BOTH, NULL, STATUS_PROBLEM, VERDICT_SENT, STATUS_PROBLEM},
    {BOTH, "", STATUS_PROBLEM, VERDICT_SENT, STATUS_PROBLEM},
    {NO_HOSTS, "failure", STATUS_NONE, VERDICT_TYPE_OFF, STATUS_PROBLEM},
    {NO_HOSTS, "OK", STATUS_NONE, VERDICT_TYPE_OFF, STATUS_NORMAL},
    {NO_HOSTS, NULL, STATUS_NORMAL, VERDICT_TYPE_OFF, STATUS_NORMAL},
    {OFF, "OK", STATUS_NONE, VERDICT_FIRST_NORMAL, STATUS_NORMAL},
    {OFF, "failure", STATUS_PROBLEM, VERDICT_NO_CHANGE, STATUS_PROBLEM},
    {OFF, "failure", STATUS_NORMAL, VERDICT_DISABLED, STATUS_PROBLEM},
    {OFF, NULL, STATUS_NONE, VERDICT_DISABLED, STATUS_NONE},
};

START_TEST(system_alert)
{
	const struct system_case *c = &system_cases[_i];
	char word[16] = "";
	struct event e = {.kind = EVENT_SYSTEM};
	enum verdict got;

	if (c->status != NULL) {
		memcpy(word, c->status, strlen(c->status) + 1);
		e.status = word;
	}
	got = decide_system(&e, &rules[c->rule], c->before);
	ck_assert_msg(got == c->want, "case %d: %s, not %s", _i,
	    verdict_name(got), verdict_name(c->want));
	ck_assert_int_eq(system_advance(c->before, &e), c->after);
}
END_TEST

static const struct at_case {
	int64_t received_at, now, last_at, want;
} at_cases[] = {
    {AT, AT, AT - 1, AT},            /* all is well */
    {AT, AT + HOUR, AT - 1, AT},     /* the row waited */
    {AT + HOUR, AT, AT - 1, AT},     /* received in the future */
    {AT - HOUR, AT, AT - 1, AT - 1}, /* before the row before */
    {AT, AT, AT, AT},                /* in the same millisecond */
    {AT - HOUR, AT - HOUR, AT, AT},  /* the clock was set back */
    {AT + HOUR, AT - HOUR, AT, AT},  /* and a row from the future */
    {AT, AT, INT64_MIN, AT},         /* the very first row */
};

START_TEST(row_time)
{
	const struct at_case *c = &at_cases[_i];

	ck_assert_int_eq(
	    decide_at(c->received_at, c->now, c->last_at), c->want);
}
END_TEST

static const struct advance_case {
	struct entity_state before;
	struct event e;
	struct entity_state after;
} advance_cases[] = {
    /* The first event, and only what it carries. */
    {NEW, {.event_at = AT, U(70)}, {true, AT, 70, -1, -1}},
    {NEW, {.event_at = AT, TC(70, 80)}, {true, AT, -1, 70, 80}},
    {NEW, {.event_at = AT, UTC(1, 2, 3)}, {true, AT, 1, 2, 3}},
    {NEW, {.event_at = -1, U(5)}, {true, -1, 5, -1, -1}},

    /* A newer one, up or down; a scoring it lacks keeps its last score. */
    {{true, AT, 70, 40, 50}, {.event_at = AT + 1, U(60)},
	{true, AT + 1, 60, 40, 50}},
    {{true, AT, 70, 40, 50}, {.event_at = AT + 1, TC(0, 9)},
	{true, AT + 1, 70, 0, 9}},
    {{true, AT, 70, 40, 50}, {.event_at = AT + 1, UTC(1, 2, 3)},
	{true, AT + 1, 1, 2, 3}},
    {{true, AT, 70, -1, -1}, {.event_at = AT + 1, U(60), .decreased = true},
	{true, AT + 1, 60, -1, -1}},

    /* As old as the newest counts, older does not. */
    {{true, AT, 70, -1, -1}, {.event_at = AT, U(60)}, {true, AT, 60, -1, -1}},
    {{true, AT, 70, -1, -1}, {.event_at = AT - 1, U(90)},
	{true, AT, 70, -1, -1}},
    {{true, AT, 70, -1, -1}, {.event_at = AT - 1, TC(90, 90)},
	{true, AT, 70, -1, -1}},
};

START_TEST(advance)
{
	const struct advance_case *c = &advance_cases[_i];
	struct entity_state s = c->before;

	entity_advance(&s, &c->e);
	ck_assert(s.known);
	ck_assert_int_eq(s.last_at, c->after.last_at);
	ck_assert_int_eq(s.urgency, c->after.urgency);
	ck_assert_int_eq(s.threat, c->after.threat);
	ck_assert_int_eq(s.certainty, c->after.certainty);
}
END_TEST

/* Names are stored: each verdict has one, and no two share it. */
START_TEST(names)
{
	int a, b;

	ck_assert_str_eq(verdict_name(VERDICT_SENT), "sent");
	ck_assert_str_eq(verdict_name(VERDICT_IN_WINDOW), "in window");
	ck_assert_str_eq(verdict_name(VERDICT_NOT_RISE), "not a rise");
	ck_assert_str_eq(verdict_name(VERDICT_DISABLED), "disabled");
	for (a = 0; a < VERDICT__MAX; a++) {
		ck_assert_ptr_nonnull(verdict_name((enum verdict)a));
		for (b = 0; b < a; b++)
			ck_assert_str_ne(verdict_name((enum verdict)a),
			    verdict_name((enum verdict)b));
	}
}
END_TEST

Suite *
suite_decide(void)
{
	Suite *s = suite_create("decide");
	TCase *t = tcase_create("rule");

	tcase_add_loop_test(t, entity, 0, COUNT(entity_cases));
	tcase_add_loop_test(t, system_alert, 0, COUNT(system_cases));
	tcase_add_loop_test(t, row_time, 0, COUNT(at_cases));
	tcase_add_loop_test(t, advance, 0, COUNT(advance_cases));
	tcase_add_test(t, names);
	suite_add_tcase(s, t);
	return s;
}
