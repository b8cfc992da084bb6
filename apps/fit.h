/*
 * fit.h - a message made just short enough for its app.
 */
#ifndef TOCSIN_FIT_H
#define TOCSIN_FIT_H

#include <stdbool.h>
#include <stddef.h>

#include "apps/facts.h"

/* How an app makes a body, and how long it may become. */
struct fit {
	/*
	 * build(m, detail, limits): the body with as much told as limits
	 * allow, whatever its size.  The caller puts it.
	 */
	struct json_object *(*build)(const struct message *m,
	    struct json_object *detail, const struct fact_limits *limits);
	/* length(body): in what the app counts: bytes, characters. */
	size_t (*length)(struct json_object *body);
	size_t max; /* of that */
	/* Points at most of FACT_TEXT and FACT_NAME; the rest is not asked. */
	struct fact_limits most;
};

/*
 * fit_body(f, m): the body for m.  One that is longer than f->max is made
 * shorter, in this order: active detection types go from the end, then the
 * long text (reason or message) is cut, then all names are, then links go.
 * What is too long even so is returned as it is.  The caller puts it.
 */
struct json_object *fit_body(const struct fit *f, const struct message *m);

/*
 * fit_sent(o): o's JSON text as it is sent, valid as xjson_text()'s is;
 * fit_bytes(o): its length; fit_text(o, len): a copy, which the caller frees;
 * it puts o.
 */
const char *fit_sent(struct json_object *o);
size_t fit_bytes(struct json_object *o);
char *fit_text(struct json_object *o, size_t *len);

#endif
