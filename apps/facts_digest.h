/*
 * facts_digest.h - what a storm digest tells; a part of facts_build().
 */
#ifndef TOCSIN_FACTS_DIGEST_H
#define TOCSIN_FACTS_DIGEST_H

#include "apps/facts.h"

/*
 * facts_digest(m, limits, out): append the worst alerts of m's digest, each
 * with its word and link, then how many more there are and where.
 */
void facts_digest(const struct message *m, const struct fact_limits *limits,
    struct facts *out);

/*
 * digest_worst(m, out): the worst alert of m's digest as a message of its own,
 * borrowed from m; false where it names none.
 */
bool digest_worst(const struct message *m, struct message *out);

#endif
