/*
 * pace.test.mjs - a storm from its start to its end, as an app with a pace
 * sees it: singles no faster than it takes them, one digest with the right
 * count and the five worst, nothing lost; and the same without pace.  It takes
 * the minute that it is about.
 *
 *   SEED  to repeat a run
 */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {hostEvent, System} from '../e2e/lib.mjs';
import {random} from '../e2e/rig.mjs';
import {sleep} from '../receiver/client.mjs';

const SEED = Number(process.env.SEED ?? Date.now() % 1000000);

/* What Teams takes; see apps/teams.c. */
const PER_MINUTE = 60, BURST = 3;
const MINUTE_MS = 60000;

/* In one batch, and what comes later, a few at a time. */
const AT_ONCE = 200, LATER = 30;

/*
 * Not a promise about time: a machine where this takes longer is too busy to
 * tell anything.
 */
const FIRST_MS = 5000;
const STORM_MS = 180000;

let sys, paced, fast;
const scores = new Map();
const rand = random(SEED);

before(async () => {
	console.log(`# SEED=${SEED}`);
	sys = await System.create({settings: {pace: 'on'}});
	paced = sys.addDestination({name: 'paced'});
	await sys.startWorker();
});
after(() => sys.close());

function storm(n)
{
	const lines = [];

	for (let i = 0; i < n; i++) {
		const id = scores.size + 1;

		scores.set(id, 50 + Math.floor(rand() * 50));
		lines.push(hostEvent(id, scores.get(id)));
	}
	assert.equal(sys.ingest(lines).accepted, n);
}

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

/* {t, event, count, worst}: a digest has no event and counts. */
function told(request)
{
	const all = texts(request);
	const count = all.map((s) => /^(\d+) alerts in one message/.exec(s)?.[1])
		.find((s) => s !== undefined);
	const event = count === undefined ?
		Number(/host-(\d+)\b/.exec(request.body)[1]) : null;

	return {t: request.arrived_ms, event, count: Number(count ?? 1),
		worst: count === undefined ? [] :
			all.map((s) => /^Host host-(\d+) reached urgency (\d+)/
				.exec(s)).filter((m) => m !== null)
				.map((m) => [Number(m[1]), Number(m[2])])};
}

const messages = async (d) => (await sys.requests(d)).map(told);

const sum = (list) => list.reduce((n, m) => n + m.count, 0);

/*
 * tooFast(times): the most messages of any minute beyond what the pace allows
 * in it; 0 or less: none.  A request may be read late, and the next one at
 * once, so a moment more than a minute is looked at.
 */
function tooFast(times)
{
	const most = times.map((t, i) => times.slice(i)
		.filter((u) => u - t < MINUTE_MS).length);

	return Math.max(...most) - (PER_MINUTE + BURST);
}

test('the look: one that is too fast is seen', () => {
	const even = Array.from({length: 200}, (_, i) => i * 1000);

	assert.ok(tooFast(even) <= 0);
	assert.ok(tooFast(even.map((t) => t * 0.9)) > 0);
	assert.ok(tooFast(Array(PER_MINUTE + BURST + 1).fill(0)) > 0);
});

test('a storm with pace, from start to end', async () => {
	storm(AT_ONCE);
	const safe = Date.now();

	for (let i = 0; i < LATER; i += 3) {
		await sleep(1000);
		storm(3);
	}
	await sys.until('the storm to end', async () => {
		await sleep(1000);
		return sum(await messages(paced)) >= AT_ONCE + LATER;
	}, STORM_MS);
	const got = await messages(paced);
	const digests = got.filter((m) => m.event === null);
	const singles = got.filter((m) => m.event !== null);
	const times = got.map((m) => m.t);

	console.log(`# first after ${times[0] - safe} ms, ${singles.length} ` +
	    `singles and ${digests.length} digest of ${digests[0]?.count} in ` +
	    `${((times.at(-1) - times[0]) / 1000).toFixed(1)} s`);
	assert.ok(times[0] - safe < FIRST_MS);
	assert.ok(tooFast(times) <= 0, `${tooFast(times)} too many`);
	assert.equal(digests.length, 1);
	/* No one is told twice, and with the digest's count all are told. */
	const alone = new Set(singles.map((m) => m.event));
	assert.equal(alone.size, singles.length);
	assert.equal(digests[0].count, scores.size - alone.size);
	/* The five worst of those that were not told alone. */
	const rest = [...scores].filter(([id]) => !alone.has(id))
		.sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 5);
	assert.deepEqual(digests[0].worst, rest);
	/* About one a second, or it would have waited for nothing. */
	assert.ok(times.at(-1) - times[0] < 3 * MINUTE_MS);
});

test('the same without pace: all at once, each alone', async () => {
	sys.must('destination', 'remove', paced.name);
	sys.set('pace', 'off');
	fast = sys.addDestination({name: 'fast'});
	const from = scores.size;

	storm(AT_ONCE);
	await sys.until('all of it', async () =>
		(await sys.requests(fast)).length >= AT_ONCE);
	const got = await messages(fast);

	console.log(`# without pace: ${got.length} in ` +
	    `${got.at(-1).t - got[0].t} ms`);
	assert.equal(got.filter((m) => m.event === null).length, 0);
	assert.deepEqual(got.map((m) => m.event).sort((a, b) => a - b),
	    [...scores.keys()].filter((id) => id > from));
	assert.ok(tooFast(got.map((m) => m.t)) > 0);
});
