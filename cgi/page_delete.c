/*
 * page_delete.c - delete a destination: the question, and the deed.
 */
#include "cgi/pages.h"
#include "cgi/show.h"
#include "cgi/target.h"
#include "cgi/web.h"
#include "db/delivery.h"
#include "db/destination.h"

/*
 * Where outbox.db can't be read the number is left out: none would be a
 * promise.
 */
static void
fill_waiting(struct view *v, struct exchange *x, int64_t id)
{
	struct db *outbox = web_outbox(x->web);
	int64_t n;

	if (outbox != NULL && delivery_waiting_count(outbox, id, &n) == 0)
		view_int(v, "Waiting", n);
}

/*
 * A page of its own and no dialog: it works without scripts, and says what
 * goes.
 */
void
page_delete(struct exchange *x)
{
	struct destination d;
	struct view *v;

	if (!target_load(x, &d))
		return;
	v = view_new();
	view_text(v, "Page.Title", "Delete Destination");
	show_destination(view_node(v, "Dest"), &d, NULL);
	fill_waiting(v, x, d.id);
	destination_clear(&d);
	respond_page(x, 200, PAGE_DELETE, v);
}

/*
 * What was looked at is what goes: after somebody's change it may be another
 * team's channel by now.
 */
static void
remove_it(struct exchange *x, const struct destination *d, int64_t version)
{
	enum destination_no no = DESTINATION_GONE;
	struct change c = change_by(x);
	int rc = destination_remove(x->web->config, d->id, version, &c, &no);

	if (rc < 0) {
		respond_broken(x);
	} else if (rc == 0 && no == DESTINATION_STALE) {
		respond_error(x, 409,
		    "%s was changed meanwhile and is not deleted. Go back to "
		    "the list and look at it again.",
		    d->name);
	} else {
		session_tell(x,
		    rc > 0 ? "%s is deleted." : "%s was deleted already.",
		    d->name);
		respond_see(x, "/destinations");
	}
}

/*
 * Deleted already is no error: it is what was wanted, by a double click more
 * often than not.
 */
void
page_delete_post(struct exchange *x)
{
	int64_t id = input_id(&x->in, FIELD_ID);
	int64_t version = input_id(&x->in, FIELD_VERSION);
	struct destination d;
	int rc;

	if (!target_field(x, FIELD_ID) || !target_field(x, FIELD_VERSION))
		return;
	if (version == 0) {
		/* It would mean any version. */
		respond_error(x, 400, "The field \"version\" is no version.");
		return;
	}
	rc = destination_load(x->web->config, id, &d);
	if (rc < 0) {
		respond_broken(x);
	} else if (rc == 0) {
		session_tell(x, "The destination was deleted already.");
		respond_see(x, "/destinations");
	} else {
		remove_it(x, &d, version);
		destination_clear(&d);
	}
}
