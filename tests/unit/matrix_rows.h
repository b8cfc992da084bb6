/*
 * matrix_rows.h - the rows and columns of check_matrix.c.
 *
 * A new route needs a row here, or nothing compiles.
 */
#ifndef TOCSIN_TESTS_MATRIX_ROWS_H
#define TOCSIN_TESTS_MATRIX_ROWS_H

#include "cgi/web.h"

/* Whose a route is. */
enum need { ANYBODY, OWN, VIEW, EDIT, AUDIT, PROGRAM };

static const struct row {
	const char *path;
	enum method method;
	enum need need;
	int fresh; /* the password was given so many minutes ago; 0: ever */
} rows[] = {
    {"/", METHOD_GET, OWN, 0},
    {"/destinations", METHOD_GET, VIEW, 0},
    {"/destinations/new", METHOD_GET, EDIT, 60},
    {"/destinations/new", METHOD_POST, EDIT, 60},
    {"/destinations/edit", METHOD_GET, VIEW, 60},
    {"/destinations/edit", METHOD_POST, EDIT, 60},
    {"/destinations/test", METHOD_GET, EDIT, 0},
    {"/destinations/test", METHOD_POST, EDIT, 0},
    {"/destinations/delete", METHOD_GET, EDIT, 60},
    {"/destinations/delete", METHOD_POST, EDIT, 60},
    {"/destinations/try-again", METHOD_POST, EDIT, 0},
    {"/audit", METHOD_GET, AUDIT, 0},
    {"/audit.csv", METHOD_GET, AUDIT, 0},
    {"/sign-in", METHOD_GET, ANYBODY, 0},
    {"/sign-in", METHOD_POST, ANYBODY, 0},
    {"/sign-in/code", METHOD_GET, ANYBODY, 0},
    {"/sign-in/code", METHOD_POST, ANYBODY, 0},
    {"/sign-out", METHOD_POST, ANYBODY, 0},
    {"/activate", METHOD_GET, ANYBODY, 0},
    {"/activate", METHOD_POST, ANYBODY, 0},
    {"/confirm", METHOD_GET, OWN, 0},
    {"/confirm", METHOD_POST, OWN, 0},
    {"/account", METHOD_GET, OWN, 0},
    {"/account/password", METHOD_POST, OWN, 0},
    {"/account/second-factor", METHOD_GET, OWN, 5},
    {"/account/second-factor", METHOD_POST, OWN, 5},
    {"/account/second-factor/remove", METHOD_GET, OWN, 5},
    {"/account/second-factor/remove", METHOD_POST, OWN, 5},
    {"/account/recovery-codes", METHOD_POST, OWN, 60},
    {"/account/sessions/end", METHOD_POST, OWN, 0},
    {"/account/sessions/end-others", METHOD_POST, OWN, 0},
    {"/theme", METHOD_POST, ANYBODY, 0},
    {"/api/v1/events", METHOD_POST, PROGRAM, 0},
};

_Static_assert(sizeof(rows) / sizeof(rows[0]) == ROUTES,
    "a route has no row in the matrix");

/* The methods that HTTP has; for pages all but three are one and the same. */
static const struct verb {
	const char *name;
	enum method method;
	bool head;
} verbs[] = {
    {"GET", METHOD_GET, false},
    {"HEAD", METHOD_GET, true},
    {"POST", METHOD_POST, false},
    {"PUT", METHOD_NONE, false},
    {"DELETE", METHOD_NONE, false},
    {"OPTIONS", METHOD_NONE, false},
};

enum flaw {
	NO_FLAW,
	NO_SESSION,       /* no cookie at all */
	GONE,             /* a cookie whose session has ended */
	IDLE,             /* signed in, and not used for too long */
	TOO_OLD,          /* signed in, longer ago than a session lives */
	DISABLED,         /* the user is */
	ROLELESS,         /* the user's role is no more */
	RECENT_PASSWORD,  /* given 6 minutes ago */
	EARLIER_PASSWORD, /* given 16 minutes ago */
	OLD_PASSWORD,     /* given 61 minutes ago */
	OLDER_PASSWORD,   /* given 91 minutes ago */
	OTHERS_CSRF,      /* the token of another session that lives */
	FORGED_CSRF,
	NO_CSRF,
	CROSS_SITE, /* headers of another site's page, cookie and all */
	NO_HEADERS, /* neither Origin nor Fetch Metadata */
	TOKEN       /* a program's bearer token beside no cookie */
};

/* Who asks.  sees, changes: what the role gives, by the vendor's table. */
static const struct kind {
	const char *name;
	const char *role; /* NULL: an anonymous session */
	enum session_stage stage;
	enum flaw flaw;
	bool sees, changes;
} kinds[] = {
    {"nobody", NULL, SESSION_ANONYMOUS, NO_SESSION, false, false},
    {"anonymous", NULL, SESSION_ANONYMOUS, NO_FLAW, false, false},
    {"a program", NULL, SESSION_ANONYMOUS, TOKEN, false, false},
    {"ended", "Super Admin", SESSION_SIGNED_IN, GONE, false, false},
    {"idle", "Super Admin", SESSION_SIGNED_IN, IDLE, false, false},
    {"too old", "Super Admin", SESSION_SIGNED_IN, TOO_OLD, false, false},
    {"code due", "Super Admin", SESSION_CODE_DUE, NO_FLAW, false, false},
    {"disabled", "Vectra MDR", SESSION_SIGNED_IN, DISABLED, false, false},
    {"Super Admin", "Super Admin", SESSION_SIGNED_IN, NO_FLAW, true, true},
    {"Restricted Admin", "Restricted Admin", SESSION_SIGNED_IN, NO_FLAW, true,
	true},
    {"Admin", "Admin", SESSION_SIGNED_IN, NO_FLAW, false, false},
    {"Setting Admin", "Setting Admin", SESSION_SIGNED_IN, NO_FLAW, false,
	false},
    {"Security Analyst", "Security Analyst", SESSION_SIGNED_IN, NO_FLAW, false,
	false},
    {"Global Analyst", "Global Analyst", SESSION_SIGNED_IN, NO_FLAW, false,
	false},
    {"Read-Only", "Read-Only", SESSION_SIGNED_IN, NO_FLAW, false, false},
    {"Auditor", "Auditor", SESSION_SIGNED_IN, NO_FLAW, false, false},
    {"Vectra MDR", "Vectra MDR", SESSION_SIGNED_IN, NO_FLAW, false, false},
    {"a custom role", "Watcher", SESSION_SIGNED_IN, NO_FLAW, true, false},
    {"a role that is gone", "Leaver", SESSION_SIGNED_IN, ROLELESS, false,
	false},
    {"recent password", "Super Admin", SESSION_SIGNED_IN, RECENT_PASSWORD, true,
	true},
    {"earlier password", "Super Admin", SESSION_SIGNED_IN, EARLIER_PASSWORD,
	true, true},
    {"old password", "Super Admin", SESSION_SIGNED_IN, OLD_PASSWORD, true,
	true},
    {"older password", "Super Admin", SESSION_SIGNED_IN, OLDER_PASSWORD, true,
	true},
    {"custom, older password", "Watcher", SESSION_SIGNED_IN, OLDER_PASSWORD,
	true, false},
    {"other's token", "Super Admin", SESSION_SIGNED_IN, OTHERS_CSRF, true,
	true},
    {"forged token", "Super Admin", SESSION_SIGNED_IN, FORGED_CSRF, true, true},
    {"no token", "Super Admin", SESSION_SIGNED_IN, NO_CSRF, true, true},
    {"cross-site", "Super Admin", SESSION_SIGNED_IN, CROSS_SITE, true, true},
    {"no headers", "Super Admin", SESSION_SIGNED_IN, NO_HEADERS, true, true},
};

#endif
