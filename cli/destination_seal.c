/*
 * destination_seal.c - the secrets of a destination, read and sealed; see
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

/* Nothing was stored: without a usable key no URL or secret can be kept. */
static char *
sealed(const struct seal_public *key, const struct seal_name *name,
    const char *text)
{
	char *box = seal_text(key, name, text);

	if (box == NULL)
		log_warnx("nothing can be sealed for key %s: run 'tocsin "
			  "setup' again, or put the right public key back",
		    key->id);
	return box;
}

/*
 * Sealed beside d's URL, see struct seal_name; false, with the reason said.
 * One that was made here goes to *made.
 */
static bool
seal_secret(const struct seal_public *key, const char *file,
    struct destination *d, char **made)
{
	struct seal_name name = {d->id, d->secret_id, d->sealed};
	char *secret = get_secret(app_find(d->app), file);

	if (secret == NULL)
		return false;
	free(d->secret);
	d->secret = sealed(key, &name, secret);
	if (d->secret != NULL && file == NULL)
		*made = secret;
	else
		seal_forget(&secret);
	return d->secret != NULL;
}

static bool
seal_url(const struct seal_public *key, const struct app *app,
    const struct conf *c, struct destination *d)
{
	struct seal_name name = {d->id, d->seal_id, NULL};
	const char *const *suffixes = (const char *const *)c->host_suffix.items;
	char *url = read_url(app);
	struct url_judgement j;

	app_recognise(app, url, suffixes, &j);
	if (j.verdict != URL_OK)
		log_warnx("%s", j.why);
	if (j.verdict != URL_REFUSED) {
		d->sealed = sealed(key, &name, url);
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
destination_seal(
    const struct conf *c, const char *file, struct destination *d, char **made)
{
	const struct app *app = app_find(d->app);
	struct seal_public key;

	if (app_proxy_fault(app, c->proxy) != NULL) {
		log_warnx("%s", app_proxy_fault(app, c->proxy));
		return false;
	}
	load_key(c, &key);
	if ((file != NULL && !takes_secret(app)) || !seal_url(&key, app, c, d))
		return false;
	return app->secret == NULL || seal_secret(&key, file, d, made);
}

/* A pasted one has replaced the former at the app; one made here has not. */
bool
destination_reseal(const struct conf *c, const char *file,
    struct destination *d, int64_t now_ms, char **made)
{
	const struct app *app = app_find(d->app);
	struct destination before = *d;
	struct seal_public key;

	if (app == NULL)
		log_warnx("this version of Tocsin has no app %s", d->app);
	if (app == NULL || !takes_secret(app))
		return false;
	load_key(c, &key);
	before.secret = xstrdup(d->secret);
	d->secret_id = id_new(now_ms);
	if (!seal_secret(&key, file, d, made)) {
		free(before.secret);
		return false;
	}
	destination_former(d, &before, app->secret->make != NULL ? now_ms : 0);
	free(before.secret);
	return true;
}

void
destination_tell(const struct destination *d, int rc, char **made)
{
	if (rc > 0 && *made != NULL)
		printf("%s, shown once: %s\n", app_find(d->app)->secret->label,
		    *made);
	seal_forget(made);
}
