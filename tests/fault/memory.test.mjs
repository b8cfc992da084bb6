/*
 * memory.test.mjs - one allocation fails, or all from one on: the worker and
 * the command line end with a message or go on, and nothing is lost.
 *
 *   PLACES  how many places of the worker (default 25), of `tocsin ingest`
 *           as many; "all" for every one
 *   SEED    to repeat a choice
 */
import assert from 'node:assert/strict';
import {after, test} from 'node:test';

import {random} from '../e2e/rig.mjs';
import {ingestCase, ingestOnce} from './ingest.mjs';
import {MODE, Memory} from './memory.mjs';
import {mutant} from './mutant.mjs';
import {Scene, spread} from './scene.mjs';

const PLACES = process.env.PLACES === 'all' ? Infinity :
	Number(process.env.PLACES ?? 25);
assert.ok(PLACES > 0, 'a number of places, or "all"');
const SEED = Number(process.env.SEED ?? Date.now() % 1000000);

/* Places differ a little from run to run: how far beyond to look. */
const BEYOND = 40;

const MESSAGE = /error: /;

const rand = random(SEED);
const scenes = [];
let failed = false;

console.log(`# SEED=${SEED} PLACES=${PLACES}`);
after(async () => {
	for (const scene of scenes)
		await scene.end(failed);
});

function check(name, run)
{
	test(name, async () => {
		const scene = await Scene.create();

		scenes.push(scene);
		scene.memory = new Memory(scene.rig.dir);
		try {
			await run(scene, scene.memory);
		} catch (err) {
			failed = true;
			await scene.rig.killAll();
			throw err;
		}
	});
}

function count(stats, what)
{
	stats[what] = (stats[what] ?? 0) + 1;
}

/* The last thing that was said, without what differs. */
function reason(said)
{
	const lines = said.trim().split('\n').filter((l) =>
		/error: /.test(l));

	return (lines.at(-1) ?? 'nothing').replace(/^.*error: /, '')
		.slice(0, 60);
}

async function workerCase(scene, mode, at, stats)
{
	scene.memory.set(mode, at);
	const end = await scene.run(scene.memory.before());

	if (scene.memory.failed === 0) {
		count(stats, 'not met');
		return false;
	}
	scene.kills += end.ended ? 1 : 0;
	count(stats, end.ended ? reason(end.said) : 'went on');
	if (end.late || end.signal !== null || ![0, 1].includes(end.code) ||
	    (end.code === 1 && !MESSAGE.test(end.said)) ||
	    (end.ended && end.code === 0))
		scene.fail(`worker ${mode} ${at}: ${JSON.stringify(end)}`);
	return true;
}

check('worker: each allocation', async (scene, memory) => {
	const stats = {};

	memory.set(MODE.place);
	await scene.run(memory.before());
	const most = memory.counted;

	assert.ok(most > 1000, `${most} places`);
	for (const at of spread(PLACES, most, rand))
		await workerCase(scene, rand() < 0.8 ? MODE.place :
			MODE.placeEver, at, stats);
	for (let n = 1; PLACES === Infinity && n <= BEYOND; n++)
		await workerCase(scene, MODE.place, most + n, stats);
	console.log(`# places ${most}, ends ${JSON.stringify(stats)}`);
	scene.finish('worker without memory', `, SEED=${SEED}`);
});

function memoryCase(scene, mode, at, stats)
{
	const {memory} = scene;

	memory.set(mode, at);
	const r = ingestCase(scene, memory.before());

	count(stats, r.status === 0 ? 'went on' : reason(r.stderr));
	return r.fresh;
}

check('ingest: each allocation', async (scene, memory) => {
	const stats = {};

	memory.set(MODE.place);
	ingestOnce(scene, memory.before());
	const most = memory.counted;
	const events = [];

	assert.ok(most > 100, `${most} places`);
	for (const at of spread(PLACES, most, rand))
		for (const mode of [MODE.place, MODE.placeEver])
			events.push(...memoryCase(scene, mode, at, stats));
	await scene.recover(events.slice(-50));
	await scene.recover(scene.produce());
	console.log(`# places ${most}, ends ${JSON.stringify(stats)}`);
	scene.finish('ingest without memory', `, SEED=${SEED}`);
});

/* Control: one that does not look at what an allocation gave it. */
check('control: an allocation that nobody checks is found', (scene, memory) => {
	const stats = {};

	scene.rig.replace('tocsin', mutant('tocsin', 'core/xmalloc.c',
	    'if (p == NULL)', 'if (0)'));
	memory.set(MODE.place);
	ingestOnce(scene, memory.before());
	const most = memory.counted;

	for (let at = 1; at <= most && scene.failed === 0; at++)
		memoryCase(scene, MODE.place, at, stats);
	assert.ok(scene.failed > 0, 'it was not found');
	console.log(`# control: found after ${scene.cases} places`);
});
