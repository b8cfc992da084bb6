-- outbox.db from version 1 to 2: digests, breakers, whose fault it was, sums.
-- The tables are written as in outbox.sql.
ALTER TABLE worker RENAME TO worker_1;
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
INSERT INTO worker (id, cursor, cursor_sum, last_at, last_request, wall_ms,
		boot_ms, boot_id, heartbeat_at)
	SELECT id, cursor, 0, last_at, last_request, wall_ms, boot_ms,
		boot_id, heartbeat_at
	FROM worker_1;
DROP TABLE worker_1;

ALTER TABLE decision RENAME TO decision_1;
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
INSERT INTO decision (event_seq, destination_id, destination_version,
		verdict, at, window_until, delivery_id, sum)
	SELECT event_seq, destination_id, destination_version, verdict, at,
		window_until, delivery_id, 0
	FROM decision_1;
DROP TABLE decision_1;

ALTER TABLE alert RENAME TO alert_1;
CREATE TABLE alert (
	event_seq INTEGER PRIMARY KEY,
	event TEXT NOT NULL,		-- event_to_json()
	sum INTEGER NOT NULL		-- as in decision
) STRICT;
INSERT INTO alert (event_seq, event, sum)
	SELECT event_seq, event, 0
	FROM alert_1;
DROP TABLE alert_1;

CREATE INDEX window_opened ON window (opened_at);

DROP INDEX delivery_due;
DROP INDEX delivery_waiting;
DROP INDEX delivery_sending;
DROP INDEX delivery_ended;
DROP INDEX delivery_held;
ALTER TABLE delivery RENAME TO delivery_1;
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
INSERT INTO delivery (id, kind, event_seq, request_id, score,
		destination_id, destination_name, app, state, reason, created_at,
		due_at, expires_at, attempts, possible_repeat, ended_at)
	SELECT id, kind, event_seq, request_id, 0, destination_id,
		destination_name, app, state, reason, created_at, due_at, expires_at,
		attempts, possible_repeat, ended_at
	FROM delivery_1;
DROP TABLE delivery_1;
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

ALTER TABLE attempt RENAME TO attempt_1;
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
INSERT INTO attempt (delivery_id, n, destination_version, started_at,
		ended_at, outcome, http_status, code, error, dns_us, connect_us,
		tls_us, first_byte_us, total_us, answer, body_sha256, body_bytes)
	SELECT delivery_id, n, destination_version, started_at, ended_at,
		outcome, http_status, code, error, dns_us, connect_us, tls_us,
		first_byte_us, total_us, answer, body_sha256, body_bytes
	FROM attempt_1;
DROP TABLE attempt_1;

ALTER TABLE destination_health RENAME TO destination_health_1;
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
	last_accepted_at INTEGER
) STRICT;
INSERT INTO destination_health (destination_id, broken_since,
		broken_reason, broken_version, told, quiet_until, failures,
		open_until, allowance, last_accepted_at)
	SELECT destination_id, broken_since, broken_reason, broken_version, 0,
		quiet_until, 0, 0, 0, last_accepted_at
	FROM destination_health_1;
DROP TABLE destination_health_1;
