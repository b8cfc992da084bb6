/*
 * check_escape.c - foreign text as markup shows it, whatever the app: each
 * byte that means something, and none besides.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "apps/escape.h"
#include "apps/markdown.h"
#include "tests/unit/suites.h"

/* Asserts that what was made is this, and frees it. */
static void
is(char *made, const char *right)
{
	ck_assert_str_eq(right, made);
	free(made);
}

START_TEST(test_references)
{
	is(escape_html("<a b=\"c\">'&amp;"),
	    "&lt;a b=&quot;c&quot;&gt;&#39;&amp;amp;");
	is(escape_angles("<\"'&>"), "&lt;\"'&amp;&gt;");
	is(escape_html(""), "");
	is(escape_backtick("a`\u02cb``"), "a\u02cb\u02cb\u02cb\u02cb");
}
END_TEST

START_TEST(test_sets)
{
	is(escape_backslash("a*\\b*", "*\\"), "a\\*\\\\b\\*");
	is(escape_split("@a@@", "@/"), "@\u200ba@\u200b@\u200b");
	is(escape_split("a@b", ""), "a@b");
	/* No byte of a longer character is taken for one of the set. */
	is(escape_split("\u00e9\u20ac\U0001f4a9", "()*"),
	    "\u00e9\u20ac\U0001f4a9");
	is(escape_percent("https://a.example/(1);x", "();"),
	    "https://a.example/%281%29%3Bx");
}
END_TEST

/* Behind the first of two braces; behind "abc". */
static size_t
braces(const char *at)
{
	return at[0] == '{' && at[1] == '{';
}

static size_t
letters(const char *at)
{
	return strncmp(at, "abc", 3) == 0 ? 3 : 0;
}

START_TEST(test_break)
{
	is(escape_break("{ {{ {{{", braces), "{ {\u200b{ {\u200b{\u200b{");
	is(escape_break("ababcabc", letters), "ababc\u200babc\u200b");
	is(escape_break("", letters), "");
}
END_TEST

/* Every character of ASCII, by itself. */
START_TEST(test_markdown)
{
	char text[2] = "", right[16];
	int c;

	for (c = 1; c < 0x80; c++) {
		text[0] = (char)c;
		if (strchr("!#$&()*+-.:<=>@[\\]^_`{|}~", c) != NULL)
			snprintf(right, sizeof(right), "&#%d;", c);
		else
			snprintf(right, sizeof(right), "%s%s",
			    c == ' ' ? "\u200b" : "", text);
		is(markdown_text(text, ""), right);
	}
	is(markdown_text("a@b", "@"), "a&#64;\u200bb");
	is(markdown_text("\u00a0x", ""), "\u200b\u00a0x");
	is(markdown_link("Open it", "https://a.example/(;)"),
	    "[Open it](https://a.example/%28%3B%29)");
}
END_TEST

/* The most that any of them grows to, for valgrind and the sanitizers. */
START_TEST(test_growth)
{
	char text[1025] = "";

	memset(text, '"', 1024);
	free(escape_html(text));
	memset(text, '~', 1024);
	free(markdown_text(text, "~"));
	free(escape_split(text, "~"));
	free(escape_percent(text, "~"));
	memset(text, '{', 1024);
	free(escape_break(text, braces));
	ck_assert_uint_eq(1024, strlen(text));
}
END_TEST

Suite *
suite_escape(void)
{
	Suite *suite = suite_create("escape");
	TCase *tc = tcase_create("escape");

	tcase_add_test(tc, test_references);
	tcase_add_test(tc, test_sets);
	tcase_add_test(tc, test_break);
	tcase_add_test(tc, test_markdown);
	tcase_add_test(tc, test_growth);
	suite_add_tcase(suite, tc);
	return suite;
}
