/*
 * log.c - one line a message on standard error; see log.h.
 *
 * A line is built first and written at once, so that lines of two processes on
 * one pipe don't mix.  It is built on the stack: the last line before the end
 * may be about the lack of memory.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"

enum level { LEVEL_ERROR = 3, LEVEL_WARNING = 4, LEVEL_INFO = 6, LEVEL_DEBUG };

/*
 * Longer messages are cut: they hold foreign text, and a log is no place for
 * all of it.
 */
#define LINE_BYTES 2048

static const char *program = "tocsin";
static bool debug_on;

void
log_init(const char *name)
{
	program = name;
}

void
log_debug_on(bool on)
{
	debug_on = on;
}

/*
 * Start of the line: what the journal, or a person, sorts it by.
 * JOURNAL_STREAM is set by systemd where standard error is the journal
 * (systemd.exec(5)); the journal adds program and time itself.  A person reads
 * the word, not the number.
 */
static int
head(char *line, size_t bytes, enum level level)
{
	const char *word = level == LEVEL_ERROR     ? "error: "
			   : level == LEVEL_WARNING ? "warning: "
						    : "";

	if (getenv("JOURNAL_STREAM") != NULL)
		return snprintf(line, bytes, "<%d>%s", (int)level, word);
	return snprintf(line, bytes, "%s: %s", program, word);
}

/*
 * Write the line with its control bytes escaped, in one call.  A line feed in
 * a host's name must not begin a line that looks like one of ours, nor an
 * escape sequence reach the terminal of whoever reads it.
 */
static void
put(const char *line)
{
	/*
	 * Each byte may become the four of \xNN; one more for the line end and
	 * one for snprintf()'s NUL.
	 */
	char out[4 * LINE_BYTES + 2];
	size_t n = 0;

	for (; *line != '\0'; line++) {
		unsigned char c = (unsigned char)*line;

		if (c < 0x20 || c == 0x7f)
			n += (size_t)snprintf(
			    out + n, sizeof(out) - n, "\\x%02x", c);
		else
			out[n++] = (char)c;
	}
	out[n++] = '\n';
	fwrite(out, 1, n, stderr);
}

static void __attribute__((format(printf, 3, 0)))
vlog(enum level level, int err, const char *fmt, va_list ap)
{
	char line[LINE_BYTES];
	size_t n;

	n = (size_t)head(line, sizeof(line), level);
	vsnprintf(line + n, sizeof(line) - n, fmt, ap);
	n = strlen(line);
	if (err != 0)
		snprintf(line + n, sizeof(line) - n, ": %s", strerror(err));
	put(line);
}

void
log_info(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vlog(LEVEL_INFO, 0, fmt, ap);
	va_end(ap);
}

void
log_debug(const char *fmt, ...)
{
	va_list ap;

	if (!debug_on)
		return;
	va_start(ap, fmt);
	vlog(LEVEL_DEBUG, 0, fmt, ap);
	va_end(ap);
}

void
log_warnx(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vlog(LEVEL_WARNING, 0, fmt, ap);
	va_end(ap);
}

/*
 * errno is read first and put back: logging itself may change it, and the
 * caller may still want to return by it.
 */
void
log_warn(const char *fmt, ...)
{
	int err = errno;
	va_list ap;

	va_start(ap, fmt);
	vlog(LEVEL_WARNING, err, fmt, ap);
	va_end(ap);
	errno = err;
}

/* exit() and not abort(): no core dump, which could hold an opened URL. */
void
fatal(const char *fmt, ...)
{
	int err = errno;
	va_list ap;

	va_start(ap, fmt);
	vlog(LEVEL_ERROR, err, fmt, ap);
	va_end(ap);
	exit(1);
}

void
fatalx(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vlog(LEVEL_ERROR, 0, fmt, ap);
	va_end(ap);
	exit(1);
}
