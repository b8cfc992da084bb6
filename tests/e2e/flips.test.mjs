/*
 * flips.test.mjs - a disk that turns single bits of outbox.db: whatever
 * changes what was decided, or what is to be told, is found at the start.
 *
 *   SEED    of the bits (printed)
 *   FLIPS   how many, one at a time (400)
 */
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync}
	from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {BUILD, checkEvent, hostEvent, System} from './lib.mjs';
import {random} from './rig.mjs';

const SEED = Number(process.env.SEED ?? Date.now() % 1000000);
const FLIPS = Number(process.env.FLIPS ?? 400);
const BATCH = 100;

/* What the two tables say; the sums are only about them. */
const DUMP = 'SELECT event_seq, destination_id, destination_version, ' +
    'verdict, at, window_until, delivery_id FROM decision ORDER BY 1, 2; ' +
    'SELECT event_seq, event FROM alert ORDER BY 1;';
let sys, image, pages, pageSize;

before(async () => {
	console.log(`# SEED=${SEED} FLIPS=${FLIPS}`);
	sys = await System.create();
	await sys.startWorker();
	for (let i = 0; i < 3; i++)
		await sys.script(sys.addDestination(), {status: 202});
	const lines = [];
	for (let i = 0; i < 160; i++)
		lines.push(i % 9 === 0 ? checkEvent(`check ${i}`, 'failure') :
			hostEvent(i % 53, 40 + i % 60));
	assert.equal(sys.ingest(lines).accepted, lines.length);
	await sys.until('all to be sent', () => sys.rows('SELECT 1 FROM worker ' +
	    `WHERE cursor >= ${lines.length} AND NOT EXISTS (SELECT 1 FROM ` +
	    'delivery WHERE ended_at IS NULL)').length === 1);
	await sys.stopWorker();
	sys.sql('PRAGMA wal_checkpoint(TRUNCATE)', 'outbox');
	image = readFileSync(sys.database('outbox'));
	[{page_size: pageSize}] = sys.rows('PRAGMA page_size');
	pages = sys.rows('SELECT pageno FROM dbstat WHERE name IN ' +
	    '(\'decision\', \'alert\')').map((r) => r.pageno);
	const [n] = sys.rows('SELECT (SELECT count(*) FROM decision) AS ' +
	    'decisions, (SELECT count(*) FROM alert) AS alerts');
	console.log(`# ${n.decisions} decisions, ${n.alerts} alerts on ` +
	    `${pages.length} pages`);
	assert.ok(n.decisions >= 300 && n.alerts >= 60);
});
after(() => sys.close());

/* One copy for each bit, at path(i). */
function write(bits, path)
{
	for (const [i, {byte, bit}] of bits.entries()) {
		const copy = Buffer.from(image);

		copy[byte] ^= 1 << bit;
		writeFileSync(path(i), copy);
	}
}

function run(program, args, input = '')
{
	const r = spawnSync(program, args, {input, encoding: 'utf8',
		maxBuffer: 1 << 28});

	assert.equal(r.error, undefined);
	return r.stdout;
}

/* By SQLite alone: what the tables say, and whether it finds fault. */
function look(paths)
{
	const input = paths.map((p) => `.open '${p}'\n.print --dump\n${DUMP}\n` +
	    '.print --check\nPRAGMA integrity_check(1);\n').join('');

	return run('sqlite3', [], input).split('--dump\n').slice(1)
		.map((part) => part.split('--check\n'));
}

/* All at random places of the pages that hold the two tables. */
function bitsOf(n)
{
	const rand = random(SEED);

	return Array.from({length: n}, () => ({
		byte: (pages[Math.floor(rand() * pages.length)] - 1) * pageSize +
			Math.floor(rand() * pageSize),
		bit: Math.floor(rand() * 8),
	}));
}

/* examine(bits): each with what it changed, and who found it. */
function examine(bits)
{
	const dir = mkdtempSync(join(sys.dir, 'flips-'));
	const path = (i) => join(dir, `${i}.db`);
	const found = [];
	writeFileSync(path('sound'), image);
	const [[original]] = look([path('sound')]);

	for (let from = 0; from < bits.length; from += BATCH) {
		const batch = bits.slice(from, from + BATCH);
		const paths = batch.map((_, i) => path(i));

		write(batch, path);
		/* Before ours, which opens them as their owner. */
		const seen = look(paths);
		const said = run(join(BUILD, 'tests/helpers/outbox_check'),
		    paths).trim().split('\n');
		assert.equal(said.length, batch.length, said.at(-1));
		for (const [i, b] of batch.entries())
			found.push({...b, said: said[i],
				changed: seen[i][0] !== original,
				sqlite: seen[i][1]?.trim() !== 'ok'});
	}
	rmSync(dir, {recursive: true});
	return found;
}

/* A real start with that bit turned: it must refuse, and say what to do. */
async function refused({byte, bit})
{
	const path = sys.database('outbox');
	const kept = `${path}.kept`;
	const copy = Buffer.from(image);

	copyFileSync(path, kept);
	copy[byte] ^= 1 << bit;
	writeFileSync(path, copy);
	const end = await sys.refusedWorker();
	assert.equal(end.code, 1, end.said);
	assert.match(end.said, /outbox\.db/);
	assert.match(end.said, /check the disk, then restore it from a backup/);
	assert.doesNotMatch(end.said, /started:/);
	copyFileSync(kept, path);
	return end.said;
}

test('every bit that changes a decision or an alert is found', async () => {
	const begun = Date.now();
	const found = examine(bitsOf(FLIPS));
	const changed = found.filter((f) => f.changed);
	const missed = changed.filter((f) => f.said === 'sound');
	const unseen = changed.filter((f) => !f.sqlite);
	const by = {};

	for (const f of found)
		by[f.said] = (by[f.said] ?? 0) + 1;
	console.log(`# ${found.length} flips, ${changed.length} change a row, ` +
	    `${missed.length} missed, ${(Date.now() - begun) / 1000} s; ` +
	    JSON.stringify(by));
	console.log(`# control: integrity_check alone misses ${unseen.length}`);
	assert.deepEqual(missed, []);
	assert.ok(changed.length >= FLIPS / 8);
	assert.ok(unseen.length >= FLIPS / 20);

	/* The worker itself, once for each way to be found. */
	for (const way of ['quick_check', 'decision sum', 'alert sum']) {
		const one = found.find((f) => f.said === way);

		if (one !== undefined)
			await refused(one);
	}
	/* And with no bit turned it starts. */
	await sys.startWorker();
});
