/*
 * input.h - the only door for what a browser sends: a table of fields, each
 * with its name, its longest value and its validator.
 *
 * A route names the fields that it takes.  Anything else, and anything twice,
 * is refused by name.
 */
#ifndef TOCSIN_CGI_INPUT_H
#define TOCSIN_CGI_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum field_id {
	/* Hidden ones: a fault in these is nobody's typing error. */
	FIELD_CSRF,
	FIELD_ID,      /* a destination */
	FIELD_FORM,    /* which form: a draft's id, a new destination's id */
	FIELD_VERSION, /* of the destination, that the form was filled from */
	FIELD_DO,      /* the button: "save", "test", "app" or "secret" */
	FIELD_SHOWN,   /* the app whose fields the form showed */
	FIELD_THEME,   /* "light", "dark", "system" */
	FIELD_BACK, /* page to return to: after choosing a theme, signing in */
	FIELD_SEED, /* of a second factor that is being set up, sealed */
	FIELD_BEFORE, /* row of the audit trail that a page ends before */
	/* The filter of the audit trail; each may be empty. */
	FIELD_WHO,
	FIELD_ACTION,
	FIELD_OUTCOME, /* "done", "refused" */
	FIELD_OBJECT,
	FIELD_FROM, /* a day: "2026-11-23" */
	FIELD_TO,
	/* Those of signing in and of one's own account. */
	FIELD_USER,
	FIELD_PASSWORD,
	FIELD_NEW_PASSWORD,
	FIELD_CODE, /* one-time: of an app, for recovery, of an invitation */
	/* Those of the editor. */
	FIELD_NAME,
	FIELD_APP,
	FIELD_URL,
	FIELD_SECRET,
	FIELD_OPTION,
	FIELD_ENABLED,
	FIELD_HOSTS,
	FIELD_ACCOUNTS,
	FIELD_SYSTEM,
	FIELD_HOST_URGENCY,
	FIELD_HOST_THREAT,
	FIELD_HOST_CERTAINTY,
	FIELD_HOST_EITHER, /* "both" or "either" */
	FIELD_ACCOUNT_URGENCY,
	FIELD_ACCOUNT_THREAT,
	FIELD_ACCOUNT_CERTAINTY,
	FIELD_ACCOUNT_EITHER,
	FIELD__MAX
};

/* A set of fields. */
#define FIELD(id) (UINT64_C(1) << (FIELD_##id))

struct field {
	const char *name;  /* as sent: "host_urgency" */
	const char *label; /* as shown: "Hosts: urgency" */
	size_t max_bytes;  /* of the decoded value */
	bool hidden;
	bool secret; /* a credential: wiped where it is at fault, never shown */
	/* NULL where the value is fine, else what to do, without the label. */
	const char *(*check)(const char *value);
};

extern const struct field fields[FIELD__MAX];

/* The decoded values of one request. */
struct input {
	/*
	 * NULL: not sent.  A value with an error is cleaned for showing
	 * again, a credential's is "".
	 */
	const char *value[FIELD__MAX];
	const char *error[FIELD__MAX]; /* NULL, or what to do; static text */
	char *store;                   /* all values; wiped with input_clear */
	size_t store_bytes;
};

#define INPUT_WHY_BYTES 200

/*
 * input_read(in, allowed, text, bytes, why): decode
 * application/x-www-form-urlencoded (WHATWG URL, section 5.1), which also is
 * the form of a query.  Returns 0, with errors of single visible fields in
 * in->error; or 400 and the reason, naming the field, in why
 * (INPUT_WHY_BYTES) for a field that is not allowed, is given twice, or is
 * hidden and at fault.  The caller calls input_clear() either way.
 */
int input_read(struct input *in, uint64_t allowed, const char *text,
    size_t bytes, char *why);

/* input_clear(in): wipe and free. */
void input_clear(struct input *in);

/*
 * input_error(in, f, error): let f be at fault, and f's value be ready for
 * showing again; the first error of a field stays.
 */
void input_error(struct input *in, enum field_id f, const char *error);

/* input_faulty(in): whether any field has an error. */
bool input_faulty(const struct input *in);

/* input_drop(in, f): as if f had not been sent; a credential is wiped. */
void input_drop(struct input *in, enum field_id f);

/* input_forgive(in): take all errors back; the values stay for showing. */
void input_forgive(struct input *in);

/*
 * input_trimmed(in, f): a copy of what was sent without the blanks that
 * copying brings along, or NULL where nothing is left of it.  The caller gives
 * it to seal_forget().
 */
char *input_trimmed(const struct input *in, enum field_id f);

/* input_on(in, f): whether a checkbox was sent as checked. */
bool input_on(const struct input *in, enum field_id f);

/* input_number(in, f): a checked score; -1 where not sent or at fault. */
int input_number(const struct input *in, enum field_id f);

/* input_id(in, f): a checked id or version; 0 where not sent. */
int64_t input_id(const struct input *in, enum field_id f);

#endif
