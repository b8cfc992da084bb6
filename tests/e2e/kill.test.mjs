/*
 * kill.test.mjs - kill -9 at any moment loses nothing and tells nobody twice
 * without saying so.
 *
 *   KILLS   how many random kills (default 50)
 *   EVENTS  how many events meanwhile (default 10000)
 *   SEED    to repeat a run
 */
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {after, before, test} from 'node:test';

import {sleep, waitFor} from '../receiver/client.mjs';
import {caseName, judge, pickPost} from './kill_oracle.mjs';
import {FLOWS, Posts, flowKey, flowPath, makeRig, random} from './rig.mjs';

const KILLS = Number(process.env.KILLS ?? 50);
const EVENTS = Number(process.env.EVENTS ?? 10000);
const SEED = Number(process.env.SEED ?? Date.now() % 1000000);
const DESTS = FLOWS.map(flowKey);

/*
 * Eight requests to a destination are under way at most.  The commit that
 * writes answers down also claims the next ones, so a kill before or after it
 * finds eight as well.
 */
const PER_KILL = 8;

/* A worker that makes no step for so long hangs. */
const PATIENCE_MS = 60000;

/* What has not come after so long without any request will not come. */
const QUIET_MS = 15000;
const last = {count: 0, at: 0};

/* One for each who draws, or their turns would change what is drawn. */
const rand = {slow: random(SEED), lines: random(SEED + 1),
	kills: random(SEED + 2)};
let rig;
let posts;
let failed = false;

before(async () => {
	console.log(`# SEED=${SEED} KILLS=${KILLS} EVENTS=${EVENTS}`);
	rig = await makeRig();
	rig.setUp();
	posts = new Posts(rig.receiver.logPath, pickPost);
});
after(async () => {
	posts.close();
	await rig.end(failed);
});

/* A test whose folder is kept when it fails. */
function check(name, run)
{
	test(name, async (t) => {
		try {
			await run(t);
		} catch (err) {
			failed = true;
			await rig.killAll();
			throw err;
		}
	});
}

/* An event of its own entity, so that no window and no score hides it. */
function line(n)
{
	return JSON.stringify({kind: 'entity', type: 'host', id: `id-${n}`,
		name: caseName(n), urgency: 50 + n % 51});
}

/*
 * Mostly an answer at once, now and then one that is due only after a while:
 * at a kill some requests are then on their way for sure.
 */
async function slowSome()
{
	for (const flow of FLOWS) {
		const answers = [];

		for (let i = 0; i < EVENTS / 50; i++)
			answers.push({status: 202,
				times: 1 + Math.floor(rand.slow() * 98)},
			    {status: 202, delay_ms: 20 + rand.slow() * 200});
		answers.push({status: 202});
		await rig.receiver.script({match: {path: flowPath(flow)},
			answers});
	}
}

/* quiet(): has no request come for long?  Then something is missing. */
function quiet()
{
	const count = posts.update().length;

	if (count !== last.count || last.at === 0)
		Object.assign(last, {count, at: Date.now()});
	return Date.now() - last.at > QUIET_MS;
}

/* arrived(count): so many requests came, or no more do. */
function arrived(count)
{
	return waitFor('requests to arrive', () =>
		quiet() || posts.list.length >= count, 3 * PATIENCE_MS);
}

/*
 * produce(): a producer that goes on only a little ahead of the deliveries,
 * so that kills hit deciding and sending alike.  acked() says up to which
 * line it was told that its events are durable; told() resolves when it is
 * told so again, or has ended.
 */
function produce(first, count)
{
	const child = rig.start('ingest', rig.program('tocsin'),
	    ['-c', rig.conf, 'ingest', '--progress'], 'pipe', 'pipe');
	let out = '';

	child.stdout.on('data', (data) => {
		out += data;
	});
	const acked = () => Math.max(0, ...[...out.matchAll(
	    /^durable up to line (\d+)$/gm)].map((m) => Number(m[1])));
	const all = (async () => {
		let n = 0;

		while (n < count) {
			const chunk = Math.min(count - n,
			    1 + Math.floor(rand.lines() * 400));
			const lines = Array.from({length: chunk},
			    (_, i) => `${line(first + n + i)}\n`);

			if (!child.stdin.write(lines.join('')))
				await once(child.stdin, 'drain');
			n += chunk;
			await arrived(DESTS.length * (n - 600));
		}
		child.stdin.end();
		const {code} = await child.over;
		assert.equal(code, 0, rig.logText('ingest'));
		return out;
	})();

	const told = () => Promise.race(
	    [once(child.stdout, 'data'), child.over]);

	return {acked, all, told};
}

/*
 * settle(events): wait until they all arrived and then for an event after
 * them: what was due before it is on its way by then.  An orderly stop
 * waits for the answers.  What is missing is for the oracle to say.
 */
async function settle(worker, events, next)
{
	const missing = new Set();
	let at = 0;

	for (const e of [...events, next])
		for (const dest of DESTS)
			missing.add(`${e} ${dest}`);
	rig.must(['ingest'], `${line(next)}\n`);
	last.at = 0;
	await waitFor('the requests to end', () => {
		const over = quiet();

		for (const list = posts.list; at < list.length; at++)
			missing.delete(`${list[at].event} ${list[at].dest}`);
		return missing.size === 0 || over;
	}, 3 * PATIENCE_MS);
	worker.kill('SIGTERM');
	assert.deepEqual(await worker.over, {code: 0, signal: null});
}

/*
 * When to kill: some early in a start, some while events that were just
 * acknowledged are being decided, the others wherever it happens.
 */
async function untilKill(target, producer)
{
	const kind = rand.kills();

	if (kind < 0.2) {
		await sleep(rand.kills() * 150);
		return;
	}
	await arrived(target);
	if (kind < 0.6)
		await producer.told();
	await sleep(rand.kills() * 10);
}

async function killAtRandom(producer)
{
	const most = 0.97 * EVENTS * DESTS.length;
	const targets = Array.from({length: KILLS},
	    () => Math.floor(rand.kills() * most)).sort((a, b) => a - b);
	let worker = rig.worker();

	for (const target of targets) {
		await untilKill(target, producer);
		worker.kill('SIGKILL');
		assert.equal((await worker.over).signal, 'SIGKILL',
		    'the worker ended by itself');
		worker = rig.worker();
	}
	return worker;
}

function say(name, t, told, kills, from)
{
	const text = `${name}: cases ${t.acknowledged.length * DESTS.length}, ` +
	    `kills ${kills}, lost ${told.lost}, twice ${told.twice}, ` +
	    `repeats ${told.repeats} (at most ${told.most}), unmarked ` +
	    `${told.unmarked}, ${((Date.now() - from) / 1000).toFixed(1)} s`;

	console.log(`# ${text}`);
}

check('kills at random', async () => {
	const from = Date.now();

	await slowSome();
	const producer = produce(0, EVENTS);
	const [worker] = await Promise.all(
	    [killAtRandom(producer), producer.all]);
	assert.equal(producer.acked(), EVENTS);
	const acknowledged = Array.from({length: EVENTS}, (_, i) => i);
	await settle(worker, acknowledged, EVENTS);
	await rig.receiver.clear();

	const t = {acknowledged, posts: posts.list, dests: DESTS,
		written: new Set([...acknowledged, EVENTS]), kills: KILLS,
		perKill: PER_KILL};
	const told = judge(t);
	say('random', t, told, KILLS, from);
	assert.deepEqual(told.faults, []);
	/* Else no kill met a request under way and nothing was shown. */
	assert.ok(told.repeats > 0, 'no request was ever repeated');
	controls(t);
});

/* The oracle itself: each way of breaking the log must be found. */
function controls(t)
{
	const count = new Map();

	for (const p of t.posts)
		count.set(p.id, (count.get(p.id) ?? 0) + 1);
	const single = t.posts.findIndex((p) => count.get(p.id) === 1 &&
	    p.event < EVENTS);
	const again = t.posts.findIndex((p, i) => count.get(p.id) > 1 &&
	    t.posts.slice(0, i).some((q) => q.id === p.id && q.conn < p.conn));
	const change = (i, members) => ({...t, posts: t.posts.map((p, j) =>
		(j === i ? {...p, ...members} : p))});

	assert.ok(single >= 0 && again >= 0);
	assert.deepEqual(judge({...t,
		posts: t.posts.filter((p, i) => i !== single)}).faults,
	    ['lost: 1']);
	assert.deepEqual(judge(change(again, {marked: false})).faults,
	    ['unmarked: 1']);
	assert.deepEqual(judge(change(again, {id: 'other'})).faults,
	    ['twice: 1']);
	assert.equal(judge({...t, kills: 0}).faults.length, 1);
	console.log('# controls: a request removed, a mark removed, an id ' +
	    'changed, repeats without a kill: each was found');
}

/* Why strace can't be used here, or null. */
function noStrace()
{
	const r = spawnSync('strace', ['-f', '-o', '/dev/null', '-e',
		'inject=fdatasync:signal=SIGKILL:when=1', 'true'],
	    {encoding: 'utf8'});

	if (r.error !== undefined)
		return 'strace is not installed';
	return r.status === 0 ? null : `strace: ${r.stderr.trim()}`;
}

check('kills at each commit of a start', async (t) => {
	const why = noStrace();

	if (why !== null) {
		console.log(`# SKIPPED: kills at fixed points: ${why}`);
		t.skip(why);
		return;
	}
	const from = Date.now();
	const events = [];
	const written = new Set();
	let next = EVENTS + 1;
	const start = posts.update().length;
	let kills = 0;

	for (let when = 1; when <= 20; when++) {
		const batch = Array.from({length: 50}, () => next++);
		const out = rig.must(['ingest'],
		    batch.map((n) => `${line(n)}\n`).join(''));

		assert.match(out, /^accepted 50,/);
		const traced = rig.worker(['strace', '-f', '-o', '/dev/null',
			'-e', 'trace=fdatasync', '-e',
			`inject=fdatasync:signal=SIGKILL:when=${when}`]);
		await waitFor(`the kill at fdatasync ${when}`, () =>
			traced.signalCode !== null ||
			traced.exitCode !== null, PATIENCE_MS);
		assert.equal(traced.signalCode, 'SIGKILL');
		kills++;
		const worker = rig.worker();
		const last = next++;
		await settle(worker, batch, last);
		events.push(...batch);
		[...batch, last].forEach((n) => written.add(n));
	}
	const seen = {acknowledged: events, written, kills, dests: DESTS,
		posts: posts.list.slice(start), perKill: PER_KILL};
	const told = judge(seen);
	say('fixed points', seen, told, kills, from);
	assert.deepEqual(told.faults, []);
});
