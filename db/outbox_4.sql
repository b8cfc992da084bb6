-- outbox.db from version 3 to 4: the audit trail, written as in outbox.sql.
-- The audit trail: rows of config.db's and what the worker did itself, in the
-- order in which they were taken over.  Each row's mac covers the row and the
-- mac before it, by a key that the web tier has not.
CREATE TABLE audit (
	n INTEGER PRIMARY KEY,		-- 1, 2, 3, ... without a gap
	source_seq INTEGER NOT NULL,	-- audit.seq in config.db; 0: its own
	at INTEGER NOT NULL,		-- as in config.db, up to detail
	by TEXT NOT NULL,
	address TEXT NOT NULL,
	via TEXT NOT NULL,		-- "worker": its own
	action TEXT NOT NULL,
	outcome TEXT NOT NULL,
	object_id INTEGER NOT NULL,
	object TEXT NOT NULL,
	detail TEXT NOT NULL,
	taken_at INTEGER NOT NULL,
	mac TEXT NOT NULL		-- BLAKE2b-256 with a key, in hex
) STRICT;
CREATE INDEX audit_source ON audit (source_seq) WHERE source_seq <> 0;

-- Where the chain starts and ends; one row.  Signed with the same key, so that
-- rows cut off at either end are missed.
CREATE TABLE audit_ends (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	taken_seq INTEGER NOT NULL,	-- audit.seq in config.db: up to there
	start_n INTEGER NOT NULL,	-- the newest row that was dropped, or 0
	start_mac TEXT NOT NULL,
	head_n INTEGER NOT NULL,	-- the newest row
	head_mac TEXT NOT NULL,
	sign TEXT NOT NULL
) STRICT;
