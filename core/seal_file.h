/*
 * seal_file.h - key files, line by line: seal_keys.c's, seal_ring.c's and
 * private_key.c's.
 *
 * All lines have the same length.  Those with a secret key are the caller's
 * to keep in locked memory.  Calls block for the disk; why has SEAL_WHY_BYTES.
 */
#ifndef TOCSIN_SEAL_FILE_H
#define TOCSIN_SEAL_FILE_H

#include <sys/types.h>

#include "core/seal.h"

#define SEAL_PUBLIC_MAGIC "tocsin-public-1 "
#define SEAL_SECRET_MAGIC "tocsin-secret-1 "
#define SEAL_MAGIC_BYTES (sizeof(SEAL_PUBLIC_MAGIC) - 1)

/* Magic, id, blank, a key in base64, newline; a NUL comes behind it. */
#define SEAL_LINE_BYTES (SEAL_MAGIC_BYTES + SEAL_KEY_ID_BYTES + 44 + 1)

/* seal_line_format(line, magic, id, key): into SEAL_LINE_BYTES + 1 bytes. */
void seal_line_format(
    char *line, const char *magic, const char *id, const unsigned char *key);

/* seal_line_parse(line, magic, id, key): 0, or -1: it is no such line. */
int seal_line_parse(
    const char *line, const char *magic, char *id, unsigned char *key);

/* What a file must be to be read. */
struct seal_file_rule {
	const char *path;
	mode_t forbidden; /* bits of its mode */
	size_t lines;     /* at most */
};

/*
 * seal_file_read(rule, text, why): its lines, into room for one byte more than
 * they may have and the NUL.  How many, or -1 with the reason in why.
 * seal_file_take(fd, ...): the same of an open file, which stays open.
 */
int seal_file_read(const struct seal_file_rule *rule, char *text, char *why);
int seal_file_take(
    int fd, const struct seal_file_rule *rule, char *text, char *why);

/*
 * seal_file_new(path, text, mode, why): a file that must not be there yet; on
 * disk on return.  0, or -1 with nothing left behind.
 */
int seal_file_new(const char *path, const char *text, mode_t mode, char *why);

/*
 * seal_file_replace(path, text, why): put another file in the place of the one
 * that is there, with its owner and mode; on disk on return.  0, or -1 with
 * the old one still there, but where its directory can't be synced.
 */
int seal_file_replace(const char *path, const char *text, char *why);

/* seal_file_tidy(path): remove what a killed seal_file_replace() left. */
void seal_file_tidy(const char *path);

/* seal_file_failed(path, what, why): say so; -1. */
int seal_file_failed(const char *path, const char *what, char *why);

/* seal_start(): before any other call of libsodium; again costs nothing. */
void seal_start(void);

/* seal_locked(bytes): memory that is locked, not dumped, zeroed as freed. */
void *seal_locked(size_t bytes);

/* seal_pair_make(k): a new pair; seal_pair_free() frees it. */
void seal_pair_make(struct seal_pair *k);

/* seal_pair_take(k, line, path, why): the pair of a line with a secret. */
int seal_pair_take(
    struct seal_pair *k, const char *line, const char *path, char *why);

#endif
