/*
 * journal.test.mjs - a rollback journal that a producer lays beside events.db:
 * SQLite would play it back, and remove the file that it names.
 */
import assert from 'node:assert/strict';
import {linkSync, rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {mutant} from '../fault/mutant.mjs';
import {FLOWS, flowUrl} from './rig.mjs';
import {FEED, PRODUCERS, WORKER, as, skip, usersRig, worked}
	from './users.mjs';

let rig, journal, dir;

before(async () => {
	rig = await usersRig();
	if (rig === null)
		return;
	rig.must(['destination', 'add', '--name', 'Team'],
	    `${flowUrl(FLOWS[0])}\n`);
	dir = join(rig.dir, 'backup');
	rig.must(['backup', dir]);
	journal = `${rig.db('events')}-journal`;
	linkSync(rig.db('outbox'), join(rig.dir, 'second'));
});
after(async () => {
	if (!skip)
		await rig.end();
});

/* SQLite's file format, section 3; no page, and a super-journal. */
const MAGIC = Buffer.from('d9d505f920a163d7', 'hex');
const PAGE = 4096;
const SECTOR = 512;

function made(victim, pages)
{
	const name = Buffer.from(victim);
	const words = (...all) => {
		const b = Buffer.alloc(4 * all.length);

		all.forEach((w, i) => b.writeUInt32BE(w, 4 * i));
		return b;
	};
	const head = Buffer.alloc(SECTOR);

	MAGIC.copy(head);
	words(0, 12345, pages, SECTOR, PAGE).copy(head, MAGIC.length);
	/* The page of the lock byte, which no database has. */
	return Buffer.concat([head, words(0x40000000 / PAGE + 1), name,
		words(name.length, name.reduce((sum, c) => sum + c, 0)),
		MAGIC]);
}

/* As a producer, who may write there. */
function plant()
{
	const from = join(rig.dir, 'planted');

	writeFileSync(from, made(rig.db('outbox'),
	    statSync(rig.db('events')).size / PAGE), {mode: 0o644});
	worked(as(FEED, PRODUCERS, ['cp', from, journal]), 'cp');
	worked(as(FEED, PRODUCERS, ['chmod', '666', journal]), 'chmod');
}

/* Whether it is the file that it was, by a second name of it. */
const isThere = () => statSync(join(rig.dir, 'second')).nlink === 2;

/* What opens events.db, one way or another. */
const OPENED = [['setup'], ['ingest'], ['restore']];

for (const [command] of OPENED)
	test(`${command}: not played back`, {skip}, () => {
		const args = command === 'restore' ? [command, dir] : [command];

		plant();
		const r = rig.tocsin(args, '');

		assert.ok(isThere());
		assert.notEqual(r.status, 0);
		assert.match(r.err, /a rollback journal \(-journal\) lies/);
		if (command === 'restore')
			assert.match(r.err, /nothing was replaced/);
		rmSync(journal);
		assert.equal(rig.tocsin(args, '').status, 0);
	});

test('the worker: not played back', {skip}, async () => {
	plant();
	const worker = rig.worker(['setpriv', `--reuid=${WORKER}`,
		`--regid=${WORKER}`, `--groups=${PRODUCERS}`, '--']);
	const end = await worker.over;

	assert.equal(end.code, 1);
	assert.match(rig.logText('worker'), /a rollback journal \(-journal\)/);
	assert.ok(isThere());
	rmSync(journal);
});

test('control: by SQLite\'s own layer it is', {skip}, () => {
	const seeing = mutant('tocsin', 'db/db_vfs.c',
	    'n >= k && strcmp(name + n - k, journal) == 0', 'n < 1 && k < 1');

	plant();
	/* It makes a new one where it finds none, the last of the three. */
	worked(as(0, 0, [seeing, '-c', rig.conf, 'setup']), 'setup');
	assert.ok(!isThere());
	console.log('# control: a journal that is seen: outbox.db removed');
});
