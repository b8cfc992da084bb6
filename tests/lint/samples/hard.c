/*
 * hard.c - what tests/lint/binaries.sh builds without one protection after the
 * other: an array on the stack, a copy whose length is known at run time only,
 * and a function called by the linker's help.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int
main(int argc, char **argv)
{
	char text[64], *more = malloc((size_t)argc + 1);

	if (more == NULL || argc < 2)
		return 1;
	memcpy(text, argv[1], strlen(argv[1]) + 1);
	snprintf(more, (size_t)argc + 1, "%s", text);
	puts(more);
	free(more);
	return 0;
}
