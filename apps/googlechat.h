/*
 * googlechat.h - what the files of the Google Chat app share among themselves
 * and with their tests.  Everybody else goes through struct app.
 */
#ifndef TOCSIN_GOOGLECHAT_H
#define TOCSIN_GOOGLECHAT_H

#include <stddef.h>

#include "apps/app.h"

/*
 * A message may have 32,000 bytes with all that is in it, a card 32 KB.  How
 * they are counted is not said: keep 4,000 bytes of distance.
 */
#define GOOGLECHAT_BODY_MAX 28000

/* googlechat_format: as struct app says. */
char *googlechat_format(const struct message *m, size_t *len);

#endif
