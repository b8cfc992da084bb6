/*
 * destination_row.c - one destination's settings, in and out of a row.
 */
#include "core/xmalloc.h"
#include "db/destination_row.h"

/* Four columns in a row; read_threshold() is its mirror. */
static void
bind_threshold(struct db_stmt *s, int n, const struct threshold *t)
{
	db_bind_int(s, n, t->urgency);
	db_bind_int(s, n + 1, t->threat);
	db_bind_int(s, n + 2, t->certainty);
	db_bind_int(s, n + 3, t->either);
}

static void
read_threshold(struct db_stmt *s, int column, struct threshold *t)
{
	t->urgency = (int)db_int(s, column);
	t->threat = (int)db_int(s, column + 1);
	t->certainty = (int)db_int(s, column + 2);
	t->either = db_int(s, column + 3) != 0;
}

/* Most apps have none, and then nobody sets it. */
static void
bind_sealed(struct db_stmt *s, int n, const char *sealed)
{
	db_bind_text(s, n, sealed != NULL ? sealed : "");
}

void
destination_bind(struct db_stmt *s, int n, const struct destination *d)
{
	db_bind_text(s, n, d->name);
	db_bind_text(s, n + 1, d->app);
	db_bind_int(s, n + 2, d->rule.enabled);
	db_bind_int(s, n + 3, d->rule.hosts);
	db_bind_int(s, n + 4, d->rule.accounts);
	db_bind_int(s, n + 5, d->rule.system);
	bind_threshold(s, n + 6, &d->rule.host);
	bind_threshold(s, n + 10, &d->rule.account);
	db_bind_text(s, n + 14, d->url_host);
	db_bind_int(s, n + 15, d->seal_id);
	db_bind_text(s, n + 16, d->sealed);
	db_bind_int(s, n + 17, d->secret_id);
	bind_sealed(s, n + 18, d->secret);
	db_bind_int(s, n + 19, d->former_id);
	bind_sealed(s, n + 20, d->former);
	db_bind_int(s, n + 21, d->former_until);
	db_bind_int(s, n + 22, d->option);
}

void
destination_columns(struct db_stmt *s, int column, struct destination *d)
{
	d->name = xstrdup(db_text(s, column));
	d->app = xstrdup(db_text(s, column + 1));
	d->rule.enabled = db_int(s, column + 2) != 0;
	d->rule.hosts = db_int(s, column + 3) != 0;
	d->rule.accounts = db_int(s, column + 4) != 0;
	d->rule.system = db_int(s, column + 5) != 0;
	read_threshold(s, column + 6, &d->rule.host);
	read_threshold(s, column + 10, &d->rule.account);
	d->url_host = xstrdup(db_text(s, column + 14));
	d->seal_id = db_int(s, column + 15);
	d->sealed = xstrdup(db_text(s, column + 16));
	d->secret_id = db_int(s, column + 17);
	d->secret = xstrdup(db_text(s, column + 18));
	d->former_id = db_int(s, column + 19);
	d->former = xstrdup(db_text(s, column + 20));
	d->former_until = db_int(s, column + 21);
	d->option = db_int(s, column + 22) != 0;
}
