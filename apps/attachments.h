/*
 * attachments.h - messages as Slack once had them, for the apps that took
 * over that form: a coloured bar with fields.  They read Markdown in it, each
 * its own.
 */
#ifndef TOCSIN_ATTACHMENTS_H
#define TOCSIN_ATTACHMENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "apps/facts.h"

struct json_object;

/* What differs between the apps. */
struct attachment_style {
	/*
	 * shown(text): what shows foreign text as it is where the app reads
	 * Markdown.  The caller frees it.
	 */
	char *(*shown)(const char *text);
	/*
	 * Notifications tell what stands above the attachment, and the summary
	 * stands there; else they tell its fallback, which nobody sees besides.
	 */
	bool summary_above;
	/* Footers are shown; else the last field has what would be there. */
	bool footer;
};

/*
 * attachments_build(style, m, detail, limits): the body with exactly as much
 * told as limits allow.  The caller puts it.
 */
struct json_object *attachments_build(const struct attachment_style *style,
    const struct message *m, struct json_object *detail,
    const struct fact_limits *limits);

/*
 * attachments_units(body): its JSON text in UTF-16 units, as JavaScript counts
 * characters: never fewer than there are code points, nor than any text in it
 * has.
 */
size_t attachments_units(struct json_object *body);

#endif
