/*
 * traces.mjs - all that a site leaves behind: every file but the receiver's,
 * who gets the URLs and keeps them redacted.
 */
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {readFileSync, readdirSync} from 'node:fs';
import {join, sep} from 'node:path';

/* everything(site): [path, bytes] of each, and what the CLI printed. */
export function *everything(site)
{
	for (const entry of readdirSync(site.dir, {recursive: true,
		withFileTypes: true})) {
		const path = join(entry.parentPath ?? entry.path, entry.name);

		if (entry.isFile() && !path.includes(`${sep}receiver${sep}`))
			yield [path, readFileSync(path)];
	}
	yield ['CLI output', Buffer.from(site.printed)];
}

const TABLES = ['destination', 'destination_version', 'draft', 'request',
	'setting', 'token'];

/* dump(site): the tables that bad input must leave as they are, as SQL. */
export function dump(site)
{
	const r = spawnSync('sqlite3', ['-readonly', '-cmd', '.timeout 5000',
		site.database('config'), `.dump ${TABLES.join(' ')}`],
	    {encoding: 'utf8'});

	assert.equal(r.status, 0, r.stderr);
	for (const table of TABLES)
		assert.ok(r.stdout.includes(`CREATE TABLE ${table} (`), table);
	return r.stdout;
}
