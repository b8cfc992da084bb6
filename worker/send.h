/*
 * send.h - the one libcurl multi handle: every HTTPS request leaves here.
 *
 * The sender waits on a descriptor of its own (sender_fd), so the worker's
 * loop polls one number however many connections there are.  Nothing here
 * blocks but sender_new() and, inside libcurl, nothing: names are resolved by
 * libcurl's threads.
 */
#ifndef TOCSIN_SEND_H
#define TOCSIN_SEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "apps/app.h"
#include "core/conf.h"
#include "core/netguard.h"
#include "worker/access.h"

struct sender;

/* The first bytes of an answer are kept; far more is never even read. */
#define ANSWER_KEEP_BYTES 2048
#define ANSWER_BODY_MAX_BYTES 65536
#define ANSWER_HEADER_MAX_BYTES 32768

#define SEND_ERROR_BYTES 256 /* CURL_ERROR_SIZE */

/* What to send; body and suffix pass to the sender. */
struct send_job {
	int64_t delivery_id;
	int64_t attempt;
	int64_t destination_id;
	int64_t destination_version;
	int64_t request_id; /* of a test, else 0 */
	int64_t seal_id;    /* of the URL: which one it goes to */
	bool digest;        /* it tells of many alerts */
	bool unsaved;       /* a test of what is not in force */
	int64_t started_at; /* epoch ms */
	int64_t expires_at; /* epoch ms: of the delivery */
	int64_t secret_id;  /* of the secret, likewise; 0: none */
	/* Borrowed for the call; secret. */
	const struct access *access;
	const struct app *app; /* says what an answer means */
	bool option;           /* the app's */
	char *suffix;          /* behind the URL, or NULL */
	char *body;
	size_t body_bytes;
	int64_t stepped_ms;  /* steps of the clock until it was claimed */
	int64_t timeout_ms;  /* for all of it */
	bool clock_doubtful; /* our clock may be why a date does not hold */
};

/* How it ended.  Valid for the callback only. */
struct send_result {
	struct send_job job;  /* without access, suffix and body */
	int curl_code;        /* CURLcode; 0 is CURLE_OK */
	bool address_refused; /* the address guard said no to all of them */
	bool connected;       /* by TCP, to the receiver or a proxy */
	bool bytes_left;      /* some of the request went out */
	bool proxied;         /* an explicit proxy was to be used */
	bool proxy_failed;    /* it did not connect us to the receiver */
	long proxy_status;    /* its answer; 0: none */
	long tls_verify;      /* OpenSSL's X509_V_ERR_... of the receiver's */
	int os_error;         /* errno of a socket that could not be had */
	char error[SEND_ERROR_BYTES]; /* libcurl's own words, or "" */
	long http_status;             /* 0: no complete status line came */
	/* The header's, from the moment that it came; -1: none. */
	int64_t retry_after_ms;
	char answer[ANSWER_KEEP_BYTES]; /* raw bytes */
	size_t answer_bytes;            /* kept of them */
	bool withheld; /* it repeats what is secret: keep none of it */
	int64_t dns_us, connect_us, tls_us, first_byte_us, total_us;
};

/* Called once for each job, from sender_run() or sender_free(). */
typedef void send_done(void *cookie, const struct send_result *r);

/*
 * sender_new(c, guard, done, cookie): ready to send by c's CA, proxy and
 * connect_to; c and guard must outlive it.  Fatal where libcurl or a CA file
 * can't be used: the worker is of no use then.  Blocks for the disk.
 */
struct sender *sender_new(const struct conf *c, const struct netguard *guard,
    send_done *done, void *cookie);

/* sender_free(s): drop what is under way, without a callback. */
void sender_free(struct sender *s);

/* sender_start(s, job): begin; the outcome always comes by callback. */
void sender_start(struct sender *s, struct send_job *job);

/* sender_fd(s): readable when sender_run() has something to do. */
int sender_fd(const struct sender *s);

/* sender_wait_ms(s): call sender_run() after that time too; -1: no need. */
int sender_wait_ms(const struct sender *s);

/* sender_run(s): move everything on that can move; never waits. */
void sender_run(struct sender *s);

/* sender_busy(s): how many jobs are under way. */
unsigned sender_busy(const struct sender *s);

#endif
