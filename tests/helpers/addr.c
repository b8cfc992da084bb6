/*
 * addr.c - addresses on standard input, one a line, through core/netguard;
 * arguments are exceptions.  Answers with a line each: 1 allowed, 0 not, ? no
 * address.
 */
#include <arpa/inet.h>
#include <netinet/in.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/log.h"
#include "core/netguard.h"

static char
judge(const struct netguard *g, const char *text)
{
	struct sockaddr_storage s = {0};
	struct sockaddr_in *in = (struct sockaddr_in *)&s;
	struct sockaddr_in6 *in6 = (struct sockaddr_in6 *)&s;

	if (inet_pton(AF_INET, text, &in->sin_addr) == 1)
		s.ss_family = AF_INET;
	else if (inet_pton(AF_INET6, text, &in6->sin6_addr) == 1)
		s.ss_family = AF_INET6;
	else
		return '?';
	return netguard_allows(g, (const struct sockaddr *)&s) ? '1' : '0';
}

int
main(int argc, char *argv[])
{
	struct netguard g = {0};
	char *line = NULL;
	size_t room = 0;
	int i;

	log_init("addr");
	for (i = 1; i < argc; i++)
		if (netguard_add(&g, argv[i]) != 0)
			fatalx("not a range: %s", argv[i]);
	while (getline(&line, &room, stdin) > 0) {
		line[strcspn(line, "\n")] = '\0';
		printf("%c\n", judge(&g, line));
	}
	free(line);
	netguard_free(&g);
	return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
