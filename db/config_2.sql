-- config.db from version 1 to 2: requests may name a draft; sessions, drafts
-- and tokens are new.  The tables are written as in config.sql.  Requests are
-- kept: their ids must go on growing.
ALTER TABLE request RENAME TO request_1;
CREATE TABLE request (
	id INTEGER PRIMARY KEY,
	kind TEXT NOT NULL CHECK (kind IN ('test', 'try again')),
	destination_id INTEGER REFERENCES destination(id),
	draft_id INTEGER,		-- a test of what is not saved yet
	asked_at INTEGER NOT NULL,
	asked_by TEXT NOT NULL,
	CHECK ((destination_id IS NULL) <> (draft_id IS NULL)),
	CHECK (draft_id IS NULL OR kind = 'test')
) STRICT;
INSERT INTO request (id, kind, destination_id, asked_at, asked_by)
	SELECT id, kind, destination_id, asked_at, asked_by FROM request_1;
DROP TABLE request_1;

-- A browser's session, anonymous until somebody signs in.  The cookie is a
-- credential: only its hash is kept, and the CSRF token is derived from it.
CREATE TABLE session (
	id_hash TEXT PRIMARY KEY,	-- BLAKE2b-256 of the cookie, in hex
	created_at INTEGER NOT NULL,
	seen_at INTEGER NOT NULL,	-- within a minute
	flash TEXT NOT NULL		-- to tell on the next page, or ''
) STRICT, WITHOUT ROWID;

-- What somebody typed into the editor and tests before saving it.  Bound to
-- the form and the session it was typed in; dropped with the save, or after
-- an hour.  The columns are those of destination_version.
CREATE TABLE draft (
	id INTEGER PRIMARY KEY,		-- the form's
	session_hash TEXT NOT NULL,
	typed_at INTEGER NOT NULL,
	request_id INTEGER NOT NULL,	-- its test
	destination_id INTEGER NOT NULL,	-- that it edits, or will be
	version INTEGER NOT NULL,	-- that it edits; 0: a new one
	name TEXT NOT NULL,
	app TEXT NOT NULL,
	enabled INTEGER NOT NULL CHECK (enabled IN (0, 1)),
	hosts INTEGER NOT NULL CHECK (hosts IN (0, 1)),
	accounts INTEGER NOT NULL CHECK (accounts IN (0, 1)),
	system INTEGER NOT NULL CHECK (system IN (0, 1)),
	host_urgency INTEGER NOT NULL,
	host_threat INTEGER NOT NULL,
	host_certainty INTEGER NOT NULL,
	host_either INTEGER NOT NULL CHECK (host_either IN (0, 1)),
	account_urgency INTEGER NOT NULL,
	account_threat INTEGER NOT NULL,
	account_certainty INTEGER NOT NULL,
	account_either INTEGER NOT NULL CHECK (account_either IN (0, 1)),
	url_host TEXT NOT NULL,
	seal_id INTEGER NOT NULL,
	sealed TEXT NOT NULL		-- '': the URL was not touched
) STRICT;

-- Who may send events by HTTP.  The token itself is shown once and never
-- stored; it is random, so a plain hash is enough.
CREATE TABLE token (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL UNIQUE,	-- the source of events that name none
	hash TEXT NOT NULL UNIQUE,	-- BLAKE2b-256, in hex
	created_at INTEGER NOT NULL,
	created_by TEXT NOT NULL
) STRICT;
