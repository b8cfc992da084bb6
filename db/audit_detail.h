/*
 * audit_detail.h - what a row of the audit trail tells of a change, as JSON:
 * "name": [old, new] for what changed, "name": value for what is.  Secrets
 * stand there as fingerprints alone.
 */
#ifndef TOCSIN_DB_AUDIT_DETAIL_H
#define TOCSIN_DB_AUDIT_DETAIL_H

#include "core/destination.h"

/*
 * audit_fingerprint(sealed, out): eight hex digits of a hash of the sealed
 * text: two that differ were sealed at different times.  It says nothing of
 * what is sealed, not even whether that is the same.  "" where nothing is.
 */
#define AUDIT_FINGERPRINT_BYTES 9
const char *audit_fingerprint(const char *sealed, char *out);

/*
 * audit_destination(before, d): what differs between the two; before NULL:
 * all of d.  The caller frees it.
 */
char *audit_destination(
    const struct destination *before, const struct destination *d);

/*
 * audit_pair(name, was, is): {name: [was, is]}; was NULL: {name: is}.  The
 * caller frees it.
 */
char *audit_pair(const char *name, const char *was, const char *is);

#endif
