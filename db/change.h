/*
 * change.h - who changes something in config.db, and when.
 */
#ifndef TOCSIN_DB_CHANGE_H
#define TOCSIN_DB_CHANGE_H

#include <stdint.h>

struct change {
	const char *by;   /* as the audit trail names them */
	int64_t at_ms;    /* epoch milliseconds */
	const char *from; /* the address it came from; NULL: this machine */
	const char *via;  /* the program: "web", "cli"; NULL: "cli" */
};

#endif
