/*
 * pages.h - the handlers of routes.c.  Each answers by one call of respond_*.
 */
#ifndef TOCSIN_CGI_PAGES_H
#define TOCSIN_CGI_PAGES_H

struct exchange;

/* page_list.c: GET / and GET /destinations */
void page_root(struct exchange *x);
void page_list(struct exchange *x);

/* page_editor.c: the empty form, a saved destination in the form, Save */
void page_new(struct exchange *x);
void page_edit(struct exchange *x);
void page_new_post(struct exchange *x);
void page_edit_post(struct exchange *x);

/*
 * page_test.c: Send test alert from the list, its result, and the form again
 * with what was typed.
 */
void page_test_stored(struct exchange *x);
void page_test_result(struct exchange *x);

/* page_delete.c: the question, and the deed */
void page_delete(struct exchange *x);
void page_delete_post(struct exchange *x);

/* page_list.c: let the held alerts of a broken destination go */
void page_try_again(struct exchange *x);

/* page_theme.c: light, dark or the system's, in a cookie */
void page_theme(struct exchange *x);

/* page_audit.c, audit_csv.c: the audit trail, and as a file */
void page_audit(struct exchange *x);
void audit_csv(struct exchange *x);

/* page_sign_in.c: name and password, the code after them; and out again */
void page_sign_in(struct exchange *x);
void page_sign_in_post(struct exchange *x);
void page_sign_in_code(struct exchange *x);
void page_sign_in_code_post(struct exchange *x);
void page_sign_out(struct exchange *x);

/* page_activate.c: a one-time code becomes a password */
void page_activate(struct exchange *x);
void page_activate_post(struct exchange *x);

/* page_confirm.c: the password once more */
void page_confirm(struct exchange *x);
void page_confirm_post(struct exchange *x);

/* page_account.c: one's own password and sessions */
void page_account(struct exchange *x);
void page_password_post(struct exchange *x);
void page_session_end(struct exchange *x);
void page_sessions_end(struct exchange *x);

/* page_factor.c: one's own second factor and recovery codes */
void page_factor(struct exchange *x);
void page_factor_post(struct exchange *x);
void page_factor_remove(struct exchange *x);
void page_factor_remove_post(struct exchange *x);
void page_recovery_post(struct exchange *x);

/* api_events.c: POST /api/v1/events */
void api_events(struct exchange *x);

#endif
