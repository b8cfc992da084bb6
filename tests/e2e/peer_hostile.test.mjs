/*
 * peer_hostile.test.mjs - receivers that never end, end too early, or send
 * for ever: each costs the worker a bounded time and no memory, and nobody
 * else waits for it.
 *
 * Whether an answer came is told by its status line: with one the alert is
 * accepted whatever becomes of the rest, without one it may have arrived.
 */
import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';
import {after, before, test} from 'node:test';

import {check, report, settle} from './cases.mjs';
import {System} from './lib.mjs';

const TIMEOUT_MS = 5000;
/* For a machine that has other things to do as well. */
const SLACK_MS = 2500;
/* Where only memory is looked at. */
const BRIEF = '1s';
/* What kernels on both sides hold beside the 64 KiB that are read. */
const BUFFERS = 12 << 20;
/* Growth of memory over all rounds; sanitizers keep what is freed. */
const ASAN = (process.env.TOCSIN_BUILD ?? '').includes('asan');
const GROWTH = ASAN ? 2 : 1.1;
/* Longer runs fill the caches of three databases first. */
const WARM_UP = process.env.LONG ? 30 : 4;
const ROUNDS = process.env.LONG ? 60 : 4;

const uncertain = 'uncertain', retry = 'retry', accepted = 'accepted';
const stop = (at, how) => ({answer: {do: 'stop', at, how}});

/* What it does, and what the attempt must be called. */
const CASES = {
	'hang before the header': {answer: {do: 'hang'}, is: uncertain},
	'hang in the status line': {...stop('status_line', 'hang'),
		is: uncertain},
	'hang in the header': {...stop('header', 'hang'), is: accepted},
	'hang before the body': {...stop('body_start', 'hang'), is: accepted},
	'hang in the body': {...stop('body', 'hang'), is: accepted},
	'one byte a second': {answer: {do: 'slow', bytes_per_s: 1},
		is: uncertain},
	'reset before reading': {conn: {at: 'secured', how: 'reset'},
		is: [retry, uncertain]},
	'reset in the handshake': {conn: {at: 'hello', how: 'reset'},
		is: retry},
	'reset after the head': {...stop('request', 'reset'), is: uncertain},
	'reset in the request': {...stop('request_body', 'reset'),
		is: uncertain},
	'reset before the status': {...stop('status', 'reset'),
		is: uncertain},
	'reset in the status line': {...stop('status_line', 'reset'),
		is: uncertain},
	'reset in the header': {...stop('header', 'reset'), is: accepted},
	'reset in the body': {...stop('body', 'reset'), is: accepted},
	'half-close before the status': {...stop('status', 'half_close'),
		is: uncertain},
	'half-close in the body': {...stop('body', 'half_close'),
		is: accepted},
	'endless 1xx': {answer: {do: 'endless_1xx'}, is: uncertain},
	'endless 1xx, slowly': {answer: {do: 'endless_1xx', bytes_per_s: 99},
		is: uncertain},
	'endless chunks': {answer: {do: 'endless'}, is: accepted},
	'an endless length': {answer: {do: 'endless',
		headers: {'Content-Length': '99999999999'}}, is: accepted},
	'endless headers': {answer: {do: 'endless_head'}, is: accepted},
	'gzip bomb': {answer: {do: 'gzip_bomb', mib: 32}, is: accepted},
	'no HTTP': {answer: {do: 'garbage'}, is: uncertain},
};

const places = Object.entries(CASES).map(([what, c]) => ({what, ...c}));
let sys, live;

before(async () => {
	sys = await System.create({settings: {retry_base: '60s',
		timeout: `${TIMEOUT_MS / 1000}s`}});
	for (const p of places)
		p.d = sys.addDestination();
	live = sys.addDestination();
	await sys.startWorker();
	/* Its certificates are made as they are first asked for. */
	await round('first');
	for (const p of places)
		await sys.receiver.script({match: p.conn ?
			{host: p.d.host} : p.d.match,
			...(p.conn ? {conn: p.conn} : {answers: [p.answer]})});
});

after(async () => {
	await sys?.close();
	report('peer_hostile');
});

/* One alert to all; until so many of its deliveries are as `done` says. */
async function alertAll(n, done)
{
	sys.rise(`round-${n}`, 60);
	const [{seq}] = sys.rows('SELECT MAX(seq) AS seq FROM event', 'events');

	await sys.until(`round ${n}`, () => sys.rows('SELECT COUNT(*) AS n ' +
	    `FROM delivery d WHERE event_seq = ${seq} AND ${done}`)[0].n ===
	    places.length + 1, 30000);
}

/* Until each has an attempt that ended. */
const round = (n) => alertAll(n, 'EXISTS (SELECT 1 FROM attempt a WHERE ' +
    'a.delivery_id = d.id AND a.ended_at > 0)');

test('each, once', async () => {
	await round(0);
	for (const p of places)
		await check(`before: ${p.what}`, () =>
			assert.equal(sys.deliveries(p.d)[0].state, accepted));
	for (const p of places)
		await check(p.what, async () => {
			const [, a] = sys.attempts(p.d);
			const [, row] = sys.deliveries(p.d);

			assert.ok([p.is].flat().includes(a.outcome),
			    `${a.outcome}: ${a.error}`);
			assert.ok(a.total_us / 1000 < TIMEOUT_MS + SLACK_MS,
			    `${a.total_us / 1000} ms`);
			assert.ok(a.answer.length <= 2100, 'kept too much');
			assert.equal(row.possible_repeat,
			    a.outcome === uncertain ? 1 : 0);
		});
	await check('the live one did not wait', () => {
		const [, a] = sys.attempts(live);

		assert.equal(a.outcome, accepted);
		assert.ok(a.ended_at - sys.deliveries(live)[1].created_at <
		    TIMEOUT_MS, 'it waited');
	});
	settle();
});

test('no more was taken than 64 KiB and what kernels hold', async () => {
	for (const p of places.filter((x) => /endless/.test(x.what)))
		await check(`bytes: ${p.what}`, async () => {
			const sent = await sys.until('its connection to end',
			    async () => {
				const all = (await sys.receiver.log('conn'))
					.filter((c) => c.sni === p.d.host);
				return all.length > 0 && all;
			});
			for (const c of sent)
				assert.ok(c.wire_sent < BUFFERS,
				    `${c.wire_sent} bytes`);
		});
	settle();
});

function status()
{
	const text = readFileSync(`/proc/${sys.worker.pid}/status`, 'utf8');
	const number = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm')
		.exec(text)[1]);

	return {rss: number('VmRSS'), threads: number('Threads'),
		fds: readdirSync(`/proc/${sys.worker.pid}/fd`).length};
}

/*
 * As round(), where breakers open: whoever got no answer in its second is
 * given up, so that each round begins with nothing that waits.
 */
const wholeRound = (n) => alertAll(n, 'ended_at IS NOT NULL');

const requests = () => sys.rows('SELECT COUNT(*) AS n FROM attempt')[0].n;

test('memory, descriptors and threads stay flat', async () => {
	sys.set('timeout', BRIEF);
	sys.set('lifetime', '1s');
	sys.set('retry_base', '10ms');
	sys.set('retry_max', '100ms');
	/* What is kept open for a while is there from the start. */
	for (let n = 1; n <= WARM_UP; n++)
		await wholeRound(n);
	const first = status(), before = requests(), fds = [];

	for (let n = 1; n <= ROUNDS; n++) {
		await wholeRound(WARM_UP + n);
		fds.push(status().fds);
	}
	const last = status(), made = requests() - before;
	/*
	 * How many connections are kept differs from one look to the next; a
	 * leak lifts the least of them.
	 */
	const early = Math.min(first.fds, ...fds.slice(0, ROUNDS / 2));
	const late = Math.min(...fds.slice(ROUNDS / 2));
	/* Each was asked at least once a round, or nothing was shown. */
	await check('requests', () =>
		assert.ok(made >= ROUNDS * places.length, `${made}`));

	console.log(`# RSS ${first.rss} to ${last.rss} KiB, descriptors ` +
	    `${early} to ${late}, threads ${first.threads} to ` +
	    `${last.threads} over ${made} requests`);
	await check('RSS', () => assert.ok(last.rss <= first.rss * GROWTH,
	    `${last.rss - first.rss} KiB more`));
	await check('descriptors', () =>
		assert.ok(late <= early + 2, `${fds}`));
	await check('threads', () =>
		assert.ok(last.threads <= first.threads + 2));
	settle();
});
