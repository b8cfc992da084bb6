/*
 * delivery_kit.c - see delivery_kit.h.
 */
#include <string.h>

#include "db/decision.h"
#include "db/digest.h"
#include "tests/unit/delivery_kit.h"

struct db *outbox;

static char source[] = "appliance", entity[] = "1111";
static const struct event about = {.source = source, .entity_id = entity};

void
delivery_setup(void)
{
	scratch_make();
	outbox = scratch_db(&schema_outbox);
}

void
delivery_teardown(void)
{
	db_close(outbox);
	scratch_remove();
}

void
one_add(int64_t id, int64_t destination, int64_t request, int64_t at)
{
	struct delivery d = {
	    .id = id,
	    .event_seq = request == 0 ? id : 0,
	    .request_id = request,
	    .destination_id = destination,
	    .destination_name = "SOC",
	    .app = "teams",
	    .created_at = at,
	    .expires_at = at + LIFETIME,
	};

	ck_assert_int_eq(delivery_add(outbox, &d), 1);
}

void
one_digest(int64_t id, int64_t destination)
{
	struct delivery d = {
	    .id = id,
	    .destination_id = destination,
	    .destination_name = "SOC",
	    .app = "teams",
	    .created_at = NOW,
	    .expires_at = NOW + 10 * LIFETIME,
	};

	ck_assert_int_eq(delivery_add(outbox, &d), 1);
}

int
one_join(int keep, int max)
{
	struct digest_row d = {.id = DIGEST,
	    .destination_id = D,
	    .expires_at = NOW + 10 * LIFETIME};

	return digest_join(outbox, &d, keep, max);
}

int
one_state(void)
{
	char name[32];
	int i = 0;

	scratch_text("outbox.db", "SELECT state FROM delivery WHERE id = 1",
	    name, sizeof(name));
	while (i < DELIVERY__MAX &&
	       strcmp(name, delivery_state_name((enum delivery_state)i)) != 0)
		i++;
	return i;
}

void
one_window(int64_t delivery_id)
{
	ck_assert_int_eq(window_open(outbox, D, &about, NOW, delivery_id), 1);
}

bool
one_window_there(void)
{
	int64_t at;

	return window_load(outbox, D, &about, 0, &at) == 1;
}

void
one_claim(int64_t id)
{
	struct delivery d = {.id = id};

	ck_assert_int_eq(delivery_claim(outbox, &d), 1);
	ck_assert_int_eq(d.attempts, 1);
}

void
one_finish(enum delivery_state to)
{
	struct delivery_end end = {.to = to,
	    .at = NOW + 9,
	    .due_at = NOW + 99,
	    .repeat = to == DELIVERY_UNKNOWN,
	    .reason = to == DELIVERY_FAILED ? "HTTP 400" : NULL};

	ck_assert_int_eq(delivery_finish(outbox, 1, &end), 1);
}

void
one_bring(enum delivery_state to)
{
	one_add(1, D, 0, NOW);
	one_window(1);
	if (to == DELIVERY_QUEUED)
		return;
	if (to == DELIVERY_HELD) {
		ck_assert_int_eq(delivery_hold(outbox, D, "broken", 9), 1);
		return;
	}
	if (to == DELIVERY_IN_DIGEST) {
		/* Another's, so that what moves D's leaves it alone. */
		one_digest(DIGEST, D + 1);
		ck_assert_int_eq(one_join(0, 9), 1);
		return;
	}
	one_claim(1);
	if (to != DELIVERY_SENDING)
		one_finish(to);
}
