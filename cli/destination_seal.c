/*
 * destination_seal.c - the secrets of a new destination; see
 * destination_seal.h.
 *
 * They come by standard input and from a file, never as arguments, which any
 * user of the machine could read from the list of processes.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sodium.h>

#include "cli/destination_seal.h"
#include "core/ids.h"
#include "core/log.h"
#include "core/seal.h"
#include "core/xmalloc.h"

/* The first line without the blanks around it; the caller forgets it. */
static char *
read_line(FILE *f)
{
	char *line = NULL, *copy;
	size_t room = 0;
	ssize_t n = getline(&line, &room, f);

	/* At an end, what getline() allocated holds nothing. */
	if (n <= 0) {
		free(line);
		return xstrdup("");
	}
	while (n > 0 && strchr(" \t\r\n", line[n - 1]) != NULL)
		line[--n] = '\0';
	copy = xstrdup(line + strspn(line, " \t"));
	seal_forget(&line);
	return copy;
}

static char *
read_url(const struct app *app)
{
	char *url;

	if (isatty(STDIN_FILENO))
		fprintf(stderr, "Destination URL%s%s: ",
		    app->url_usual != NULL ? ", or nothing for " : "",
		    app->url_usual != NULL ? app->url_usual : "");
	url = read_line(stdin);
	if (url[0] != '\0' || app->url_usual == NULL)
		return url;
	free(url);
	return xstrdup(app->url_usual);
}

/* NULL, with the reason said, where the file is no safe place for a secret. */
static char *
read_secret(const char *path)
{
	FILE *f = fopen(path, "re");
	char *secret = NULL;
	struct stat st;

	if (f == NULL || fstat(fileno(f), &st) != 0)
		log_warnx("%s: %s", path, strerror(errno));
	else if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
		log_warnx(
		    "%s: others may read it; run: chmod 600 %s", path, path);
	else
		secret = read_line(f);
	if (f != NULL)
		fclose(f);
	return secret;
}

/* Made here, for the receiver to be told. */
static char *
make_secret(const struct app *app)
{
	unsigned char random[32];
	char *secret;

	randombytes_buf(random, sizeof(random));
	secret = app->secret->make(random);
	sodium_memzero(random, sizeof(random));
	/* make() hands out a new string. */
	/* cppcheck-suppress returnDanglingLifetime */
	return secret;
}

/* The secret to be sealed; NULL, with the reason said. */
static char *
get_secret(const struct app *app, const char *file)
{
	char *secret = NULL;

	if (file != NULL)
		secret = read_secret(file);
	else if (app->secret->make != NULL)
		secret = make_secret(app);
	else
		log_warnx("--secret-file: give a file with the %s",
		    app->secret->label);
	if (secret != NULL && app_secret_fault(app, secret) != NULL) {
		log_warnx("%s: %s", file, app_secret_fault(app, secret));
		seal_forget(&secret);
	}
	return secret;
}

/* Sealed beside the URL, see struct seal_name; NULL, with the reason said. */
static char *
seal_secret(const struct seal_public *key, const struct app *app,
    const char *file, const struct seal_name *name)
{
	char *secret = get_secret(app, file), *sealed;

	if (secret == NULL)
		return NULL;
	sealed = seal_text(key, name, secret);
	if (sealed == NULL)
		log_warnx("the %s can't be sealed", app->secret->label);
	else if (file == NULL)
		printf("%s, shown once: %s\n", app->secret->label, secret);
	seal_forget(&secret);
	return sealed;
}

static bool
seal_url(const struct seal_public *key, const struct app *app,
    const struct conf *c, struct destination *d)
{
	struct seal_name name = {d->id, d->seal_id, 0};
	const char *const *suffixes = (const char *const *)c->host_suffix.items;
	char *url = read_url(app);
	struct url_judgement j;

	app_recognise(app, url, suffixes, &j);
	if (j.verdict != URL_OK)
		log_warnx("%s", j.why);
	if (j.verdict != URL_REFUSED) {
		d->sealed = seal_text(key, &name, url);
		d->url_host = xstrdup(j.host);
	}
	seal_forget(&url);
	return d->sealed != NULL;
}

static void
load_key(const struct conf *c, struct seal_public *key)
{
	char why[SEAL_WHY_BYTES];

	if (seal_public_load(c->public_key, key, why) != 0)
		fatalx("%s", why);
}

/* Whether a file makes sense; said why not. */
static bool
takes_secret(const struct app *app)
{
	if (app->secret == NULL)
		log_warnx(
		    "--secret-file: %s needs nothing but its URL", app->label);
	return app->secret != NULL;
}

bool
destination_seal(const struct conf *c, const struct app *app, const char *file,
    struct destination *d)
{
	struct seal_name name = {d->id, d->secret_id, d->seal_id};
	struct seal_public key;

	load_key(c, &key);
	if ((file != NULL && !takes_secret(app)) || !seal_url(&key, app, c, d))
		return false;
	if (app->secret == NULL)
		return true;
	d->secret = seal_secret(&key, app, file, &name);
	return d->secret != NULL;
}

/* A pasted one has replaced the former at the app; one made here has not. */
bool
destination_reseal(const struct conf *c, const char *file,
    struct destination *d, int64_t now_ms)
{
	const struct app *app = app_find(d->app);
	struct seal_name name = {d->id, id_new(now_ms), d->seal_id};
	struct seal_public key;
	char *sealed;

	if (app == NULL || !takes_secret(app))
		return false;
	load_key(c, &key);
	sealed = seal_secret(&key, app, file, &name);
	if (sealed != NULL)
		destination_rotate(d, name.seal_id, sealed,
		    app->secret->make != NULL ? now_ms : 0);
	return sealed != NULL;
}
