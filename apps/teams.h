/*
 * teams.h - what the files of the Microsoft Teams app share among themselves
 * and with their tests.  Everybody else goes through struct app.
 */
#ifndef TOCSIN_TEAMS_H
#define TOCSIN_TEAMS_H

#include <stddef.h>

#include "apps/app.h"

/*
 * The workflow's posting step counts the card as an escaped JSON string and
 * refuses it beyond 28,672 bytes, unseen, after the endpoint has accepted
 * it.  What else it counts is not known: keep 4 KiB of distance.
 */
#define TEAMS_CARD_MAX_BYTES 24576

struct fact_limits;
struct json_object;

/* teams_recognise, teams_classify: as struct app says. */
void teams_recognise(
    const char *url, const char *const *suffixes, struct url_judgement *out);
enum answer teams_classify(
    long status, const char *body, size_t len, struct answer_detail *detail);

/*
 * teams_card(m, max_bytes): the Adaptive Card for m.  One that
 * teams_card_bytes() counts as longer than max_bytes is made shorter, in this
 * order: active detection types go from the end, then the long text (reason
 * or message) is cut, then all names are.  Below some 12,000 bytes even the
 * shortest may not fit and is returned as it is.  The caller puts it.
 */
struct json_object *teams_card(const struct message *m, size_t max_bytes);

/*
 * teams_build(m, detail, limits): the card with exactly as much told as
 * limits allow, whatever its size.  detail comes from facts_detail(m).  The
 * caller puts it.
 */
struct json_object *teams_build(const struct message *m,
    struct json_object *detail, const struct fact_limits *limits);

/*
 * teams_card_bytes(card): length in bytes of the card's JSON text written as
 * a JSON string, quotation marks included.
 */
size_t teams_card_bytes(struct json_object *card);

#endif
