/*
 * calls.test.mjs - the worker is killed, or a call of it fails, at the Nth
 * call of each kind that changes something: N=1, 2, ... until a run meets
 * none.
 *
 *   POINTS       how many of them (default 25); "all" for every one
 *   KILL_POINTS  the same for kills alone (default POINTS)
 *   SEED         to repeat a choice
 */
import assert from 'node:assert/strict';
import {cpSync, rmSync} from 'node:fs';
import {dirname} from 'node:path';
import {after, test} from 'node:test';

import {random} from '../e2e/rig.mjs';
import {ingestCase, ingestOnce} from './ingest.mjs';
import {mutant} from './mutant.mjs';
import {Scene, spread} from './scene.mjs';
import {hit, injecting, noStrace, traced, tracing} from './strace.mjs';

const number = (text) => (text === 'all' ? Infinity : Number(text));
const POINTS = number(process.env.POINTS ?? 25);
const KILL_POINTS = number(process.env.KILL_POINTS ?? POINTS);
const SEED = Number(process.env.SEED ?? Date.now() % 1000000);
const WHY = noStrace();

const KILLED = ['pwrite64', 'fdatasync', 'ftruncate', 'connect', 'sendto',
	'write', 'unlink'];

/* SQLite takes an error of a sync for what it is, whatever it is called. */
const FAILED = [['pwrite64', 'EIO'], ['fdatasync', 'EIO'],
	['ftruncate', 'EIO'], ['pread64', 'EIO'], ['pwrite64', 'ENOSPC'],
	['fdatasync', 'ENOSPC'], ['ftruncate', 'ENOSPC']];

const rand = random(SEED);
const scenes = [];
let failed = false;

console.log(`# SEED=${SEED} POINTS=${POINTS}`);
if (WHY !== null)
	console.log(`# SKIPPED: faults at calls: ${WHY}`);
after(async () => {
	for (const scene of scenes)
		await scene.end(failed);
});

function check(name, run)
{
	test(name, {skip: WHY ?? false}, async () => {
		const scene = await Scene.create();

		scenes.push(scene);
		try {
			await run(scene, scene.rig.dir);
		} catch (err) {
			failed = true;
			await scene.rig.killAll();
			throw err;
		}
	});
}

/* How many calls of each kind a run without a fault makes. */
async function measure(scene, calls)
{
	const {code, ended} = await scene.run(tracing(scene.rig.dir, calls));

	assert.deepEqual([code, ended], [0, false]);
	return traced(scene.rig.dir);
}

/* points(kinds, count): [kind, n] to try; of each kind in its share. */
function points(kinds, count, most = POINTS)
{
	const all = kinds.flatMap((kind) => {
		const n = count.get([kind].flat()[0]) ?? 0;

		return Array.from({length: n}, (_, i) => [kind, i + 1]);
	});
	const chosen = spread(Math.min(most, all.length), all.length, rand);

	return chosen.map((i) => all[i - 1]);
}

/* beyond(kinds, run): one kind after the other, past what was measured. */
async function beyond(kinds, count, run)
{
	for (const kind of kinds)
		for (let n = (count.get([kind].flat()[0]) ?? 0) + 1;; n++)
			if (!await run(kind, n))
				break;
}

check('kill at the Nth call', async (scene, dir) => {
	const count = await measure(scene, KILLED);
	const run = async (call, n) => {
		const end = await scene.run(injecting(dir, call,
		    'signal=SIGKILL', n));

		if (end.signal === 'SIGKILL' && !end.late) {
			scene.kills++;
			return true;
		}
		if (end.code !== 0 || end.late)
			scene.fail(`${call} ${n}: ${JSON.stringify(end)}`);
		return false;
	};

	for (const [call, n] of points(KILLED, count, KILL_POINTS))
		await run(call, n);
	if (KILL_POINTS === Infinity)
		await beyond(KILLED, count, run);
	assert.ok(scene.kills > 0);
	scene.finish('kills at calls', `, SEED=${SEED}, kills ` +
	    `${scene.kills}, calls of one run ${JSON.stringify(
	    Object.fromEntries(count))}`);
});

/* What the worker may do about an error at one call. */
function endsWell(end)
{
	if (end.late || end.signal !== null)
		return false;
	if (!end.ended)
		return end.code === 0;
	/* The loader reads as well, before there is a program. */
	if (end.code === 127)
		return /loading shared libraries/.test(end.said);
	return end.code === 1 && /error: /.test(end.said);
}

async function failCalls(scene, dir, stats)
{
	const count = await measure(scene, FAILED.map(([call]) => call));
	const run = async ([call, errno], n) => {
		const end = await scene.run(injecting(dir, call,
		    `error=${errno}`, n));
		const met = hit(dir);

		if (met === null)
			return false;
		/* An end by an error may cut what is under way, as a kill. */
		scene.kills += end.ended ? 1 : 0;
		stats[`${errno} ${end.ended ? 'ended' : 'went on'}`] =
		    (stats[`${errno} ${end.ended ? 'ended' : 'went on'}`] ??
			0) + 1;
		if (!endsWell(end))
			scene.fail(`${call} ${n} ${errno}: ` +
			    `${JSON.stringify(end)}`);
		/*
		 * After EIO nothing of this process can be believed.  SQLite
		 * tells of no error where it syncs a directory, and what fails
		 * in -shm is no store.
		 */
		if (errno === 'EIO' && /\.db(?!-shm)/.test(met) && !end.ended)
			scene.fail(`${call} ${n} ${errno} on ${met}: it went ` +
			    'on');
		if (errno === 'ENOSPC' && call === 'pwrite64' && end.ended &&
		    /started: /.test(end.said))
			scene.fail(`${call} ${n} ${errno} on ${met}: it did ` +
			    `not wait: ${end.said}`);
		return true;
	};

	for (const [kind, n] of points(FAILED, count))
		await run(kind, n);
	if (POINTS === Infinity)
		await beyond(FAILED, count, run);
}

check('error at the Nth call', async (scene, dir) => {
	const stats = {};

	await failCalls(scene, dir, stats);
	scene.finish('errors at calls', `, SEED=${SEED}, ` +
	    JSON.stringify(stats));
});

/* A producer's own faults: killed, and by an error of each call. */
check('ingest: kill and error at the Nth call', async (scene, dir) => {
	const kinds = [...KILLED.map((call) => [call, 'signal=SIGKILL']),
		...FAILED.map(([call, errno]) => [call, `error=${errno}`])];
	const events = [];

	ingestOnce(scene, tracing(dir, kinds.map(([call]) => call)));
	for (const [[call, what], n] of points(kinds, traced(dir)))
		events.push(...ingestCase(scene, injecting(dir, call, what, n),
		    what === 'signal=SIGKILL').fresh);
	await scene.recover(events.slice(-50));
	await scene.recover(scene.produce());
	scene.finish('ingest, kills and errors at calls', `, SEED=${SEED}`);
});

/* Nothing leaves before the checkpoint of the start is whole. */
check('no start before its checkpoint', async (scene, dir) => {
	/* What a start has to bring into the file. */
	await scene.recover(scene.produce());
	const sent = scene.posts.update().length;
	const events = scene.produce();

	/* The second is of the directory, which SQLite lets pass. */
	for (const n of [1, 3]) {
		const at = scene.logBytes();
		const worker = scene.rig.worker(injecting(dir, 'fdatasync',
		    'error=EIO', n));

		await scene.work(worker, events);
		const end = await scene.stop(worker);

		scene.cases++;
		assert.equal(end.code, 1);
		assert.match(scene.said(at), /checkpoint at the start failed/);
		assert.equal(scene.posts.update().length, sent);
	}
	await scene.recover(events);
	scene.finish('starts without a checkpoint');
});

/* Control: a worker that takes an I/O error for a lock goes on. */
check('control: a worker that goes on is found', async (scene, dir) => {
	scene.rig.replace('tocsin-worker', await mutant('tocsin-worker',
	    'db/db_error.c', 'case SQLITE_IOERR:\n', '',
	    'case SQLITE_LOCKED:\n', 'case SQLITE_LOCKED:\n' +
	    '\tcase SQLITE_IOERR:\n'));
	const count = await measure(scene, ['pwrite64']);
	const end = await scene.run(injecting(dir, 'pwrite64', 'error=EIO',
	    count.get('pwrite64') >> 1));

	assert.match(hit(dir), /\.db/);
	assert.ok(!end.ended, 'the mutant ended all the same');
	console.log('# control: EIO taken for a lock: it went on, as seen');
});

/* Control: a store that forgets, as one without durable commits would. */
check('control: what is forgotten is found', async (scene) => {
	const dir = dirname(scene.rig.db('outbox'));
	const copy = `${dir}.copy`;

	await scene.recover(scene.produce());
	cpSync(dir, copy, {recursive: true});
	await scene.recover(scene.produce());
	rmSync(dir, {recursive: true});
	cpSync(copy, dir, {recursive: true});
	const fresh = scene.produce();

	await scene.recover(fresh);
	await scene.recover(fresh);
	const {twice, faults} = scene.verdict();

	assert.ok(twice > 0, faults.join());
	console.log(`# control: a commit forgotten: twice ${twice}, found`);
});
