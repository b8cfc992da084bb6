/*
 * peer_dns.test.mjs - names that do not resolve, slowly, wrongly, or to where
 * nobody may go; and that none of them holds up anybody else.
 *
 * The worker lives in a network of its own (world.mjs).  Each host of a
 * destination leads to a name that the test's name server answers as the case
 * wants; who was connected to is counted there.
 */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {check, report, settle} from './cases.mjs';
import {System, newHost} from './lib.mjs';
import {sleep} from '../receiver/client.mjs';
import {makeWorld, whyNoWorld} from './world.mjs';

const skip = whyNoWorld() ?? false;
const NO_CONNECTION = 'Unable to connect to webhook endpoint.';
/* What the connect time-out of 5 s cuts off. */
const SLOW_MS = 12000;
const PUBLIC = '93.184.216.34';

/*
 * By the name: what the name server says; the state of the alert; the error
 * of its attempt; how addresses start that may be seen connected to.
 */
const CASES = {
	'live.test': {a: [PUBLIC], state: 'accepted', to: [PUBLIC]},
	'nxdomain.test': {rcode: 3, state: 'queued',
		error: /^Could not resolve host: nxdomain.test$/, to: []},
	'servfail.test': {rcode: 2, state: 'queued',
		error: /^Could not resolve host/, to: []},
	'empty.test': {a: [], state: 'queued',
		error: /^Could not resolve host/, to: []},
	'slow.test': {a: ['93.184.216.35'], delay_ms: SLOW_MS, state: 'queued',
		error: /^Resolving timed out after/, to: []},
	'loopback.test': {a: ['127.0.0.1'], state: 'held',
		error: /^address not allowed/, to: []},
	/* Two families, one of them inside: only the other is tried. */
	'split.test': {a: ['93.184.216.36'], aaaa: ['::1'], state: 'accepted',
		to: ['93.184.216.36']},
	'inside-first.test': {a: ['127.0.0.1', '10.0.0.1', '93.184.216.37'],
		state: 'accepted', to: ['93.184.216.37']},
	'many-inside.test': {a: many(1000, '10'), state: 'held',
		error: /^address not allowed/, to: []},
	'many.test': {a: many(1000, '93'), state: 'accepted', to: ['93.0.']},
	/* The second time it leads inside; see the test of it. */
	'rebind.test': {turns: [{a: ['93.184.216.39']}, {a: ['127.0.0.1']}],
		state: 'accepted', to: ['93.184.216.39']},
};

/* All different. */
function many(n, first)
{
	return Array.from({length: n}, (x, i) =>
		`${first}.0.${i >> 8}.${i & 255}`);
}

let sys, world;
const places = Object.keys(CASES).map((name) => ({name, host: newHost(),
	...CASES[name]}));

before(async () => {
	if (skip)
		return;
	sys = await System.create({egress: [],
		settings: {retry_base: '60s', timeout: '15s'},
		connectTo: places.map((p) =>
		    `${p.host}:443:${p.name}:443`)});
	world = await makeWorld(sys.dir, sys.receiver.dir);
	sys.before = world.before;
	await world.names(CASES);
	for (const p of places)
		p.d = sys.addDestination({host: p.host});
	await sys.startWorker();
});

after(async () => {
	await sys?.close();
	await world?.end();
	report('peer_dns');
});

test('every answer of a name server', {skip}, async () => {
	const live = places[0];

	sys.rise(1, 60);
	await check('others do not wait', () => steady(live.d));
	for (const p of places)
		await check(p.name, async () => {
			await sys.until(`${p.name}: an end`, () =>
				(sys.attempts(p.d)[0]?.ended_at ?? 0) > 0);
			const [attempt] = sys.attempts(p.d);
			assert.equal(sys.deliveries(p.d)[0].state, p.state);
			assert.match(attempt.error, p.error ?? /^$/);
		});
	settle();
});

/*
 * Alerts to d go out at once, for as long as the slow name is asked for and
 * beyond: its time is over after 5 s, and a resolver's thread that nobody
 * needs any more hangs on until the 12th.
 */
async function steady(d)
{
	const until = Date.now() + SLOW_MS;

	for (let n = 1; Date.now() < until; n++) {
		await sys.until(`${n} alerts to be accepted`, () =>
			sys.deliveries(d).filter((r) =>
			    r.state === 'accepted').length === n);
		sys.rise(1000 + n, 60);
		await sleep(500);
	}
	const waits = sys.deliveries(d).filter((r) => r.ended_at)
		.map((r) => r.ended_at - r.created_at);
	const worst = Math.max(...waits);

	assert.ok(waits.length >= 5, `${waits.length} alerts only`);
	assert.ok(worst < 4000, `an alert took ${worst} ms`);
}

test('who was connected to', {skip}, async () => {
	const wanted = places.flatMap((p) => p.to);

	await world.sync();
	await check('only whom the cases allow', () => {
		assert.deepEqual(world.connects.filter((a) =>
			!wanted.some((w) => a.startsWith(w))), []);
	});
	/* The control: those that may be reached were, over this network. */
	for (const address of wanted)
		await check(`control ${address}`, () =>
			assert.equal(world.connects.filter((a) =>
				a.startsWith(address)).length > 0, true));
	settle();
});

test('a name that leads inside later', {skip}, async () => {
	const p = places.find((x) => x.name === 'rebind.test');
	const from = world.connects.length;

	/* A worker that starts anew asks again. */
	await sys.stopWorker();
	await sys.startWorker();
	await check('rebind', async () => {
		assert.deepEqual(sys.testAlert(p.d), [NO_CONNECTION, 1]);
		assert.match(sys.printed, /address not allowed/);
		await world.sync();
		assert.deepEqual(world.connects.slice(from).filter((a) =>
			a === '127.0.0.1'), []);
	});
	settle();
});

test('the same with the guard opened: it connects', {skip}, async () => {
	const open = await System.create({egress: ['allow_cidr = 127.0.0.0/8',
		'allow_cidr = 10.0.0.0/8'], before: world.before,
		connectTo: places.map((p) => `${p.host}:443:${p.name}:443`)});
	const from = world.connects.length;

	try {
		const p = places.find((x) => x.name === 'loopback.test');
		const d = open.addDestination({host: p.host});

		await open.startWorker();
		open.rise(1, 60);
		await check('control: loopback', () =>
			open.until('a connection', () =>
				world.connects.slice(from)
				.includes('127.0.0.1')));
		assert.equal(open.deliveries(d).length, 1);
	} finally {
		await open.close();
	}
	settle();
});
