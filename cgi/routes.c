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
#define MAY_SIGNED_IN PERMISSION_SIGNED_IN
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
    {"/", GET, MAY_SIGNED_IN, PROOF_NONE, FRESH_NOT, 0, page_root},
    {"/destinations", GET, MAY_VIEW, PROOF_NONE, FRESH_NOT, 0, page_list},
    {"/destinations/new", GET, MAY_EDIT, PROOF_NONE, FRESH_NEEDED, 0, page_new},
    {"/destinations/new", POST, MAY_EDIT, PROOF_FORM, FRESH_NEEDED,
	EDITOR_FIELDS, page_new_post},
    {"/destinations/edit", GET, MAY_VIEW, PROOF_NONE, FRESH_NEEDED, FIELD(ID),
	page_edit},
    {"/destinations/edit", POST, MAY_EDIT, PROOF_FORM, FRESH_NEEDED,
	EDITOR_FIELDS | FIELD(ID) | FIELD(VERSION), page_edit_post},
    {"/destinations/test", POST, MAY_EDIT, PROOF_FORM, FRESH_NOT,
	FIELD(CSRF) | FIELD(ID), page_test_stored},
    {"/destinations/test", GET, MAY_EDIT, PROOF_NONE, FRESH_NOT, FIELD(FORM),
	page_test_result},
    {"/destinations/delete", GET, MAY_EDIT, PROOF_NONE, FRESH_NEEDED,
	FIELD(ID), page_delete},
    {"/destinations/delete", POST, MAY_EDIT, PROOF_FORM, FRESH_NEEDED,
	FIELD(CSRF) | FIELD(ID) | FIELD(VERSION), page_delete_post},
    {"/destinations/try-again", POST, MAY_EDIT, PROOF_FORM, FRESH_NOT,
	FIELD(CSRF) | FIELD(ID), page_try_again},
    {"/audit", GET, PERMISSION_VIEW_AUDIT, PROOF_NONE, FRESH_NOT,
	AUDIT_FIELDS | FIELD(BEFORE), page_audit},
    {"/audit.csv", GET, PERMISSION_VIEW_AUDIT, PROOF_NONE, FRESH_NOT,
	AUDIT_FIELDS | FIELD(BEFORE), audit_csv},
    {"/sign-in", GET, PERMISSION_NONE, PROOF_NONE, FRESH_NOT, FIELD(BACK),
	page_sign_in},
    {"/sign-in", POST, PERMISSION_NONE, PROOF_FORM, FRESH_NOT,
	FIELD(CSRF) | FIELD(USER) | FIELD(PASSWORD) | FIELD(BACK),
	page_sign_in_post},
    {"/sign-in/code", GET, PERMISSION_NONE, PROOF_NONE, FRESH_NOT, FIELD(BACK),
	page_sign_in_code},
    {"/sign-in/code", POST, PERMISSION_NONE, PROOF_FORM, FRESH_NOT,
	FIELD(CSRF) | FIELD(CODE) | FIELD(BACK), page_sign_in_code_post},
    {"/sign-out", POST, PERMISSION_NONE, PROOF_FORM, FRESH_NOT, FIELD(CSRF),
	page_sign_out},
    {"/activate", GET, PERMISSION_NONE, PROOF_NONE, FRESH_NOT, 0,
	page_activate},
    {"/activate", POST, PERMISSION_NONE, PROOF_FORM, FRESH_NOT,
	FIELD(CSRF) | FIELD(CODE) | FIELD(USER) | FIELD(NEW_PASSWORD),
	page_activate_post},
    {"/confirm", GET, MAY_SIGNED_IN, PROOF_NONE, FRESH_NOT, FIELD(BACK),
	page_confirm},
    {"/confirm", POST, MAY_SIGNED_IN, PROOF_FORM, FRESH_NOT,
	FIELD(CSRF) | FIELD(PASSWORD) | FIELD(BACK), page_confirm_post},
    {"/account", GET, MAY_SIGNED_IN, PROOF_NONE, FRESH_NOT, 0, page_account},
    {"/account/password", POST, MAY_SIGNED_IN, PROOF_FORM, FRESH_NOT,
	FIELD(CSRF) | FIELD(PASSWORD) | FIELD(NEW_PASSWORD),
	page_password_post},
    {"/account/second-factor", GET, MAY_SIGNED_IN, PROOF_NONE, FRESH_NOW, 0,
	page_factor},
    {"/account/second-factor", POST, MAY_SIGNED_IN, PROOF_FORM, FRESH_NOW,
	FIELD(CSRF) | FIELD(SEED) | FIELD(CODE), page_factor_post},
    {"/account/second-factor/remove", GET, MAY_SIGNED_IN, PROOF_NONE,
	FRESH_NOW, 0, page_factor_remove},
    {"/account/second-factor/remove", POST, MAY_SIGNED_IN, PROOF_FORM,
	FRESH_NOW, FIELD(CSRF), page_factor_remove_post},
    {"/account/recovery-codes", POST, MAY_SIGNED_IN, PROOF_FORM, FRESH_NEEDED,
	FIELD(CSRF), page_recovery_post},
    {"/account/sessions/end", POST, MAY_SIGNED_IN, PROOF_FORM, FRESH_NOT,
	FIELD(CSRF) | FIELD(ID), page_session_end},
    {"/account/sessions/end-others", POST, MAY_SIGNED_IN, PROOF_FORM,
	FRESH_NOT, FIELD(CSRF), page_sessions_end},
    {"/theme", POST, PERMISSION_NONE, PROOF_FORM, FRESH_NOT,
	FIELD(CSRF) | FIELD(THEME) | FIELD(BACK), page_theme},
    {"/api/v1/events", POST, PERMISSION_SEND_EVENTS, PROOF_BEARER, FRESH_NOT,
	0, api_events},
    {NULL, METHOD_NONE, PERMISSION_NONE, PROOF_NONE, FRESH_NOT, 0, NULL},
};
/* clang-format on */

_Static_assert(sizeof(routes) / sizeof(routes[0]) == ROUTES + 1,
    "ROUTES counts the rows, and check_matrix.c needs one for each");
