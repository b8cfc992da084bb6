/*
 * incident.c - alerts for apps that keep incidents; see incident.h.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>
#include <sodium.h>

#include "apps/facts.h"
#include "apps/headline.h"
#include "apps/incident.h"
#include "core/text.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

/* 256 bits: who can name a check must not be able to meet another's key. */
#define HASH_BYTES ((INCIDENT_KEY_BYTES - 1) / 2)

/*
 * Each part with its length before it: else ("ab", "c") and ("a", "bc") were
 * the same incident.  In one byte order, so that a key outlives a move to
 * another machine.
 */
static void
add_part(crypto_generichash_state *h, const char *part)
{
	size_t len = part == NULL ? 0 : strlen(part), left = len;
	unsigned char length[8];
	size_t i;

	for (i = 0; i < sizeof(length); i++, left >>= 8)
		length[i] = (unsigned char)(left & 0xff);
	crypto_generichash_update(h, length, sizeof(length));
	if (len > 0)
		crypto_generichash_update(h, (const unsigned char *)part, len);
}

/* n parts as a key. */
static const char *
hashed(const char *const *parts, size_t n, char *out)
{
	unsigned char sum[HASH_BYTES];
	crypto_generichash_state h;
	size_t i;

	crypto_generichash_init(&h, NULL, 0, sizeof(sum));
	for (i = 0; i < n; i++)
		add_part(&h, parts[i]);
	crypto_generichash_final(&h, sum, sizeof(sum));
	return sodium_bin2hex(out, INCIDENT_KEY_BYTES, sum, sizeof(sum));
}

/* The key stands in a URL too, where nothing else goes as it is. */
static bool
is_key(const char *id)
{
	static const char set[] = "abcdefghijklmnopqrstuvwxyz"
				  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
	size_t len = id == NULL ? 0 : strlen(id);

	return len > 0 && len < INCIDENT_KEY_BYTES &&
	       id[strspn(id, set)] == '\0';
}

/*
 * A system alert without a status opens one of its own: sent into one that is
 * open already, it would wake nobody.
 */
const char *
incident_key(const struct message *m, char *out)
{
	const struct event *e = m->event;

	if (m->kind == MESSAGE_SYSTEM &&
	    event_status(e->status) != STATUS_NONE) {
		char to[24];
		const char *const check[] = {
		    "system", to, e->source, e->check, e->device};

		snprintf(to, sizeof(to), "%lld", (long long)m->destination_id);

		return hashed(check, sizeof(check) / sizeof(check[0]), out);
	}
	if (!is_key(m->alert_id))
		return hashed(&m->alert_id, 1, out);
	memcpy(out, m->alert_id, strlen(m->alert_id) + 1);
	return out;
}

bool
incident_over(const struct message *m)
{
	return m->kind == MESSAGE_SYSTEM &&
	       event_status(m->event->status) == STATUS_NORMAL;
}

/*
 * No shape as in a badge: phones read these aloud.  The text of a system or a
 * test alert says already what it is.
 */
char *
incident_title(const struct message *m, unsigned max_points)
{
	char *text = headline_text(m, max_points), *title;

	if (m->kind != MESSAGE_ENTITY && m->kind != MESSAGE_DIGEST)
		return text;
	title = xasprintf("%s: %s", headline_of(m).word, text);
	free(text);
	return title;
}

const char *
incident_kind(const struct message *m)
{
	switch (m->kind) {
	case MESSAGE_ENTITY:
		return entity_type_name(m->event->entity_type);
	case MESSAGE_SYSTEM:
		return "system";
	case MESSAGE_DIGEST:
		return "digest";
	case MESSAGE_TEST:
		break;
	}
	return "test";
}

void
incident_add(struct json_object *o, const char *name, const char *text,
    char *(*inert)(const char *text))
{
	char *safe = inert(text);

	xjson_add_string(o, name, safe);
	free(safe);
}

/*
 * The alerts of a digest are labelled by how bad they are, and members of an
 * object need names of their own: numbered, as the links to them are.
 */
static void
add_numbered(struct json_object *o, unsigned i, const struct fact *f,
    char *(*inert)(const char *text))
{
	char *name = xasprintf("No. %u", i + 1);
	char *text = xasprintf("%s: %s", f->label, f->value);

	incident_add(o, name, text, inert);
	free(text);
	free(name);
}

struct json_object *
incident_details(const struct message *m, const struct facts *f,
    char *(*inert)(const char *text))
{
	struct json_object *o = xjson_object();
	unsigned ntop = m->kind == MESSAGE_DIGEST ? m->digest->ntop : 0;
	char *id = text_clean(m->alert_id, FACT_NAME_POINTS);
	unsigned i;

	for (i = 0; i < f->count; i++)
		if (i < ntop)
			add_numbered(o, i, &f->fact[i], inert);
		else
			incident_add(
			    o, f->fact[i].label, f->fact[i].value, inert);
	if (headline_note(m) != NULL)
		xjson_add_string(o, "Note", headline_note(m));
	incident_add(o, "Alert", id, inert);
	if (m->possible_repeat)
		xjson_add_string(o, "Repeat", HEADLINE_REPEAT);
	free(id);
	return o;
}
