/*
 * fair.test.mjs - 24 destinations, 23 of them bad in eight ways: the one that
 * works gets all that is due to it while they are bad, nobody is asked without
 * a pause, and what waited for the bad ones is not lost.
 */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {BadOnes, MANY, WAYS, judge, mostRequests, pickPost}
	from './bad_ones.mjs';
import {hostEvent, System} from './lib.mjs';
import {Posts} from './rig.mjs';

const BASE_MS = 500;
const WAVES = 5, WAVE = 8;

/* More than a minute of Teams' pace (60, and 3 at once). */
const STORM = 90;

/* All of 23 destinations, once they are mended, one of them by hand. */
const MENDED_MS = 30000;
let bad, sys, live, posts, entity = 0;

before(async () => {
	bad = await BadOnes.create();
	sys = await System.create({connectTo: bad.connectTo,
		settings: {timeout: '3s', retry_base: `${BASE_MS}ms`,
		retry_max: '1s'}});
	live = sys.addDestination({name: 'live'});
	bad.add(sys);
	posts = new Posts(sys.receiver.logPath, pickPost);
	await sys.startWorker();
});
after(async () => {
	posts.close();
	await bad.close();
	await sys.close();
});

/* n new hosts rise; resolves to their numbers. */
function rises(n)
{
	const ids = Array.from({length: n}, () => ++entity);
	const got = sys.ingest(ids.map((id) => hostEvent(id, 60)));

	assert.equal(got.accepted, n, got.stderr);
	return ids;
}

/* Until the judge finds nothing wrong with dest. */
function arrived(what, due, d, range, ms)
{
	let faults;

	return sys.until(what, () => {
		faults = judge({due, posts: posts.update(), dest: d.key,
			...range});
		return faults.length === 0;
	}, ms).catch((err) => {
		throw new Error(`${what}: ${faults.slice(0, 5).join('; ')}; ` +
		    err.message.slice(-2000));
	});
}

/* All that reached each host, half read or not at all, as a number each. */
async function asked()
{
	const counts = new Map();

	for (const r of await sys.receiver.log()) {
		/* One line a request, or a connection that never had one. */
		if (r.phase === 'head' || r.phase === 'conn' &&
		    (r.fault !== null || !r.tls))
			counts.set(r.sni, (counts.get(r.sni) ?? 0) + 1);
	}
	return counts;
}

test('23 bad ones hold up nobody, and lose nothing', async () => {
	const due = new Set();

	await bad.spoil();
	const began = Date.now();
	for (let i = 0; i < WAVES; i++) {
		rises(WAVE).forEach((id) => due.add(id));
		/* One wave after the other: the bad ones are at it by now. */
		await arrived(`wave ${i + 1}`, due, live);
	}
	const spent = Date.now() - began;
	const counts = await sys.until('every bad one to be asked', async () => {
		const now = await asked();

		return bad.list.every(({d, way}) =>
			way === 'refused port' || now.has(d.host)) && now;
	});
	for (const {d, way} of bad.list) {
		const n = counts.get(d.host) ?? 0;
		const ms = Date.now() - began;

		assert.ok(n <= mostRequests(ms, BASE_MS), `${way}: ${n} in ` +
		    `${ms} ms`);
		/* They are as bad as before. */
		assert.ok(!posts.list.some((p) => p.dest === d.key &&
			p.accepted), way);
	}
	await bad.mend();
	bad.tryHeld();
	for (const {d} of bad.list)
		await arrived(`${d.name}, mended`, due, d, {}, MENDED_MS);
	assert.deepEqual(judge({due, posts: posts.update(), dest: live.key}),
	    []);
	console.log(`# ${MANY} bad ones in ${WAYS.length} ways, ` +
	    `${due.size} events, live had all in ${spent} ms; lost 0`);
});

test('the same in a storm, with pace and digest', async () => {
	const from = posts.update().length === 0 ? 0 :
		posts.list.at(-1).n + 1;

	await bad.spoil();
	sys.set('pace', 'on');
	const due = new Set(rises(STORM));
	await sys.until('the first ones', () => posts.update().some((p) =>
		p.dest === live.key && p.n >= from));
	await sys.until('digests of all', () => sys.rows('SELECT count(*) ' +
	    'AS n FROM delivery WHERE kind = \'digest\' AND members > 20')[0]
		.n > MANY / 2);
	/* Without the minute that it would take. */
	sys.set('pace', 'off');
	await arrived('the storm', due, live, {from});
	assert.ok(posts.list.some((p) => p.dest === live.key && p.members > 0));
	await bad.mend();
	bad.tryHeld();
	for (const {d} of bad.list)
		await arrived(`${d.name}, mended`, due, d, {from}, MENDED_MS);
});

test('the judge: one that came only after the bad ones were mended', () => {
	const due = new Set([1, 2]);
	const post = (n, event, more = {}) => ({n, dest: 'live', id: `${event}`,
		accepted: true, event, members: 0, ...more});
	const good = [post(1, 1), post(5, 2)];
	const judged = (list, to) =>
		judge({due, posts: list, dest: 'live', to}).length;

	assert.equal(judged(good), 0);
	/* The bad ones were mended at 5. */
	assert.equal(judged(good, 5), 1);
	assert.equal(judged([good[0]]), 1);
	assert.equal(judged([...good, post(6, 2)]), 1);
	assert.equal(judged([post(1, 1), post(2, 2, {accepted: false})]), 1);
	assert.ok(judged([...good, post(6, 2, {id: 'x'})]) > 0);
	assert.equal(judged([...good, post(6, 3)]) > 0, true);
	assert.equal(judged([post(1, null, {members: 2})]), 0);
	assert.equal(judged([post(1, null, {members: 1})]), 1);
});
