-- outbox.db: what was decided and what became of it.  Written by the worker
-- alone, so that no other program can forge a decision or a delivery.  Times
-- are epoch milliseconds.

-- The worker's own state: one row.
CREATE TABLE worker (
	id INTEGER PRIMARY KEY CHECK (id = 1),
	cursor INTEGER NOT NULL,	-- every event.seq up to it is decided
	cursor_sum INTEGER NOT NULL,	-- db/sum.h, of that event's seq, source
					-- and source_id: is it still the same
					-- events.db?  0: not known
	last_at INTEGER NOT NULL,	-- `at` of the newest decided event
	last_request INTEGER NOT NULL,	-- newest request.id carried out
	wall_ms INTEGER NOT NULL,	-- wall clock and boot clock, read
	boot_ms INTEGER NOT NULL,	-- together: tells steps of the clock
	boot_id TEXT NOT NULL,		-- which boot boot_ms counts from
	heartbeat_at INTEGER NOT NULL	-- the worker was alive then
) STRICT;

-- The last known score of each entity, by its newest event.
CREATE TABLE entity (
	source TEXT NOT NULL,
	entity_type TEXT NOT NULL,
	entity_id TEXT NOT NULL,
	last_at INTEGER NOT NULL,	-- event_at of that event
	urgency INTEGER NOT NULL,	-- -1: never seen in this scoring
	threat INTEGER NOT NULL,
	certainty INTEGER NOT NULL,
	PRIMARY KEY (source, entity_type, entity_id)
) STRICT, WITHOUT ROWID;

-- The last known status of each system check.
CREATE TABLE system_check (
	source TEXT NOT NULL,
	check_name TEXT NOT NULL,
	device TEXT NOT NULL,
	status INTEGER NOT NULL,	-- enum system_status of core/event.h
	changed_at INTEGER NOT NULL,
	PRIMARY KEY (source, check_name, device)
) STRICT, WITHOUT ROWID;

-- The window of a destination about an entity.  delivery_id names the alert
-- that opened it; when that one fails or is cancelled the row goes, since
-- nobody was told.
CREATE TABLE window (
	destination_id INTEGER NOT NULL,
	source TEXT NOT NULL,
	entity_type TEXT NOT NULL,
	entity_id TEXT NOT NULL,
	opened_at INTEGER NOT NULL,
	delivery_id INTEGER NOT NULL,
	PRIMARY KEY (destination_id, source, entity_type, entity_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX window_delivery ON window (delivery_id);
CREATE INDEX window_opened ON window (opened_at);

-- Every verdict that a person could ask about: one for an event and a
-- destination whose threshold it met.  The others follow from the event and
-- the version in force (destination_use).
CREATE TABLE decision (
	event_seq INTEGER NOT NULL,
	destination_id INTEGER NOT NULL,
	destination_version INTEGER NOT NULL,
	verdict TEXT NOT NULL CHECK (verdict IN ('sent', 'in window',
		'not a rise', 'disabled', 'no change', 'first normal')),
	at INTEGER NOT NULL,		-- the time that windows run on
	window_until INTEGER,		-- 'in window': when it ends
	delivery_id INTEGER,		-- 'sent': which delivery
	sum INTEGER NOT NULL,		-- db/sum.h, of the columns above; 0:
					-- written before there were sums.
					-- Never NULL: so would a damaged row be
	PRIMARY KEY (event_seq, destination_id)
) STRICT, WITHOUT ROWID;

-- `at` of an event where it is not simply its received_at.
CREATE TABLE event_time (
	event_seq INTEGER PRIMARY KEY,
	at INTEGER NOT NULL
) STRICT;

-- From which event on the worker used a version of a destination.
CREATE TABLE destination_use (
	destination_id INTEGER NOT NULL,
	version INTEGER NOT NULL,
	from_seq INTEGER NOT NULL,
	PRIMARY KEY (destination_id, version)
) STRICT, WITHOUT ROWID;

-- An event that alerted someone, as it was when it was decided: what is sent
-- does not depend on what a producer does to events.db afterwards.
CREATE TABLE alert (
	event_seq INTEGER PRIMARY KEY,
	event TEXT NOT NULL,		-- event_to_json()
	sum INTEGER NOT NULL		-- as in decision
) STRICT;

-- Events that could not be understood.
CREATE TABLE quarantine (
	event_seq INTEGER PRIMARY KEY,
	reason TEXT NOT NULL,
	at INTEGER NOT NULL
) STRICT;

-- One message due to one destination.  The files db/delivery*.c alone move it
-- from state to state, and db/delivery.h lists which moves exist.
CREATE TABLE delivery (
	id INTEGER PRIMARY KEY,		-- also the alert id in the message
	kind TEXT NOT NULL CHECK (kind IN ('alert', 'test', 'digest')),
	event_seq INTEGER,		-- of an alert
	request_id INTEGER,		-- the request that asked for a test
	digest_id INTEGER,		-- the digest that tells of this alert
	members INTEGER,		-- of a digest: how many it tells of
	score INTEGER NOT NULL,		-- of an alert: its rank in a digest
	destination_id INTEGER NOT NULL,
	destination_name TEXT NOT NULL,	-- kept when the destination goes
	app TEXT NOT NULL,
	state TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'accepted',
		'failed', 'unknown', 'held', 'in digest', 'cancelled')),
	reason TEXT,			-- of failed, held and cancelled
	created_at INTEGER NOT NULL,
	due_at INTEGER NOT NULL,	-- not tried before
	expires_at INTEGER NOT NULL,	-- given up after
	attempts INTEGER NOT NULL,
	possible_repeat INTEGER NOT NULL CHECK (possible_repeat IN (0, 1)),
	ended_at INTEGER		-- when the last state was reached
) STRICT;
CREATE INDEX delivery_due ON delivery (destination_id, due_at, id)
	WHERE state IN ('queued', 'unknown');
CREATE INDEX delivery_waiting ON delivery (expires_at)
	WHERE state IN ('queued', 'unknown', 'held');
CREATE INDEX delivery_of ON delivery (destination_id, id)
	WHERE state IN ('queued', 'unknown', 'held');
CREATE INDEX delivery_sending ON delivery (id) WHERE state = 'sending';
CREATE INDEX delivery_ended ON delivery (ended_at)
	WHERE ended_at IS NOT NULL;
CREATE INDEX delivery_age ON delivery (created_at) WHERE ended_at IS NULL;
CREATE INDEX delivery_event ON delivery (event_seq) WHERE ended_at IS NULL;
CREATE INDEX delivery_held ON delivery (destination_id) WHERE state = 'held';
CREATE INDEX delivery_test ON delivery (id)
	WHERE kind = 'test' AND ended_at IS NULL;
CREATE INDEX delivery_digest ON delivery (destination_id)
	WHERE kind = 'digest' AND ended_at IS NULL;
CREATE INDEX delivery_in_digest ON delivery (digest_id)
	WHERE state = 'in digest';
CREATE INDEX delivery_members ON delivery (digest_id, score DESC, id)
	WHERE digest_id IS NOT NULL;

-- One try to deliver.  A row without ended_at was cut short: by a crash, or
-- it is on its way now.
CREATE TABLE attempt (
	delivery_id INTEGER NOT NULL,
	n INTEGER NOT NULL,		-- 1, 2, ...
	destination_version INTEGER NOT NULL, -- the settings it used
	started_at INTEGER NOT NULL,
	ended_at INTEGER,
	outcome TEXT,			-- accepted, retry, uncertain, refused,
					-- broken
	http_status INTEGER,		-- 0: no answer
	code TEXT,			-- the app's own error word
	error TEXT,			-- what went wrong below HTTP
	fault TEXT,			-- whose it was: ours, proxy, dns,
					-- network, tls interception, receiver,
					-- receiver limit; '' nobody's
	dns_us INTEGER,			-- end of each phase, from the start
	connect_us INTEGER,
	tls_us INTEGER,
	first_byte_us INTEGER,
	total_us INTEGER,
	answer TEXT,			-- the first 2 KiB of the body
	body_sha256 TEXT NOT NULL,	-- of what was sent
	body_bytes INTEGER NOT NULL,
	PRIMARY KEY (delivery_id, n)
) STRICT, WITHOUT ROWID;

-- What the worker knows about a destination beyond its settings.
CREATE TABLE destination_health (
	destination_id INTEGER PRIMARY KEY,
	broken_since INTEGER,		-- NULL: not broken
	broken_reason TEXT,
	broken_version INTEGER,		-- the version that broke
	told INTEGER NOT NULL,		-- what others were told: enum told
	quiet_until INTEGER NOT NULL,	-- the receiver asked us to wait
	failures INTEGER NOT NULL,	-- transient ones in a row
	open_since INTEGER,		-- the breaker is open; NULL: closed
	open_until INTEGER NOT NULL,	-- then one request tries
	allowance INTEGER NOT NULL,	-- at once while it opens; 0: all
	cancel_upto INTEGER,		-- cancel what waits, up to this id
	cancel_reason TEXT,
	last_accepted_at INTEGER,
	broken_here INTEGER NOT NULL DEFAULT 0	-- 1: by what is here, a key or
		CHECK (broken_here IN (0, 1))	-- a version; not by the receiver
) STRICT;

-- Answers to requests of config.db, by their id.
CREATE TABLE answer (
	request_id INTEGER PRIMARY KEY,
	state TEXT NOT NULL CHECK (state IN ('working', 'done', 'failed')),
	http_status INTEGER NOT NULL,	-- 0: none
	message TEXT NOT NULL,		-- word for word what is shown
	hint TEXT NOT NULL,		-- what to check
	at INTEGER NOT NULL
) STRICT;

-- Steps of the wall clock that were seen, and by how much windows moved.
CREATE TABLE clock_step (
	at INTEGER NOT NULL,
	step_ms INTEGER NOT NULL
) STRICT;

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
