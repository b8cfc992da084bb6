/*
 * limits_attachments.h - what the apps that take attachments ask of them.
 */
#ifndef TOCSIN_TESTS_LIMITS_ATTACHMENTS_H
#define TOCSIN_TESTS_LIMITS_ATTACHMENTS_H

#include <stddef.h>

struct json_object;

/* attachments_text(o): UTF-16 units of all texts in o, names apart. */
size_t attachments_text(struct json_object *o);

/*
 * attachments_fault(body): what is wrong with the body's one attachment: a
 * member without text, a field without title or value; or NULL.
 */
const char *attachments_fault(struct json_object *body);

#endif
