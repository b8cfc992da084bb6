-- config.db from version 2 to 3: an app may need a secret besides its URL, and
-- may have an option.  The columns are written as in config.sql.
ALTER TABLE destination_version ADD COLUMN
	secret_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE destination_version ADD COLUMN
	secret TEXT NOT NULL DEFAULT '';
ALTER TABLE destination_version ADD COLUMN
	former_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE destination_version ADD COLUMN
	former TEXT NOT NULL DEFAULT '';
ALTER TABLE destination_version ADD COLUMN
	former_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE destination_version ADD COLUMN
	app_option INTEGER NOT NULL DEFAULT 0 CHECK (app_option IN (0, 1));
ALTER TABLE draft ADD COLUMN
	secret_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE draft ADD COLUMN
	secret TEXT NOT NULL DEFAULT '';
ALTER TABLE draft ADD COLUMN
	former_id INTEGER NOT NULL DEFAULT 0;
ALTER TABLE draft ADD COLUMN
	former TEXT NOT NULL DEFAULT '';
ALTER TABLE draft ADD COLUMN
	former_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE draft ADD COLUMN
	app_option INTEGER NOT NULL DEFAULT 0 CHECK (app_option IN (0, 1));
