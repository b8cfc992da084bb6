/*
 * record.h - an alert for programs: every member by name, and the facts as
 * people read them.
 *
 * For apps that take any JSON, and those that index it.  Members are only ever
 * added, never renamed: somebody's program reads them.  docs/webhook.md
 * describes them.
 */
#ifndef TOCSIN_RECORD_H
#define TOCSIN_RECORD_H

#include "apps/facts.h"

/*
 * record_build(m, detail, limits): the object.  detail comes from
 * facts_detail(m).  The caller puts it.
 */
struct json_object *record_build(const struct message *m,
    struct json_object *detail, const struct fact_limits *limits);

/*
 * record_type(m): "tocsin.alert.entity", "tocsin.alert.system",
 * "tocsin.alert.digest" or "tocsin.test".
 */
const char *record_type(const struct message *m);

/*
 * record_time(m): when what it tells happened, epoch ms: of a digest, the
 * latest of those that it names, -1 where it names none.
 */
int64_t record_time(const struct message *m);

/*
 * record_text(o, name, text, max_points): o.name = foreign text, cleaned and
 * cut; blanks alone and NULL are none.
 */
void record_text(struct json_object *o, const char *name, const char *text,
    unsigned max_points);

/*
 * record_scores(o, e): the scores that e has, as members of o: urgency, threat,
 * certainty.
 */
void record_scores(struct json_object *o, const struct event *e);

/* record_iso(o, name, ms): o.name = text_iso(); none where it knows none. */
void record_iso(struct json_object *o, const char *name, int64_t ms);

/*
 * record_word(label): one of our own labels as a program may compare it or name
 * a member: "Back to normal" is back_to_normal.  The caller frees it.
 */
char *record_word(const char *label);

#endif
