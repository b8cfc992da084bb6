/*
 * escape.h - foreign text as an app's markup shows it: as it is.
 *
 * Which characters mean something differs from app to app, so each formatter
 * names them.  Everything takes and gives cleaned text (see facts.h); results
 * are the caller's to free.
 */
#ifndef TOCSIN_ESCAPE_H
#define TOCSIN_ESCAPE_H

/* escape_html(text): & < > " ' as character references. */
char *escape_html(const char *text);

/*
 * escape_angles(text): & < > as references and nothing else, as Slack and
 * those that follow it want it.
 */
char *escape_angles(const char *text);

/* escape_backslash(text, set): a backslash before each byte of set. */
char *escape_backslash(const char *text, const char *set);

/*
 * escape_split(text, set): a zero-width space behind each byte of set, for
 * markup that has no escape: "@all" no longer is a mention, and looks alike.
 */
char *escape_split(const char *text, const char *set);

#endif
