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

/* What a workflow's URLs look like, and how to get one. */
#define TEAMS_FORMS 12
extern const struct url_form teams_forms[TEAMS_FORMS];
extern const char teams_url_wrong[], teams_url_cut[];
extern const struct app_help teams_help[];

/* teams_classify: as struct app says. */
enum answer teams_classify(
    long status, const char *body, size_t len, struct answer_detail *detail);

/*
 * teams_card(m, max_bytes): the Adaptive Card for m, made short by fit_body()
 * until teams_card_bytes() counts no more than max_bytes.  The caller puts it.
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
