/*
 * event_detail.h - what is left of an object becomes the event's detail,
 * under the member names of the API's v3.4, so that formatters read one
 * vocabulary.  Private to core/event*.c.
 */
#ifndef TOCSIN_EVENT_DETAIL_H
#define TOCSIN_EVENT_DETAIL_H

struct json_object;
struct take;

/*
 * event_detail_fold(t): last_detection_id, _type and _url go into
 * last_detection{id, type, url} where it does not state them itself; its
 * nulls and, once empty, itself go.
 */
void event_detail_fold(struct take *t);

/*
 * event_detail_syslog(t): what the syslog writer does to members is undone:
 * "" where it has nothing is dropped, JSON text within a string becomes JSON.
 */
void event_detail_syslog(struct take *t);

/*
 * event_detail_merge(t): the members of object "detail" go beside the others,
 * which win over them.
 */
void event_detail_merge(struct take *t);

/*
 * event_detail_text(rest): rest as JSON text, or NULL where it is empty; the
 * caller frees it.  Past EVENT_DETAIL_MAX_BYTES members are left out, those
 * that messages show last, and "members_left_out" says how many: an appliance
 * may hang an access history of any length on an alert.
 */
char *event_detail_text(struct json_object *rest);

#endif
