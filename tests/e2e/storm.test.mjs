/*
 * storm.test.mjs - more alerts than an app's pace can clear: one digest tells
 * of the rest, and all of them end as it ends.
 *
 *   SEED  to repeat a run
 */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {hostEvent, System} from './lib.mjs';
import {random} from './rig.mjs';

const SEED = Number(process.env.SEED ?? Date.now() % 1000000);

/* What Teams takes: see apps/teams.c. */
const PACE = 60;
const BURST = 3;
const MANY = 300;
let sys;
let entity = 0;

before(async () => {
	console.log(`# SEED=${SEED}`);
	sys = await System.create({settings: {pace: 'on'}});
	await sys.startWorker();
});
after(() => sys.close());

/* A storm of n rises, with scores that only the seed knows. */
function storm(n, seed = SEED)
{
	const rand = random(seed);
	const scores = Array.from({length: n},
	    () => 50 + Math.floor(rand() * 50));
	const got = sys.ingest(scores.map((u) => hostEvent(++entity, u)));

	assert.equal(got.accepted, n, got.stderr);
	return scores;
}

const states = (d) => Object.fromEntries(sys.rows('SELECT state, count(*) ' +
    'AS n FROM delivery WHERE kind = \'alert\' AND destination_name = ' +
    `'${d.name}' GROUP BY state`).map((r) => [r.state, r.n]));

const digests = (d) => sys.rows('SELECT printf(\'%016x\', id) AS id, state, ' +
    'members, reason FROM delivery WHERE kind = \'digest\' AND ' +
    `destination_name = '${d.name}' ORDER BY id`);

/* The texts of a card, in their order. */
function texts(request)
{
	const found = [];

	JSON.parse(request.body, (key, value) => {
		if (key === 'text')
			found.push(value);
		return value;
	});
	return found;
}

const isDigest = (request) =>
	texts(request).some((t) => /alerts in one message/.test(t));

/* Without the 60 s that they would take: the setting acts at once. */
async function letGo(d, n)
{
	sys.set('pace', 'off');
	await sys.until('all of the storm to end', () =>
		(states(d).accepted ?? 0) === n);
	sys.set('pace', 'on');
}

test('what a minute can clear goes one by one, the rest in one', async (t) => {
	const d = sys.borrowDestination(t);
	const started = Date.now();
	const scores = storm(MANY);

	await sys.until('a digest', () =>
		(states(d)['in digest'] ?? 0) >= MANY - PACE - BURST);
	const sent = await sys.requests(d);
	const most = BURST + (Date.now() - started) / 60000 * PACE + 1;
	assert.ok(sent.length <= most, `${sent.length} sent, at most ${most}`);
	assert.equal(digests(d).length, 1);
	await letGo(d, MANY);

	const [digest] = digests(d);
	const inDigest = sys.rows('SELECT d.score, e.event_seq FROM delivery ' +
	    'd JOIN alert e ON e.event_seq = d.event_seq WHERE d.digest_id ' +
	    'IS NOT NULL ORDER BY d.score DESC, d.id');
	assert.equal(digest.state, 'accepted');
	assert.equal(digest.members, inDigest.length);
	const requests = await sys.requests(d);
	const told = requests.filter(isDigest);
	assert.equal(told.length, 1);
	assert.equal(requests.length, MANY - inDigest.length + 1);

	const said = texts(told[0]);
	assert.ok(said.some((s) => s.startsWith(`${inDigest.length} alerts`)));
	assert.ok(said.includes(`Alert ${digest.id}`));
	/* Scores and names are known here by the order of the events. */
	const best = inDigest.slice(0, 5).map((r) =>
		`Host host-${r.event_seq} reached urgency ` +
		scores[r.event_seq - 1]);
	assert.deepEqual(said.filter((s) => s.startsWith('Host ')), best);
	assert.ok(said.includes(`${inDigest.length - 5} more`));
});

test('members end as their digest ends: refused, none is in a window',
	async (t) => {
		const d = sys.borrowDestination(t);

		await sys.script(d, {status: 400});
		storm(PACE + BURST + 40, SEED + 1);
		await sys.until('a digest', () => digests(d).length === 1);
		sys.set('pace', 'off');
		await sys.until('all to fail', () =>
			(states(d).failed ?? 0) === PACE + BURST + 40);
		sys.set('pace', 'on');
		assert.match(digests(d)[0].reason, /^HTTP 400/);
		assert.deepEqual(sys.windows(d), []);
	});

test('disabled in a storm: digest and alerts are cancelled', async (t) => {
	const d = sys.borrowDestination(t);

	storm(PACE + BURST + 40, SEED + 2);
	await sys.until('a digest', () => digests(d).length === 1);
	sys.must('destination', 'disable', d.name);
	await sys.until('all to end', () => {
		const n = states(d);

		return (n.cancelled ?? 0) + (n.accepted ?? 0) ===
			PACE + BURST + 40;
	});
	assert.equal(digests(d)[0].state, 'cancelled');
	assert.ok(states(d).cancelled > 90);
});

test('an alert more than a minute clears is no digest yet', async (t) => {
	const d = sys.borrowDestination(t);

	await sys.script(d, {do: 'hang'});
	storm(PACE + 1, SEED + 3);
	await sys.until('all to be decided', () =>
		sys.deliveries(d).length === PACE + 1);
	assert.deepEqual(digests(d), []);
});

test('killed with a digest on its way: sent again, marked, once told',
	async (t) => {
		const d = sys.borrowDestination(t);
		const n = PACE + BURST + 20;

		await sys.script(d, {status: 202, delay_ms: 200});
		storm(n, SEED + 4);
		await sys.until('a digest', () => digests(d).length === 1);
		sys.set('pace', 'off');
		await sys.until('the digest to leave', () =>
			digests(d)[0].state === 'sending');
		await sys.killWorker();
		await sys.startWorker();
		await sys.until('all to end', () =>
			(states(d).accepted ?? 0) === n);
		sys.set('pace', 'on');
		const told = (await sys.requests(d)).filter(isDigest);

		assert.ok(told.length >= 1 && told.length <= 2);
		if (told.length === 2)
			assert.ok(texts(told[1]).some((s) =>
				s.startsWith('Possible repeat')));
		assert.equal(digests(d).length, 1);
	});
