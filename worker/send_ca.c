/*
 * send_ca.c - the certificate authorities that receivers are checked against.
 *
 * A second file goes on top of the first, for a proxy that opens TLS.  libcurl
 * keeps a parsed bundle for all connections only while it comes from one file
 * by name: 20 ms of CPU each otherwise.  So the two become one file in memory,
 * sealed, since whoever could write there could be any receiver.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "core/log.h"
#include "core/xmalloc.h"
#include "worker/send_private.h"

#define COPY_BYTES 65536

static void
write_all(int fd, const char *bytes, size_t len)
{
	while (len > 0) {
		ssize_t n = write(fd, bytes, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			fatal("the CA files could not be put together");
		bytes += n;
		len -= (size_t)n;
	}
}

/* The whole of a file; fatal where it can't be read. */
static void
append_file(int to, const char *key, const char *path)
{
	char bytes[COPY_BYTES];
	int from = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n;

	if (from < 0)
		fatal("egress %s %s can't be read", key, path);
	while ((n = read(from, bytes, sizeof(bytes))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			fatal("egress %s %s can't be read", key, path);
		write_all(to, bytes, (size_t)n);
	}
	close(from);
	/* A file that ends without one must not run into the next. */
	write_all(to, "\n", 1);
}

/* One without a certificate is a mix-up, and nobody would see it later. */
static void
must_hold_certificate(const char *key, const char *path)
{
	static const char begin[] = "-----BEGIN ";
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;
	bool found = false;

	if (f == NULL)
		fatal("egress %s %s can't be read", key, path);
	while (!found && getline(&line, &room, f) >= 0)
		found = strncmp(line, begin, sizeof(begin) - 1) == 0 &&
			strstr(line, "CERTIFICATE-----") != NULL;
	if (!found && ferror(f))
		fatal("egress %s %s can't be read", key, path);
	if (!found)
		fatalx(
		    "egress %s %s holds no certificate in PEM form", key, path);
	free(line);
	fclose(f);
}

void
send_ca_open(struct sender *s)
{
	const struct conf *c = s->conf;

	s->ca_fd = -1;
	/* Else each attempt would fail for a reason of our own. */
	must_hold_certificate("ca_file", c->ca_file);
	if (c->extra_ca_file[0] == '\0') {
		s->ca_path = xstrdup(c->ca_file);
		return;
	}
	must_hold_certificate("extra_ca_file", c->extra_ca_file);
	s->ca_fd = memfd_create("tocsin-ca", MFD_CLOEXEC | MFD_ALLOW_SEALING);
	if (s->ca_fd < 0)
		fatal("memfd_create");
	append_file(s->ca_fd, "ca_file", c->ca_file);
	append_file(s->ca_fd, "extra_ca_file", c->extra_ca_file);
	if (fcntl(s->ca_fd, F_ADD_SEALS,
		F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE) != 0)
		fatal("the CA files could not be sealed");
	s->ca_path = xasprintf("/proc/self/fd/%d", s->ca_fd);
}

void
send_ca_close(struct sender *s)
{
	if (s->ca_fd >= 0)
		close(s->ca_fd);
	free(s->ca_path);
}
