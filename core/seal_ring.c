/*
 * seal_ring.c - the secret keys that there are; see seal_ring.h.
 */
#include <fcntl.h>
#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include <sodium.h>

#include "core/seal_file.h"
#include "core/seal_ring.h"

#define TEXT_BYTES (SEAL_RING_MAX * SEAL_LINE_BYTES + 2)

static const struct seal_pair *
find(const struct seal_ring *r, const char *id)
{
	int i;

	for (i = 0; i < r->n; i++)
		if (strcmp(r->pairs[i].public.id, id) == 0)
			return &r->pairs[i];
	return NULL;
}

/* All lines of a text, or none. */
static int
parse(struct seal_ring *r, const char *text, int lines, char *why)
{
	const char *line = text;

	for (; lines > 0; lines--, line += SEAL_LINE_BYTES) {
		if (seal_pair_take(&r->pairs[r->n], line, r->path, why) != 0)
			return -1;
		r->n++;
	}
	return 0;
}

int
seal_ring_take(int fd, const char *path, struct seal_ring *r, char *why)
{
	const struct seal_file_rule rule = {
	    path, S_IRWXG | S_IRWXO, SEAL_RING_MAX};
	char *text;
	int lines;

	seal_start();
	memset(r, 0, sizeof(*r));
	r->path = path;
	text = seal_locked(TEXT_BYTES);
	lines = seal_file_take(fd, &rule, text, why);
	if (lines > 0 && fstat(fd, &r->seen) != 0)
		lines = seal_file_failed(path, strerror(errno), why);
	if (lines > 0 && parse(r, text, lines, why) != 0)
		lines = -1;
	sodium_free(text);
	if (lines < 0)
		seal_ring_free(r);
	return lines < 0 ? -1 : 0;
}

int
seal_ring_load(const char *path, struct seal_ring *r, char *why)
{
	/* O_NONBLOCK: a FIFO under that name would hold the program up. */
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK), rc;

	memset(r, 0, sizeof(*r));
	if (fd < 0)
		return seal_file_failed(path, strerror(errno), why);
	rc = seal_ring_take(fd, path, r, why);
	close(fd);
	return rc;
}

void
seal_ring_free(struct seal_ring *r)
{
	while (r->n > 0)
		seal_pair_free(&r->pairs[--r->n]);
	memset(r, 0, sizeof(*r));
}

/* An inode may be used again, but not with the same times. */
static bool
replaced(const struct seal_ring *r)
{
	struct stat st;

	return stat(r->path, &st) != 0 || st.st_ino != r->seen.st_ino ||
	       st.st_dev != r->seen.st_dev ||
	       st.st_ctim.tv_sec != r->seen.st_ctim.tv_sec ||
	       st.st_ctim.tv_nsec != r->seen.st_ctim.tv_nsec;
}

int
seal_ring_refresh(struct seal_ring *r, char *why)
{
	struct seal_ring fresh;

	if (!replaced(r))
		return 0;
	if (seal_ring_load(r->path, &fresh, why) != 0)
		return -1;
	seal_ring_free(r);
	*r = fresh;
	return 1;
}

/*
 * Rows in hand may still name a key that the file has lost meanwhile, so what
 * is known stays behind what the file has, the latest first, as far as there is
 * room.  seen stays too, and the next refresh settles it.
 */
static void
add_missing(struct seal_ring *r)
{
	char ignored[SEAL_WHY_BYTES];
	struct seal_ring fresh;
	int i;

	if (seal_ring_load(r->path, &fresh, ignored) != 0)
		return;
	for (i = 0; i < r->n; i++)
		if (fresh.n < SEAL_RING_MAX &&
		    find(&fresh, r->pairs[i].public.id) == NULL)
			fresh.pairs[fresh.n++] = r->pairs[i];
		else
			seal_pair_free(&r->pairs[i]);
	fresh.seen = r->seen;
	*r = fresh;
}

/*
 * A key is in the file before anything is sealed for it, so one that is named
 * and not known can be had at once, whoever comes first.
 */
int
seal_ring_open(struct seal_ring *r, const char *sealed,
    const struct seal_name *name, char **text, char *why)
{
	const struct seal_pair *k = NULL;
	char id[SEAL_KEY_ID_BYTES];

	if (seal_key_id(sealed, id) == 0) {
		k = find(r, id);
		if (k == NULL && replaced(r)) {
			add_missing(r);
			k = find(r, id);
		}
	}
	/* Any other one tells what is wrong. */
	return seal_open(k != NULL ? k : &r->pairs[0], sealed, name, text, why);
}

/* One more line of a text that has room for all. */
static void
format(char *text, const struct seal_pair *k)
{
	size_t used = strlen(text);

	seal_line_format(
	    text + used, SEAL_SECRET_MAGIC, k->public.id, k->secret);
}

int
seal_ring_grow(struct seal_ring *r, char *why)
{
	struct seal_pair fresh;
	char *text;
	int i, rc;

	if (r->n == SEAL_RING_MAX)
		return seal_file_failed(
		    r->path, "there are too many keys in it", why);
	seal_pair_make(&fresh);
	text = seal_locked(TEXT_BYTES);
	text[0] = '\0';
	format(text, &fresh);
	for (i = 0; i < r->n; i++)
		format(text, &r->pairs[i]);
	rc = seal_file_replace(r->path, text, why);
	sodium_free(text);
	if (rc != 0) {
		seal_pair_free(&fresh);
		return -1;
	}
	memmove(&r->pairs[1], &r->pairs[0], (size_t)r->n * sizeof(r->pairs[0]));
	r->pairs[0] = fresh;
	r->n++;
	return 0;
}

int
seal_ring_cut(struct seal_ring *r, char *why)
{
	char *text = seal_locked(TEXT_BYTES);
	int rc;

	text[0] = '\0';
	format(text, &r->pairs[0]);
	rc = seal_file_replace(r->path, text, why);
	sodium_free(text);
	while (rc == 0 && r->n > 1)
		seal_pair_free(&r->pairs[--r->n]);
	return rc;
}
