/*
 * limits_rocketchat.c - what Rocket.Chat takes: 5,000 characters, counted as
 * JavaScript does, unless Message_MaxAllowedSize says otherwise.
 */
#include <json-c/json.h>

#include "tests/unit/limits.h"
#include "tests/unit/limits_attachments.h"

const char *
limits_rocketchat(struct json_object *body, size_t bytes)
{
	(void)bytes;
	if (attachments_text(body) > 5000)
		return "more than 5,000 characters";
	if (attachments_text(json_object_object_get(body, "text")) == 0)
		return "no text";
	return attachments_fault(body);
}
