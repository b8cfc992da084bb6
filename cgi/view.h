/*
 * view.h - pages from templates.  view.c alone knows ClearSilver.
 *
 * A page's data is a tree of named texts, made anew for each request.  Names
 * are literals of the program; foreign text is only ever a value.  Every value
 * is escaped by the template engine.
 */
#ifndef TOCSIN_CGI_VIEW_H
#define TOCSIN_CGI_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* templates/NAME.cs each, inside templates/layout.cs. */
enum page {
	PAGE_NONE, /* none: an entry that nobody filled */
	PAGE_LIST,
	PAGE_EDITOR,
	PAGE_TEST,
	PAGE_DELETE,
	PAGE_CONFLICT,
	PAGE_AUDIT,
	PAGE_ERROR,
	PAGE_SIGN_IN,
	PAGE_SIGN_IN_CODE,
	PAGE_ACTIVATE,
	PAGE_CONFIRM,
	PAGE_ACCOUNT,
	PAGE_FACTOR,
	PAGE_RECOVERY,
	PAGE__MAX
};

/*
 * views_load(dir): parse every page's template from dir, which stays
 * unchanged while the process runs.  A template that is missing or broken is
 * fatal, with file and line.
 */
void views_load(const char *dir);
void views_free(void);

/* A node of the tree; the first one is the root. */
struct view;

/* view_new(): an empty tree; view_free() frees it with all its nodes. */
struct view *view_new(void);
void view_free(struct view *v);

/*
 * view_text(v, name, value): "Dest.Name" below v; NULL reads as "".  Control
 * characters and bad UTF-8 are replaced (core/text.h).  A name that is not
 * set tests false in a template.
 */
void view_text(struct view *v, const char *name, const char *value);
void view_int(struct view *v, const char *name, int64_t value);
void view_flag(struct view *v, const char *name, bool value);
void view_id(struct view *v, const char *name, int64_t id); /* 16 hex */

/* view_row(v, list, i): the node "LIST.i" below v; it belongs to v's tree. */
struct view *view_row(struct view *v, const char *list, unsigned i);

/* view_node(v, name): the node of that name below v, made if need be. */
struct view *view_node(struct view *v, const char *name);

/*
 * view_render(v, page, bytes): the page as HTML; the caller frees it.  NULL,
 * logged, where the engine failed.
 */
char *view_render(struct view *v, enum page page, size_t *bytes);

#endif
