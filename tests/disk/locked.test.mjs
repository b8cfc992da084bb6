/*
 * locked.test.mjs - another program holds the write lock of a database for
 * long: who can't go on says so in time, the rest goes on, nothing is lost
 * and nobody burns the processor.
 *
 *   LOCK_S  seconds that the lock is held (default 8)
 */
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {sleep} from '../receiver/client.mjs';
import {Place, cpuMs, familyCpuMs, told} from './kit.mjs';
import {hold} from './holder.mjs';

const LOCK_S = Number(process.env.LOCK_S ?? 8);

/* Pages and the API wait this long for a writer; then they must answer. */
const WAIT_MS = 5000;

/* What a machine that is busy with other tests may need on top. */
const SLACK_MS = Number(process.env.SLACK_MS ?? 3000);

const CPU_MOST = 0.05;

/* timed(what): its answer, and how long it took. */
async function timed(what)
{
	const from = Date.now();
	const answer = await what();

	return {...answer, ms: Date.now() - from};
}

function isRefused(answer)
{
	assert.equal(answer.status, 503, answer.body);
	assert.ok(Number(answer.headers['retry-after']) > 0);
	assert.ok(answer.ms < WAIT_MS + SLACK_MS, `after ${answer.ms} ms`);
}

/*
 * What each can do while it is locked: events by HTTP, a page that stores a
 * session, and whether what comes is delivered meanwhile.
 */
const CASES = [
	{name: 'config', api: 200, page: 503, delivers: true},
	{name: 'events', api: 503, page: 200, delivers: true},
	{name: 'outbox', api: 200, page: 200, delivers: false},
];

async function locked({name, api, page, delivers}, sql)
{
	const from = Date.now();
	const place = await Place.make();

	try {
		const d = place.addDestination();

		await place.startWorker();
		await place.startWeb();
		/* Without the lock all is well; one answer is still to come. */
		assert.equal((await place.send(5)).status, 200);
		assert.equal((await place.page()).status, 200);
		await place.arrive('the first ones');
		await place.script(d, {status: 202, delay_ms: 1000});
		place.give(1);
		await place.arrive('the last one before');

		const holder = await hold(place.database(name), sql);
		const cpu = [cpuMs(place.worker.pid),
			familyCpuMs(place.web.pid)];
		const began = Date.now();
		const [events, html] = await Promise.all([
			timed(() => place.send(5)),
			/* Somebody new: their session has to be written. */
			timed(() => place.page({REQUEST_URI: '/sign-in',
				HTTP_COOKIE: ''}))]);
		for (const [answer, want] of [[events, api], [html, page]])
			if (want === 503)
				isRefused(answer);
			else
				assert.equal(answer.status, want, answer.body);
		if (delivers)
			await place.arrive(`alerts while ${name}.db is locked`);
		else
			assert.equal((await place.lost()).length, 5);
		await sleep(Math.max(0, began + LOCK_S * 1000 - Date.now()));
		const heldMs = Date.now() - began;
		const used = (cpuMs(place.worker.pid) - cpu[0]) / heldMs;
		const webUsed = (familyCpuMs(place.web.pid) - cpu[1]) / heldMs;
		await holder.release();

		assert.ok(used < CPU_MOST, `the worker used ${used}`);
		assert.ok(webUsed < CPU_MOST, `the pages used ${webUsed}`);
		for (const p of [place.worker, place.web])
			assert.equal(p.exitCode, null);
		/* The sender of what was refused sends it again. */
		const again = await place.send(5);
		assert.equal(again.status, 200);
		assert.equal(place.give(5).accepted, 5);
		assert.equal((await place.page()).status, 200);
		await place.all('all that was accepted', 60000);
		if (api === 503)
			assert.equal((await place.lost(events.names)).length, 5,
			    'a refused event was stored');
		assert.deepEqual(await place.twice(), []);
		const repeats = await place.repeats();
		assert.equal(repeats.count, 0);
		told(`${name}.db locked (${sql})`, place.acked.size, 0, from,
		    `answers after ${events.ms} and ${html.ms} ms, worker ${
			(100 * used).toFixed(1)} %, pages ${
			(100 * webUsed).toFixed(1)} % of the processor`);
	} finally {
		await place.close();
	}
}

test('locks', {concurrency: 2}, async (t) => {
	await Promise.all(CASES.flatMap((c) =>
		['BEGIN IMMEDIATE;', 'BEGIN EXCLUSIVE;'].map((sql) =>
			t.test(`${c.name}.db: ${sql}`, () =>
				locked(c, sql)))));
});
