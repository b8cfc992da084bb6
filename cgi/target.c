/*
 * target.c - the destination that a request names; see target.h.
 */
#include "cgi/target.h"
#include "cgi/web.h"
#include "db/destination.h"

/* Hidden fields only: no form of ours leaves one out. */
bool
target_field(struct exchange *x, enum field_id f)
{
	if (x->in.value[f] != NULL)
		return true;
	respond_error(x, 400, "The field \"%s\" is missing.", fields[f].name);
	return false;
}

/* Deleted ones and ones that never were read alike: ids are nobody's clue. */
void
target_gone(struct exchange *x)
{
	respond_error(x, 404,
	    "This destination is not there: it was deleted meanwhile, or never "
	    "was. Go back to the list.");
}

/* Every page that is about one destination begins with this. */
bool
target_load(struct exchange *x, struct destination *d)
{
	int rc;

	if (!target_field(x, FIELD_ID))
		return false;
	rc = destination_load(x->web->config, input_id(&x->in, FIELD_ID), d);
	if (rc < 0)
		respond_broken(x);
	else if (rc == 0)
		target_gone(x);
	return rc > 0;
}
