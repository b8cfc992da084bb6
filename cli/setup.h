/*
 * setup.h - what the files of `tocsin setup` share.
 */
#ifndef TOCSIN_CLI_SETUP_H
#define TOCSIN_CLI_SETUP_H

#include "core/conf.h"

/*
 * setup_first_code(c): where nobody can sign in and nobody was given a code to
 * become the first, make one and print it.  Fatal where it fails.
 */
void setup_first_code(const struct conf *c);

#endif
