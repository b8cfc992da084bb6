/*
 * steady.test.mjs - many events to four destinations: afterwards the worker
 * has the memory, descriptors and threads that it had after a warm-up, and
 * the files that grow meanwhile are small again.
 *
 *   STEADY_EVENTS  how many (default 4000)
 */
import assert from 'node:assert/strict';
import {existsSync, readFileSync, readdirSync, statSync} from 'node:fs';
import {once} from 'node:events';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {judge, pickPost} from '../e2e/kill_oracle.mjs';
import {FLOWS, Posts, flowKey, makeRig} from '../e2e/rig.mjs';
import {waitFor} from '../receiver/client.mjs';
import {mutant} from './mutant.mjs';
import {line} from './scene.mjs';

const EVENTS = Number(process.env.STEADY_EVENTS ?? 4000);
const WARM_UP = 3000;
const DESTS = FLOWS.map(flowKey);

/* Not more than that ahead of the deliveries: a backlog is another matter. */
const AHEAD = 2000;
const PATIENCE_MS = 120000;

/* The worker checkpoints each 30 s, once something was written. */
const CHECKPOINT_MS = 90000;

let rig, posts, next = 0, failed = false;

before(async () => {
	rig = await makeRig();
	rig.setUp();
	posts = new Posts(rig.receiver.logPath, pickPost);
});
after(async () => {
	posts.close();
	await rig.end(failed);
});

/* flow(count): so many more events, until they all arrived. */
async function flow(count)
{
	const child = rig.start('ingest', rig.program('tocsin'),
	    ['-c', rig.conf, 'ingest'], 'pipe', 'pipe');
	const from = posts.update().length;
	let out = '', at = 0, seen = from, quiet = Date.now();

	child.stdout.on('data', (data) => out += data);
	const arrived = (n) => waitFor('requests', () => {
		const now = posts.update().length;

		if (now !== seen)
			[seen, quiet] = [now, Date.now()];
		assert.ok(Date.now() - quiet < PATIENCE_MS, `${seen} stays`);
		return now - from >= n * DESTS.length;
	}, 24 * 3600 * 1000);

	for (; at < count; at += 500) {
		const some = Math.min(500, count - at);

		if (!child.stdin.write(Array.from({length: some}, () =>
			line(next++)).join('')))
			await once(child.stdin, 'drain');
		await arrived(at - AHEAD);
	}
	child.stdin.end();
	await child.over;
	assert.match(out, new RegExp(`^accepted ${count},`, 'm'));
	await arrived(count);
}

/* What a process holds: {rss (KiB), fds, threads}. */
function holds({pid})
{
	const status = readFileSync(`/proc/${pid}/status`, 'utf8');
	const value = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm')
		.exec(status)[1]);

	return {rss: value('VmRSS'), threads: value('Threads'),
		fds: readdirSync(`/proc/${pid}/fd`).length};
}

/* How often a worker has started; others may write behind that line. */
const starts = () => existsSync(join(rig.dir, 'worker.log')) ?
	rig.logText('worker').split(': started: ').length : 1;

async function measure(events)
{
	const before = starts();
	const worker = rig.worker();

	await waitFor('a start', () => starts() > before, PATIENCE_MS);
	const start = holds(worker);

	await flow(WARM_UP);
	const warm = holds(worker);

	await flow(events);
	return {worker, start, warm, then: holds(worker)};
}

test('as much is held after many events as after a few', async () => {
	const from = Date.now();

	try {
		const {worker, start, warm, then} = await measure(EVENTS);
		const growth = then.rss / warm.rss - 1;

		await waitFor('both WALs to be cut', () =>
			['outbox', 'events'].every((name) =>
				statSync(`${rig.db(name)}-wal`).size === 0),
		CHECKPOINT_MS);
		const told = judge({acknowledged: Array.from({length: next},
		    (_, i) => i), posts: posts.list, dests: DESTS, kills: 0,
		perKill: 0, written: new Set(Array(next).keys())});

		console.log(`# steady: cases run ${next * DESTS.length}, ` +
		    `failed ${told.faults.length}, ` +
		    `${((Date.now() - from) / 1000).toFixed(1)} s; after ` +
		    `${WARM_UP} events ${JSON.stringify(warm)}, after ` +
		    `${EVENTS} more ${JSON.stringify(then)}: memory ` +
		    `${(100 * growth).toFixed(1)} %, WAL 0, lost ${told.lost}`);
		assert.deepEqual(told.faults, []);
		assert.ok(growth <= 0.1, `memory grew by ${growth}`);
		assert.equal(then.threads, start.threads);
		/* A connection for each request that may be under way. */
		assert.ok(then.fds <= start.fds + 8 * DESTS.length,
		    `${start.fds} at first, ${then.fds} descriptors`);
		worker.kill('SIGTERM');
		assert.equal((await worker.over).code, 0);
	} catch (err) {
		failed = true;
		throw err;
	}
});

/* Control: a worker that keeps the body of each request. */
test('control: a leak is found', async () => {
	rig.replace('tocsin-worker', mutant('tocsin-worker',
	    'worker/send_secret.c', '\tseal_forget(&t->body);\n', ''));
	const {worker, warm, then} = await measure(Math.min(EVENTS, 4000));
	const growth = then.rss / warm.rss - 1;

	worker.kill('SIGKILL');
	await worker.over;
	assert.ok(growth > 0.1, `it grew by ${growth} only`);
	console.log(`# control: a body that is not freed: memory ` +
	    `${(100 * growth).toFixed(1)} %, found`);
});
