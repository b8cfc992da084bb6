/*
 * kill_storm.test.mjs - kill -9 while storms go into digests: what is told
 * one by one and what the digests count add up to what was accepted.
 *
 *   KILLS   how many kills (default 12)
 *   SEED    to repeat a run
 */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {sleep} from '../receiver/client.mjs';
import {hostEvent, System} from './lib.mjs';
import {random} from './rig.mjs';

const KILLS = Number(process.env.KILLS ?? 12);
const SEED = Number(process.env.SEED ?? Date.now() % 1000000);
const BATCH = 150;

/* As in kill.test.mjs: under way at once, and the commit that claims. */
const PER_KILL = 8;
const rand = random(SEED);
let sys;

before(async () => {
	console.log(`# SEED=${SEED} KILLS=${KILLS}`);
	sys = await System.create({settings: {pace: 'on'}});
});
after(() => sys.close());

/* One request as the oracle needs it; it reads nothing else. */
function read(r)
{
	const name = /Host case-(\d+) reached/.exec(r.body);
	const count = /(\d+) alerts in one message/.exec(r.body);

	return {conn: r.conn, n: r.n, id: r.alert_id,
		digest: count === null ? null : Number(count[1]),
		event: count === null && name !== null ? name[1] : null,
		marked: r.body.includes('Possible repeat: ')};
}

/* What is wrong with what one destination was sent of so many events. */
function judge(posts, accepted, kills)
{
	const byId = new Map();
	const faults = [];
	const events = new Map();
	let told = 0, repeats = 0;

	for (const p of [...posts].sort((a, b) => a.conn - b.conn || a.n - b.n))
		byId.set(p.id, [...byId.get(p.id) ?? [], p]);
	for (const [id, same] of byId) {
		told += same[0].digest ?? 1;
		repeats += same.length - 1;
		if (same.some((p) => p.digest !== same[0].digest ||
		    p.event !== same[0].event))
			faults.push(`${id} tells of several`);
		if (same.slice(1).some((p) => !p.marked))
			faults.push(`${id}: an unmarked repeat`);
		const {event} = same[0];
		if (event !== null && events.has(event))
			faults.push(`twice: ${event}`);
		events.set(event, id);
	}
	if (told !== accepted)
		faults.push(`${told} told of ${accepted}`);
	if (repeats > kills * PER_KILL)
		faults.push(`${repeats} repeats`);
	return {faults, repeats, digests: [...byId.values()]
		.filter(([p]) => p.digest !== null).length};
}

test('kills in storms: singles and digests add up', async () => {
	const from = Date.now();
	const d = sys.addDestination();
	let accepted = 0;

	await sys.script(d, {status: 202, delay_ms: 25});
	await sys.startWorker();
	for (let i = 0; i < KILLS; i++) {
		/* Now and then the queue may empty, so that digests leave. */
		sys.set('pace', rand() < 0.5 ? 'on' : 'off');
		const lines = Array.from({length: BATCH}, (_, k) => {
			const n = String(accepted + k).padStart(5, '0');

			return hostEvent(n, 50 + k % 50, {name: `case-${n}`});
		});
		assert.equal(sys.ingest(lines).accepted, BATCH);
		accepted += BATCH;
		await sleep(rand() * 250);
		await sys.killWorker();
		await sys.startWorker();
	}
	sys.set('pace', 'off');
	await sys.until('all to be told', async () =>
		judge((await sys.requests(d)).map(read), accepted, KILLS)
			.faults.length === 0, 60000).catch(() => {});
	/* Whatever comes after all is too much. */
	await sys.stopWorker();
	const posts = (await sys.requests(d)).map(read);
	const {faults, repeats, digests} = judge(posts, accepted, KILLS);
	console.log(`# storms: cases ${accepted}, kills ${KILLS}, digests ` +
	    `${digests}, repeats ${repeats}, faults ${faults.length}, ` +
	    `${((Date.now() - from) / 1000).toFixed(1)} s`);
	assert.deepEqual(faults, []);
	assert.ok(digests > 0, 'no digest was ever made');

	/* Controls: each way of breaking the log is found. */
	const i = posts.findIndex((p) => p.digest !== null);
	const found = (list) => judge(list, accepted, KILLS).faults.length > 0;
	assert.ok(found(posts.filter((p) => p.id !== posts[0].id)));
	assert.ok(found(posts.filter((p) => p.id !== posts[i].id)));
	assert.ok(found([...posts, {...posts[0], id: 'another'}]));
	assert.ok(found([...posts, {...posts[i], conn: 1e9, marked: false}]));
	assert.ok(judge(posts, accepted, 0).faults.length > 0 || repeats === 0);
});
