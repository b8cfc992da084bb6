/*
 * fields.c - every field that a form or link of ours has; see input.h.
 *
 * A validator says what to do, not what is wrong: the label stands in front of
 * it.  It gets well-formed UTF-8 without NUL, and refuses by its own words what
 * is too long; max_bytes only bounds what it looks at.
 */
#include <sodium.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "apps/app.h"
#include "cgi/input.h"
#include "cgi/route.h"
#include "core/destination.h"
#include "core/ids.h"
#include "core/password.h"
#include "core/secret.h"
#include "core/text.h"
#include "core/url.h"
#include "core/utf8.h"
#include "core/xmalloc.h"
#include "db/audit_read.h"

/* Beyond this no whole number survives every program that may read it. */
#define VERSION_MAX (INT64_C(1) << 53)

#define HEX "0123456789abcdef"
#define BASE64URL \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

/* Longest part of a text that is looked for, in characters. */
#define PART_MAX 50

/* What nobody typed: shown, if at all, to whoever made the request up. */
#define NOT_OURS "Load the page again."

static bool
hex(const char *s, size_t digits)
{
	return strlen(s) == digits && strspn(s, HEX) == digits;
}

/* id_text()'s way of writing it, and no other: 1 to 2^63 - 1. */
static bool
id(const char *s)
{
	return hex(s, ID_BYTES - 1) && *s < '8' &&
	       strspn(s, "0") != ID_BYTES - 1;
}

static const char *
check_csrf(const char *s)
{
	return hex(s, SECRET_HASH_BYTES - 1) ? NULL : NOT_OURS;
}

static const char *
check_id(const char *s)
{
	return id(s) ? NULL : NOT_OURS;
}

static const char *
check_version(const char *s)
{
	int64_t version;

	return text_int(s, 1, VERSION_MAX, &version) ? NULL : NOT_OURS;
}

static const char *
check_do(const char *s)
{
	return strcmp(s, "save") == 0 || strcmp(s, "test") == 0 ||
		       strcmp(s, "app") == 0 || strcmp(s, "secret") == 0
		   ? NULL
		   : NOT_OURS;
}

static const char *
check_theme(const char *s)
{
	return strcmp(s, "light") == 0 || strcmp(s, "dark") == 0 ||
		       strcmp(s, "system") == 0
		   ? NULL
		   : NOT_OURS;
}

/* "" or one field that the page takes, with an id. */
static bool
back_query(const struct route *r, const char *query)
{
	if (*query == '\0')
		return true;
	if (strncmp(query, "?id=", 4) == 0)
		return (r->fields & FIELD(ID)) != 0 && id(query + 4);
	return strncmp(query, "?form=", 6) == 0 &&
	       (r->fields & FIELD(FORM)) != 0 && id(query + 6);
}

/*
 * A page of the route table and nothing else: this text becomes the Location
 * of a redirect, which must not lead to another server.
 */
static const char *
check_back(const char *s)
{
	size_t bytes = strcspn(s, "?");
	const struct route *r;

	for (r = routes; r->path != NULL; r++)
		if (r->method == METHOD_GET && strlen(r->path) == bytes &&
		    strncmp(r->path, s, bytes) == 0 && back_query(r, s + bytes))
			return NULL;
	return NOT_OURS;
}

/* Blanks, and what looks like one or like nothing at all. */
static bool
blank(uint32_t point)
{
	return point == ' ' || point == 0xa0 || point == 0x1680 ||
	       (point >= 0x2000 && point <= 0x200b) || point == 0x202f ||
	       point == 0x205f || point == 0x2060 || point == 0x3000 ||
	       point == 0xfeff;
}

/*
 * The name stands in pages, messages and logs, so it must be the same text in
 * all of them: text_clean() has nothing to change in it, and two names can't
 * differ by a blank that nobody sees.
 */
static const char *
check_name(const char *s)
{
	size_t left = strlen(s), points = 0;
	uint32_t point = 0, first = 0;
	const char *p;
	char *clean;
	bool same;

	for (p = s; left > 0; points++) {
		size_t took = utf8_next(p, left, &point);

		if (points == 0)
			first = point;
		p += took;
		left -= took;
	}
	if (points < 1 || points > DESTINATION_NAME_MAX)
		return "Give 1 to 80 characters.";
	if (blank(first) || blank(point))
		return "Take away the blanks at the start and the end.";
	clean = text_clean(s, DESTINATION_NAME_MAX);
	same = strcmp(clean, s) == 0;
	free(clean);
	return same ? NULL
		    : "Take away the control characters: line breaks, tabs"
		      " and marks that turn the direction of text.";
}

/* Looked for, never stored: "" is anything. */
static const char *
check_part(const char *s)
{
	char *clean = text_clean(s, PART_MAX);
	bool same = strcmp(clean, s) == 0;

	free(clean);
	return same ? NULL
		    : "Give a part of it, at most 50 characters on one line.";
}

static const char *
check_outcome(const char *s)
{
	return *s == '\0' || strcmp(s, "done") == 0 || strcmp(s, "refused") == 0
		   ? NULL
		   : "Choose one of the list.";
}

static const char *
check_day(const char *s)
{
	int64_t ms;

	return *s == '\0' || text_day(s, &ms)
		   ? NULL
		   : "Give a day as 2026-11-23, or none.";
}

static const char *
check_app(const char *s)
{
	return app_find(s) != NULL ? NULL : "Choose one of the apps.";
}

static const char *
check_shown(const char *s)
{
	return app_find(s) != NULL ? NULL : NOT_OURS;
}

/* The blanks that come along with a copied line are not part of it. */
static size_t
copied_bytes(const char *s)
{
	static const char blanks[] = " \t\r\n";
	size_t bytes;

	s += strspn(s, blanks);
	bytes = strlen(s);
	while (bytes > 0 && strchr(blanks, s[bytes - 1]) != NULL)
		bytes--;
	return bytes;
}

/* Only whether it can be one at all; the app judges the rest. */
static const char *
check_url(const char *s)
{
	return copied_bytes(s) <= URL_MAX_BYTES
		   ? NULL
		   : "That is too long for a URL of an app: at most 4,096"
		     " characters.  Copy it again.";
}

/* A user's name has 64 characters of ASCII; who can't know that may try. */
#define USER_FIELD_BYTES 256

/* The longest code as people may type it: with blanks for its dashes. */
#define CODE_TYPED_BYTES 60

/* Longer than any that an app has. */
#define SECRET_MAX_BYTES 200

static const char *
check_secret(const char *s)
{
	return copied_bytes(s) <= SECRET_MAX_BYTES
		   ? NULL
		   : "That is too long: at most 200 characters. Copy it"
		     " again.";
}

/*
 * Whoever signs in may be called anything that can be shown: what the rules
 * of names are is nobody's business who has none.
 */
static const char *
check_user(const char *s)
{
	char *clean;
	bool same;

	if (*s == '\0' || strlen(s) > USER_FIELD_BYTES)
		return "Give a name of at most 64 characters.";
	clean = text_clean(s, SIZE_MAX);
	same = strcmp(clean, s) == 0;
	sodium_memzero(clean, strlen(clean));
	free(clean);
	return same ? NULL : "Take away the control characters.";
}

/* Whether it is a good one is told where one is chosen. */
static const char *
check_password(const char *s)
{
	if (*s == '\0')
		return "Enter it.";
	return strlen(s) <= PASSWORD_BYTES_MAX
		   ? NULL
		   : "That is too long: at most 256 bytes.";
}

static const char *
check_code(const char *s)
{
	return copied_bytes(s) <= CODE_TYPED_BYTES ? NULL : "That is no code.";
}

static const char *
check_seed(const char *s)
{
	return *s != '\0' && strspn(s, BASE64URL) == strlen(s) ? NULL
							       : NOT_OURS;
}

static const char *
check_on(const char *s)
{
	return strcmp(s, "on") == 0 ? NULL : "Tick it or leave it.";
}

static const char *
check_score(const char *s)
{
	int64_t score;

	return text_int(s, 0, 100, &score)
		   ? NULL
		   : "Give a whole number from 0 to 100.";
}

static const char *
check_either(const char *s)
{
	return strcmp(s, "both") == 0 || strcmp(s, "either") == 0
		   ? NULL
		   : "Choose both or either.";
}

/* A blank or two around a URL of full length still fit. */
#define URL_FIELD_BYTES 4200
#define SECRET_FIELD_BYTES 220

/* A character takes up to four bytes. */
#define NAME_BYTES ((size_t)4 * DESTINATION_NAME_MAX)
#define PART_BYTES ((size_t)4 * PART_MAX)
_Static_assert(4 * PART_MAX <= AUDIT_FIND_BYTES, "all of it is looked for");

#define HIDDEN(f, name, max, check) \
	[FIELD_##f] = {name, name, max, true, false, check}
#define SHOWN(f, name, label, max, check) \
	[FIELD_##f] = {name, label, max, false, false, check}
#define SECRET(f, name, label, max, check) \
	[FIELD_##f] = {name, label, max, false, true, check}

const struct field fields[FIELD__MAX] = {
    HIDDEN(CSRF, "csrf", 64, check_csrf),
    HIDDEN(ID, "id", 16, check_id),
    HIDDEN(FORM, "form", 16, check_id),
    HIDDEN(VERSION, "version", 16, check_version),
    HIDDEN(DO, "do", 6, check_do),
    HIDDEN(SHOWN, "shown", 32, check_shown),
    HIDDEN(THEME, "theme", 6, check_theme),
    HIDDEN(BACK, "back", 128, check_back),
    HIDDEN(BEFORE, "before", 16, check_version),
    SHOWN(WHO, "who", "Who", PART_BYTES, check_part),
    SHOWN(ACTION, "action", "Action", PART_BYTES, check_part),
    SHOWN(OUTCOME, "outcome", "Outcome", 7, check_outcome),
    SHOWN(OBJECT, "object", "Object", PART_BYTES, check_part),
    SHOWN(FROM, "from", "From day", 10, check_day),
    SHOWN(TO, "to", "To day", 10, check_day),
    HIDDEN(SEED, "seed", 160, check_seed),
    SHOWN(USER, "user", "Name", USER_FIELD_BYTES, check_user),
    SECRET(
	PASSWORD, "password", "Password", PASSWORD_BYTES_MAX, check_password),
    SECRET(NEW_PASSWORD, "new_password", "New password", PASSWORD_BYTES_MAX,
	check_password),
    SECRET(CODE, "code", "Code", CODE_TYPED_BYTES + 20, check_code),
    SHOWN(NAME, "name", "Name", NAME_BYTES, check_name),
    SHOWN(APP, "app", "App", 32, check_app),
    SECRET(URL, "url", "Destination URL", URL_FIELD_BYTES, check_url),
    /* The app has words of its own for these two. */
    SECRET(SECRET, "secret", "Secret", SECRET_FIELD_BYTES, check_secret),
    SHOWN(OPTION, "option", "Option", 2, check_on),
    SHOWN(ENABLED, "enabled", "Destination Enabled", 2, check_on),
    SHOWN(HOSTS, "hosts", "Hosts", 2, check_on),
    SHOWN(ACCOUNTS, "accounts", "Accounts", 2, check_on),
    SHOWN(SYSTEM, "system", "System alerts", 2, check_on),
    SHOWN(HOST_URGENCY, "host_urgency", "Hosts: urgency", 3, check_score),
    SHOWN(HOST_THREAT, "host_threat", "Hosts: threat", 3, check_score),
    SHOWN(HOST_CERTAINTY, "host_certainty", "Hosts: certainty", 3, check_score),
    SHOWN(HOST_EITHER, "host_either", "Hosts: both or either", 6, check_either),
    SHOWN(ACCOUNT_URGENCY, "account_urgency", "Accounts: urgency", 3,
	check_score),
    SHOWN(ACCOUNT_THREAT, "account_threat", "Accounts: threat", 3, check_score),
    SHOWN(ACCOUNT_CERTAINTY, "account_certainty", "Accounts: certainty", 3,
	check_score),
    SHOWN(ACCOUNT_EITHER, "account_either", "Accounts: both or either", 6,
	check_either),
};
