/*
 * audit_view.c - rows of the audit trail in words; see audit_view.h.
 */
#include <string.h>

#include <json-c/json.h>

#include "cgi/audit_view.h"
#include "cgi/web.h"
#include "core/ids.h"
#include "core/text.h"
#include "db/audit_chain.h"

/* More of one row nobody reads; the export has them all. */
#define DETAILS_MAX 40

/* Both ends of a day are meant by its name. */
#define DAY_MS INT64_C(86400000)

static const char *
text_of(const struct exchange *x, enum field_id f)
{
	return x->in.value[f] != NULL ? x->in.value[f] : "";
}

void
audit_asked(const struct exchange *x, struct audit_filter *f)
{
	*f = (struct audit_filter){
	    .who = text_of(x, FIELD_WHO),
	    .action = text_of(x, FIELD_ACTION),
	    .object = text_of(x, FIELD_OBJECT),
	    .outcome = text_of(x, FIELD_OUTCOME),
	    .to_ms = INT64_MAX,
	};
	(void)text_day(text_of(x, FIELD_FROM), &f->from_ms);
	if (text_day(text_of(x, FIELD_TO), &f->to_ms))
		f->to_ms += DAY_MS;
}

int
audit_ends(const struct exchange *x, struct db *db, int64_t ends[2])
{
	struct audit_row newest;
	struct chain_ends e;
	int64_t before;
	int rc;

	chain_ends_new(&e);
	rc = audit_ends_load(db, &e);
	if (rc >= 0)
		rc = audit_chain_newest(db, &newest);
	if (rc < 0)
		return -1;
	ends[0] = e.start_n + 1;
	ends[1] = rc > 0 ? newest.n + 1 : ends[0];
	audit_row_clear(&newest);
	if (x->in.value[FIELD_BEFORE] != NULL &&
	    text_int(x->in.value[FIELD_BEFORE], 1, INT64_MAX, &before) &&
	    before < ends[1])
		ends[1] = before;
	return 0;
}

/* The form's own words where it has such a field, else the name as it is. */
static const char *
label(const char *name)
{
	static const struct {
		const char *name, *label;
	} ours[] = {
	    {"url", "Destination URL, fingerprint"},
	    {"secret", "Secret, fingerprint"},
	    {"url_host", "Host"},
	    {"value", "Value"},
	    {"ms", "Milliseconds"},
	    {"key", "Key"},
	    {"audit_key", "Key of this trail"},
	};
	enum field_id f;
	size_t i;

	for (i = 0; i < sizeof(ours) / sizeof(ours[0]); i++)
		if (strcmp(ours[i].name, name) == 0)
			return ours[i].label;
	for (f = 0; f < FIELD__MAX; f++)
		if (strcmp(fields[f].name, name) == 0)
			return fields[f].label;
	return name;
}

/* Anything that stands in a detail, as people read it. */
static const char *
plain(struct json_object *o)
{
	const char *text;

	if (json_object_is_type(o, json_type_boolean))
		return json_object_get_boolean(o) ? "on" : "off";
	text = o != NULL ? json_object_get_string(o) : "";
	return text != NULL && *text != '\0' ? text : "none";
}

static void
show_one(struct view *v, const char *name, struct json_object *o)
{
	bool pair = json_object_is_type(o, json_type_array) &&
		    json_object_array_length(o) == 2;

	view_text(v, "Label", label(name));
	view_flag(v, "Changed", pair);
	if (pair)
		view_text(v, "Old", plain(json_object_array_get_idx(o, 0)));
	view_text(v, "New", plain(pair ? json_object_array_get_idx(o, 1) : o));
}

/*
 * Written by programs that may have been broken into: what is no JSON object
 * is shown as the text that it is.
 */
static void
show_detail(struct view *v, const char *detail)
{
	struct json_object *all = json_tokener_parse(detail);
	unsigned i = 0;

	if (!json_object_is_type(all, json_type_object)) {
		show_one(view_row(v, "Detail", 0), "detail", NULL);
		view_text(view_row(v, "Detail", 0), "New", detail);
	} else {
		json_object_object_foreach(all, name, value)
		{
			if (i < DETAILS_MAX)
				show_one(
				    view_row(v, "Detail", i++), name, value);
		}
	}
	json_object_put(all);
}

void
audit_show_row(struct view *v, const struct audit_row *r)
{
	char time[TEXT_TIME_BYTES];

	view_int(v, "N", r->n);
	(void)text_time(r->at, time);
	/* The page says once that all of them are. */
	time[strcspn(time, "U")] = '\0';
	view_text(v, "At", time);
	view_text(v, "AtIso", text_iso(r->at, time));
	view_text(v, "By", r->text[AUDIT_BY]);
	view_text(v, "Address", r->text[AUDIT_ADDRESS]);
	view_text(v, "Via", r->text[AUDIT_VIA]);
	view_text(v, "Action", r->text[AUDIT_ACTION]);
	view_flag(v, "Refused", strcmp(r->text[AUDIT_OUTCOME], "refused") == 0);
	view_text(v, "Object", r->text[AUDIT_OBJECT]);
	show_detail(v, r->text[AUDIT_DETAIL]);
}
