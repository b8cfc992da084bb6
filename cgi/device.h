/*
 * device.h - the cookie that tells a browser that has signed in to an account
 * before, or set its password by a one-time code: it gets a lane of its own
 * (cgi/attempts.h), and nothing else by it.
 */
#ifndef TOCSIN_CGI_DEVICE_H
#define TOCSIN_CGI_DEVICE_H

#include <stdint.h>

struct exchange;

/* As long as somebody may stay away and still be known. */
#define DEVICE_LIFE_S (90 * 24 * 3600)

/*
 * device_of(x, user_id): the id of the device that asks, where it is known to
 * that account; else 0.
 */
int64_t device_of(const struct exchange *x, int64_t user_id);

/* device_keep(x, user_id): let the browser be known to that account. */
void device_keep(struct exchange *x, int64_t user_id);

#endif
