/*
 * limits_mattermost.c - what Mattermost takes: posts of 16,383 characters, and
 * 300,000 bytes in a request unless MaximumPayloadSizeBytes says otherwise.
 */
#include <json-c/json.h>

#include "tests/unit/limits.h"
#include "tests/unit/limits_attachments.h"

const char *
limits_mattermost(struct json_object *body, size_t bytes)
{
	if (bytes > 300000)
		return "more than 300,000 bytes";
	if (attachments_text(body) > 16383)
		return "more than 16,383 characters";
	return attachments_fault(body);
}
