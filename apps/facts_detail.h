/*
 * facts_detail.h - the members of an event that no column holds; a part of
 * facts_build().
 */
#ifndef TOCSIN_FACTS_DETAIL_H
#define TOCSIN_FACTS_DETAIL_H

#include "apps/facts.h"

/*
 * detail_text(o, name): member name of the object o where it is a string,
 * borrowed from o; else NULL.  o may be NULL.
 */
const char *detail_text(struct json_object *o, const char *name);

/*
 * detail_number(o, name, max): the same where it is a whole number from 0 to
 * max; else -1.
 */
int detail_number(struct json_object *o, const char *name, int max);

/*
 * detail_detections(detail, limits): the active detection types, cleaned and
 * cut: "A, B, +3 more"; NULL where there is no list, "" where it is empty.  The
 * caller frees it.
 */
char *detail_detections(
    struct json_object *detail, const struct fact_limits *limits);

#endif
