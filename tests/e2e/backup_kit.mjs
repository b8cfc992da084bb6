/*
 * backup_kit.mjs - what the databases of a system hold, for comparing.
 */
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

import {BUILD} from './lib.mjs';

/* In the order in which they are copied and put back. */
export const NAMES = ['outbox', 'events', 'config'];

/*
 * What a way back changes by design: who did it, what must not come back with
 * an old config.db, and what may be a repeat now.
 */
const LEVEL = {
	config: 'DELETE FROM session; DELETE FROM invitation; DELETE FROM ' +
		'sqlite_sequence; DELETE FROM audit WHERE action IN ' +
		'(\'backup made\', \'backup put back\');',
	events: '',
	/* A worker that runs says so once a second. */
	outbox: 'UPDATE delivery SET possible_repeat = 1 WHERE ended_at IS ' +
		'NULL; UPDATE worker SET heartbeat_at = 0, wall_ms = 0, ' +
		'boot_ms = 0;',
};

/* content(name, path): a hash of all else that the file holds. */
export function content(name, path)
{
	const dir = mkdtempSync(join(tmpdir(), 'tocsin-content-'));
	const copy = join(dir, 'copy');
	const run = (...args) => {
		const r = spawnSync('sqlite3', args, {encoding: 'utf8',
			maxBuffer: 1 << 28});

		assert.equal(r.status, 0, `${path}: ${r.stderr}`);
		return r.stdout;
	};

	try {
		run('-readonly', '-cmd', '.timeout 5000', path,
		    `.backup '${copy}'`);
		const dump = run(copy, `PRAGMA user_version; ${LEVEL[name]}`,
		    '.dump');

		assert.match(dump, /^COMMIT;$/m, path);
		return createHash('sha256').update(dump).digest('hex');
	} finally {
		rmSync(dir, {recursive: true});
	}
}

/* contents(of): content() of all three; of: a name's path. */
export function contents(of)
{
	return Object.fromEntries(NAMES.map((name) => [name,
		content(name, of(name))]));
}

/* seals(config, keys): how many texts none, one or more of the keys open. */
export function seals(config, ...keys)
{
	const r = spawnSync(join(BUILD, 'tests/helpers/seals'),
	    [config, ...keys], {encoding: 'utf8'});

	assert.equal(r.status, 0, r.stderr);
	const [, none, one, more] = /^none (\d+), one (\d+), more (\d+)$/m
		.exec(r.stdout).map(Number);

	return {none, one, more};
}

/* sound(sys): the audit trail holds, and each database to its last page. */
export function sound(sys)
{
	assert.match(sys.must('audit', 'verify'), /^sound: /);
	for (const name of NAMES)
		assert.deepEqual(sys.rows('PRAGMA integrity_check', name),
		    [{integrity_check: 'ok'}], name);
}
