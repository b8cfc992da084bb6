/*
 * webhook.c - any receiver of people's own: JSON, signed by Standard Webhooks
 * (standardwebhooks.com, specification 1.0), or as a CloudEvent.
 *
 * The signature is over the very bytes that are sent, with the time of the
 * attempt; the id stays the same over all attempts, so that a receiver can
 * drop what it has seen.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>
#include <sodium.h>

#include "apps/answer.h"
#include "apps/fit.h"
#include "apps/record.h"
#include "core/text.h"
#include "core/xjson.h"
#include "core/xmalloc.h"

/* The specification asks for payloads below some 20 kB. */
#define BODY_MAX_BYTES 20480

#define PREFIX "whsec_"
#define KEY_BYTES_MAX 64 /* the specification's bounds are 24 and 64 */
#define BASE64 sodium_base64_VARIANT_ORIGINAL

static struct json_object *
build_standard(const struct message *m, struct json_object *detail,
    const struct fact_limits *limits)
{
	struct json_object *o = xjson_object();

	xjson_add_string(o, "type", record_type(m));
	record_iso(o, "timestamp", record_time(m));
	xjson_add(o, "data", record_build(m, detail, limits));
	return o;
}

/*
 * CloudEvents 1.0, structured mode: source and id together name the event, and
 * the id of a delivery is unique within an installation.
 */
static struct json_object *
build_cloudevent(const struct message *m, struct json_object *detail,
    const struct fact_limits *limits)
{
	struct json_object *o = xjson_object();
	char *id = text_clean(m->alert_id, limits->max[FACT_NAME]);

	xjson_add_string(o, "specversion", "1.0");
	xjson_add_string(o, "id", id);
	xjson_add_string(o, "source", "/tocsin/alerts");
	xjson_add_string(o, "type", record_type(m));
	record_iso(o, "time", record_time(m));
	xjson_add_string(o, "datacontenttype", "application/json");
	xjson_add(o, "data", record_build(m, detail, limits));
	free(id);
	return o;
}

static char *
format(const struct message *m, size_t *len)
{
	struct fit fit = {
	    .build = m->option ? build_cloudevent : build_standard,
	    .length = fit_bytes,
	    .max = BODY_MAX_BYTES,
	    .most = FACTS_MOST,
	};

	return fit_text(fit_body(&fit, m), len);
}

/* "v1," and the signature by one secret; the caller frees it. */
static char *
sign(const char *secret, const char *id, const char *at,
    const struct app_sending *s)
{
	crypto_auth_hmacsha256_state h;
	unsigned char key[KEY_BYTES_MAX], sum[crypto_auth_hmacsha256_BYTES];
	char base64[sodium_base64_ENCODED_LEN(sizeof(sum), BASE64)];
	size_t bytes = 0;

	/* The pattern below has been held against it: it decodes. */
	(void)sodium_base642bin(key, sizeof(key), secret + sizeof(PREFIX) - 1,
	    strlen(secret) - sizeof(PREFIX) + 1, NULL, &bytes, NULL, BASE64);
	crypto_auth_hmacsha256_init(&h, key, bytes);
	crypto_auth_hmacsha256_update(
	    &h, (const unsigned char *)id, strlen(id));
	crypto_auth_hmacsha256_update(
	    &h, (const unsigned char *)at, strlen(at));
	crypto_auth_hmacsha256_update(
	    &h, (const unsigned char *)s->body, s->body_bytes);
	crypto_auth_hmacsha256_final(&h, sum);
	sodium_memzero(key, sizeof(key));
	sodium_memzero(&h, sizeof(h));
	sodium_bin2base64(base64, sizeof(base64), sum, sizeof(sum), BASE64);
	return xasprintf("v1,%s", base64);
}

/* While two secrets are valid, a receiver may know either: both sign. */
static unsigned
headers(const struct app_sending *s, char *out[APP_HEADERS_MAX])
{
	char *at = xasprintf(".%lld.", (long long)(s->at / 1000));
	char *now = sign(s->secret, s->alert_id, at, s);
	char *former = s->former == NULL ? xstrdup("")
					 : sign(s->former, s->alert_id, at, s);

	out[0] = xasprintf("webhook-id: %s", s->alert_id);
	out[1] =
	    xasprintf("webhook-timestamp: %lld", (long long)(s->at / 1000));
	out[2] = xasprintf("webhook-signature: %s%s%s", now,
	    former[0] != '\0' ? " " : "", former);
	free(former);
	free(now);
	free(at);
	return 3;
}

static char *
make_secret(const unsigned char random[32])
{
	char base64[sodium_base64_ENCODED_LEN(32, BASE64)];
	char *secret;

	sodium_bin2base64(base64, sizeof(base64), random, 32, BASE64);
	secret = xasprintf(PREFIX "%s", base64);
	sodium_memzero(base64, sizeof(base64));
	return secret;
}

/* By the status alone; a word in {"code":...} or {"error":...} is kept. */
static enum answer
classify(
    long status, const char *body, size_t len, struct answer_detail *detail)
{
	struct json_object *o = answer_parse(body, len);

	answer_none(detail);
	answer_member(o, "code", detail->code);
	if (detail->code[0] == '\0')
		answer_member(o, "error", detail->code);
	json_object_put(o);
	return answer_by_status(status);
}

/* Every host and path; where it may connect to is the address guard's. */
static const struct url_form forms[] = {{NULL, NULL, NULL, URL_OK, NULL}};

#define GROUP "([A-Za-z0-9+/]{4})"
#define ONE "[A-Za-z0-9+/][AQgw]=="
#define TWO "[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]="

static const struct app_secret secret = {
    .label = "Signing secret",
    .hint = "Enter it at the receiver, which checks with it that a request "
	    "comes from here (Standard Webhooks). Shown now and never again.",
    /* 24 to 64 bytes in canonical base64: 8 to 21 groups, then the rest. */
    .pattern =
	"^whsec_(" GROUP "{8,20}(" ONE "|" TWO ")?|" GROUP "{21}(" ONE ")?)$",
    .why = "Give a signing secret: whsec_ and 24 to 64 bytes in base64.",
    .make = make_secret,
};

static const struct app_option cloudevents = {
    .label = "Send as CloudEvents 1.0",
    .hint = "Structured mode: one JSON object with specversion, id, source, "
	    "type and data. It is signed as well.",
    .content_type = "application/cloudevents+json; charset=utf-8",
};

static const char *const steps[] = {
    "At the receiver, make an HTTPS address that takes POST requests with "
    "JSON, and paste it here.",
    "Enter the signing secret there, and have it refuse requests whose "
    "webhook-signature does not match. Libraries for many languages do that: "
    "look for Standard Webhooks.",
    "Let it answer with a status of 200 to 299 once it has stored the alert: "
    "what is answered otherwise is sent again, with the same webhook-id.",
    NULL,
};
static const char *const rotation[] = {
    "Make a new signing secret here and save.",
    "Enter it at the receiver within 24 hours: until then every request is "
    "signed with both.",
    NULL,
};

static const struct app_help help[] = {
    {"A receiver of your own", steps,
	"An address in a private network is refused unless the operator "
	"allows it in tocsin.conf (allow_cidr)."},
    {"Replace the signing secret", rotation, NULL},
    {NULL, NULL, NULL},
};

extern const struct app app_webhook;

const struct app app_webhook = {
    .name = "webhook",
    .label = "Webhook",
    .icon = "webhook",
    .hue = "slate",
    .content_type = "application/json",
    .forms = forms,
    .forms_count = 1,
    .url_wrong = "Destination URL can't be used. A right one looks like "
		 "https://alerts.example.com/tocsin.",
    .url_hint = "The HTTPS address of the receiver.",
    .own_host = true,
    .secret = &secret,
    .option = &cloudevents,
    .help = help,
    .format = format,
    .headers = headers,
    .classify = classify,
};
