/*
 * destination_row.h - the columns that a saved version and a draft of it have
 * in common, in one order.  For the files of db/ alone.
 */
#ifndef TOCSIN_DB_DESTINATION_ROW_H
#define TOCSIN_DB_DESTINATION_ROW_H

#include "core/destination.h"
#include "db/db.h"

/* In the order of both tables. */
#define DESTINATION_COLUMNS \
	"name, app, enabled, hosts, accounts, system," \
	" host_urgency, host_threat, host_certainty, host_either," \
	" account_urgency, account_threat, account_certainty, account_either," \
	" url_host, seal_id, sealed, secret_id, secret," \
	" former_id, former, former_until, app_option"

/* destination_bind(s, n, d): $n and the 22 after it. */
void destination_bind(struct db_stmt *s, int n, const struct destination *d);

/*
 * destination_columns(s, column, d): the mirror of it.  Copies, since the text
 * of a row ends with the next step; d owns them and is not cleared first.
 */
void destination_columns(struct db_stmt *s, int column, struct destination *d);

#endif
