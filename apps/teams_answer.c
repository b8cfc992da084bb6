/*
 * teams_answer.c - what a workflow endpoint's answer means.
 *
 * An accepted request says only that the flow was started; nothing tells
 * whether its message was posted.  Errors come as
 * {"error":{"code":"...","message":"..."}}; the message can repeat the URL
 * and is never read.
 */
#include <json-c/json.h>

#include "apps/answer.h"
#include "apps/teams.h"

static const struct answer_rule known[] = {
    /* The flow is off, or deleted: a deleted one answers 400 too. */
    {400, "WorkflowTriggerIsNotEnabled", ANSWER_BROKEN},
    /* The query was lost on the way into the settings. */
    {400, "MissingApiVersionParameter", ANSWER_BROKEN},
    /* The flow ran without answering: the message may be posted. */
    {502, "NoResponse", ANSWER_UNCERTAIN},
};

/* No workflow says in its body when to come back; that is the header's. */
enum answer
teams_classify(
    long status, const char *body, size_t len, struct answer_detail *detail)
{
	struct json_object *o = answer_parse(body, len), *error = NULL;

	answer_none(detail);
	json_object_object_get_ex(o, "error", &error);
	answer_member(error, "code", detail->code);
	json_object_put(o);
	return answer_by_rule(
	    known, sizeof(known) / sizeof(known[0]), status, detail->code);
}
