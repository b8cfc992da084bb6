/*
 * card.c - print an app's request body for each alert, one a line.
 *
 * usage: card [-a app] [-or] [-c criterion] [-d destination] [-i alert-id]
 *             [-n hex]
 *        card -t ms [-a app] [-or] [-d destination] [-i alert-id]
 *        card -g count [-l link] [-a app] [-or] [-d destination] [-i alert-id]
 *
 * Standard input has one event a line, as event_parse_line() reads it.
 *	-a	which app's; Teams' if not given
 *	-o	with the app's option chosen
 *	-c	what was crossed, e.g. "urgency 80 or higher"
 *	-n	bytes to put in the place of the entity's, or the check's, name:
 *		those that no JSON can carry are tried this way
 *	-r	mark it as a possible repeat
 *	-g	one digest of that many alerts, the worst of which are read
 *	-l	where more of them are told
 *	-t	the test alert, sent at ms; standard input is not read
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "apps/app.h"
#include "core/event_parse.h"
#include "core/log.h"
#include "core/text.h"
#include "core/xmalloc.h"

static const struct app *app;

static void
print_card(const struct message *m)
{
	size_t len;
	char *body = app->format(m, &len);

	fwrite(body, 1, len, stdout);
	putchar('\n');
	free(body);
}

/* Bytes from hex digits, NUL-ended; the caller frees them. */
static char *
from_hex(const char *hex)
{
	size_t i, n = strlen(hex) / 2;
	char *out = xcalloc(1, n + 1);
	unsigned byte;

	for (i = 0; i < n; i++) {
		if (sscanf(hex + 2 * i, "%2x", &byte) != 1 || byte == 0)
			fatalx("-n: not hexadecimal, or a NUL");
		out[i] = (char)byte;
	}
	return out;
}

static void
rename_event(struct event *e, const char *hex)
{
	char **name = e->kind == EVENT_ENTITY ? &e->entity_name : &e->check;

	free(*name);
	*name = from_hex(hex);
}

/* A card for each line of standard input. */
static void
print_all(struct message *m, const char *hex)
{
	struct event_origin origin = {"test", INT64_C(1795000000000)};
	char why[EVENT_WHY_BYTES];
	char *line = NULL;
	size_t room = 0;
	ssize_t len;
	struct event e;

	while ((len = getline(&line, &room, stdin)) > 0) {
		if (line[len - 1] == '\n')
			len--;
		if (event_parse_line(line, (size_t)len, &origin, &e, why) != 0)
			fatalx("%s", why);
		if (hex != NULL)
			rename_event(&e, hex);
		m->event = &e;
		m->kind =
		    e.kind == EVENT_ENTITY ? MESSAGE_ENTITY : MESSAGE_SYSTEM;
		print_card(m);
		event_clear(&e);
	}
	free(line);
}

/* One card for all lines of standard input. */
static void
print_digest(struct message *m, struct digest *d)
{
	struct event_origin origin = {"test", INT64_C(1795000000000)};
	struct event e[DIGEST_TOP];
	char why[EVENT_WHY_BYTES];
	char *line = NULL;
	size_t room = 0;
	ssize_t len;

	while (
	    d->ntop < DIGEST_TOP && (len = getline(&line, &room, stdin)) > 0) {
		if (event_parse_line(
			line, (size_t)len - 1, &origin, &e[d->ntop], why) != 0)
			fatalx("%s", why);
		d->top[d->ntop] = &e[d->ntop];
		d->ntop++;
	}
	m->digest = d;
	print_card(m);
	while (d->ntop > 0)
		event_clear(&e[--d->ntop]);
	free(line);
}

int
main(int argc, char *argv[])
{
	struct message m = {.kind = MESSAGE_ENTITY, .alert_id = "none"};
	struct digest digest = {0};
	const char *hex = NULL;
	int opt;

	log_init("card");
	app = app_find("teams");
	while ((opt = getopt(argc, argv, "a:c:d:g:i:l:n:ort:")) != -1) {
		switch (opt) {
		case 'a':
			app = app_find(optarg);
			if (app == NULL)
				fatalx("-a: there is no such app");
			break;
		case 'o':
			m.option = true;
			break;
		case 'c':
			m.criterion = optarg;
			break;
		case 'd':
			m.destination = optarg;
			break;
		case 'g':
			m.kind = MESSAGE_DIGEST;
			if (!text_int(optarg, 0, INT64_MAX, &digest.count))
				fatalx("-g: not a number");
			break;
		case 'l':
			digest.link = optarg;
			break;
		case 'i':
			m.alert_id = optarg;
			break;
		case 'n':
			hex = optarg;
			break;
		case 'r':
			m.possible_repeat = true;
			break;
		case 't':
			m.kind = MESSAGE_TEST;
			if (!text_int(optarg, 0, INT64_MAX, &m.sent_at))
				fatalx("-t: not a number");
			break;
		default:
			return 2;
		}
	}
	if (m.kind == MESSAGE_TEST)
		print_card(&m);
	else if (m.kind == MESSAGE_DIGEST)
		print_digest(&m, &digest);
	else
		print_all(&m, hex);
	return ferror(stdout) || fflush(stdout) != 0;
}
