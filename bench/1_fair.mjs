/*
 * 1_fair.mjs - the latency of the one destination that works, alone and beside
 * 23 bad ones.  See README.md.
 *
 *   CYCLES  how often (default 6), EVENTS  in a round (default 60)
 */
import {BadOnes, MANY, WAYS, pickPost} from '../tests/e2e/bad_ones.mjs';
import {System} from '../tests/e2e/lib.mjs';
import {Posts} from '../tests/e2e/rig.mjs';
import {sleep} from '../tests/receiver/client.mjs';
import {Producer, cpu, figures, head, ratio, row} from './kit.mjs';

const CYCLES = Number(process.env.CYCLES ?? 6);
const EVENTS = Number(process.env.EVENTS ?? 60);

/* Between two events: they are calm, so no two wait for each other. */
const GAP_MS = 20;

const bad = await BadOnes.create();
const sys = await System.create({connectTo: bad.connectTo,
	settings: {timeout: '3s', retry_base: '200ms', retry_max: '1s'}});
const live = sys.addDestination({name: 'live'});

/* Accounts are for the live one alone. */
bad.add(sys, ['--types', 'hosts']);
await sys.startWorker();
const producer = new Producer(sys);
const posts = new Posts(sys.receiver.logPath, (r) => {
	const post = pickPost(r);

	return post && {...post, t_us: r.t_us};
});
let entity = 0, due = 0;
/* Of the worker's CPU, in ms, and for how many events. */
const used = {account: 0, host: 0}, events = {account: 0, host: 0};

/* EVENTS of a type, one after the other: how long each took, in us. */
async function round(type)
{
	const safe = new Map();
	const before = cpu(sys.worker.pid);

	for (let i = 0; i < EVENTS; i++) {
		const id = ++entity;

		safe.set(id, await producer.give(JSON.stringify({type, id,
			kind: 'entity', name: `host-${id}`, urgency: 90})));
		await sleep(GAP_MS);
	}
	const mine = () => posts.update().filter((p) => p.dest === live.key &&
		safe.has(p.event));
	await sys.until('the round', () => mine().length >= EVENTS, 60000);
	used[type] += cpu(sys.worker.pid) - before;
	events[type] += EVENTS;
	return mine().map((p) => p.t_us - safe.get(p.event));
}

/* The bad ones get all that waits, so that the next round is a quiet one. */
async function drain()
{
	await bad.mend();
	bad.tryHeld();
	await sys.until('the bad ones to have it all', () =>
		posts.update().filter((p) => p.accepted &&
			p.dest !== live.key).length >= due, 60000);
}

const quiet = [[], []], beside = [];

await round('account');
for (let i = 0; i < CYCLES; i++) {
	/* Two equal ones: what they differ by is the machine's noise. */
	quiet[0].push(...await round('account'));
	await bad.spoil();
	due += EVENTS * MANY;
	beside.push(...await round('host'));
	await drain();
	quiet[1].push(...await round('account'));
}

const alone = figures(quiet.flat()), with23 = figures(beside);

head('1. Acknowledged to received, of a destination that works');
row('alone', alone);
row(`beside ${MANY} bad in ${WAYS.length} ways`, with23);
ratio('beside / alone', with23, alone);
ratio('noise: alone / alone', figures(quiet[1]), figures(quiet[0]));

const each = (type) => used[type] / events[type];

console.log(`\nThe worker's CPU an event: alone ${each('account').toFixed(2)} ` +
    `ms, beside ${each('host').toFixed(2)} ms for ${MANY + 1} destinations`);

await producer.close();
posts.close();
await bad.close();
await sys.close();
