-- events.db: what the appliance reported.  Written by every producer (feeds,
-- the CLI, the appliance's own SQL; docs/events.md is their contract), read,
-- checkpointed and pruned by the worker.  Few checks stand here on purpose:
-- whoever else may write, the worker validates each row and puts a malformed
-- one aside (quarantine in outbox.db) without stopping the good ones.

CREATE TABLE event (
	seq INTEGER PRIMARY KEY AUTOINCREMENT,	-- given by the database inside
				-- the write, so commit order is row order
	source TEXT NOT NULL,	-- the feed that reported it
	source_id TEXT NOT NULL, -- its id there: "host:1111", or a hash
	received_at INTEGER NOT NULL, -- epoch ms, when it was written here
	event_at INTEGER NOT NULL, -- epoch ms, when it happened
	kind TEXT NOT NULL,	-- 'entity' or 'system'
	entity_type TEXT,	-- 'host' or 'account'
	entity_id TEXT,		-- unique in (source, entity_type)
	entity_name TEXT,
	urgency INTEGER,	-- Respond UX, 0 to 100
	threat INTEGER,		-- Quadrant UX, 0 to 100, with certainty
	certainty INTEGER,
	decreased INTEGER NOT NULL DEFAULT 0, -- 1: flagged as a drop
	check_name TEXT,	-- system: which check
	device TEXT,		-- system: which sensor or appliance
	status TEXT,		-- system: the feed's word; NULL: none
	message TEXT,		-- system: human text
	url TEXT,		-- absolute link into the appliance
	detail TEXT,		-- JSON object: all other members
	UNIQUE (source, source_id)
) STRICT;

-- Pruning by age.
CREATE INDEX event_received ON event (received_at);
