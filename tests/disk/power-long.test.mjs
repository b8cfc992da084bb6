/*
 * power-long.test.mjs - the power is cut while events flow: nothing that was
 * acknowledged is lost, and nothing is decided twice.
 *
 *   CUTS    cuts (default 6); a second one in the recovery: a third as many
 *   FAULTS  transient I/O errors, each before a cut (default 4)
 *   SEED    to repeat a run
 *
 * Simulated cuts of one file system (ext4), not real ones.
 */
import assert from 'node:assert/strict';
import {cpSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';

import {sleep} from '../receiver/client.mjs';
import {Place, SEED, random, told} from './kit.mjs';
import {PowerDisk, powerSkip, settle} from './power.mjs';
import {Producer} from './producer.mjs';

const CUTS = Number(process.env.CUTS ?? 6);
const AGAIN = Math.ceil(CUTS * 0.3);
const FAULTS = Number(process.env.FAULTS ?? 4);
const LIES = Math.max(2, Math.ceil(CUTS / 10));

/* Some hundred deliveries a second: some are always still to be made. */
const SLOW = {status: 202, delay_ms: 20};

const skip = powerSkip();
const rand = random(SEED);
const between = (a, b) => a + rand() * (b - a);

/* A system set up on such a disk, which is on. */
async function powered(t, options = {}, where = '')
{
	let disk;
	const place = await Place.make();

	t.after(async () => {
		await place.worker?.kill('SIGKILL');
		disk?.detach();
		await place.close();
		assert.deepEqual(disk.left(), []);
	});
	disk = new PowerDisk(join(place.dir, 'disk'), options);
	place.d = place.addDestination();
	await place.script(place.d, SLOW);
	await moveTo(place, disk, join(place.data, where));
	return {place, disk, at: join(place.data, where)};
}

/* What set-up made, on the new disk, in the place of the old one. */
async function moveTo(place, disk, at)
{
	const aside = join(place.dir, 'aside');

	cpSync(at, aside, {recursive: true, preserveTimestamps: true});
	await disk.attach(at);
	cpSync(aside, at, {recursive: true, preserveTimestamps: true});
	settle(at);
}

/* The power is cut, and everybody who used the disk ends with it. */
async function cut(place, disk, producer)
{
	disk.cut();
	await producer?.end();
	if (place.worker !== null && place.worker.exitCode === null)
		await place.killWorker();
	place.worker = null;
	disk.detach();
}

/* After all cuts: everything must come, each once but for what is marked. */
async function judge(place)
{
	await place.receiver.clear();
	await place.startWorker();
	await place.all('all that was acknowledged', 120000);
	const lost = await place.lost();
	const twice = await place.twice();
	const repeats = await place.repeats();

	assert.deepEqual(lost, []);
	assert.deepEqual(twice, [], 'decided twice');
	assert.equal(repeats.unmarked, 0, JSON.stringify(repeats));
	return {lost: lost.length, twice: twice.length, repeats};
}

test('power cuts: nothing acknowledged is lost', {skip}, async (t) => {
	const from = Date.now();
	const {place, disk, at} = await powered(t);
	let again = 0;

	for (let i = 0; i < CUTS; i++) {
		await place.startWorker();
		const producer = new Producer(place, rand);

		await sleep(between(50, 1000));
		await cut(place, disk, producer);
		await disk.attach(at);
		/* The next one comes while the worker recovers. */
		for (; again < AGAIN * (i + 1) / CUTS; again++) {
			const second = new Producer(place, rand);

			place.spawnWorker();
			await sleep(between(0, 200));
			await cut(place, disk, second);
			await disk.attach(at);
		}
	}
	const seen = await judge(place);

	assert.ok(place.acked.size > CUTS);
	told('power cuts', `${CUTS} cuts and ${again} in a recovery`,
	    seen.lost + seen.twice, from, `${place.acked.size} acknowledged, ` +
	    `${seen.repeats.count} repeats, all marked`);
});

/*
 * One cut of a producer of that care, without a worker, after `before`: how
 * many of its acknowledgements were lies.
 */
async function control(t, mode, options = {}, before = pause)
{
	const {place, disk, at} = await powered(t, options);
	const state = {ends: 0};
	const alive = keepAlive(state, () => new Producer(place, rand, mode));

	await before(disk);
	state.over = true;
	await cut(place, disk, state.current);
	await alive;
	await disk.attach(at);
	await place.receiver.clear();
	await place.startWorker();
	/* What is there by now is decided once something newer arrives. */
	const {names} = place.give(1);
	await place.until('the newest event', async () =>
		(await place.lost(names)).length === 0);
	await place.until('the rest', () => place.rows(
	    "SELECT count(*) AS n FROM delivery WHERE state <> 'accepted'")[0]
	    .n === 0, 60000);
	return {acked: place.acked.size, lost: (await place.lost()).length};
}

function pause()
{
	return sleep(between(300, 800));
}

test('control: synchronous=NORMAL loses', {skip}, async (t) => {
	const from = Date.now();
	let lost = 0, acked = 0, runs = 0;

	/* A cut just after ext4's own commit may lose nothing. */
	while (lost === 0 && runs < 5) {
		const seen = await control(t, 'normal');

		lost += seen.lost;
		acked += seen.acked;
		runs++;
	}
	const full = await control(t, 'full');
	assert.equal(full.lost, 0, 'FULL lost in the same rig');
	assert.ok(full.acked > 0);
	assert.ok(lost > 0, 'the rig does not cut: NORMAL lost nothing');
	told('power cuts, control NORMAL', runs, lost, from,
	    `failed are the lost of ${acked} acknowledged; FULL lost 0 of ${
		full.acked}`);
});

/* Programs that end are started again, as a system does, until it is over. */
async function keepAlive(state, start)
{
	while (!state.over) {
		const one = start();

		state.current = one;
		const {code} = await one.ended;
		if (!state.over && code !== 0)
			state.ends++;
		await sleep(100);
	}
}

/* Writes fail for a short while. */
async function fault(disk)
{
	await sleep(between(50, 400));
	writeFileSync(disk.inject, '');
	await sleep(between(20, 250));
	rmSync(disk.inject);
	await sleep(between(400, 900));
}

/* A fault while all run; a bit later the power goes. */
async function faultThenCut(place, disk)
{
	const worker = {ends: 0}, producer = {ends: 0};

	place.spawnWorker();
	await place.until('the start', () => place.said().includes('started:'));
	const alive = [keepAlive(worker, () => worker.current === undefined ?
		place.worker : place.spawnWorker()),
	keepAlive(producer, () => new Producer(place, rand))];
	await fault(disk);
	const readOnly = disk.readOnly();
	worker.over = producer.over = true;
	disk.cut();
	await producer.current.end();
	if (worker.current.exitCode === null)
		worker.current.kill('SIGKILL');
	await Promise.all(alive);
	place.worker = null;
	disk.detach();
	return {ends: [worker.ends, producer.ends], readOnly};
}

/* So many of those; the disk holds all databases or that of events alone. */
async function faults(t, count, where)
{
	const {place, disk, at} = await powered(t, {faults: true}, where);
	const sum = {worker: 0, producer: 0, readOnly: 0};

	for (let i = 0; i < count; i++) {
		const seen = await faultThenCut(place, disk);

		sum.worker += seen.ends[0] > 0;
		sum.producer += seen.ends[1] > 0;
		sum.readOnly += seen.readOnly;
		await disk.attach(at);
	}
	return {place, sum};
}

for (const [where, what] of [['', 'all databases'],
	['events', 'events.db alone']])
	test(`transient I/O errors on ${what}, then a cut`, {skip},
	async (t) => {
		const from = Date.now();
		const {place, sum} = await faults(t, FAULTS, where);
		const seen = await judge(place);

		told(`I/O errors on ${what}, then cuts`, FAULTS,
		    seen.lost + seen.twice, from, `${place.acked.size} ` +
		    `acknowledged, ${seen.repeats.count} repeats, all ` +
		    `marked; worker ended in ${sum.worker}, producer in ${
			sum.producer}, ext4 read-only in ${sum.readOnly}`);
	});

test('control: a producer that does not check after an error', {skip},
async (t) => {
	const from = Date.now();
	let lost = 0, acked = 0, runs = 0;

	/* Not every error leaves a hole, and ext4 may give up by itself. */
	while (lost === 0 && runs < 20) {
		const seen = await control(t, 'full', {faults: true}, fault);

		lost += seen.lost;
		acked += seen.acked;
		runs++;
	}
	assert.ok(lost > 0, `nothing was lost in ${runs} runs`);
	told('I/O errors, control without a checkpoint', runs, lost, from,
	    `failed are the lost of ${acked} acknowledged`);
});

/* What a cut of a disk that lies about flushes does, and who notices. */
async function lie(t, where)
{
	const {place, disk, at} = await powered(t, {}, where);

	/* What an honest time left behind, and then the lies. */
	await place.startWorker();
	place.give(20);
	await place.arrive('the first ones');
	await place.stopWorker();
	disk.detach();
	disk.cache = 'unsafe';
	await disk.attach(at);
	await place.startWorker();
	const producer = new Producer(place, rand);
	await place.until('some alerts', async () =>
		(await place.seen()).size > 40);
	await cut(place, disk, producer);
	try {
		await disk.attach(at);
	} catch (err) {
		assert.match(err.message, /mount/);
		return 'mount';
	}
	await place.receiver.clear();
	place.spawnWorker();
	await place.until('its start or its end', () =>
		place.worker.exitCode !== null ||
		/started:|waiting: /.test(place.said()));
	if (place.worker.exitCode !== null)
		return /restore|not a Tocsin|malformed|check the disk/.test(
		    place.said()) ? 'refused' : place.said();
	if (place.said().includes('waiting: '))
		return 'waits';
	await sleep(1000);
	return (await place.lost()).length > 0 ? 'silent' : 'unharmed';
}

/*
 * A disk that holds everything and forgets everything goes back in time as a
 * whole, and nothing on it can tell: that case is printed, not judged.
 */
for (const [where, what] of [['events', 'events.db alone'],
	['outbox', 'outbox.db alone'], ['', 'all databases']])
	test(`a disk that lies about flushes: ${what}`, {skip}, async (t) => {
		const from = Date.now();
		const seen = {};

		for (let i = 0; i < LIES; i++) {
			const end = await lie(t, where);
			seen[end] = (seen[end] ?? 0) + 1;
		}
		if (where === 'events')
			assert.equal(seen.silent ?? 0, 0, JSON.stringify(seen));
		told(`lying disk under ${what}`, LIES, where === 'events' ?
			seen.silent ?? 0 : 0, from, JSON.stringify(seen));
	});
