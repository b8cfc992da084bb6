/*
 * recognise.c - whether a URL, and a secret, can be one of an app's; see
 * app.h.
 *
 * Apps change the form of their URLs without notice, so it is data: each app's
 * table says what its URLs look like, and the operator's configuration can add
 * hosts.  A URL is only judged, never rebuilt; it is sent as typed.
 */
#include <regex.h>
#include <stdio.h>
#include <string.h>

#include "apps/app.h"
#include "core/log.h"
#include "core/url.h"
#include "core/xmalloc.h"

/*
 * Patterns are constants of ours, so one that does not compile is a bug, and
 * what is left is memory.
 */
static bool
matches(const char *pattern, const char *text)
{
	regex_t r;
	int rc = regcomp(&r, pattern, REG_EXTENDED | REG_NOSUB);

	if (rc == REG_ESPACE)
		xmalloc_failed();
	if (rc != 0)
		fatalx("the pattern %s can't be used", pattern);
	rc = regexec(&r, text, 0, NULL, 0);
	regfree(&r);
	if (rc == REG_ESPACE)
		xmalloc_failed();
	return rc == 0;
}

static bool
host_of_form(const struct url_form *f, const char *host)
{
	if (f->host == NULL)
		return true;
	return f->host[0] == '.' ? url_host_under(host, f->host)
				 : strcmp(f->host, host) == 0;
}

static bool
host_of_operator(const char *host, const char *const *suffixes)
{
	for (; suffixes != NULL && *suffixes != NULL; suffixes++)
		if (url_host_under(host, *suffixes))
			return true;
	return false;
}

/* Whether each of the form's parameters is there and not empty. */
static bool
query_of_form(const struct url_form *f, const char *query)
{
	const char *p = f->query;
	char name[32];
	size_t len;

	for (; p != NULL && *p != '\0'; p += len + (p[len] == ' ')) {
		len = strcspn(p, " ");
		snprintf(name, sizeof(name), "%.*s", (int)len, p);
		if (!url_query_has(query, name))
			return false;
	}
	return true;
}

/*
 * One form's word, true if it has one.  Hosts of the operator's are the app's
 * too, but what is to be said of the app's own hosts is not said of them.
 */
static bool
judge_by(const struct url_form *f, const struct url *u, bool operators,
    struct url_judgement *out)
{
	bool own = host_of_form(f, u->host);

	if (!own && (!operators || f->verdict == URL_REFUSED))
		return false;
	if (f->path != NULL && !matches(f->path, u->path))
		return false;
	out->verdict = own ? f->verdict : URL_OK;
	snprintf(out->why, sizeof(out->why), "%s",
	    own && f->why != NULL ? f->why : "");
	return true;
}

/* The reason is the most useful one: a URL that was cut is nearly right. */
static void
judge(const struct app *app, const struct url *u, const char *const *suffixes,
    struct url_judgement *out)
{
	bool operators = host_of_operator(u->host, suffixes);
	const char *why = app->url_wrong;
	unsigned i;

	for (i = 0; i < app->forms_count; i++) {
		if (!judge_by(&app->forms[i], u, operators, out))
			continue;
		if (query_of_form(&app->forms[i], u->query))
			return;
		why = app->url_cut;
	}
	out->verdict = URL_REFUSED;
	snprintf(out->why, sizeof(out->why), "%s", why);
}

void
app_recognise(const struct app *app, const char *url,
    const char *const *suffixes, struct url_judgement *out)
{
	enum url_ports ports = app->own_host ? URL_PORT_ANY : URL_PORT_HTTPS;
	struct url u;
	enum url_fault fault = url_parse(url, ports, &u);

	snprintf(out->host, sizeof(out->host), "%s", u.host);
	if (fault == URL_FAULT_NONE) {
		judge(app, &u, suffixes, out);
	} else {
		out->verdict = URL_REFUSED;
		snprintf(out->why, sizeof(out->why), "%s",
		    fault == URL_FAULT_PORT && app->own_host
			? "Destination URL has no valid port: give a number "
			  "from 1 to 65535, or none."
			: url_fault_text(fault));
	}
	url_clear(&u);
}

const char *
app_secret_fault(const struct app *app, const char *secret)
{
	return matches(app->secret->pattern, secret) ? NULL : app->secret->why;
}

const char *
app_proxy_fault(const struct app *app, const char *proxy)
{
	if (!app->own_host || proxy == NULL || proxy[0] == '\0')
		return NULL;
	return "With a proxy this app can't be used: it takes any host, and "
	       "where a proxy connects to is not seen here. Choose another "
	       "app, or take proxy out of tocsin.conf.";
}

const char *
app_content_type(const struct app *app, bool option)
{
	return option && app->option != NULL ? app->option->content_type
					     : app->content_type;
}
