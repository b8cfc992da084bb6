/*
 * lines.c - lines from a descriptor; see lines.h.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "cli/lines.h"

static const char *
line_end(const struct lines *l)
{
	return memchr(l->buf + l->start, '\n', l->end - l->start);
}

/* Read more behind what is there; 0 at the end of input, -1 on an error. */
static int
fill(struct lines *l)
{
	ssize_t n;

	memmove(l->buf, l->buf + l->start, l->end - l->start);
	l->end -= l->start;
	l->start = 0;
	do
		n = read(l->fd, l->buf + l->end, sizeof(l->buf) - l->end);
	while (n < 0 && errno == EINTR);
	if (n > 0)
		l->end += (size_t)n;
	l->ended = n == 0;
	return n < 0 ? -1 : n > 0;
}

/* A trailing CR belongs to the line end: some syslog relays write CRLF. */
static enum lines_got
take(struct lines *l, size_t len, size_t used, const char **line, size_t *out)
{
	bool skipped = l->skipping;

	*line = l->buf + l->start;
	if (len > 0 && (*line)[len - 1] == '\r')
		len--;
	*out = len;
	l->start += used;
	l->skipping = false;
	return skipped ? LINES_TOO_LONG : LINES_LINE;
}

enum lines_got
lines_next(struct lines *l, const char **line, size_t *len)
{
	const char *end;
	size_t n;

	for (;;) {
		if ((end = line_end(l)) != NULL) {
			n = (size_t)(end - (l->buf + l->start));
			return take(l, n, n + 1, line, len);
		}
		n = l->end - l->start;
		if (n == sizeof(l->buf)) {
			/* Too long: forget what came, wait for its end. */
			l->skipping = true;
			l->start = l->end = 0;
		}
		if (l->ended) {
			if (n == 0 && !l->skipping)
				return LINES_END;
			return take(l, n, n, line, len);
		}
		if (fill(l) < 0)
			return LINES_ERROR;
	}
}

bool
lines_ready(const struct lines *l)
{
	return line_end(l) != NULL || l->ended;
}
