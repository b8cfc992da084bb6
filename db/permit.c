/*
 * permit.c - the second wall; see permit.h.
 *
 * SQLite asks for each table and column while it prepares a statement.  What
 * the table below says of them is gathered with the statement, and compared
 * with what the caller has each time that it runs: a statement is prepared
 * once for many callers.
 */
#include <sqlite3.h>
#include <stddef.h>
#include <string.h>

#include "core/log.h"
#include "db/permit_judge.h"

#define VIEW PERMISSION(VIEW_DESTINATIONS)
#define EDIT PERMISSION(EDIT_DESTINATIONS)

#define SEALED "sealed secret former"

/* What a sign-in, or a user's own page, keeps of the user. */
#define OWN "password password_at totp totp_step signed_in_at failed"

/* clang-format off */
const struct permit_rule permit_rules[] = {
    /* table, columns, operations, needs */
    {"session", NULL, PERMIT_WRITE, 0},
    {"audit", NULL, PERMIT_INSERT, 0},
    /* Boxes that only the worker opens; still nobody's who may not look. */
    {"destination_version", SEALED, PERMIT_READ, VIEW},
    {"destination_version", NULL, PERMIT_INSERT, EDIT},
    /* Nothing that was decided by is changed; what is sealed is emptied. */
    {"destination_version", SEALED, PERMIT_UPDATE, EDIT},
    {"destination", NULL, PERMIT_INSERT | PERMIT_UPDATE, EDIT},
    {"draft", SEALED, PERMIT_READ, VIEW},
    {"draft", NULL, PERMIT_WRITE, EDIT},
    {"request", NULL, PERMIT_INSERT | PERMIT_DELETE, EDIT},
    {"user", OWN, PERMIT_UPDATE, PERMIT_ACCOUNT},
    {"user", NULL, PERMIT_INSERT, PERMIT_FIRST_USER},
    {"recovery_code", NULL, PERMIT_INSERT | PERMIT_DELETE, PERMIT_ACCOUNT},
    {"invitation", NULL, PERMIT_DELETE, PERMIT_ACCOUNT},
    /* The operator's, by the command line: no page writes them. */
    {"retired_key", NULL, PERMIT_NEVER, 0},
    {"role", NULL, PERMIT_NEVER, 0},
    {"role_permission", NULL, PERMIT_NEVER, 0},
    {"setting", NULL, PERMIT_NEVER, 0},
    {"token", NULL, PERMIT_NEVER, 0},
    {NULL, NULL, 0, 0},
};
/* clang-format on */

/* A list of columns has this one, as a whole word. */
static bool
listed(const char *columns, const char *column)
{
	size_t bytes = strlen(column), word;

	if (columns == NULL)
		return true;
	for (; *columns != '\0'; columns += word + (columns[word] == ' ')) {
		word = strcspn(columns, " ");
		if (word == bytes && memcmp(columns, column, word) == 0)
			return true;
	}
	return false;
}

static const struct permit_rule *
rule_of(const char *table, const char *column, unsigned op)
{
	const struct permit_rule *r;

	for (r = permit_rules; r->table != NULL; r++)
		if ((r->ops & op) != 0 && strcmp(r->table, table) == 0 &&
		    listed(r->columns, column))
			return r;
	return NULL;
}

/* SQLite makes an error of it that names no table: this does. */
static int
deny(const char *doing, const char *table, const char *column)
{
	log_warnx("config.db: a statement of the web tier would %s %s%s%s: "
		  "refused; this is a bug",
	    doing, table != NULL ? table : "", column[0] != '\0' ? "." : "",
	    column);
	return SQLITE_DENY;
}

/* A statement that is not kept is judged at once, by what is allowed now. */
static int
touch(struct permit *p, const char *table, const char *column, unsigned op)
{
	const struct permit_rule *r;

	if (column == NULL)
		column = "";
	r = rule_of(table, column, op);
	if (r == NULL)
		return op == PERMIT_READ ? SQLITE_OK
					 : deny("write", table, column);
	if (p->recording)
		p->needs |= r->needs;
	else if ((r->needs & ~p->set) != 0)
		return deny("touch", table, column);
	return SQLITE_OK;
}

/* Those that only ask. */
static int
pragma(const char *name, const char *value)
{
	if (value == NULL && (strcmp(name, "data_version") == 0 ||
				 strcmp(name, "busy_timeout") == 0))
		return SQLITE_OK;
	return deny("run the pragma", name, value != NULL ? value : "");
}

int
permit_judge(void *permit, int action, const char *first, const char *second,
    const char *schema, const char *trigger)
{
	(void)schema;
	(void)trigger;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_RECURSIVE:
	case SQLITE_TRANSACTION:
		return SQLITE_OK;
	case SQLITE_FUNCTION:
		return strcmp(second, "load_extension") == 0
			   ? deny("call", second, "")
			   : SQLITE_OK;
	case SQLITE_READ:
		return touch(permit, first, second, PERMIT_READ);
	case SQLITE_INSERT:
		return touch(permit, first, NULL, PERMIT_INSERT);
	case SQLITE_UPDATE:
		return touch(permit, first, second, PERMIT_UPDATE);
	case SQLITE_DELETE:
		return touch(permit, first, NULL, PERMIT_DELETE);
	case SQLITE_PRAGMA:
		return pragma(first, second);
	default:
		/* Whatever makes, drops, changes or attaches a table. */
		return deny("change the schema around", first, "");
	}
}

int
permit_spend(void *permit)
{
	struct permit *p = permit;

	if (p->left > 0)
		p->left--;
	return p->left == 0;
}

/* The name of the least bit of a set. */
static const char *
bit_name(unsigned set)
{
	unsigned p;

	if ((set & PERMIT_ACCOUNT) != 0)
		return "a sign-in";
	if ((set & PERMIT_FIRST_USER) != 0)
		return "a first-run code";
	for (p = 0; p < PERMISSION__MAX; p++)
		if ((set & 1U << p) != 0)
			return permission_name((enum permission)p);
	return "nothing";
}

void
permit_missing(const struct permit *p, unsigned needs, const char *sql)
{
	log_warnx("config.db: %s: needs %s, which the caller has not: refused; "
		  "this is a bug",
	    sql, bit_name(needs & ~p->set));
}
