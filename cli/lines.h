/*
 * lines.h - lines from a descriptor, none longer than a bound.
 */
#ifndef TOCSIN_LINES_H
#define TOCSIN_LINES_H

#include <stdbool.h>
#include <stddef.h>

#include "core/event_parse.h"

struct lines {
	int fd;
	bool ended;
	bool skipping; /* inside a line that was too long */
	size_t start, end;
	char buf[EVENT_LINE_MAX_BYTES + 1];
};

enum lines_got {
	LINES_ERROR = -1, /* errno tells */
	LINES_END,
	LINES_LINE,
	LINES_TOO_LONG /* a line over EVENT_LINE_MAX_BYTES, left out */
};

/*
 * lines_next(l, line, len): the next line, without its line end, valid until
 * the next call.  *l starts zeroed but for fd.  Blocks for input.
 */
enum lines_got lines_next(struct lines *l, const char **line, size_t *len);

/*
 * lines_ready(l): whether lines_next() has a line without reading more; part
 * of one is none: its rest may take for ever.
 */
bool lines_ready(const struct lines *l);

#endif
