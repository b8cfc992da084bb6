/*
 * million.test.mjs - a million alerts wait for one destination: the worker's
 * memory stays small, and another destination's alerts go on.
 *
 *   ROWS  how many wait (default 200000)
 */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {hostEvent, System} from '../e2e/lib.mjs';
import {destinationId, fill, memory, Pulse, wal} from './kit.mjs';

const ROWS = Number(process.env.ROWS ?? 200000);

/* What a worker may hold, whatever waits. */
const RSS_KIB = 64 * 1024;

/* A slice takes milliseconds; a machine that is busy may take seconds. */
const LATE_MS = 5000;

/* It is copied once a second when it has 32. */
const WAL_MIB = 256;

/* For a million, on a busy machine. */
const PHASE_MS = 600000;

let sys, big, live, pulse, id;

before(async () => {
	sys = await System.create({settings: {timeout: '1s',
		retry_base: '50ms', retry_max: '200ms'}});
	live = sys.addDestination({options: ['--types', 'hosts']});
	big = sys.addDestination({options: ['--types', 'accounts']});
	id = destinationId(sys, big);
	/* Copies of events, for the rows to tell of. */
	await sys.startWorker();
	const lines = Array.from({length: 1000}, (_, i) => hostEvent(i, 60));
	assert.equal(sys.ingest(lines).accepted, 1000);
	await sys.until('them', () => sys.deliveries(live).length === 1000 &&
		sys.deliveries(live).every((r) => r.state === 'accepted'));
	await sys.stopWorker();
	await sys.script(big, {do: 'hang'});
	fill(sys, big, ROWS);
	pulse = new Pulse(sys, live, 10000);
});
after(() => sys.close());

/*
 * Are there none in these states?  By the indexes of those states: a reader
 * that looks at all rows keeps the WAL from being cut.
 */
function none(...groups)
{
	const found = groups.map((states) => 'EXISTS (SELECT 1 FROM delivery ' +
	    `WHERE destination_id = ${id} AND ${states} AND kind = 'alert')`);

	return sys.rows(`SELECT ${found.join(' OR ')} AS some`)[0].some === 0;
}
const QUEUED = 'state IN (\'queued\', \'unknown\')';
const HELD = 'state = \'held\'';
const SENDING = 'state = \'sending\'';
const IN_DIGEST = 'state = \'in digest\'';

const count = () => Object.fromEntries(sys.rows('SELECT state, count(*) AS ' +
    `n FROM delivery WHERE destination_id = ${id} AND kind = 'alert' ` +
    'GROUP BY state').map((r) => [r.state, r.n]));

/* act(), then wait until done(), with alerts going to the other one. */
async function phase(name, act, done)
{
	const began = Date.now();
	let worst = 0;

	await act();
	pulse.start();
	await sys.until(name, () => {
		worst = Math.max(worst, memory(sys.worker.pid).rss);
		return done();
	}, PHASE_MS);
	const told = await pulse.stop();
	const {hwm} = memory(sys.worker.pid);
	const mib = wal(sys) / (1 << 20);

	console.log(`# ${name}: ${((Date.now() - began) / 1000).toFixed(1)} s, ` +
	    `RSS ${worst} KiB (highest ${hwm}), WAL ${mib.toFixed(0)} MiB, ` +
	    `${told.n} alerts beside it, slowest ${told.most} ms`);
	assert.ok(hwm < RSS_KIB, `${hwm} KiB`);
	assert.ok(told.most < LATE_MS, `${told.most} ms`);
	assert.ok(mib < WAL_MIB, `${mib} MiB`);
}

const some = (n) => async () => (await sys.requests(big)).length >= n;

/* Starts that check all rows, and what they do before anything else. */
async function start(name)
{
	const began = Date.now();

	sys.spawnWorker();
	await sys.until('the worker to start', () => {
		assert.equal(sys.worker.exitCode, null, sys.said());
		return sys.said().includes('started:');
	}, PHASE_MS);
	console.log(`# ${name}: started in ` +
	    `${((Date.now() - began) / 1000).toFixed(1)} s`);
}

test('started with them, and tried', () => phase('no answer',
    () => start('all checked'), some(8 + 5)));

test('broken: all are held', async () => {
	await phase('hold', () => sys.script(big, {status: 404}), () =>
		none(QUEUED, SENDING));
	assert.deepEqual(count(), {held: ROWS});
});

test('try again: all are released', async () => {
	await phase('release', async () => {
		await sys.script(big, {do: 'hang'});
		sys.must('destination', 'retry', big.name);
	}, () => none(HELD));
	assert.deepEqual(Object.keys(count()).filter((s) => !['queued',
		'unknown', 'sending'].includes(s)), []);
});

test('a step of the clock moves all of them', async () => {
	await sys.stopWorker();
	const opened = () => sys.rows('SELECT min(opened_at) AS at FROM ' +
	    `window WHERE destination_id = ${id}`)[0].at;
	const before = opened();

	sys.sql('UPDATE worker SET wall_ms = wall_ms - 60000', 'outbox');
	await phase('step', () => start('after a step of 60 s'),
	    () => opened() - before > 50000);
	assert.match(sys.said(), /was stepped by/);
});

test('pace: a digest takes in all but a minute of them', async () => {
	await phase('digest', () => sys.set('pace', 'on'), () =>
		sys.rows('SELECT members AS n FROM delivery WHERE kind = ' +
		    `'digest' AND destination_id = ${id} AND ended_at IS ` +
		    'NULL')[0]?.n > ROWS - 200);
});

test('disabled: all are cancelled, their windows freed', async () => {
	await phase('cancel', async () => {
		sys.set('pace', 'off');
		sys.must('destination', 'disable', big.name);
	}, () => none(QUEUED, HELD, SENDING, IN_DIGEST));
	assert.deepEqual(count(), {cancelled: ROWS});
	assert.equal(sys.rows('SELECT count(*) AS n FROM window WHERE ' +
	    `destination_id = ${id}`)[0].n, 0);
});

test('expired: all fail', async () => {
	await sys.stopWorker();
	sys.must('destination', 'enable', big.name);
	fill(sys, big, ROWS, {offset: ROWS, expires: Date.now()});
	await phase('expire', () => start('with as many again'),
	    () => none(QUEUED, HELD, SENDING));
	assert.deepEqual(count(), {cancelled: ROWS, failed: ROWS});
	assert.equal(sys.rows('SELECT count(*) AS n FROM window WHERE ' +
	    `destination_id = ${id}`)[0].n, 0);
});
