-- config.db: what admins set.  Written by the web tier alone (the CLI takes
-- on its user first), read by the worker.  Times are epoch milliseconds; ids
-- are made by the program, grow with time and are never used twice.

-- A destination that exists or once existed.  Its settings stand in
-- destination_version; this row says which version is in force.
CREATE TABLE destination (
	id INTEGER PRIMARY KEY,
	slot INTEGER UNIQUE		-- 1 to 24 while it exists, then NULL:
		CHECK (slot BETWEEN 1 AND 24),	-- the limit, race-free
	name_key TEXT UNIQUE,		-- lower(name) while it exists
	version INTEGER NOT NULL,	-- in force; an edit adds one
	created_at INTEGER NOT NULL,
	deleted_at INTEGER,		-- NULL while it exists
	CHECK ((slot IS NULL) = (deleted_at IS NOT NULL)),
	CHECK ((name_key IS NULL) = (deleted_at IS NOT NULL))
) STRICT;

-- Every version ever saved: a verdict is explained by the one it was made
-- under.  Rows are only added, but sealed is emptied when the destination
-- goes or its URL is replaced: a credential is not kept for the record.
CREATE TABLE destination_version (
	destination_id INTEGER NOT NULL REFERENCES destination(id),
	version INTEGER NOT NULL,
	saved_at INTEGER NOT NULL,
	saved_by TEXT NOT NULL,		-- who, as the audit trail names them
	name TEXT NOT NULL,		-- 1 to 80 characters
	app TEXT NOT NULL,		-- struct app's name: "teams"
	enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
	hosts INTEGER NOT NULL CHECK (hosts IN (0, 1)),	   -- alert types
	accounts INTEGER NOT NULL CHECK (accounts IN (0, 1)),
	system INTEGER NOT NULL CHECK (system IN (0, 1)),
	host_urgency INTEGER NOT NULL,	-- thresholds, 0 to 100, at or above
	host_threat INTEGER NOT NULL,
	host_certainty INTEGER NOT NULL,
	host_either INTEGER NOT NULL CHECK (host_either IN (0, 1)),
	account_urgency INTEGER NOT NULL,
	account_threat INTEGER NOT NULL,
	account_certainty INTEGER NOT NULL,
	account_either INTEGER NOT NULL CHECK (account_either IN (0, 1)),
	url_host TEXT NOT NULL,		-- the part of the URL that is shown
	seal_id INTEGER NOT NULL,	-- which sealing; bound inside sealed
	sealed TEXT NOT NULL,		-- the URL for the worker's eyes, or ''
	PRIMARY KEY (destination_id, version)
) STRICT, WITHOUT ROWID;

-- Settings that have a page; those of tocsin.conf are not here.  A key that
-- is missing has the default of core/settings.c.
CREATE TABLE setting (
	key TEXT PRIMARY KEY,
	value TEXT NOT NULL,
	version INTEGER NOT NULL,	-- 1, 2, ...: grows with each save
	saved_at INTEGER NOT NULL,
	saved_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- What the web tier asks the worker to do.  The worker answers by id in
-- outbox.db; rows are dropped when they are over a day old.
CREATE TABLE request (
	id INTEGER PRIMARY KEY,
	kind TEXT NOT NULL CHECK (kind IN ('test', 'try again')),
	destination_id INTEGER NOT NULL REFERENCES destination(id),
	asked_at INTEGER NOT NULL,
	asked_by TEXT NOT NULL
) STRICT;
