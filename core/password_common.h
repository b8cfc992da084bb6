/*
 * password_common.h - the passwords that most people have.
 */
#ifndef TOCSIN_PASSWORD_COMMON_H
#define TOCSIN_PASSWORD_COMMON_H

#include <stdbool.h>

/* password_common(password): is it one of them, in any letter case? */
bool password_common(const char *password);

#endif
