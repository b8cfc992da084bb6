/*
 * chain.h - the audit trail as a chain: each row's mac covers the row and the
 * mac before it, by a key that only the worker has.  docs/audit.md tells the
 * format for whoever wants to check it with a program of their own.
 */
#ifndef TOCSIN_CHAIN_H
#define TOCSIN_CHAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/private_key.h"

/* BLAKE2b-256 with a key, in hex, and the NUL. */
#define CHAIN_MAC_BYTES 65

/* What stands before row 1. */
#define CHAIN_NOTHING \
	"00000000000000000000000000000000" \
	"00000000000000000000000000000000"

/* The texts of a row, in the order of its columns. */
enum audit_text {
	AUDIT_BY,
	AUDIT_ADDRESS,
	AUDIT_VIA,
	AUDIT_ACTION,
	AUDIT_OUTCOME, /* "done", "refused" */
	AUDIT_OBJECT,
	AUDIT_DETAIL, /* a JSON object: {"name": [old, new], "name": value} */
	AUDIT_TEXT__MAX
};

/* Tables audit of config.db and outbox.db; texts are the row's own. */
struct audit_row {
	int64_t n;          /* in outbox.db; 0: not taken over yet */
	int64_t source_seq; /* in config.db; 0: the worker's own */
	int64_t at;         /* epoch ms */
	int64_t object_id;
	int64_t taken_at;
	char *text[AUDIT_TEXT__MAX]; /* none is NULL in a filled row */
	char mac[CHAIN_MAC_BYTES];
};

/* The action of a row in the place of one that could not be read. */
#define AUDIT_UNREADABLE "audit row unreadable"

/* audit_row_clear(r): free what r holds and zero it. */
void audit_row_clear(struct audit_row *r);

/* audit_row_same(a, b): whether both tell the same, in config.db's columns. */
bool audit_row_same(const struct audit_row *a, const struct audit_row *b);

/*
 * chain_mac(k, before, r, mac): what r's mac must be behind a row with the mac
 * before; r->mac is not looked at.  mac has CHAIN_MAC_BYTES.
 */
void chain_mac(const struct private_key *k, const char *before,
    const struct audit_row *r, char *mac);

/*
 * Where the chain starts and ends, and up to where config.db was taken over.
 * It is signed, so that rows that were cut off at either end are missed.
 */
struct chain_ends {
	int64_t taken_seq;               /* of config.db; 0: none */
	int64_t start_n;                 /* the newest row that was dropped */
	char start_mac[CHAIN_MAC_BYTES]; /* its mac */
	int64_t head_n;                  /* the newest row */
	char head_mac[CHAIN_MAC_BYTES];  /* its mac */
	char sign[CHAIN_MAC_BYTES];
};

/* chain_ends_new(e): those of an empty chain, unsigned. */
void chain_ends_new(struct chain_ends *e);

/* chain_sign(k, e): e->sign for the rest of e. */
void chain_sign(const struct private_key *k, struct chain_ends *e);

/* chain_signed(k, e): whether it is the one that chain_sign() makes. */
bool chain_signed(const struct private_key *k, const struct chain_ends *e);

/* chain_same(a, b): compare two macs in a time that tells nothing. */
bool chain_same(const char *a, const char *b);

/* An anchor: what a row's mac was, in a line of the log. */
struct chain_anchor {
	int64_t n;
	char mac[CHAIN_MAC_BYTES];
};

/* What an anchor's line has in it, with the number and the mac. */
#define CHAIN_ANCHOR "audit anchor n=%lld mac=%s"

/*
 * chain_anchor_read(line, a): the anchor in a line of whatever log it went
 * through.  False where there is none.
 */
bool chain_anchor_read(const char *line, struct chain_anchor *a);

#endif
