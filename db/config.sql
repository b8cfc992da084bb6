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
-- under.  Rows are only added, but what is sealed is emptied when the destination
-- goes, or it is replaced or no longer valid: no credential is kept for the
-- record.
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
	secret_id INTEGER NOT NULL DEFAULT 0,	-- 0: the app needs none
	secret TEXT NOT NULL DEFAULT '',	-- sealed for this URL, or ''
	former_id INTEGER NOT NULL DEFAULT 0,	-- the secret before,
	former TEXT NOT NULL DEFAULT '',	-- valid beside the new one
	former_until INTEGER NOT NULL DEFAULT 0,	-- until then
	app_option INTEGER NOT NULL DEFAULT 0 CHECK (app_option IN (0, 1)),
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
	destination_id INTEGER REFERENCES destination(id),
	draft_id INTEGER,		-- a test of what is not saved yet
	asked_at INTEGER NOT NULL,
	asked_by TEXT NOT NULL,
	CHECK ((destination_id IS NULL) <> (draft_id IS NULL)),
	CHECK (draft_id IS NULL OR kind = 'test')
) STRICT;

-- A browser's session, anonymous until somebody signs in.  The cookie is a
-- credential: only its hash is kept, and the CSRF token is derived from it.
-- Signing in makes a new one.
CREATE TABLE session (
	id_hash TEXT PRIMARY KEY,	-- BLAKE2b-256 of the cookie, in hex
	created_at INTEGER NOT NULL,
	seen_at INTEGER NOT NULL,	-- within a minute
	flash TEXT NOT NULL,		-- to tell on the next page, or ''
	shown_id INTEGER NOT NULL DEFAULT 0,	-- names it on pages; 0: anonymous
	user_id INTEGER NOT NULL DEFAULT 0,	-- 0: anonymous
	stage TEXT NOT NULL DEFAULT 'anonymous' CHECK (stage IN ('anonymous',
		'code due', 'signed in')),	-- due: of the second factor
	proved_at INTEGER NOT NULL DEFAULT 0,	-- the password was given last
	address TEXT NOT NULL DEFAULT '',	-- where it was signed in from
	agent TEXT NOT NULL DEFAULT ''	-- the browser's name for itself, cut
) STRICT, WITHOUT ROWID;
CREATE INDEX session_user ON session (user_id) WHERE user_id <> 0;

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
	sealed TEXT NOT NULL,		-- '': the URL was not touched
	secret_id INTEGER NOT NULL DEFAULT 0,	-- 0: the app needs none
	secret TEXT NOT NULL DEFAULT '',	-- sealed for this URL, or ''
	former_id INTEGER NOT NULL DEFAULT 0,	-- the secret before,
	former TEXT NOT NULL DEFAULT '',	-- valid beside the new one
	former_until INTEGER NOT NULL DEFAULT 0,	-- until then
	app_option INTEGER NOT NULL DEFAULT 0 CHECK (app_option IN (0, 1))
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

-- Who may sign in.  Rows stay when a user is removed, for the record.
CREATE TABLE user (
	id INTEGER PRIMARY KEY,
	name TEXT NOT NULL,		-- 1 to 64 characters, as given
	name_key TEXT UNIQUE,		-- lower(name); NULL: removed
	role TEXT NOT NULL,		-- core/permission.c's or a row of role
	password TEXT NOT NULL,		-- argon2id, as libsodium writes it; '':
					-- none yet, so nobody signs in with one
	password_at INTEGER NOT NULL,	-- when it was set
	disabled_at INTEGER,		-- NULL: may sign in
	totp TEXT NOT NULL DEFAULT '',	-- the seed, for the web tier's key; '':
					-- no second factor
	totp_step INTEGER NOT NULL DEFAULT 0,	-- the newest that was used
	signed_in_at INTEGER NOT NULL DEFAULT 0,	-- the last time
	failed INTEGER NOT NULL DEFAULT 0,	-- refused since then
	created_at INTEGER NOT NULL,
	created_by TEXT NOT NULL
) STRICT;

-- What gets a user in who has lost the second factor; each once.
CREATE TABLE recovery_code (
	user_id INTEGER NOT NULL REFERENCES user(id),
	hash TEXT NOT NULL,		-- BLAKE2b-256, in hex
	PRIMARY KEY (user_id, hash)
) STRICT, WITHOUT ROWID;

-- A code that lets somebody set a password, once: the first user, a new one,
-- or one who was reset.  It is shown where it is made, and only its hash kept.
CREATE TABLE invitation (
	id INTEGER PRIMARY KEY,
	hash TEXT NOT NULL UNIQUE,	-- BLAKE2b-256, in hex
	user_id INTEGER NOT NULL,	-- 0: of the first user, who gives a name
	until INTEGER NOT NULL,		-- valid before
	made_at INTEGER NOT NULL,
	made_by TEXT NOT NULL
) STRICT;

-- Custom roles; those of the appliance are in core/permission.c.
CREATE TABLE role (
	name_key TEXT PRIMARY KEY,	-- lower(name)
	name TEXT NOT NULL,
	created_at INTEGER NOT NULL,
	created_by TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE role_permission (
	name_key TEXT NOT NULL REFERENCES role(name_key),
	permission TEXT NOT NULL,	-- its name; one unknown gives nothing
	PRIMARY KEY (name_key, permission)
) STRICT, WITHOUT ROWID;

-- Who did what, written with the change itself.  The worker takes the rows over
-- into outbox.db within a second and chains them there; afterwards they are
-- dropped here.  seq is SQLite's, so that commit order is its order.
CREATE TABLE audit (
	seq INTEGER PRIMARY KEY AUTOINCREMENT,
	at INTEGER NOT NULL,
	by TEXT NOT NULL,		-- "alice", "cli:root", "token feed"
	address TEXT NOT NULL,		-- it came from there; '': this machine
	via TEXT NOT NULL,		-- the program: "web", "cli"
	action TEXT NOT NULL,		-- "destination saved"
	outcome TEXT NOT NULL CHECK (outcome IN ('done', 'refused')),
	object_id INTEGER NOT NULL,	-- what it was done to, or 0
	object TEXT NOT NULL,		-- its name, or ''
	detail TEXT NOT NULL		-- a JSON object: old and new, or '{}'
) STRICT;

-- Keys that others took the place of: nothing new is sealed for them, and what
-- still is can be found.  Ids are the first of a hash of the public key.
CREATE TABLE retired_key (
	id TEXT PRIMARY KEY,		-- as sealed texts name it
	retired_at INTEGER NOT NULL,
	retired_by TEXT NOT NULL,
	done_at INTEGER			-- nothing names it from then on; NULL:
					-- the rotation is under way
) STRICT, WITHOUT ROWID;
