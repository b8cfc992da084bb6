/*
 * conf.c - the operator's file; see conf.h.
 *
 * inih does the splitting.  Debian's build of it does not tell its handler
 * the line number, so lines are counted, and checked for what inih would let
 * pass, by a reader of our own.
 *
 * Everything is refused that is not understood: a mistyped key that falls back
 * to its default silently could mean a proxy that is not used or an address
 * range that is still closed, and nobody would look here.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <ini.h>

#include "core/conf.h"
#include "core/conf_value.h"
#include "core/xmalloc.h"

/* The Makefile's, from its PREFIX; here for tools that read this file alone. */
#ifndef TOCSIN_SHARE
#define TOCSIN_SHARE "/usr/local/share/tocsin"
#endif

/* One key: where it is stored, and everything there is to say about it. */
struct conf_key {
	const char *section;
	const char *name;
	const struct conf_type *type;
	size_t offset;        /* of its member in struct conf */
	const char *fallback; /* the default; NULL for a list: none */
	const char *help;     /* lines for the sample, parted by newlines */
	bool multi;           /* a struct conf_list, not a char * */
};

/*
 * The member's name is the key's name, by the preprocessor: the two can't
 * part.
 */
#define ONE(member) #member, offsetof(struct conf, member), false
#define LIST(member) #member, offsetof(struct conf, member), true
#define KEY(section, type, member, fallback, help) \
	KEY_(section, type, member, fallback, help)
#define KEY_(section, type, name, offset, multi, fallback, help) \
	{ \
		section, name, type, offset, fallback, help, multi \
	}

/*
 * The one list of keys: loading, defaults, freeing and the sample all walk it.
 */
static const struct conf_key keys[] = {
    KEY("paths", &conf_path, ONE(data), "/var/lib/tocsin",
	"Where the databases are: config/config.db, events/events.db and\n"
	"outbox/outbox.db below it."),
    KEY("paths", &conf_path, ONE(web_key), "/etc/tocsin/web.key",
	"Hides the seeds of second factors; readable by the web user alone."),
    KEY("paths", &conf_path, ONE(public_key), "/etc/tocsin/public.key",
	"Seals webhook URLs; every program may read it."),
    KEY("paths", &conf_path, ONE(secret_key), "/etc/tocsin/worker.key",
	"Opens them; readable by the worker's user alone (mode 0400)."),
    KEY("paths", &conf_path, ONE(audit_key), "/etc/tocsin/audit.key",
	"Chains the audit trail; readable by the worker's user alone."),
    KEY("paths", &conf_path, LIST(readable), NULL,
	"Further files or folders that the programs may read: for a name\n"
	"service of this machine, e.g. /var/lib/sss.  May be given more than\n"
	"once."),

    KEY("users", &conf_user, ONE(web), "tocsin-web",
	"User of the web processes, owner of config.db."),
    KEY("users", &conf_user, ONE(worker), "tocsin-worker",
	"User of the worker, owner of outbox.db."),
    KEY("users", &conf_user, ONE(producers), "tocsin-events",
	"Group of those who may write events."),

    KEY("egress", &conf_path, ONE(ca_file),
	"/etc/ssl/certs/ca-certificates.crt",
	"Certificate authorities that destinations are checked against."),
    KEY("egress", &conf_extra, ONE(extra_ca_file), "",
	"A PEM file with further ones, e.g. of a proxy that opens TLS; read\n"
	"at the worker's start.  Empty: none."),
    KEY("egress", &conf_proxy, ONE(proxy), "",
	"HTTP proxy for all of them, http(s)://[USER:PASSWORD@]HOST:PORT.\n"
	"Its own address may be a private one; to which ones it connects is\n"
	"its own to say.  Whoever reads this file reads the password.\n"
	"Empty: none; the environment's proxies never apply."),
    KEY("egress", &conf_cidr, LIST(allow_cidr), NULL,
	"Addresses that are not public and may be connected to all the same,\n"
	"e.g. 10.1.2.0/24.  May be given more than once."),
    KEY("egress", &conf_connect, LIST(connect_to), NULL,
	"HOST:PORT:CONNECT-TO-HOST:CONNECT-TO-PORT: connect elsewhere than\n"
	"the URL says, with the certificate of HOST; an empty HOST or PORT\n"
	"stands for any.  May be given more than once."),
    KEY("egress", &conf_suffix, LIST(host_suffix), NULL,
	"Further ends of host names that URLs of apps may have whose hosts\n"
	"are listed, e.g. .flow.example.com: of each app, where the path is\n"
	"one of its own.  May be given more than once."),

    KEY("web", &conf_path, ONE(socket), "/run/tocsin/web.sock",
	"Socket on which nginx finds the web processes."),
    KEY("web", &conf_path, ONE(templates), TOCSIN_SHARE "/templates",
	"Where the pages' templates are."),
    KEY("web", &conf_processes, ONE(processes), "4",
	"Web processes, each of which answers one request at a time."),
    KEY("web", &conf_banner, ONE(banner), "",
	"A line on top of each page, at most 200 bytes.  Empty: none."),
    KEY("web", &conf_origin, LIST(origin), NULL,
	"What browsers show in front of the pages' path, e.g.\n"
	"https://tocsin.example.com; requests that name another host are\n"
	"refused.  May be given more than once."),

    KEY("sso", &conf_extra, ONE(sso_socket), "",
	"A second socket, of a proxy that signs people in: whoever connects\n"
	"there is believed about REMOTE_USER and REMOTE_GROUPS, so only that\n"
	"proxy may reach it.  Empty: none."),
    KEY("sso", &conf_sso_role, LIST(sso_role), NULL,
	"GROUP:ROLE: what members of that group may do; the first that fits\n"
	"counts.  May be given more than once."),
};

#define KEYS (sizeof(keys) / sizeof(keys[0]))

/* The state of one load. */
struct load {
	FILE *f;
	const char *path;
	struct conf *c;
	char *why;
	bool failed;
	unsigned line;
	char *text; /* of that line; getline(3) owns it */
	size_t room;
	bool given[KEYS];
};

__attribute__((format(printf, 2, 3))) static void
refuse(struct load *l, const char *fmt, ...)
{
	char reason[CONF_WHY_BYTES / 2];
	va_list ap;

	/* The first error is the one to mend; later ones may follow from it. */
	if (l->failed)
		return;
	l->failed = true;
	va_start(ap, fmt);
	vsnprintf(reason, sizeof(reason), fmt, ap);
	va_end(ap);
	if (l->line == 0)
		snprintf(l->why, CONF_WHY_BYTES, "%s: %s", l->path, reason);
	else
		snprintf(l->why, CONF_WHY_BYTES, "%s:%u: %s", l->path, l->line,
		    reason);
}

/*
 * By offset, so that the table can be constant and one loop serves every key.
 */
static char **
one(struct conf *c, const struct conf_key *k)
{
	return (char **)(void *)((char *)c + k->offset);
}

static struct conf_list *
list(struct conf *c, const struct conf_key *k)
{
	return (struct conf_list *)(void *)((char *)c + k->offset);
}

/* Always ended by NULL, for those who walk the items without counting. */
static void
append(struct conf_list *l, const char *value)
{
	l->items = xrealloc(l->items, (l->n + 2) * sizeof(*l->items));
	l->items[l->n++] = xstrdup(value);
	l->items[l->n] = NULL;
}

/*
 * All members are set before the first line is read: conf_free() may follow at
 * any point, and an empty file is a complete one.
 */
static void
set_defaults(struct conf *c)
{
	size_t i;

	memset(c, 0, sizeof(*c));
	for (i = 0; i < KEYS; i++)
		if (keys[i].multi)
			list(c, &keys[i])->items = xcalloc(1, sizeof(char *));
		else
			*one(c, &keys[i]) = xstrdup(keys[i].fallback);
}

static bool
is_section(const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < KEYS; i++)
		if (strlen(keys[i].section) == len &&
		    memcmp(keys[i].section, name, len) == 0)
			return true;
	return false;
}

/*
 * A section heading: inih takes it silently, so a mistyped one without keys
 * would pass unseen.
 */
static void
check_heading(struct load *l, const char *text)
{
	size_t len = strcspn(text + 1, "]");

	if (text[1 + len] != ']' ||
	    strspn(text + len + 2, " \t\r\n") != strlen(text + len + 2))
		refuse(l, "a section is [name] and nothing behind it");
	else if (!is_section(text + 1, len))
		refuse(l, "no section [%.*s]", (int)(len > 40 ? 40 : len),
		    text + 1);
}

/*
 * The next line for inih, as fgets(3) would give it.  Blanks in front are
 * left out: to inih they mean that the value above goes on.
 */
static char *
next_line(char *out, int room, void *cookie)
{
	struct load *l = cookie;
	ssize_t len = getline(&l->text, &l->room, l->f);
	const char *text;

	if (len < 0 || l->failed)
		return NULL;
	l->line++;
	/*
	 * To inih the line would end there, and the rest of it would never be
	 * checked.
	 */
	if (memchr(l->text, '\0', (size_t)len) != NULL) {
		refuse(l, "a NUL byte");
		return NULL;
	}
	text = l->text + strspn(l->text, " \t");
	if (strlen(text) > CONF_LINE_MAX_BYTES ||
	    strlen(text) >= (size_t)room) {
		refuse(
		    l, "the line is longer than %d bytes", CONF_LINE_MAX_BYTES);
		return NULL;
	}
	if (text[0] == '[')
		check_heading(l, text);
	return memcpy(out, text, strlen(text) + 1);
}

/* inih's handler: one key with its value; 0 tells it of an error. */
static int
take(void *cookie, const char *section, const char *name, const char *value)
{
	struct load *l = cookie;
	size_t i;

	for (i = 0; i < KEYS; i++)
		if (strcmp(keys[i].section, section) == 0 &&
		    strcmp(keys[i].name, name) == 0)
			break;
	if (i == KEYS) {
		refuse(l, "no key \"%.40s\" in section [%.40s]", name, section);
	} else if (!keys[i].type->is(value)) {
		refuse(l, "%s must be %s", name, keys[i].type->want);
	} else if (keys[i].multi) {
		append(list(l->c, &keys[i]), value);
	} else if (l->given[i]) {
		refuse(l, "%s is given a second time", name);
	} else {
		l->given[i] = true;
		/* Until now it held the default. */
		free(*one(l->c, &keys[i]));
		*one(l->c, &keys[i]) = xstrdup(value);
	}
	return l->failed ? 0 : 1;
}

/*
 * inih's switches are the library's own variables, so they are set before each
 * load.
 */
static void
set_up_inih(void)
{
	ini_max_line = CONF_LINE_MAX_BYTES + 3;
	ini_allow_multiline = false;
	ini_allow_no_value = false;
	ini_stop_on_first_error = true;
	/* " ;" inside a value belongs to it. */
	ini_allow_inline_comments = false;
}

int
conf_load(const char *path, struct conf *c, char *why)
{
	struct load l = {.path = path, .c = c, .why = why};

	set_defaults(c);
	if (path == NULL)
		return 0;
	l.f = fopen(path, "re");
	if (l.f == NULL) {
		refuse(&l, "%s", strerror(errno));
		conf_free(c);
		return -1;
	}
	set_up_inih();
	/* What inih finds wrong itself is a line of no known form. */
	if (ini_parse_stream(next_line, &l, take, &l) != 0)
		refuse(&l, "neither [section], key = value nor # comment");
	if (ferror(l.f))
		refuse(&l, "%s", strerror(errno));
	fclose(l.f);
	free(l.text);
	if (l.failed)
		conf_free(c);
	return l.failed ? -1 : 0;
}

/* By the table, like everything else: a key that is added is freed as well. */
void
conf_free(struct conf *c)
{
	size_t i, j;

	for (i = 0; i < KEYS; i++) {
		struct conf_list *l = list(c, &keys[i]);

		if (!keys[i].multi) {
			free(*one(c, &keys[i]));
			continue;
		}
		for (j = 0; j < l->n; j++)
			free(l->items[j]);
		free(l->items);
	}
	memset(c, 0, sizeof(*c));
}

/* Each line of the text as a comment. */
static void
print_comment(FILE *f, const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		fprintf(f, "# %.*s\n", (int)len, text);
		text += len + (text[len] == '\n');
	}
}

/* From the table, so that the file that is installed can't be out of date. */
void
conf_print_sample(FILE *f)
{
	const char *section = "";
	size_t i;

	print_comment(f,
	    "tocsin.conf: what only the operator may set.  All keys"
	    " stand here with\ntheir defaults; a line that starts"
	    " with # or ; is a comment.");
	for (i = 0; i < KEYS; i++) {
		const struct conf_key *k = &keys[i];

		if (strcmp(section, k->section) != 0)
			fprintf(f, "\n[%s]\n", k->section);
		section = k->section;
		fputc('\n', f);
		print_comment(f, k->help);
		/* No default: the key stays out, an empty value is none. */
		if (k->multi)
			fprintf(f, "#%s =\n", k->name);
		else
			fprintf(f, "%s = %s\n", k->name, k->fallback);
	}
}
