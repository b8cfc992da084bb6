/*
 * view.c - pages from templates; see view.h.
 *
 * The engine is ClearSilver 0.10.5, whose faults are known and kept in here.
 * Escaping is on for every value because Config.VarEscapeMode stands in the
 * data that cs_init() reads: set any later it would do nothing, silently.
 * Templates are parsed once, so a broken one stops the start and not the
 * first visitor, and what a parse leaks is leaked once.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cs/cs.h>

#include "cgi/view.h"
#include "core/ids.h"
#include "core/log.h"
#include "core/text.h"
#include "core/xmalloc.h"

/* The engine builds paths in 256 bytes and cuts what is longer. */
#define DIR_MAX_BYTES 200

/* A page of a full list; it grows where that is not enough. */
#define PAGE_BYTES 32768

/*
 * One parsed page.  The engine looks into the data that the page was parsed
 * with even between renders, so both live as long as the process.
 */
struct template
{
	CSPARSE *parse;
	HDF *config;
};

static struct template templates[PAGE__MAX];

static const char *const bodies[PAGE__MAX] = {
    [PAGE_LIST] = "list.cs",
    [PAGE_EDITOR] = "editor.cs",
    [PAGE_TEST] = "test.cs",
    [PAGE_DELETE] = "delete.cs",
    [PAGE_CONFLICT] = "conflict.cs",
    [PAGE_AUDIT] = "audit.cs",
    [PAGE_ERROR] = "error.cs",
    [PAGE_SIGN_IN] = "sign_in.cs",
    [PAGE_SIGN_IN_CODE] = "sign_in_code.cs",
    [PAGE_ACTIVATE] = "activate.cs",
    [PAGE_CONFIRM] = "confirm.cs",
    [PAGE_ACCOUNT] = "account.cs",
    [PAGE_FACTOR] = "factor.cs",
    [PAGE_RECOVERY] = "recovery.cs",
};

/* What a render has made so far. */
struct output {
	char *text;
	size_t bytes;
	size_t room;
};

/*
 * error_text(err): what the engine says, file and line included; the caller
 * frees it.  err is gone afterwards.
 */
static char *
error_text(NEOERR *err)
{
	STRING s;
	char *text;

	string_init(&s);
	nerr_error_string(err, &s);
	text = xstrdup(s.buf == NULL ? "out of memory" : s.buf);
	string_clear(&s);
	/* Printing it would not free it, whatever its header says. */
	nerr_ignore(&err);
	return text;
}

/* must(err): the only error that data can meet is a lack of memory. */
static void
must(NEOERR *err)
{
	if (err != STATUS_OK)
		fatalx("template engine: %s", error_text(err));
}

static void
load(struct template *t, const char *dir, const char *body)
{
	NEOERR *err;

	must(hdf_init(&t->config));
	must(hdf_set_value(t->config, "Config.VarEscapeMode", "html"));
	must(hdf_set_value(t->config, "hdf.loadpaths.0", dir));
	must(hdf_set_value(t->config, "Page.Body", body));
	must(cs_init(&t->parse, t->config));
	err = cs_parse_file(t->parse, "layout.cs");
	if (err != STATUS_OK)
		fatalx("template %s/%s: %s; install the templates again", dir,
		    body, error_text(err));
}

/* A longer path would be cut, and a template of another folder be read. */
void
views_load(const char *dir)
{
	int page;

	if (strlen(dir) > DIR_MAX_BYTES)
		fatalx("templates: the path %s is longer than %d bytes", dir,
		    DIR_MAX_BYTES);
	for (page = PAGE_NONE + 1; page < PAGE__MAX; page++)
		load(&templates[page], dir, bodies[page]);
}

void
views_free(void)
{
	int page;

	for (page = PAGE_NONE + 1; page < PAGE__MAX; page++) {
		cs_destroy(&templates[page].parse);
		hdf_destroy(&templates[page].config);
	}
}

/*
 * A view is a node of the engine's own tree under a name of ours: there is no
 * struct view, so that nobody else needs the engine's headers.
 */
static HDF *
node_of(struct view *v)
{
	return (HDF *)v;
}

struct view *
view_new(void)
{
	HDF *root;

	must(hdf_init(&root));
	return (struct view *)root;
}

void
view_free(struct view *v)
{
	HDF *root = node_of(v);

	hdf_destroy(&root);
}

static void
set(struct view *v, const char *name, const char *value)
{
	must(hdf_set_value(node_of(v), name, value));
}

/* The engine escapes markup only: it lets control bytes and bad UTF-8 pass. */
void
view_text(struct view *v, const char *name, const char *value)
{
	char *clean = text_clean(value, SIZE_MAX);

	set(v, name, clean);
	free(clean);
}

void
view_int(struct view *v, const char *name, int64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%" PRId64, value);
	set(v, name, text);
}

void
view_flag(struct view *v, const char *name, bool value)
{
	set(v, name, value ? "1" : "0");
}

void
view_id(struct view *v, const char *name, int64_t id)
{
	char text[ID_BYTES];

	set(v, name, id_text(id, text));
}

struct view *
view_node(struct view *v, const char *name)
{
	HDF *node;

	must(hdf_get_node(node_of(v), name, &node));
	return (struct view *)node;
}

struct view *
view_row(struct view *v, const char *list, unsigned i)
{
	char *name = xasprintf("%s.%u", list, i);
	struct view *row = view_node(v, name);

	free(name);
	return row;
}

/* The engine hands over its output in pieces. */
static NEOERR *
append(void *arg, char *piece)
{
	struct output *out = arg;
	size_t bytes = strlen(piece);

	if (out->room - out->bytes <= bytes) {
		out->room = 2 * (out->room + bytes);
		out->text = xrealloc(out->text, out->room);
	}
	memcpy(out->text + out->bytes, piece, bytes + 1);
	out->bytes += bytes;
	return STATUS_OK;
}

/*
 * The parsed page is lent this request's data and given its own back: what
 * stays in between requests holds nothing of anybody.
 */
char *
view_render(struct view *v, enum page page, size_t *bytes)
{
	struct template *t = &templates[page];
	struct output out = {xmalloc(PAGE_BYTES), 0, PAGE_BYTES};
	NEOERR *err;
	char *why;

	out.text[0] = '\0';
	t->parse->hdf = node_of(v);
	err = cs_render(t->parse, &out, append);
	t->parse->hdf = t->config;
	*bytes = out.bytes;
	if (err == STATUS_OK)
		return out.text;
	why = error_text(err);
	log_warnx("page %s is not shown: %s", bodies[page], why);
	free(why);
	free(out.text);
	return NULL;
}
