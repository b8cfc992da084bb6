/*
 * escape.h - foreign text as an app's markup shows it: as it is.
 *
 * Which characters mean something differs from app to app, so each formatter
 * names them.  Everything takes and gives cleaned text (see facts.h); results
 * are the caller's to free.
 */
#ifndef TOCSIN_ESCAPE_H
#define TOCSIN_ESCAPE_H

#include <stddef.h>

/* escape_html(text): & < > " ' as character references. */
char *escape_html(const char *text);

/*
 * escape_angles(text): & < > as references and nothing else, as Slack and
 * those that follow it want it.
 */
char *escape_angles(const char *text);

/*
 * escape_backtick(text): U+02CB, which looks alike, for `: nothing else ends a
 * code span.
 */
char *escape_backtick(const char *text);

/* escape_backslash(text, set): a backslash before each byte of set. */
char *escape_backslash(const char *text, const char *set);

/*
 * escape_split(text, set): a zero-width space behind each byte of set, for
 * markup that has no escape: "@all" no longer is a mention, and looks alike.
 */
char *escape_split(const char *text, const char *set);

/*
 * escape_break(text, where): the same wherever where() says so: where(at) is
 * behind how many bytes from at on, none of them the NUL; 0: not here.  It is
 * asked again behind them.
 */
typedef size_t escape_where(const char *at);
char *escape_break(const char *text, escape_where *where);

/*
 * escape_percent(url, set): each byte of set in hexadecimal, which says the
 * same within a path or a query.
 */
char *escape_percent(const char *url, const char *set);

#endif
