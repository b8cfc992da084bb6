/*
 * audit.c - refusals, told without filling the disk, and the end of rows that
 * were taken over; see audit.h.
 *
 * Whoever tries ten thousand passwords a minute must not write ten thousand
 * rows: what is beyond a number is only counted, in memory that all processes
 * share, and told by the keeper in one row a minute.
 */
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "cgi/audit.h"
#include "cgi/web.h"
#include "core/clock.h"
#include "core/log.h"
#include "db/audit.h"
#include "db/audit_chain.h"
#include "db/audit_source.h"

#define MINUTE_MS 60000

/* Until then a config.db that is put back can still be told from this one. */
#define TAKEN_KEEP_MS INT64_C(3600000)

/* Most at once: others write as well. */
#define DROP_ROWS 1000

/* Without locks: a process that falls in the middle holds nobody up. */
struct limit {
	_Atomic int64_t minute;
	_Atomic unsigned told; /* in that minute */
	_Atomic int64_t more;  /* not told yet */
};

/* Of a process that shares with nobody. */
static struct limit own[AUDIT_OF__MAX];
static struct limit *limits = own;

static const unsigned told_max[AUDIT_OF__MAX] = {
    [AUDIT_OF_USER] = AUDIT_REFUSED_MAX,
    [AUDIT_OF_STRANGER] = AUDIT_STRANGERS_MAX,
};

void
audit_limit_share(void)
{
	void *p = mmap(NULL, sizeof(own), PROT_READ | PROT_WRITE,
	    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		fatal("no memory to share");
	/* Zeroed by the kernel: all of it is 0. */
	limits = p;
}

/*
 * Whoever is first in a minute sets the count back.  One that counts just then
 * may be told beyond the number, which does no harm.
 */
bool
audit_limit_take(enum audit_refused_of of, int64_t minute)
{
	struct limit *limit = &limits[of];
	int64_t was = atomic_load(&limit->minute);

	if (was != minute &&
	    atomic_compare_exchange_strong(&limit->minute, &was, minute))
		atomic_store(&limit->told, 0);
	if (atomic_fetch_add(&limit->told, 1) < told_max[of])
		return true;
	atomic_fetch_add(&limit->more, 1);
	return false;
}

bool
audit_limit_now(enum audit_refused_of of)
{
	return audit_limit_take(of, clock_boot_ms() / MINUTE_MS);
}

void
audit_refused(struct exchange *x, const char *action, const char *object,
    const char *detail)
{
	const struct audit a = {
	    .action = action,
	    .refused = true,
	    .object = object,
	    .detail = detail,
	};
	struct change c = change_by(x);
	bool known = x->caller.user != NULL || x->caller.sso;

	if (!audit_limit_now(known ? AUDIT_OF_USER : AUDIT_OF_STRANGER))
		return;
	if (audit_note(x->web->config, &a, &c) >= 0)
		return;
	log_warnx("%s: it is missing in the audit trail", action);
	if (db_error(x->web->config) == DB_BROKEN)
		x->web->broken = true;
}

int
audit_more(struct db *config, int64_t at_ms)
{
	const struct change c = {.by = "nobody", .at_ms = at_ms, .via = "web"};
	int64_t users = atomic_exchange(&limits[AUDIT_OF_USER].more, 0);
	int64_t strangers = atomic_exchange(&limits[AUDIT_OF_STRANGER].more, 0);
	char detail[80];
	const struct audit a = {
	    .action = "more refused",
	    .refused = true,
	    .detail = detail,
	};

	if (users == 0 && strangers == 0)
		return 0;
	snprintf(detail, sizeof(detail),
	    "{\"count\":%lld,\"of strangers\":%lld}",
	    (long long)users + strangers, (long long)strangers);
	if (audit_note(config, &a, &c) > 0)
		return 1;
	/* The next time, with those that come until then. */
	atomic_fetch_add(&limits[AUDIT_OF_USER].more, users);
	atomic_fetch_add(&limits[AUDIT_OF_STRANGER].more, strangers);
	return -1;
}

/*
 * By number and time: after a restore another row may have the number of one
 * that was taken over, and the worker wants to see it.
 */
static bool
is_taken(struct db *outbox, int64_t seq, int64_t at, int64_t before)
{
	struct audit_row r;
	bool taken;

	taken =
	    audit_chain_find(outbox, seq, &r) > 0 && r.taken_at < before &&
	    (r.at == at || strcmp(r.text[AUDIT_ACTION], AUDIT_UNREADABLE) == 0);
	audit_row_clear(&r);
	return taken;
}

/*
 * Never the last one that was taken over: by it the worker knows config.db
 * again.
 */
int
audit_drop_taken(struct db *config, struct db *outbox, int64_t now_ms)
{
	int64_t before = now_ms - TAKEN_KEEP_MS;
	int64_t upto = 0, seq, at;
	struct chain_ends e;
	int i, rc = 0;

	chain_ends_new(&e);
	if (audit_ends_load(outbox, &e) <= 0)
		return 0;
	for (i = 0; i < DROP_ROWS; i++) {
		rc = audit_source_when(config, upto, &seq, &at);
		if (rc <= 0 || seq >= e.taken_seq ||
		    !is_taken(outbox, seq, at, before))
			break;
		upto = seq;
	}
	if (rc < 0 || upto == 0)
		return rc < 0 ? -1 : 0;
	return audit_source_drop(config, upto);
}
