/*
 * teams_hostile.c - 100,000 random hostile alerts: every card stays within
 * its size and is valid JSON and UTF-8.
 *
 * TOCSIN_SEED picks the random numbers; the seed in use is printed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "apps/teams.h"
#include "tests/unit/random_alert.h"
#include "tests/unit/teams.h"

extern const struct app app_teams;

#define ALERTS 100000

/*
 * The body is what a strict reader takes, and the card within its size, which
 * is returned.
 */
static size_t
check_body(const char *body, size_t len)
{
	struct json_object *o = strict_json(body, len), *list, *card;
	size_t bytes;

	/* JSON itself never has two braces opened in a row. */
	ck_assert_ptr_null(strstr(body, "{{"));
	list = json_object_object_get(o, "attachments");
	card = json_object_object_get(
	    json_object_array_get_idx(list, 0), "content");
	ck_assert_ptr_nonnull(card);
	bytes = teams_card_bytes(card);
	ck_assert_uint_le(bytes, TEAMS_CARD_MAX_BYTES);
	json_object_put(o);
	return bytes;
}

static size_t
one_alert(void)
{
	struct random_alert a;
	size_t len, bytes;
	char *body;

	random_alert(&a);
	body = app_teams.format(&a.m, &len);
	bytes = check_body(body, len);
	free(body);
	random_clear(&a);
	return bytes;
}

START_TEST(test_hostile)
{
	const char *seed = getenv("TOCSIN_SEED");
	uint64_t start;
	unsigned i, close = 0;

	start = strtoull(seed == NULL ? "1" : seed, NULL, 10);
	random_seed(start);
	printf("teams: TOCSIN_SEED=%llu\n", (unsigned long long)start);
	fflush(stdout);
	for (i = 0; i < ALERTS; i++)
		close += one_alert() > TEAMS_CARD_MAX_BYTES - 200;
	/* Nothing is proved unless many cards had to be shortened. */
	ck_assert_uint_gt(close, ALERTS / 200);
}
END_TEST

TCase *
teams_hostile_case(void)
{
	TCase *tc = tcase_create("hostile");

	/* Far too long for valgrind; see the Makefile. */
	tcase_set_tags(tc, "slow");

	/* Some 20 s; more than a minute under the sanitizers. */
	tcase_set_timeout(tc, 600);
	tcase_add_test(tc, test_hostile);
	return tc;
}
