/*
 * fit.c - a message made just short enough for its app; see fit.h.
 */
#include <json-c/json.h>

#include "apps/fit.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

#define PLAIN (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

/* What a body is cut down to if need be, in the order of the enum. */
static const struct fact_limits least = {{[FACT_DETECTIONS] = 0,
    [FACT_TEXT] = 40,
    [FACT_NAME] = 20,
    [FACT_LINKS] = 0}};

/* The body within limits, or NULL if it is too long. */
static struct json_object *
try(const struct fit *f, const struct message *m, struct json_object *detail,
    const struct fact_limits *limits)
{
	struct json_object *body = f->build(m, detail, limits);

	if (f->length(body) <= f->max)
		return body;
	json_object_put(body);
	return NULL;
}

/*
 * Lower one limit just as far as needed, by halving; its least value if even
 * that is too long.
 */
static struct json_object *
lower(const struct fit *f, const struct message *m, struct json_object *detail,
    struct fact_limits *limits, enum fact_limit which)
{
	unsigned low = least.max[which], high = limits->max[which];
	struct json_object *best, *body;

	/* As before: just as long. */
	if (high <= low)
		return NULL;
	limits->max[which] = low;
	best = try(f, m, detail, limits);
	/* From here on low fits and high does not. */
	while (best != NULL && high - low > 1) {
		limits->max[which] = low + (high - low) / 2;
		body = try(f, m, detail, limits);
		if (body == NULL) {
			high = limits->max[which];
			continue;
		}
		low = limits->max[which];
		json_object_put(best);
		best = body;
	}
	return best;
}

struct json_object *
fit_body(const struct fit *f, const struct message *m)
{
	struct json_object *detail = facts_detail(m), *body;
	struct fact_limits limits = f->most;
	enum fact_limit which = 0;

	limits.max[FACT_DETECTIONS] = facts_detections(detail);
	limits.max[FACT_LINKS] = FACTS_MAX;
	body = try(f, m, detail, &limits);
	for (; body == NULL && which < FACT_LIMIT__MAX; which++)
		body = lower(f, m, detail, &limits, which);
	if (body == NULL)
		body = f->build(m, detail, &least);
	json_object_put(detail);
	return body;
}

const char *
fit_sent(struct json_object *o)
{
	return xjson_text(o, PLAIN);
}

size_t
fit_bytes(struct json_object *o)
{
	size_t len;

	(void)xjson_text_length(o, PLAIN, &len);
	return len;
}

char *
fit_text(struct json_object *o, size_t *len)
{
	const char *text = xjson_text_length(o, PLAIN, len);
	char *copy = xstrndup(text, *len);

	json_object_put(o);
	return copy;
}
