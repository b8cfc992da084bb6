/*
 * live.test.mjs - a system that runs: settings changed under way, stops and
 * starts, producers that make mistakes, the simulated appliance.
 */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {plan, scriptMs} from '../../trial/appliance-plan.mjs';
import {THRESHOLDS} from '../../trial/appliance-scenario.mjs';
import {BUILD, System, checkEvent, hostEvent} from './lib.mjs';

/*
 * Settings act within a second, on a machine that has nothing else to do.  What
 * the worker would otherwise wake for comes each 30 s, so this finds a change
 * that it did not hear of, however slow the machine is.
 */
const LIVE_MS = 10000;

let sys;
let entity = 100;

before(async () => {
	sys = await System.create({settings: {retry_base: '1h'}});
	await sys.startWorker();
});

after(() => sys?.close());

/* Until check() holds, which must be within LIVE_MS of now. */
async function soon(what, check)
{
	const start = Date.now();

	await sys.until(what, check);
	const ms = Date.now() - start;
	assert.ok(ms <= LIVE_MS, `${what} took ${ms} ms`);
}

function lastVerdict(d)
{
	return sys.decisions(d).at(-1)?.verdict;
}

test('disable: what waits is cancelled, what comes is not sent', async (t) => {
	const d = sys.borrowDestination(t);
	const id = ++entity;

	await sys.script(d, {status: 500, times: 1}, {status: 202});
	sys.rise(id, 60);
	await sys.until('a retry to wait', () =>
		sys.attempts(d)[0]?.outcome === 'retry');
	await sys.states(d, 'queued');
	assert.deepEqual(sys.windows(d), [String(id)]);
	sys.must('destination', 'disable', d.name);
	await soon('the cancelling', () =>
		sys.deliveries(d)[0].state === 'cancelled');
	assert.match(sys.deliveries(d)[0].reason,
	    /^destination was disabled by cli:\w+$/);
	assert.deepEqual(sys.windows(d), []);
	sys.rise(id, 70);
	await sys.until('the verdict disabled', () =>
		lastVerdict(d) === 'disabled');
	await sys.states(d, 'cancelled');
	sys.must('destination', 'enable', d.name);
	await soon('the new version', () => sys.rows('SELECT 1 FROM ' +
	    'destination_use WHERE version = 3 AND destination_id IN (SELECT ' +
	    'destination_id FROM delivery WHERE destination_name = ' +
	    `'${d.name}')`).length === 1);
	sys.rise(id, 80);
	await sys.states(d, 'cancelled', 'accepted');
	assert.deepEqual(sys.decisions(d).map((r) => r.verdict),
	    ['sent', 'disabled', 'sent']);
	assert.equal((await sys.requests(d)).length, 2);
});

test('disabled and enabled while down: cancelled all the same', async (t) => {
	const d = sys.borrowDestination(t);

	await sys.script(d, {status: 401, times: 1}, {status: 202});
	sys.rise(++entity, 60);
	await sys.states(d, 'held');
	await sys.stopWorker();
	sys.must('destination', 'disable', d.name);
	sys.must('destination', 'enable', d.name);
	await sys.startWorker();
	await sys.states(d, 'cancelled');
	sys.rise(entity, 61);
	await sys.states(d, 'cancelled', 'accepted');
});

test('added: hears of the next event', async (t) => {
	sys.rise(++entity, 60);
	const d = sys.borrowDestination(t);
	await soon('the new destination', () => sys.rows('SELECT DISTINCT ' +
	    'destination_id FROM destination_use').length ===
	    sys.urls.length);
	sys.rise(entity, 61);
	const [row] = await sys.states(d, 'accepted');
	assert.ok(row.ended_at - row.created_at < LIVE_MS);
	assert.equal((await sys.requests(d)).length, 1);
});

test('removed: what waits is cancelled, nothing is sent', async () => {
	const d = sys.addDestination();

	await sys.script(d, {status: 404});
	sys.rise(++entity, 60);
	await sys.states(d, 'held');
	sys.must('destination', 'remove', d.name);
	await soon('the cancelling', () =>
		sys.deliveries(d)[0].state === 'cancelled');
	assert.equal(sys.deliveries(d)[0].reason, 'destination was deleted');
	assert.deepEqual(sys.windows(d), []);
	sys.rise(entity, 70);
	await sys.until('the event to be decided', () => sys.rows(
	    'SELECT cursor FROM worker')[0].cursor === newestSeq());
	assert.equal(sys.deliveries(d).length, 1);
	assert.equal((await sys.requests(d)).length, 1);
	const r = sys.tocsin(['destination', 'test', d.name]);
	assert.equal(r.status, 1);
	assert.match(r.stderr, /there is no destination/);
});

function newestSeq()
{
	return sys.rows('SELECT max(seq) AS seq FROM event', 'events')[0].seq;
}

test('a shorter window counts at once', async (t) => {
	const d = sys.borrowDestination(t);

	t.after(() => sys.set('window', '6h'));
	sys.rise(++entity, 60);
	const [first] = await sys.states(d, 'accepted');
	sys.rise(entity, 61);
	await sys.until('a silent rise', () => lastVerdict(d) === 'in window');
	sys.set('window', '1s');
	await sys.until('the window to be over', () =>
		Date.now() > first.created_at + 1000);
	sys.rise(entity, 62);
	await sys.states(d, 'accepted', 'accepted');
});

test('SIGTERM waits for a request under way', async (t) => {
	const d = sys.borrowDestination(t);

	await sys.script(d, {status: 202, delay_ms: 1500, times: 1},
	    {status: 202});
	sys.rise(++entity, 60);
	await sys.until('the request', async () =>
		(await sys.requests(d)).length === 1);
	assert.equal(sys.deliveries(d)[0].state, 'sending');
	const start = Date.now();
	const {code} = await sys.stopWorker();
	assert.equal(code, 0);
	assert.ok(Date.now() - start < 5000);
	assert.match(sys.log(), /stopping: 1 requests are under way/);
	assert.deepEqual(sys.deliveries(d).map((r) => r.state), ['accepted']);
	assert.deepEqual(sys.rows('SELECT id FROM delivery WHERE state = ' +
	    '\'sending\''), []);
	/* What comes while nobody works is there at the start, once. */
	sys.rise(++entity, 60);
	await sys.startWorker();
	await sys.states(d, 'accepted', 'accepted');
	await sys.stopWorker();
	await sys.startWorker();
	sys.rise(++entity, 60);
	await sys.states(d, 'accepted', 'accepted', 'accepted');
	const ids = (await sys.requests(d)).map((r) => r.alert_id);
	assert.deepEqual(ids, sys.deliveries(d).map((r) => r.alert_id));
});

test('killed with a request under way: sent again, marked', async (t) => {
	const d = sys.borrowDestination(t);

	await sys.script(d, {do: 'hang', times: 1}, {status: 202});
	sys.rise(++entity, 60);
	await sys.until('the request', async () =>
		(await sys.requests(d)).length === 1);
	await sys.killWorker();
	assert.equal(sys.deliveries(d)[0].state, 'sending');
	await sys.startWorker();
	const [row] = await sys.states(d, 'accepted');
	assert.equal(row.possible_repeat, 1);
	assert.match(sys.said(), /1 deliveries were under way/);
	const requests = await sys.requests(d);
	assert.deepEqual(requests.map((r) => r.alert_id),
	    [row.alert_id, row.alert_id]);
	assert.deepEqual(requests.map((r) =>
		r.body.includes('Possible repeat:')), [false, true]);
	assert.deepEqual(sys.attempts(d).map((a) => a.outcome),
	    [null, 'accepted']);
});

/* A row as a program that speaks SQL writes it. */
/* SQL for a text that no event may hold, and none of ours would load. */
const HUGE = 'hex(zeroblob(700000))';

function insert(columns)
{
	const now = Date.now();
	const all = {source: 'sql', source_id: `sql:${++entity}`,
		received_at: now, event_at: now, kind: 'entity',
		entity_type: 'host', entity_id: String(entity),
		entity_name: `host-${entity}`, ...columns};
	const value = (v) => v === null ? 'NULL' : typeof v === 'number' ? v :
		v === HUGE ? HUGE : `'${v.replaceAll('\'', '\'\'')}'`;

	return `INSERT INTO event (${Object.keys(all).join()}) VALUES (` +
	    `${Object.values(all).map(value).join()});`;
}

test('bad rows by SQL are put aside, good ones alert', async (t) => {
	const d = sys.borrowDestination(t);
	const bad = [
		[{urgency: 101}, /urgency/],
		[{urgency: -1}, /urgency/],
		[{urgency: null}, /urgency|score/],
		[{urgency: 90, kind: 'entities'}, /^kind: /],
		[{urgency: 90, entity_type: 'printer'}, /^entity_type: /],
		[{urgency: 90, entity_id: null}, /^entity_id: /],
		[{urgency: 90, entity_name: null}, /^entity_name: /],
		[{threat: 80}, /certainty/],
		[{urgency: 90, detail: HUGE}, /1000000 bytes/],
		[{kind: 'system', entity_type: null, entity_id: null,
			device: 'x'}, /check/],
	];
	const from = newestSeq();

	sys.sql('BEGIN;' + insert({urgency: 90}) +
	    bad.map(([columns]) => insert(columns)).join('') +
	    insert({urgency: 91}) + 'COMMIT;');
	await sys.states(d, 'accepted', 'accepted');
	const rows = sys.rows('SELECT event_seq, reason FROM quarantine ' +
	    `WHERE event_seq > ${from} ORDER BY 1`);
	assert.equal(rows.length, bad.length, JSON.stringify(rows));
	bad.forEach(([, why], i) => {
		assert.equal(rows[i].event_seq, from + 2 + i);
		assert.match(rows[i].reason, why);
		assert.ok(sys.log().includes(
		    `event ${rows[i].event_seq} is malformed: `));
	});
	assert.deepEqual(sys.decisions(d).map((r) => r.event_seq),
	    [from + 1, from + 2 + bad.length]);
});

test('events by outside SQL wake the worker', async (t) => {
	const d = sys.borrowDestination(t);
	const took = [];

	for (let n = 1; n <= 10; n++) {
		const start = Date.now();
		sys.sql(insert({urgency: 90}));
		await sys.states(d, ...Array(n).fill('accepted'));
		const request = (await sys.requests(d)).at(-1);
		/* The clock starts before sqlite3 does: an upper bound. */
		took.push(request.arrived_ms - start);
	}
	took.sort((a, b) => a - b);
	t.diagnostic(`from starting sqlite3 to the request: median ` +
	    `${took[5]} ms, worst ${took[9]} ms`);
	assert.ok(took[9] < 5000);
});

test('duplicates are counted and alert once', async (t) => {
	const d = sys.borrowDestination(t);
	const id = ++entity;
	const line = hostEvent(id, 77, {source_id: `dup:${id}`});
	const bare = checkEvent(`check ${id}`, 'FAILED');

	const first = sys.ingest([line, line, bare]);
	assert.deepEqual([first.accepted, first.duplicate, first.refused,
		first.status], [2, 1, 0, 0]);
	const second = sys.ingest([line]);
	assert.deepEqual([second.accepted, second.duplicate, second.status],
	    [0, 1, 0]);
	/* The same id of another source is another event. */
	const other = sys.ingest([line], ['--source', 'other']);
	assert.equal(other.accepted, 1);
	await sys.states(d, 'accepted', 'accepted', 'accepted');
});

test('refused lines are named; the good ones around them count', async (t) => {
	const d = sys.borrowDestination(t);
	const got = sys.ingest([hostEvent(++entity, 90), 'not JSON', '',
		hostEvent(entity, 101), '{"kind":"entity"}',
		'x'.repeat(262145), hostEvent(++entity, 90)]);

	assert.deepEqual([got.accepted, got.duplicate, got.refused, got.status],
	    [2, 0, 4, 1]);
	assert.deepEqual(got.stderr.trimEnd().split('\n')
		.map((l) => /^line (\d+): \S.*$/.exec(l)?.[1]),
	    ['2', '4', '5', '6'], got.stderr);
	await sys.states(d, 'accepted', 'accepted');
});

/* Lines written one by one into one run of tocsin ingest. */
function openIngest(system)
{
	const child = spawn(join(BUILD, 'tocsin'), ['-c', system.conf,
	    'ingest'], {stdio: ['pipe', 'pipe', 'inherit']});
	let out = '';

	child.stdout.on('data', (data) => {
		out += data;
	});
	const ended = new Promise((done) => child.on('close', (code) =>
		done({code, out})));
	return {
		write: (line) => child.stdin.write(`${line}\n`),
		end: () => {
			child.stdin.end();
			return ended;
		},
	};
}

test('the simulated appliance gets exactly its verdicts', async (t) => {
	const windowMs = 3000;
	const own = await System.create({settings: {window: '3s'}});
	t.after(() => own.close());
	const teams = Object.values(THRESHOLDS).map((n) => own.addDestination(
	    {options: ['--urgency', n, '--threat', n, '--certainty', n]
		.map(String)}));

	await own.startWorker();
	const events = await play(own, windowMs);
	await own.until('all events to be decided', () => own.rows(
	    'SELECT cursor FROM worker')[0].cursor === events.length);
	const got = teams.map((d) => new Map(own.decisions(d)
		.map((r) => [r.event_seq, r.verdict])));
	const wrong = [];
	let checked = 0;
	events.forEach(({rule, expect}, i) => {
		if (expect === null)
			return;
		checked++;
		const seen = got.map((map) =>
			map.get(i + 1) ?? 'below threshold');
		if (seen.join() !== expect.join())
			wrong.push({rule, expect, seen, seq: i + 1});
	});
	assert.deepEqual(wrong, []);
	assert.ok(checked > 80, `${checked} steps`);
	for (const [i, d] of teams.entries()) {
		const sent = [...got[i].values()].filter((v) => v === 'sent');
		await own.states(d, ...sent.map(() => 'accepted'));
		assert.equal((await own.requests(d)).length, sent.length);
	}
	assert.deepEqual(own.rows('SELECT * FROM quarantine'), []);
});

/* The scenario in real time, with the background between its steps. */
async function play(system, windowMs)
{
	const ingest = openIngest(system);
	const start = performance.now();
	const events = [];

	for (const event of plan({windowMs, seed: 3, paceMs: 40,
		startId: 1000})) {
		if (event.at_ms > scriptMs(windowMs))
			break;
		const wait = start + event.at_ms - performance.now();
		if (wait > 0)
			await new Promise((go) => setTimeout(go, wait));
		ingest.write(event.line(Date.now()));
		events.push(event);
	}
	assert.deepEqual(await ingest.end(), {code: 0,
		out: `accepted ${events.length}, duplicate 0, refused 0\n`});
	return events;
}

test('half a line and no more holds nobody up', async (t) => {
	const d = sys.borrowDestination(t);
	const child = spawn(join(BUILD, 'tocsin'), ['-c', sys.conf, 'ingest'],
	    {stdio: ['pipe', 'ignore', 'ignore']});
	const ended = new Promise((done) => child.on('exit', done));

	t.after(() => child.kill());
	child.stdin.write(`${hostEvent(++entity, 90)}\n{"kind":"ent`);
	/* What came whole is decided, and the next producer can write. */
	await sys.states(d, 'accepted');
	sys.rise(++entity, 90);
	await sys.states(d, 'accepted', 'accepted');
	child.stdin.end();
	assert.equal(await ended, 1);
});
