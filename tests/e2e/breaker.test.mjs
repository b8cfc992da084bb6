/*
 * breaker.test.mjs - destinations that do not answer, broken and disabled
 * ones: how they are tried, held, told and left alone.
 */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {checkEvent, hostEvent, System} from './lib.mjs';

/* Of core/breaker.h and worker/worker.h. */
const FAILURES = 5;
const AT_ONCE = 8;

/* Pauses short enough to wait for; see settings below. */
const BASE_MS = 100;
const MAX_MS = 400;
let sys;
let entity = 0;

before(async () => {
	sys = await System.create({settings: {retry_base: `${BASE_MS}ms`,
		retry_max: `${MAX_MS}ms`}});
	await sys.startWorker();
});
after(() => sys.close());

function rises(n)
{
	const lines = Array.from({length: n}, () => hostEvent(++entity, 60));

	assert.equal(sys.ingest(lines).accepted, n);
}

const health = (d) => sys.rows('SELECT h.* FROM destination_health h JOIN ' +
    'delivery d ON d.destination_id = h.destination_id WHERE ' +
    `d.destination_name = '${d.name}' LIMIT 1`)[0];

/* The most requests of one destination that were under way together. */
async function most(d, from = 0)
{
	const log = await sys.receiver.log();
	const mine = new Set(log.filter((r) => r.phase === 'read' &&
		r.dest === d.key).map((r) => r.n));
	let now = 0, top = 0;

	for (const r of log) {
		if (!mine.has(r.n) || r.t_ms < from)
			continue;
		if (r.phase === 'head')
			top = Math.max(top, ++now);
		else if (r.phase === 'end')
			now--;
	}
	return top;
}

test('silent: one request at a time tries, then trust grows', async (t) => {
	const d = sys.borrowDestination(t);
	const other = sys.borrowDestination(t);
	const n = 60;

	await sys.script(d, {status: 503});
	await sys.script(other, {status: 202});
	rises(n);
	await sys.until('the breaker to open', () =>
		health(d)?.open_since != null);
	/* All that was under way as it opened has ended. */
	await sys.until('the first ones to end', () => sys.deliveries(d)
		.every((r) => r.state === 'queued'));
	const opened = Date.now();
	const before = (await sys.requests(d)).length;
	assert.ok(before <= FAILURES + AT_ONCE, `${before} before it opened`);
	await sys.until('some tries', async () =>
		(await sys.requests(d)).length >= before + 6);
	const spent = Date.now() - opened;
	const tries = (await sys.requests(d)).length - before;
	/* No pause is shorter than the base: no hot loop. */
	assert.ok(tries <= spent / BASE_MS + 1, `${tries} in ${spent} ms`);
	assert.equal(await most(d, opened), 1);
	/* The other one has had all of its alerts. */
	await sys.until('the other', () => sys.deliveries(other)
		.every((r) => r.state === 'accepted'));
	assert.equal(sys.deliveries(other).length, n);

	await sys.script(d, {status: 202});
	await sys.until('all of it', () => sys.deliveries(d)
		.every((r) => r.state === 'accepted'));
	assert.equal(health(d).open_since, null);
	const log = sys.said();
	assert.match(log, /does not answer; one request at a time tries it/);
	assert.match(log, /answers again/);
});

test('an open breaker outlives a restart', async (t) => {
	const d = sys.borrowDestination(t);

	sys.set('retry_max', '1h');
	sys.set('retry_base', '1h');
	await sys.script(d, {status: 503});
	rises(20);
	await sys.until('the breaker to open', () =>
		health(d)?.open_since != null);
	await sys.until('what was under way to end', () => sys.deliveries(d)
		.every((r) => r.state === 'queued'));
	const before = (await sys.requests(d)).length;
	await sys.killWorker();
	await sys.startWorker();
	await sys.script(d, {status: 202});
	assert.equal((await sys.requests(d)).length, before);
	/* A test that is accepted closes it, for all. */
	assert.deepEqual(sys.testAlert(d), ['Test alert accepted.', 0]);
	await sys.until('all of it', () => sys.deliveries(d)
		.every((r) => r.state === 'accepted'));
	sys.set('retry_base', `${BASE_MS}ms`);
	sys.set('retry_max', `${MAX_MS}ms`);
});

/* What a destination was told of another one by Tocsin itself. */
async function toldOf(d, name)
{
	return (await sys.requests(d)).filter((r) =>
		r.body.includes(`destination`) && r.body.includes(name) &&
		/reports a problem|is back to normal/.test(r.body));
}

test('broken: the others that take system alerts are told, once',
	async (t) => {
		const d = sys.borrowDestination(t);
		const other = sys.borrowDestination(t);
		const deaf = sys.borrowDestination(t,
		    {options: ['--types', 'hosts']});

		sys.set('tell_broken', 'on');
		await sys.script(d, {status: 404, times: 1}, {status: 202});
		rises(3);
		const [told] = await sys.until('the news', async () => {
			const r = await toldOf(other, d.name);

			return r.length > 0 && r;
		});
		assert.match(told.body, /HTTP 404/);
		assert.match(told.body, /reports a problem/);
		assert.equal((await toldOf(deaf, d.name)).length, 0);
		assert.deepEqual(sys.testAlert(d), ['Test alert accepted.', 0]);
		const both = await sys.until('the good news', async () => {
			const r = await toldOf(other, d.name);

			return r.length > 1 && r;
		});
		assert.match(both[1].body, /is back to normal/);
		await sys.until('what was held', () => sys.deliveries(d)
			.every((r) => r.state === 'accepted'));
		/* It never hears of itself. */
		assert.equal((await toldOf(d, d.name)).length, 0);
		assert.equal((await toldOf(other, d.name)).length, 2);
	});

test('broken: nobody is told where that is switched off', async (t) => {
	const d = sys.borrowDestination(t);
	const other = sys.borrowDestination(t);

	sys.set('tell_broken', 'off');
	await sys.script(d, {status: 404});
	rises(1);
	await sys.states(d, 'held');
	/* What comes later arrives, and the news is not among it. */
	sys.ingest([checkEvent('another', 'failure')]);
	await sys.until('what came later', async () =>
		(await sys.requests(other)).some((r) =>
			r.body.includes('another')));
	assert.equal((await toldOf(other, d.name)).length, 0);
});

test('disabled with a request on its way, and killed: not sent again',
	async (t) => {
		const d = sys.borrowDestination(t);

		await sys.script(d, {do: 'hang'});
		rises(1);
		await sys.states(d, 'sending');
		await sys.until('the request', async () =>
			(await sys.requests(d)).length === 1);
		sys.must('destination', 'disable', d.name);
		await sys.until('the new version', () => sys.rows('SELECT 1 FROM ' +
		    'destination_use WHERE version = 2 AND destination_id IN ' +
		    '(SELECT destination_id FROM delivery WHERE ' +
		    `destination_name = '${d.name}')`).length === 1);
		await sys.killWorker();
		await sys.startWorker();
		const [row] = await sys.states(d, 'cancelled');
		assert.match(row.reason, /^destination was disabled by /);
		assert.equal((await sys.requests(d)).length, 1);
	});
