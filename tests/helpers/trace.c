/*
 * trace.c - run a trace of events through core/decide and print the verdict
 * for each event and destination; tests/oracle compares them with its own.
 *
 * State is kept in memory the way the worker keeps it in outbox.db: a window
 * opens on VERDICT_SENT alone, the entity takes the event in after the last
 * destination was judged, and `at` is carried from row to row.  The clock is
 * the trace's.  Standard input has one command a line:
 *
 *	T                           forget everything, a new trace begins
 *	R d flags hu ht hc au at ac rule of destination d: RULE_* flags, then
 *	                            thresholds for hosts and for accounts
 *	N now                       the worker's clock from here on
 *	E received own type id u t c decreased
 *	                            an entity event; -1 is no score
 *	S received check status     a system event; "-" is no status
 *
 * Each E and S answers with a line: `at`, a blank, a letter a destination.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/decide.h"
#include "core/log.h"

#define DESTINATIONS 24
#define ENTITIES 8 /* of each type */
#define CHECKS 8

/* Bits of R's second number. */
#define RULE_ENABLED 1
#define RULE_HOSTS 2
#define RULE_ACCOUNTS 4
#define RULE_SYSTEM 8
#define RULE_HOST_EITHER 16
#define RULE_ACCOUNT_EITHER 32

struct trace {
	int64_t now;
	int64_t last_at;
	struct rule rules[DESTINATIONS];
	struct entity_state entities[2][ENTITIES];
	struct window windows[DESTINATIONS][2][ENTITIES];
	enum system_status checks[CHECKS];
};

static const char letters[VERDICT__MAX] = {
    [VERDICT_TYPE_OFF] = 'T',
    [VERDICT_BELOW] = 'B',
    [VERDICT_DISABLED] = 'D',
    [VERDICT_NOT_RISE] = 'R',
    [VERDICT_IN_WINDOW] = 'W',
    [VERDICT_NO_CHANGE] = 'C',
    [VERDICT_FIRST_NORMAL] = 'F',
    [VERDICT_SENT] = 'S',
};

static void
trace_reset(struct trace *t)
{
	static const struct window closed = {WINDOW_NONE, WINDOW_DEFAULT_MS};
	size_t d, id;

	memset(t, 0, sizeof(*t));
	t->last_at = INT64_MIN;
	for (d = 0; d < DESTINATIONS; d++)
		for (id = 0; id < ENTITIES; id++) {
			t->windows[d][ENTITY_HOST][id] = closed;
			t->windows[d][ENTITY_ACCOUNT][id] = closed;
		}
}

/* The next number of the line within its bounds; a bad trace ends the run. */
static int64_t
number(char **line, int64_t min, int64_t max)
{
	char *end;
	long long value = strtoll(*line, &end, 10);

	if (end == *line || value < min || value > max)
		fatalx("bad number in trace: %s", *line);
	*line = end;
	return value;
}

static int
score(char **line)
{
	return (int)number(line, SCORE_NONE, 100);
}

static struct threshold
threshold(char **line, bool either)
{
	struct threshold t;

	t.urgency = score(line);
	t.threat = score(line);
	t.certainty = score(line);
	t.either = either;
	return t;
}

static void
read_rule(struct trace *t, char *line)
{
	struct rule *r = &t->rules[number(&line, 0, DESTINATIONS - 1)];
	int64_t flags = number(&line, 0, 63);

	r->enabled = (flags & RULE_ENABLED) != 0;
	r->hosts = (flags & RULE_HOSTS) != 0;
	r->accounts = (flags & RULE_ACCOUNTS) != 0;
	r->system = (flags & RULE_SYSTEM) != 0;
	r->host = threshold(&line, (flags & RULE_HOST_EITHER) != 0);
	r->account = threshold(&line, (flags & RULE_ACCOUNT_EITHER) != 0);
}

/* The time to judge by, and that of the row before for the next one. */
static int64_t
advance_at(struct trace *t, int64_t received_at)
{
	t->last_at = decide_at(received_at, t->now, t->last_at);
	return t->last_at;
}

static void
answer(const struct trace *t, char verdicts[DESTINATIONS + 1])
{
	verdicts[DESTINATIONS] = '\0';
	printf("%lld %s\n", (long long)t->last_at, verdicts);
}

static void
read_entity(struct trace *t, char *line)
{
	struct event e = {.kind = EVENT_ENTITY};
	char out[DESTINATIONS + 1];
	struct entity_state *s;
	int64_t at, id;
	size_t d;

	e.received_at = number(&line, 0, INT64_MAX);
	e.event_at = number(&line, 0, INT64_MAX);
	e.entity_type = (enum entity_type)number(&line, 0, 1);
	id = number(&line, 0, ENTITIES - 1);
	e.urgency = score(&line);
	e.threat = score(&line);
	e.certainty = score(&line);
	e.decreased = number(&line, 0, 1) == 1;

	s = &t->entities[e.entity_type][id];
	at = advance_at(t, e.received_at);
	for (d = 0; d < DESTINATIONS; d++) {
		struct window *w = &t->windows[d][e.entity_type][id];
		enum verdict v = decide_entity(&e, &t->rules[d], s, at, w);

		if (v == VERDICT_SENT)
			w->opened_at = at;
		out[d] = letters[v];
	}
	entity_advance(s, &e);
	answer(t, out);
}

static void
read_system(struct trace *t, char *line)
{
	struct event e = {.kind = EVENT_SYSTEM};
	char out[DESTINATIONS + 1];
	enum system_status *before;
	size_t d;

	e.received_at = e.event_at = number(&line, 0, INT64_MAX);
	before = &t->checks[number(&line, 0, CHECKS - 1)];
	line += strspn(line, " ");
	line[strcspn(line, "\n")] = '\0';
	if (strcmp(line, "-") != 0)
		e.status = line;

	advance_at(t, e.received_at);
	for (d = 0; d < DESTINATIONS; d++)
		out[d] = letters[decide_system(&e, &t->rules[d], *before)];
	*before = system_advance(*before, &e);
	answer(t, out);
}

static void
command(struct trace *t, char *line)
{
	char *rest = line + 1;

	switch (line[0]) {
	case 'T':
		trace_reset(t);
		break;
	case 'R':
		read_rule(t, rest);
		break;
	case 'N':
		t->now = number(&rest, 0, INT64_MAX);
		break;
	case 'E':
		read_entity(t, rest);
		break;
	case 'S':
		read_system(t, rest);
		break;
	default:
		fatalx("no such command in trace: %s", line);
	}
}

int
main(void)
{
	struct trace t;
	char *line = NULL;
	size_t room = 0;

	log_init("trace");
	trace_reset(&t);
	while (getline(&line, &room, stdin) > 0)
		command(&t, line);
	free(line);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
