/*
 * permit_writes.c - every function of db/ that writes config.db.
 */
#include <check.h>
#include <stdio.h>

#include "db/audit.h"
#include "db/destination.h"
#include "db/draft.h"
#include "db/invitation.h"
#include "db/role.h"
#include "db/setting.h"
#include "db/token.h"
#include "tests/unit/permit_writes.h"
#include "tests/unit/user_kit.h"

#define NEW_ID 77

static int
add_destination(struct db *db)
{
	struct destination d = permit_destination(NEW_ID, "new");
	enum destination_no no;
	int rc = destination_add(db, &d, &user_change, &no);

	destination_clear(&d);
	return rc;
}

static int
save_destination(struct db *db)
{
	struct destination d = permit_destination(5, "renamed");
	enum destination_no no;
	int rc;

	d.seal_id = 9;
	rc = destination_save(db, &d, &user_change, &no);
	destination_clear(&d);
	return rc;
}

static int
remove_destination(struct db *db)
{
	enum destination_no no;

	return destination_remove(db, 5, 0, &user_change, &no);
}

static int
forget_former(struct db *db)
{
	return destination_forget_former(db, USER_NOW);
}

static int
test_draft(struct db *db)
{
	struct request r = {.id = 1};
	struct draft f = {.id = NEW_ID, .session_hash = "s"};
	int rc;

	f.d = permit_destination(NEW_ID, "draft");
	rc = draft_test(db, &f, &r, &user_change);
	draft_clear(&f);
	return rc;
}

static int
drop_draft(struct db *db)
{
	return draft_drop(db, 6);
}

static int
prune_drafts(struct db *db)
{
	return draft_prune(db, USER_NOW + 1);
}

static int
add_request(struct db *db)
{
	struct request r = {.id = 1, .destination_id = 5};

	return request_add(db, &r, &user_change);
}

static int
store_setting(struct db *db)
{
	return settings_store(db, "pace", "off", &user_change);
}

static int
add_token(struct db *db)
{
	const struct token t = {.id = 9, .name = "more"};

	return token_add(db, &t, "hash", &user_change);
}

static int
remove_token(struct db *db)
{
	return token_remove(db, "feed", &user_change);
}

static int
note(struct db *db)
{
	const struct audit a = {.action = "tested"};

	return audit_note(db, &a, &user_change);
}

static int
add_session(struct db *db)
{
	return session_add(db, "more", USER_NOW);
}

static int
use_session(struct db *db)
{
	return session_seen(db, "anon", USER_NOW + 1);
}

static int
flash(struct db *db)
{
	return session_flash(db, "anon", "Saved.");
}

static int
prune_sessions(struct db *db)
{
	return session_prune(db, USER_NOW + SESSION_LIFE_MS);
}

static int
promote(struct db *db)
{
	struct user u;
	struct session_step step = {.old_hash = "anon",
	    .hash = "more",
	    .user = &u,
	    .stage = SESSION_SIGNED_IN};

	ck_assert_int_eq(user_load(db, 2, &u), 1);
	return session_promote(db, &step, &user_change);
}

/* A step before the sign-in counts as one of anybody's. */
static int
promote_half(struct db *db)
{
	struct user u;
	struct session_step step = {.old_hash = "anon",
	    .hash = "more",
	    .user = &u,
	    .stage = SESSION_CODE_DUE};

	ck_assert_int_eq(user_load(db, 2, &u), 1);
	return session_promote(db, &step, &user_change);
}

static int
end_session(struct db *db)
{
	return session_end(db, 1,
	    scratch_int("config.db", "SELECT max(shown_id) FROM session"),
	    &user_change);
}

static int
end_sessions(struct db *db)
{
	return session_end_user(db, 1, NULL, &user_change);
}

static int
sign_out(struct db *db)
{
	return session_sign_out(db, "hers", &user_change);
}

static int
add_user(struct db *db)
{
	const struct user u = {.id = 9, .name = "carol", .role = "Admin"};

	return user_add(db, &u, &user_change);
}

static int
set_password(struct db *db)
{
	struct user u;

	ck_assert_int_eq(user_load(db, 2, &u), 1);
	return user_set_password(db, &u, "$new", NULL, &user_change);
}

static int
rehash(struct db *db)
{
	struct user u;

	ck_assert_int_eq(user_load(db, 2, &u), 1);
	return user_rehash(db, &u, "$new");
}

static int
reset(struct db *db)
{
	return user_reset(db, 2, true, &user_change);
}

static int
disable(struct db *db)
{
	return user_disable(db, 2, &user_change);
}

static int
enable(struct db *db)
{
	return user_enable(db, 3, &user_change);
}

static int
remove_user(struct db *db)
{
	return user_remove(db, 2, &user_change);
}

static int
set_role(struct db *db)
{
	return user_set_role(db, 2, ROLE_SUPER_ADMIN, &user_change);
}

static int
set_totp(struct db *db)
{
	return user_set_totp(db, 2, "other", 50, &user_change);
}

static int
clear_totp(struct db *db)
{
	return user_clear_totp(db, 2, &user_change);
}

static int
use_totp(struct db *db)
{
	return user_use_totp(db, 2, 100);
}

static int
failed(struct db *db)
{
	return user_failed(db, 2);
}

static int
replace_codes(struct db *db)
{
	char hashes[1][SECRET_HASH_BYTES] = {"r2"};

	return recovery_replace(db, 2, hashes, 1, &user_change);
}

static int
use_code(struct db *db)
{
	return recovery_use(db, 2, "r1", &user_change);
}

static int
make_invitation(struct db *db)
{
	return invitation_make(db, 1, "more", &user_change);
}

static int
use_invitation(struct db *db)
{
	return invitation_use(db, "code", "$new", &user_change);
}

static int
use_first(struct db *db)
{
	const struct user u = {.id = 9, .name = "first"};

	return invitation_use_first(db, "zero", &u, &user_change);
}

static int
prune_invitations(struct db *db)
{
	return invitation_prune(db, USER_NOW + INVITATION_LIFE_MS);
}

static int
add_role(struct db *db)
{
	return role_add(
	    db, "more", PERMISSION(EDIT_DESTINATIONS), &user_change);
}

static int
remove_role(struct db *db)
{
	return role_remove(db, "Watch", &user_change);
}

#define EDIT PERMISSION(EDIT_DESTINATIONS)
#define FIRST (PERMIT_ACCOUNT | PERMIT_FIRST_USER)

const struct permit_write permit_writes[] = {
    {"destination_add", EDIT, add_destination, NULL},
    {"destination_save", EDIT, save_destination, NULL},
    {"destination_remove", EDIT, remove_destination, NULL},
    {"destination_forget_former", EDIT, forget_former, NULL},
    {"draft_test", EDIT, test_draft, NULL},
    {"draft_drop", EDIT, drop_draft, NULL},
    {"draft_prune", EDIT, prune_drafts, NULL},
    {"request_add", EDIT, add_request, NULL},
    {"settings_store", PERMIT_NOBODY, store_setting, NULL},
    {"token_add", PERMIT_NOBODY, add_token, NULL},
    {"token_remove", PERMIT_NOBODY, remove_token, NULL},
    {"audit_note", 0, note, NULL},
    {"session_add", 0, add_session, NULL},
    {"session_seen", 0, use_session, NULL},
    {"session_flash", 0, flash, NULL},
    {"session_prune", 0, prune_sessions, NULL},
    {"session_promote", PERMIT_ACCOUNT, promote, NULL},
    {"session_promote to a code", 0, promote_half, NULL},
    {"session_end", 0, end_session, NULL},
    {"session_end_user", 0, end_sessions, NULL},
    {"session_sign_out", 0, sign_out, NULL},
    {"user_add", PERMIT_FIRST_USER, add_user, NULL},
    {"user_set_password", PERMIT_ACCOUNT, set_password, NULL},
    {"user_rehash", PERMIT_ACCOUNT, rehash, NULL},
    {"user_reset", PERMIT_ACCOUNT, reset, NULL},
    {"user_disable", PERMIT_NOBODY, disable, NULL},
    {"user_enable", PERMIT_NOBODY, enable, NULL},
    {"user_remove", PERMIT_NOBODY, remove_user, NULL},
    {"user_set_role", PERMIT_NOBODY, set_role, NULL},
    {"user_set_totp", PERMIT_ACCOUNT, set_totp, NULL},
    {"user_clear_totp", PERMIT_ACCOUNT, clear_totp, NULL},
    {"user_use_totp", PERMIT_ACCOUNT, use_totp, NULL},
    {"user_failed", PERMIT_ACCOUNT, failed, NULL},
    {"recovery_replace", PERMIT_ACCOUNT, replace_codes, NULL},
    {"recovery_use", PERMIT_ACCOUNT, use_code, NULL},
    {"invitation_make", PERMIT_NOBODY, make_invitation, NULL},
    {"invitation_use", PERMIT_ACCOUNT, use_invitation, NULL},
    {"invitation_use_first", FIRST, use_first,
	"DELETE FROM recovery_code; DELETE FROM user;"
	" INSERT INTO invitation VALUES (8, 'zero', 0, 1760000000001, 1, 'x')"},
    {"invitation_prune", PERMIT_ACCOUNT, prune_invitations, NULL},
    {"role_add", PERMIT_NOBODY, add_role, NULL},
    {"role_remove", PERMIT_NOBODY, remove_role, NULL},
};

const int permit_writes_n = sizeof(permit_writes) / sizeof(permit_writes[0]);
