/*
 * incident.h - what alerts have in common for apps that keep incidents: which
 * one an alert belongs to, whether it ends it, and how it is called.
 */
#ifndef TOCSIN_INCIDENT_H
#define TOCSIN_INCIDENT_H

#include <stdbool.h>

#include "apps/app.h"

struct facts;
struct json_object;

/* Longest key and its NUL; within what every such app takes. */
#define INCIDENT_KEY_BYTES 65

/*
 * incident_key(m, out): the incident that m belongs to, as letters, digits, _
 * and - in out (INCIDENT_KEY_BYTES), which is returned.  It is the alert's own
 * id, but for a system alert with a status: problem and normal of the same
 * (source, check, device) share one, so that the second ends the first; those
 * of two destinations do not, for each has people of its own to wake.
 */
const char *incident_key(const struct message *m, char *out);

/* incident_over(m): whether m says that the problem of its key is gone. */
bool incident_over(const struct message *m);

/*
 * incident_title(m, max_points): one line for lists, phones and voices: how
 * bad and what happened, words only; names are cleaned and cut.  The caller
 * frees it.
 */
char *incident_title(const struct message *m, unsigned max_points);

/*
 * incident_kind(m): "host", "account", "system", "digest" or "test".
 */
const char *incident_kind(const struct message *m);

/*
 * incident_add(o, name, text, inert): o.name = text, foreign and cleaned, as
 * inert(text) makes it harmless for the app; its result is freed here.
 */
void incident_add(struct json_object *o, const char *name, const char *text,
    char *(*inert)(const char *text));

/*
 * incident_details(m, f, inert): a new object with a member for each fact of f,
 * for the alert's id and for what else a card would say.  inert is as
 * above.  The caller puts the object.
 */
struct json_object *incident_details(const struct message *m,
    const struct facts *f, char *(*inert)(const char *text));

#endif
