-- outbox.db from version 2 to 3: what is broken by a fault on this side ends
-- with it.  The first files of version 2 lack the index.
ALTER TABLE destination_health ADD COLUMN
	broken_here INTEGER NOT NULL DEFAULT 0
		CHECK (broken_here IN (0, 1));
CREATE INDEX IF NOT EXISTS delivery_event ON delivery (event_seq) WHERE ended_at IS NULL;
