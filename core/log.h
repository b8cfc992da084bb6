/*
 * log.h - one line a message on standard error.
 *
 * Under systemd each line starts with its priority (<3> to <7>, sd-daemon(3))
 * and the journal adds the rest; elsewhere it starts with the program's name.
 * Control bytes in a message are written as \xNN, so that no foreign text can
 * forge a line.  Never hand a destination's URL to any of these.
 */
#ifndef TOCSIN_LOG_H
#define TOCSIN_LOG_H

#include <stdbool.h>

/* log_init(program): name the program; program must stay valid. */
void log_init(const char *program);

/* log_debug_on(on): whether log_debug() prints; off at the start. */
void log_debug_on(bool on);

/* log_info, log_debug: what happened.  log_warnx: somebody else's fault. */
void log_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_debug(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void log_warnx(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* log_warn: log_warnx, with what errno says appended; errno is kept. */
void log_warn(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* fatal, fatalx: the program can't go on; log it and exit with status 1. */
void fatal(const char *fmt, ...)
    __attribute__((format(printf, 1, 2), noreturn));
void fatalx(const char *fmt, ...)
    __attribute__((format(printf, 1, 2), noreturn));

#endif
