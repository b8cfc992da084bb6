/*
 * event_shapes.h - which kind of record an object is, and what its members
 * mean.  Private to core/event*.c.
 */
#ifndef TOCSIN_EVENT_SHAPES_H
#define TOCSIN_EVENT_SHAPES_H

struct event;
struct json_object;
struct take;

enum event_shape {
	SHAPE_NONE, /* not alert material, or unknown */
	SHAPE_OWN,
	SHAPE_API_ENTITY,
	SHAPE_API_HEALTH,
	SHAPE_SYSLOG_HOST,
	SHAPE_SYSLOG_ACCOUNT,
	SHAPE_SYSLOG_HEALTH,
	SHAPE__MAX
};

/*
 * event_shape_of(o, why): the shape of object o, told by its members alone;
 * SHAPE_NONE with the reason in why, which has EVENT_WHY_BYTES.
 */
enum event_shape event_shape_of(struct json_object *o, char *why);

/*
 * event_shape_fill(shape, t, e): take the members that shape (not SHAPE_NONE)
 * knows into e, and ready the rest to be e's detail.  e comes with
 * received_at, event_at the same, and no scores.  What is wrong is in t.
 */
void event_shape_fill(enum event_shape shape, struct take *t, struct event *e);

#endif
