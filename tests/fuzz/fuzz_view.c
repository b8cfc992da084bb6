/*
 * fuzz_view.c - any bytes as the data of every page.
 *
 * A page with hostile values must be the page with harmless ones, but for its
 * texts: the same tags with the same attributes in the same order.  Each page
 * is read by a small strict reader that takes nothing a browser would have to
 * guess about: each attribute quoted, no raw < or > or bare & in a text.
 *
 * The first byte chooses the page, the next ones where the input is cut: each
 * value gets a piece of it.
 */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cgi/view.h"
#include "core/xmalloc.h"
#include "tests/unit/view_samples.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define HEAD 3 /* bytes of the input that steer */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What is left of a page without its texts. */
struct skeleton {
	char *text;
	size_t used;
	const char *page; /* for what is said of a fault */
};

static void
broken(const char *what, const char *at, const char *page)
{
	size_t before = (size_t)(at - page) < 200 ? (size_t)(at - page) : 200;

	fprintf(stderr, "broken: %s, behind this: %.*s\n", what, (int)before,
	    at - before);
	abort();
}

static void
put(struct skeleton *s, const char *from, const char *to)
{
	memcpy(s->text + s->used, from, (size_t)(to - from));
	s->used += (size_t)(to - from);
	s->text[s->used++] = ' ';
}

/* Behind a reference that stands at p, the only use of & there is. */
static const char *
reference(const char *p, const char *page)
{
	const char *q = p + 1 + (p[1] == '#');
	size_t n = 0;

	while (isalnum((unsigned char)q[n]))
		n++;
	if (n == 0 || n > 8 || q[n] != ';')
		broken("a bare &", p, page);
	return q + n + 1;
}

/* Behind text that ends before one of the bytes of stop. */
static const char *
text(const char *p, const char *stop, const char *page)
{
	while (*p != '\0' && strchr(stop, *p) == NULL)
		p = *p == '&' ? reference(p, page) : p + 1;
	return p;
}

/* Attributes as NAME or NAME="VALUE", up to the end of the tag. */
static const char *
attributes(struct skeleton *s, const char *p)
{
	for (;;) {
		const char *name;

		p += strspn(p, " \t\n");
		if (*p == '>' || (p[0] == '/' && p[1] == '>'))
			return p + (*p == '/') + 1;
		name = p;
		while (isalnum((unsigned char)*p) || *p == '-' || *p == ':')
			p++;
		if (p == name)
			broken("no attribute's name", p, s->page);
		put(s, name, p);
		if (*p != '=')
			continue;
		if (*++p != '"')
			broken("an attribute without quotes", p, s->page);
		if (strncasecmp(p + 1, "javascript:", 11) == 0)
			broken("a script as an address", p, s->page);
		p = text(p + 1, "\"<>", s->page);
		if (*p++ != '"')
			broken("an attribute without end", p, s->page);
	}
}

/* The skeleton of a page; the caller frees it. */
static char *
skeleton(const char *page, size_t bytes)
{
	struct skeleton s = {xmalloc(2 * bytes + 2), 0, page};
	const char *p = page;

	while (*p != '\0') {
		const char *name;

		p = text(p, "<>", page);
		if (*p == '\0')
			break;
		if (*p++ != '<')
			broken("a bare >", p, page);
		name = p;
		p += *p == '/' || *p == '!';
		while (isalnum((unsigned char)*p))
			p++;
		if (p - name < 1 || !isalpha((unsigned char)p[-1]))
			if (!isdigit((unsigned char)p[-1]))
				broken("a bare <", p, page);
		put(&s, name, p);
		p = attributes(&s, p);
	}
	s.text[s.used] = '\0';
	return s.text;
}

/* One value: a piece of the input where there is one, else a harmless one. */
static void
fill(struct view *v, const char *spec, const char *hostile)
{
	const char *equals = strchr(spec, '=');
	char *name = equals == NULL ? xstrdup(spec)
				    : xstrndup(spec, (size_t)(equals - spec));

	/* What steers a template is not anybody's text. */
	if (equals != NULL)
		view_text(v, name, equals + 1);
	else
		view_text(v, name, hostile != NULL ? hostile : "x");
	free(name);
}

static char *
rendered(const struct sample *s, const char *const *pieces, size_t n)
{
	struct view *v = view_new();
	size_t i, bytes;
	char *page, *bones;

	for (i = 0; i < COUNT(common); i++)
		fill(v, common[i], n > 0 ? pieces[i % n] : NULL);
	for (i = 0; i < NAMES && s->names[i] != NULL; i++)
		fill(v, s->names[i], n > 0 ? pieces[(i + 1) % n] : NULL);
	page = view_render(v, s->page, &bytes);
	view_free(v);
	if (page == NULL)
		abort();
	bones = skeleton(page, bytes);
	free(page);
	return bones;
}

/* Never empty, and no word that a template asks for: "~" stands in front. */
static size_t
cut(const uint8_t *data, size_t size, char **pieces, size_t max)
{
	size_t n = data[1] % max + 1, each = (size - HEAD) / n, i;

	for (i = 0; i < n; i++) {
		char *raw =
		    xstrndup((const char *)data + HEAD + i * each, each);

		pieces[i] = xasprintf("~%s", raw);
		free(raw);
	}
	return n;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static bool loaded;
	const struct sample *s;
	char *pieces[8], *with, *without;
	size_t n;

	if (size < HEAD)
		return 0;
	if (!loaded)
		views_load("templates");
	loaded = true;
	s = &samples[data[0] % COUNT(samples)];
	n = cut(data, size, pieces, COUNT(pieces));
	with = rendered(s, (const char *const *)pieces, n);
	without = rendered(s, NULL, 0);
	if (strcmp(with, without) != 0) {
		fprintf(stderr, "broken: other tags:\n%s\n%s\n", with, without);
		abort();
	}
	free(with);
	free(without);
	while (n > 0)
		free(pieces[--n]);
	return 0;
}
