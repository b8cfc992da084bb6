/*
 * routes.c - every path that is answered; see route.h.
 *
 * One row for each path and method: what may be looked at and what may be
 * changed are different permissions.
 */
#include <stddef.h>

#include "cgi/input.h"
#include "cgi/pages.h"
#include "cgi/route.h"

#define GET METHOD_GET
#define POST METHOD_POST
#define MAY_VIEW PERMISSION_VIEW_DESTINATIONS
#define MAY_EDIT PERMISSION_EDIT_DESTINATIONS

/* What the editor sends, whichever button was pressed. */
#define EDITOR_FIELDS \
	(FIELD(CSRF) | FIELD(FORM) | FIELD(DO) | FIELD(SHOWN) | FIELD(NAME) | \
	    FIELD(APP) | FIELD(URL) | FIELD(SECRET) | FIELD(OPTION) | \
	    FIELD(ENABLED) | FIELD(HOSTS) | FIELD(ACCOUNTS) | FIELD(SYSTEM) | \
	    FIELD(HOST_URGENCY) | FIELD(HOST_THREAT) | FIELD(HOST_CERTAINTY) | \
	    FIELD(HOST_EITHER) | FIELD(ACCOUNT_URGENCY) | \
	    FIELD(ACCOUNT_THREAT) | FIELD(ACCOUNT_CERTAINTY) | \
	    FIELD(ACCOUNT_EITHER))

/* The filter of the audit trail. */
#define AUDIT_FIELDS \
	(FIELD(WHO) | FIELD(ACTION) | FIELD(OUTCOME) | FIELD(OBJECT) | \
	    FIELD(FROM) | FIELD(TO))

/* clang-format off */
const struct route routes[] = {
    {"/", GET, MAY_VIEW, PROOF_NONE, 0,
	PAGE_NONE, page_root},
    {"/destinations", GET, MAY_VIEW, PROOF_NONE, 0,
	PAGE_LIST, page_list},
    {"/destinations/new", GET, MAY_EDIT, PROOF_NONE, 0,
	PAGE_EDITOR, page_new},
    {"/destinations/new", POST, MAY_EDIT, PROOF_FORM, EDITOR_FIELDS,
	PAGE_EDITOR, page_new_post},
    {"/destinations/edit", GET, MAY_VIEW, PROOF_NONE, FIELD(ID),
	PAGE_EDITOR, page_edit},
    {"/destinations/edit", POST, MAY_EDIT, PROOF_FORM,
	EDITOR_FIELDS | FIELD(ID) | FIELD(VERSION),
	PAGE_EDITOR, page_edit_post},
    {"/destinations/test", POST, MAY_EDIT, PROOF_FORM,
	FIELD(CSRF) | FIELD(ID),
	PAGE_NONE, page_test_stored},
    {"/destinations/test", GET, MAY_EDIT, PROOF_NONE, FIELD(FORM),
	PAGE_TEST, page_test_result},
    {"/destinations/delete", GET, MAY_EDIT, PROOF_NONE, FIELD(ID),
	PAGE_DELETE, page_delete},
    {"/destinations/delete", POST, MAY_EDIT, PROOF_FORM,
	FIELD(CSRF) | FIELD(ID) | FIELD(VERSION),
	PAGE_NONE, page_delete_post},
    {"/destinations/try-again", POST, MAY_EDIT, PROOF_FORM,
	FIELD(CSRF) | FIELD(ID),
	PAGE_NONE, page_try_again},
    {"/audit", GET, PERMISSION_VIEW_AUDIT, PROOF_NONE,
	AUDIT_FIELDS | FIELD(BEFORE),
	PAGE_AUDIT, page_audit},
    {"/audit.csv", GET, PERMISSION_VIEW_AUDIT, PROOF_NONE, AUDIT_FIELDS,
	PAGE_NONE, audit_csv},
    {"/theme", POST, PERMISSION_NONE, PROOF_FORM,
	FIELD(CSRF) | FIELD(THEME) | FIELD(BACK),
	PAGE_NONE, page_theme},
    {"/api/v1/events", POST, PERMISSION_SEND_EVENTS, PROOF_BEARER, 0,
	PAGE_NONE, api_events},
    {NULL, METHOD_NONE, PERMISSION_NONE, PROOF_NONE, 0, PAGE_NONE, NULL},
};
/* clang-format on */
