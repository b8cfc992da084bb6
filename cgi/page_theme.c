/*
 * page_theme.c - light, dark or as the system has it; see pages.h.
 *
 * It is kept in a cookie of its own: it is no secret, and the pages' script
 * reads and sets it without asking the server.
 */
#include <stdlib.h>

#include "cgi/origin.h"
#include "cgi/pages.h"
#include "cgi/web.h"
#include "core/xmalloc.h"

#define YEAR_SECONDS 31536000

void
page_theme(struct exchange *x)
{
	const char *theme = x->in.value[FIELD_THEME];

	if (theme == NULL) {
		respond_error(x, 400,
		    "The field \"theme\" is missing. Choose one on a page.");
		return;
	}
	/* In the place of a new session's: that one is made again if need be.
	 */
	free(x->out->set_cookie);
	x->out->set_cookie =
	    xasprintf("theme=%s; Path=/; Max-Age=%d; SameSite=Strict%s", theme,
		YEAR_SECONDS, origin_secure(x->origin) ? "; Secure" : "");
	respond_see(x, "%s", back_to(x));
}
