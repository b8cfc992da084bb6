/*
 * full.test.mjs - a disk that is full for a while: nothing is acknowledged
 * that is not durable, nobody falls, and all goes on when there is space.
 *
 *   FULL_S  seconds that the disk stays full (default 5)
 */
import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {test} from 'node:test';

import {sleep} from '../receiver/client.mjs';
import {Place, cpuMs, familyCpuMs, fillUp, mountTmpfs, must, skipped, told,
	unmount} from './kit.mjs';

const FULL_S = Number(process.env.FULL_S ?? 5);

/* Of the time that it is full; a busy loop takes all of a processor. */
const CPU_MOST = 0.2;

const skip = probe();

/* One mount tells whether any works. */
function probe()
{
	const dir = mkdtempSync(join(tmpdir(), 'tocsin-full-'));
	const why = mountTmpfs(dir, '1m');

	if (why === null)
		unmount(dir);
	rmSync(dir, {recursive: true, force: true});
	return why === null ? false : skipped('disk full', why);
}

/* A system on a disk of that size; prepare(data) before it is set up. */
async function onDisk(t, size, prepare = () => {})
{
	const place = await Place.make((data) => {
		assert.equal(mountTmpfs(data, size), null);
		prepare(data);
	});

	t.after(() => place.close());
	place.filler = join(place.data, 'filler');
	place.heal = (to) => {
		rmSync(place.filler, {force: true});
		must('mount', '-o', `remount,size=${to}`, place.data);
	};
	return place;
}

/* Both ways in and a page that has to store a session, again and again. */
async function askWhileFull(place)
{
	const asked = {cases: 0, refused: 0};
	const end = Date.now() + FULL_S * 1000;

	while (Date.now() < end) {
		fillUp(place.filler);
		const cli = place.give(20);
		const http = await place.send(20);
		const page = await place.page();

		asked.cases += 3;
		if (cli.accepted === 0) {
			assert.equal(cli.status, 2);
			assert.match(cli.stderr, /full|no space left/i);
			assert.match(cli.stderr, /was not stored; send it again/);
			asked.refused++;
		}
		if (http.status !== 200) {
			assert.equal(http.status, 503);
			assert.ok(Number(http.headers['retry-after']) > 0);
			assert.match(JSON.parse(http.body).error.message,
			    /no space left/);
			asked.refused++;
		}
		if (page.status !== 200) {
			assert.equal(page.status, 503);
			assert.match(page.body, /no space left/);
			asked.refused++;
		}
		await sleep(200);
	}
	return asked;
}

test('full, then space: nothing lost, nobody fell', {skip}, async (t) => {
	const from = Date.now();
	const place = await onDisk(t, '3m');
	const d = place.addDestination();

	await place.startWorker();
	await place.startWeb();
	/* Signed in while there is space for a session. */
	assert.equal((await place.page()).status, 200);
	assert.match(place.log(), /ballast: .*running without.*No space left/);
	/* As long as there is space, and while there is less and less. */
	while (place.give(50).accepted === 50)
		;
	await place.script(d, {status: 202, delay_ms: 300});
	fillUp(place.filler);
	const cpu = [cpuMs(place.worker.pid), familyCpuMs(place.web.pid)];
	const began = Date.now();
	const asked = await askWhileFull(place);
	const used = (cpuMs(place.worker.pid) - cpu[0]) / (Date.now() - began);
	const held = place.acked.size;

	assert.ok(asked.refused > asked.cases / 2, JSON.stringify(asked));
	assert.ok(used < CPU_MOST, `the worker used ${used} of a processor`);
	assert.match(place.log(), /disk is full \(13\)/);
	for (const p of [place.worker, place.web])
		assert.deepEqual([p.exitCode, p.signalCode], [null, null],
		    place.log() + place.webLog());
	assert.doesNotMatch(place.webLog(), /another one follows|can't be tr/);

	await place.receiver.clear();
	place.heal('64m');
	const healed = Date.now();
	await place.until('events to be taken again', () =>
		place.give(1).accepted === 1);
	assert.equal((await place.send(20)).status, 200);
	assert.equal((await place.page()).status, 200);
	const back = Date.now() - healed;
	await place.all('all that was accepted');
	const lost = await place.lost();
	const repeats = await place.repeats();

	assert.deepEqual(lost, []);
	assert.equal(repeats.count, 0, JSON.stringify(repeats));
	told('disk full', place.acked.size + asked.cases, lost.length, from,
	    `${asked.refused} of ${asked.cases} refused while full, ${held} ` +
	    `accepted before, back after ${back} ms, worker ` +
	    `${(100 * used).toFixed(1)} % and pages ${familyCpuMs(
		place.web.pid) - cpu[1]} ms of the processor`);

	/* A producer that takes refusals for acknowledgements does lose. */
	const believed = [...place.acked, 'n9999999'];
	assert.deepEqual(await place.lost(believed), ['n9999999']);
	const all = place.names(0).length + place.next - 1;
	assert.ok(all > place.acked.size, 'the disk was never full');
	const naive = Array.from({length: all}, (_, i) =>
		`n${String(i + 1).padStart(7, '0')}`);
	const missed = (await place.lost(naive)).length;
	assert.ok(missed > 0, 'the control lost nothing');
	told('disk full, control without acknowledgements', all, missed, from);
});

test('a start on a full disk waits', {skip}, async (t) => {
	const from = Date.now();
	const place = await onDisk(t, '3m');

	place.addDestination();
	/* More than events.db can take over from its WAL without growing. */
	place.give(500);
	fillUp(place.filler);
	place.spawnWorker();
	await place.until('the worker to say what it waits for', () => {
		assert.equal(place.worker.exitCode, null, place.said());
		return /waiting: .*(no space left|the disk is full)/.test(
		    place.said());
	});
	assert.ok(!place.said().includes('started:'));
	place.heal('64m');
	await place.until('the start', () => place.said().includes('started:'));
	await place.arrive('what came before');
	told('start on a full disk', 1, 0, from);
});

/*
 * 20 alerts, 8 of them under way at once, and a disk that is full before the
 * first answer comes.  Then the worker is killed: what it could not write
 * down by then it has to send again.
 */
async function killedWhileFull(t, prepare)
{
	const place = await onDisk(t, '24m', prepare);
	const d = place.addDestination();

	await place.startWorker();
	/* Answers first: trust grows by them to eight at once. */
	place.give(10);
	await place.all('what comes before');
	const before = (await place.receiver.log('read')).length;
	await place.script(d, {status: 202, delay_ms: 5000, times: 8},
	    {status: 202});
	const first = place.give(20).names;
	await place.until('eight requests under way', async () =>
		(await place.receiver.log('read')).length === before + 8);
	fillUp(place.filler);
	await place.until('the worker to meet the full disk', () =>
		/database or disk is full/.test(place.said()));
	await place.until('the answers to have come', async () =>
		(await place.receiver.log('end')).length >= before + 8);
	return {place, first, d};
}

test('the ballast: outcomes first, new events wait', {skip}, async (t) => {
	const from = Date.now();
	const {place, first, d} = await killedWhileFull(t);
	const ballast = join(place.data, 'outbox', 'ballast');

	await place.arrive('what was queued, while it is full');
	assert.match(place.said(), /new events wait in events\.db/);
	assert.equal(place.said().match(/new events wait/g).length, 1);
	assert.equal(statSync(ballast).size, 0);
	/* What was kept aside takes it, and it waits. */
	const later = place.give(5);
	assert.equal(later.accepted, 5);
	await sleep(1500);
	const waiting = later.names.filter((n) =>
		place.log().includes(n)).length;
	assert.equal(waiting, 0);
	assert.equal((await place.lost(later.names)).length, 5);
	/* When to go on, and no evidence. */
	await place.states(d, ...Array(31).fill('accepted'));
	await place.killWorker();
	await place.startWorker();
	await sleep(1500);
	assert.equal((await place.lost(later.names)).length, 5,
	    'a restart took new events in');

	place.heal('64m');
	await place.all('what had to wait');
	assert.match(place.said(), /kept aside again; new events are decided/);
	assert.equal(statSync(ballast).blocks * 512, 16 << 20);
	const repeats = await place.repeats(first);
	assert.deepEqual(repeats, {count: 0, unmarked: 0});
	assert.deepEqual(await place.lost(), []);
	told('ballast', 25, 0, from, 'repeats after a kill 0');
});

test('control: without a ballast outcomes are lost', {skip}, async (t) => {
	const from = Date.now();
	const {place, first} = await killedWhileFull(t, (data) =>
		mkdirSync(join(data, 'outbox', 'ballast'), {recursive: true}));

	assert.match(place.said(), /ballast: .*running without/);
	await place.killWorker();
	place.heal('64m');
	await place.startWorker();
	await place.all('all that was accepted');
	const repeats = await place.repeats(first);
	assert.ok(repeats.count > 0, 'the control repeated nothing');
	assert.equal(repeats.unmarked, 0);
	told('ballast, control without', 20, repeats.count, from,
	    'failed are repeats after a kill');
});
