/*
 * cookie.c - one cookie out of a Cookie header; see cookie.h.
 */
#include <string.h>

#include "cgi/cookie.h"

/*
 * Several of one name: a neighbour on another port or path has set one, maybe
 * to have us take its session for the user's.
 */
bool
cookie_find(const char *header, const char *name, char *out, size_t bytes)
{
	size_t name_bytes = strlen(name);
	unsigned found = 0;
	bool fits = false;

	*out = '\0';
	while (*header != '\0') {
		size_t len;

		header += strspn(header, " \t;");
		len = strcspn(header, ";");
		if (len > name_bytes && header[name_bytes] == '=' &&
		    strncmp(header, name, name_bytes) == 0) {
			size_t value = len - name_bytes - 1;

			found++;
			fits = value < bytes;
			if (fits) {
				memcpy(out, header + name_bytes + 1, value);
				out[value] = '\0';
			}
		}
		header += len;
	}
	if (found == 1 && fits)
		return true;
	memset(out, 0, bytes);
	return false;
}
