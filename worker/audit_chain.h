/*
 * audit_chain.h - what worker/audit.c and worker/audit_take.c share.
 */
#ifndef TOCSIN_WORKER_AUDIT_CHAIN_H
#define TOCSIN_WORKER_AUDIT_CHAIN_H

#include "core/chain.h"
#include "worker/worker.h"

/*
 * audit_chain_ends(w, e): where the chain ends, as the transaction sees it;
 * where it is not as it was left, it goes on behind the last row that there
 * is, and a row says so.  1 or -1.
 */
int audit_chain_ends(struct worker *w, struct chain_ends *e);

/*
 * audit_chain_own(w, e, action, detail): as audit_own(), with the ends in e,
 * which the caller stores.  1 or -1.
 */
int audit_chain_own(struct worker *w, struct chain_ends *e, const char *action,
    struct json_object *detail);

#endif
