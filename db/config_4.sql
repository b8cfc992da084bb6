-- config.db from version 3 to 4: users, roles and what they did.  A session may
-- be somebody's.  The tables are written as in config.sql.
ALTER TABLE session ADD COLUMN
	shown_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN
	user_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN
	stage TEXT NOT NULL DEFAULT 'anonymous' CHECK (stage IN ('anonymous',
		'code due', 'signed in'));
ALTER TABLE session ADD COLUMN
	proved_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE session ADD COLUMN
	address TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN
	agent TEXT NOT NULL DEFAULT '';
CREATE INDEX session_user ON session (user_id) WHERE user_id <> 0;

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
