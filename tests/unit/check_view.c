/*
 * check_view.c - every page with all of its data, with hostile data and with
 * none, and templates that are broken.
 *
 * A name that a template spells wrongly reads as empty and raises nothing, so
 * each value is a mark of its own that has to come out again.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cgi/view.h"
#include "core/xmalloc.h"
#include "tests/unit/scratch.h"
#include "tests/unit/suites.h"
#include "tests/unit/view_samples.h"

#define COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* Ends text, an attribute and a tag; each is markup if it comes out as is. */
#define HOSTILE "\"'><script>alert(1)</script><!--&\r\n\x01\xff"

static struct view *view;

static void
setup(void)
{
	views_load("templates");
	view = view_new();
}

static void
teardown(void)
{
	view_free(view);
	views_free();
}

/* No mark is part of another: m1m is not in m11m. */
static char *
mark(int i)
{
	return xasprintf("m%dm", i);
}

/* Fill one name; value NULL: what the name itself says, else its mark. */
static void
fill(const char *spec, int i, const char *value)
{
	char *name = xstrdup(spec), *own = mark(i);
	char *equals = strchr(name, '=');

	if (equals != NULL)
		*equals = '\0';
	if (value == NULL)
		value = equals != NULL ? equals + 1 : own;
	view_text(view, name, value);
	free(own);
	free(name);
}

static void
fill_all(const struct sample *s, const char *value)
{
	int i;

	for (i = 0; i < COUNT(common); i++)
		fill(common[i], i, value);
	for (i = 0; i < NAMES && s->names[i] != NULL; i++)
		fill(s->names[i], 100 + i, value);
}

static char *
render(enum page page)
{
	size_t bytes;
	char *html = view_render(view, page, &bytes);

	ck_assert_ptr_nonnull(html);
	ck_assert_uint_eq(strlen(html), bytes);
	return html;
}

static void
shown(const char *html, const char *spec, int i)
{
	char *own = mark(i);

	if (strchr(spec, '=') == NULL)
		ck_assert_msg(
		    strstr(html, own) != NULL, "%s is not shown", spec);
	free(own);
}

START_TEST(everything_is_shown)
{
	const struct sample *s = &samples[_i];
	char *html;
	int i;

	fill_all(s, NULL);
	html = render(s->page);
	for (i = 0; i < COUNT(common); i++)
		shown(html, common[i], i);
	for (i = 0; i < NAMES && s->names[i] != NULL; i++)
		shown(html, s->names[i], 100 + i);
	ck_assert_ptr_nonnull(strstr(html, "data-bs-theme=\"dark\""));
	ck_assert_ptr_nonnull(strstr(html, "<title>Error: m0m - Tocsin<"));
	ck_assert_ptr_null(strstr(html, "<?cs"));
	free(html);
}
END_TEST

/* How often part stands in text. */
static int
times(const char *text, const char *part)
{
	int n = 0;

	while ((text = strstr(text, part)) != NULL) {
		n++;
		text += strlen(part);
	}
	return n;
}

/*
 * The same branches as with marks, so markup that is more than theirs came
 * out of a value.
 */
static void
compare(const struct sample *s, const char *value, const char *html)
{
	static const char *const parts[] = {"<", ">", "\"", "'"};
	char *evil;
	int i;

	for (i = 0; i < COUNT(common); i++)
		if (strchr(common[i], '=') == NULL)
			fill(common[i], i, value);
	for (i = 0; i < NAMES && s->names[i] != NULL; i++)
		if (strchr(s->names[i], '=') == NULL)
			fill(s->names[i], i, value);
	evil = render(s->page);
	for (i = 0; i < COUNT(parts); i++)
		ck_assert_int_eq(times(evil, parts[i]), times(html, parts[i]));
	ck_assert_ptr_nonnull(strstr(evil, "&lt;script&gt;alert(1)"));
	free(evil);
}

START_TEST(hostile_values_stay_text)
{
	const struct sample *s = &samples[_i];
	char *html;

	fill_all(s, NULL);
	html = render(s->page);
	compare(s, HOSTILE, html);
	free(html);
}
END_TEST

/* Flags and states are values too. */
START_TEST(hostile_flags_stay_text)
{
	const struct sample *s = &samples[_i];
	char *html;

	fill_all(s, HOSTILE);
	html = render(s->page);
	ck_assert_ptr_null(strstr(html, "<script>"));
	ck_assert_ptr_null(strstr(html, "'>"));
	ck_assert_ptr_null(strchr(html, '\x01'));
	ck_assert_ptr_null(strchr(html, '\xff'));
	ck_assert_ptr_null(strstr(html, "<!--"));
	free(html);
}
END_TEST

/* A page is whole with no data at all, and holds nobody else's. */
START_TEST(empty_pages_are_whole)
{
	const struct sample *s = &samples[_i];
	char *html;

	fill_all(s, NULL);
	free(render(s->page));
	view_free(view);
	view = view_new();
	html = render(s->page);
	ck_assert_ptr_nonnull(strstr(html, "<!doctype html>"));
	ck_assert_ptr_nonnull(strstr(html, "<h1>"));
	ck_assert_ptr_nonnull(strstr(html, "</html>"));
	ck_assert_ptr_null(strstr(html, "m0m"));
	ck_assert_ptr_null(strstr(html, "m100m"));
	free(html);
}
END_TEST

START_TEST(values_of_each_kind)
{
	char *html;

	view_text(view, "Error.Title", NULL);
	view_int(view, "Error.Status", INT64_MIN);
	view_id(view, "Error.Id", 0x18f);
	view_flag(view, "Page.Error", true);
	view_text(view_node(view, "Page"), "Title", "Node");
	html = render(PAGE_ERROR);
	ck_assert_ptr_nonnull(strstr(html, "-9223372036854775808"));
	ck_assert_ptr_nonnull(strstr(html, "000000000000018f"));
	ck_assert_ptr_nonnull(strstr(html, "<title>Error: Node - "));
	free(html);
	view_flag(view, "Page.Error", false);
	html = render(PAGE_ERROR);
	ck_assert_ptr_nonnull(strstr(html, "<title>Node - "));
	free(html);
}
END_TEST

/* More than the room that a page starts with, and every row of it. */
START_TEST(long_pages_are_whole)
{
	char *html;
	unsigned i;

	for (i = 0; i < 500; i++)
		view_int(view_row(view, "Dest", i), "Name", 1000000 + i);
	html = render(PAGE_LIST);
	ck_assert_uint_gt(strlen(html), 100000);
	ck_assert_ptr_nonnull(strstr(html, ">1000499<"));
	ck_assert_ptr_nonnull(strstr(html, "</html>"));
	free(html);
}
END_TEST

static void
put(const char *name, const char *text)
{
	char path[SCRATCH_PATH_BYTES];
	FILE *f = fopen(scratch_path(name, path), "w");

	ck_assert_ptr_nonnull(f);
	ck_assert_int_ge(fputs(text, f), 0);
	ck_assert_int_eq(fclose(f), 0);
}

/* What views_load(dir) says before it ends the process with status 1. */
static void
refusal(const char *dir, char *said, size_t bytes)
{
	int ends[2], status;
	size_t n;
	FILE *f;
	pid_t pid;

	ck_assert_int_eq(pipe(ends), 0);
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		dup2(ends[1], STDERR_FILENO);
		views_load(dir);
		_exit(0);
	}
	close(ends[1]);
	f = fdopen(ends[0], "r");
	ck_assert_ptr_nonnull(f);
	n = fread(said, 1, bytes - 1, f);
	said[n] = '\0';
	fclose(f);
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	ck_assert_int_eq(WEXITSTATUS(status), 1);
}

/* The engine counts lines from 0. */
START_TEST(broken_template_is_fatal)
{
	static const struct {
		const char *layout, *body, *said;
	} rows[] = {
	    {"a\n<?cs include!Page.Body ?>", "b\n\n\n\n\n<?cs nosuch:x ?>",
		"list.cs:5"},
	    {"a\n<?cs if:X ?>", "b", "layout.cs"},
	    {"a\n<?cs include!\"gone.cs\" ?>", "b", "gone.cs"},
	    {NULL, "b", "layout.cs"},
	};
	char dir[SCRATCH_PATH_BYTES], said[1000];

	scratch_make();
	if (rows[_i].layout != NULL)
		put("layout.cs", rows[_i].layout);
	put("list.cs", rows[_i].body);
	refusal(scratch_path(".", dir), said, sizeof(said));
	ck_assert_msg(strstr(said, rows[_i].said) != NULL, "%s", said);
	scratch_remove();
}
END_TEST

START_TEST(long_folder_is_fatal)
{
	char dir[300], said[1000];

	memset(dir, '/', sizeof(dir) - 1);
	dir[sizeof(dir) - 1] = '\0';
	refusal(dir, said, sizeof(said));
	ck_assert_ptr_nonnull(strstr(said, "longer than"));
}
END_TEST

Suite *
suite_view(void)
{
	Suite *s = suite_create("view");
	TCase *pages = tcase_create("pages"), *load = tcase_create("load");

	tcase_add_checked_fixture(pages, setup, teardown);
	tcase_add_loop_test(pages, everything_is_shown, 0, COUNT(samples));
	tcase_add_loop_test(pages, hostile_values_stay_text, 0, COUNT(samples));
	tcase_add_loop_test(pages, hostile_flags_stay_text, 0, COUNT(samples));
	tcase_add_loop_test(pages, empty_pages_are_whole, 0, COUNT(samples));
	tcase_add_test(pages, values_of_each_kind);
	tcase_add_test(pages, long_pages_are_whole);
	suite_add_tcase(s, pages);
	tcase_set_tags(load, "forks");
	tcase_add_loop_test(load, broken_template_is_fatal, 0, 4);
	tcase_add_test(load, long_folder_is_fatal);
	suite_add_tcase(s, load);
	return s;
}
