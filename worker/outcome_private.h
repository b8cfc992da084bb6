/*
 * outcome_private.h - what outcome.c and outcome_fault.c share.
 */
#ifndef TOCSIN_OUTCOME_PRIVATE_H
#define TOCSIN_OUTCOME_PRIVATE_H

#include "worker/outcome.h"

/* outcome_tls_date(r): refused for the dates of a certificate.  Pure. */
bool outcome_tls_date(const struct send_result *r);

/* outcome_fault(r, a): whose fault an outcome of the kind a is.  Pure. */
enum fault outcome_fault(const struct send_result *r, enum answer a);

#endif
