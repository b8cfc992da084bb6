/*
 * permit_scene.c - what the functions of permit_writes.c find in config.db.
 */
#include <check.h>

#include "core/xmalloc.h"
#include "db/invitation.h"
#include "db/role.h"
#include "db/token.h"
#include "tests/unit/permit_writes.h"
#include "tests/unit/user_kit.h"

struct destination
permit_destination(int64_t id, const char *name)
{
	return (struct destination){
	    .id = id,
	    .version = 1,
	    .name = xstrdup(name),
	    .app = xstrdup("teams"),
	    .url_host = xstrdup("hooks.example"),
	    .seal_id = id + 1000,
	    .sealed = xstrdup("box"),
	    .rule = {.enabled = true, .accounts = true},
	};
}

const char permit_sum[] =
    "SELECT (SELECT count(*) * 100 FROM audit) +"
    " (SELECT count(*) FROM token)"
    " + (SELECT count(*) * 7 + sum(version) + count(deleted_at)"
    " FROM destination)"
    " + (SELECT count(*) + sum(length(sealed) + length(former))"
    " FROM destination_version)"
    " + (SELECT count(*) FROM draft) + (SELECT count(*) FROM request)"
    " + (SELECT count(*) FROM setting)"
    " + (SELECT count(*) * 11 + sum(seen_at + length(flash) + user_id)"
    " FROM session)"
    " + (SELECT coalesce(sum(password_at + failed + totp_step"
    " + signed_in_at + length(password) + length(totp) + length(role)"
    " + coalesce(disabled_at, 0)), 0) + count(*) + count(name_key) FROM user)"
    " + (SELECT count(*) * 1000 FROM recovery_code)"
    " + (SELECT count(*) FROM invitation) + (SELECT count(*) FROM role)"
    " + (SELECT count(*) FROM role_permission)";

void
permit_scene(const struct permit_write *w)
{
	char hashes[1][SECRET_HASH_BYTES] = {"r1"};
	struct user alice = user_made(1, "alice", ROLE_SUPER_ADMIN);
	const struct token t = {.id = 1, .name = "feed"};
	struct destination d = permit_destination(5, "ops");
	enum destination_no no;

	user_made(2, "bob", "Admin");
	user_made(3, "carl", "Admin");
	ck_assert_int_eq(user_disable(config, 3, &user_change), 1);
	user_session(&alice, "hers");
	ck_assert_int_eq(session_add(config, "anon", USER_NOW), 1);
	ck_assert_int_eq(user_set_totp(config, 2, "seed", 1, &user_change), 1);
	ck_assert_int_eq(
	    recovery_replace(config, 2, hashes, 1, &user_change), 1);
	ck_assert_int_eq(invitation_make(config, 2, "code", &user_change), 1);
	ck_assert_int_eq(role_add(config, "Watch",
			     PERMISSION(VIEW_DESTINATIONS), &user_change),
	    1);
	ck_assert_int_eq(token_add(config, &t, "hash-1", &user_change), 1);
	ck_assert_int_eq(destination_add(config, &d, &user_change, &no), 1);
	destination_clear(&d);
	scratch_exec("config.db",
	    "UPDATE destination_version SET former = 'f', former_until = 5;"
	    " INSERT INTO draft (id, session_hash, typed_at, request_id,"
	    " destination_id, version, name, app, enabled, hosts, accounts,"
	    " system, host_urgency, host_threat, host_certainty, host_either,"
	    " account_urgency, account_threat, account_certainty,"
	    " account_either, url_host, seal_id, sealed) VALUES (6, 's',"
	    " 1760000000000, 0, 60, 0, 'n', 'teams', 1, 1, 1, 1, 1, 1, 1, 1,"
	    " 1, 1, 1, 1, 'h', 1, 'box')");
	if (w->scene != NULL)
		scratch_exec("config.db", w->scene);
}
