/*
 * audit_detail.c - old and new, for the audit trail; see audit_detail.h.
 */
#include <stddef.h>
#include <string.h>

#include <json-c/json.h>
#include <sodium.h>

#include "core/xjson.h"
#include "core/xmalloc.h"
#include "db/audit_detail.h"

#define AS_STORED (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

/* How a setting of a destination is told. */
enum kind {
	KIND_TEXT,
	KIND_INT,
	KIND_SWITCH,
	KIND_EITHER,
	KIND_SEALED /* by its fingerprint */
};

#define TELL(name, kind, member) \
	{ \
		name, KIND_##kind, offsetof(struct destination, member) \
	}

/* Named as the form's fields, so that the page can show their labels. */
static const struct {
	const char *name;
	enum kind kind;
	size_t offset;
} told[] = {
    TELL("name", TEXT, name),
    TELL("app", TEXT, app),
    TELL("url_host", TEXT, url_host),
    TELL("url", SEALED, sealed),
    TELL("secret", SEALED, secret),
    TELL("option", SWITCH, option),
    TELL("enabled", SWITCH, rule.enabled),
    TELL("hosts", SWITCH, rule.hosts),
    TELL("accounts", SWITCH, rule.accounts),
    TELL("system", SWITCH, rule.system),
    TELL("host_urgency", INT, rule.host.urgency),
    TELL("host_threat", INT, rule.host.threat),
    TELL("host_certainty", INT, rule.host.certainty),
    TELL("host_either", EITHER, rule.host.either),
    TELL("account_urgency", INT, rule.account.urgency),
    TELL("account_threat", INT, rule.account.threat),
    TELL("account_certainty", INT, rule.account.certainty),
    TELL("account_either", EITHER, rule.account.either),
};

#define TOLD (sizeof(told) / sizeof(told[0]))

/* Of the sealed text: a hash of a secret itself could be guessed at. */
const char *
audit_fingerprint(const char *sealed, char *out)
{
	unsigned char hash[crypto_generichash_BYTES_MIN];

	out[0] = '\0';
	if (sealed == NULL || *sealed == '\0')
		return out;
	crypto_generichash(hash, sizeof(hash), (const unsigned char *)sealed,
	    strlen(sealed), NULL, 0);
	return sodium_bin2hex(out, AUDIT_FINGERPRINT_BYTES, hash,
	    (AUDIT_FINGERPRINT_BYTES - 1) / 2);
}

/* Setting i of d, as it is told. */
static struct json_object *
value(const struct destination *d, size_t i)
{
	const void *at = (const char *)d + told[i].offset;
	char print[AUDIT_FINGERPRINT_BYTES];
	const char *text;

	switch (told[i].kind) {
	case KIND_INT:
		return xjson_int(*(const int *)at);
	case KIND_SWITCH:
		return xjson_boolean(*(const bool *)at);
	case KIND_EITHER:
		return xjson_string(*(const bool *)at ? "either" : "both");
	case KIND_SEALED:
		return xjson_string(
		    audit_fingerprint(*(const char *const *)at, print));
	case KIND_TEXT:
	default:
		text = *(const char *const *)at;
		return xjson_string(text != NULL ? text : "");
	}
}

/* was and is are taken over; was NULL: there was none. */
static void
tell(struct json_object *o, const char *name, struct json_object *was,
    struct json_object *is)
{
	struct json_object *both;

	if (was == NULL) {
		xjson_add(o, name, is);
		return;
	}
	both = xjson_add_array(o, name);
	xjson_append(both, was);
	xjson_append(both, is);
}

static char *
finish(struct json_object *o)
{
	char *text = xstrdup(xjson_text(o, AS_STORED));

	json_object_put(o);
	return text;
}

char *
audit_destination(const struct destination *before, const struct destination *d)
{
	struct json_object *o = xjson_object(), *was, *is;
	size_t i;

	for (i = 0; i < TOLD; i++) {
		was = before != NULL ? value(before, i) : NULL;
		is = value(d, i);
		if (was == NULL || !json_object_equal(was, is)) {
			tell(o, told[i].name, was, is);
			continue;
		}
		json_object_put(was);
		json_object_put(is);
	}
	return finish(o);
}

char *
audit_pair(const char *name, const char *was, const char *is)
{
	struct json_object *o = xjson_object();

	tell(o, name, was != NULL ? xjson_string(was) : NULL, xjson_string(is));
	return finish(o);
}
