/*
 * permit_judge.h - the second wall, as db.c and its test see it.
 */
#ifndef TOCSIN_DB_PERMIT_JUDGE_H
#define TOCSIN_DB_PERMIT_JUDGE_H

#include <stdbool.h>
#include <stdint.h>

#include "db/permit.h"

/* Of one connection. */
struct permit {
	bool on;        /* this connection is restricted */
	bool recording; /* a statement is being prepared, to be kept */
	unsigned set;   /* what may be done now */
	unsigned needs; /* of the statement that is being prepared */
	int left;       /* of a request's budget; see permit_spend() */
};

/* What a statement may do to a table. */
enum permit_op {
	PERMIT_READ = 1,
	PERMIT_INSERT = 2,
	PERMIT_UPDATE = 4,
	PERMIT_DELETE = 8,
	PERMIT_WRITE = PERMIT_INSERT | PERMIT_UPDATE | PERMIT_DELETE,
	/* No statement of the web tier's has it, whoever calls. */
	PERMIT_NEVER = 0
};

struct permit_rule {
	const char *table;
	const char *columns; /* "a b c"; NULL: every column */
	unsigned ops;        /* of enum permit_op */
	unsigned needs;      /* bits that the caller must have; 0: none */
};

/*
 * The table, ended by a NULL table.  Of each table of config.db the first row
 * that has operation and column counts; what no row has is refused, but for
 * reading, which is free.
 */
extern const struct permit_rule permit_rules[];

/* permit_judge(permit, ...): SQLite's authorizer; see sqlite3_set_authorizer().
 */
int permit_judge(void *permit, int action, const char *first,
    const char *second, const char *schema, const char *trigger);

/*
 * permit_spend(permit): SQLite's progress handler, called each
 * PERMIT_SPEND_STEPS of its steps: after PERMIT_BUDGET of them since the last
 * db_permit() the statement is interrupted, so that no request holds a process
 * for ever.  That much takes about two seconds; none of ours needs a tenth.
 */
#define PERMIT_SPEND_STEPS 10000
#define PERMIT_BUDGET 5000
int permit_spend(void *permit);

/* SQLite's memory in a web process, whatever it was made to read: its caches
 * take a tenth.
 */
#define PERMIT_HEAP_BYTES ((int64_t)64 << 20)

/* permit_missing(p, needs): log which permission a statement lacks. */
void permit_missing(const struct permit *p, unsigned needs, const char *sql);

#endif
