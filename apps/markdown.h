/*
 * markdown.h - foreign text and links for apps that read Markdown.
 *
 * Dialects differ in what a backslash may stand before and in what is looked
 * for once it is gone, so punctuation is written as numeric character
 * references: all of them decode these, and none looks for markup in what
 * comes out.  Everything takes cleaned text (see facts.h); results are the
 * caller's to free.
 */
#ifndef TOCSIN_MARKDOWN_H
#define TOCSIN_MARKDOWN_H

/*
 * markdown_text(text, apart): Markdown that shows text and nothing else, at the
 * start of a line or within one.  A zero-width space stands behind each byte of
 * apart as well, for apps that look at what comes out after all.
 */
char *markdown_text(const char *text, const char *apart);

/*
 * markdown_link(title, url): a link that reads title, a constant of letters
 * and blanks.  url passes url_is_link().
 */
char *markdown_link(const char *title, const char *url);

#endif
