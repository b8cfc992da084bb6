/*
 * settle.test.mjs - after 20,000 alerts to four destinations with answers of
 * all kinds the worker holds what it held before: memory, descriptors,
 * threads, and a WAL that is cut.
 *
 *   ALERTS  how many (default 20000), SEED  to repeat a run
 */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {hostEvent, System} from '../e2e/lib.mjs';
import {Posts, random} from '../e2e/rig.mjs';
import {sleep} from '../receiver/client.mjs';
import {descriptors, memory, wal} from './kit.mjs';

const ALERTS = Number(process.env.ALERTS ?? 20000);
const SEED = Number(process.env.SEED ?? Date.now() % 1000000);

/*
 * What is warmed up first, twice: statements, SQLite's caches of pages, which
 * grow to a bound, what of the libraries only trouble touches, connections.
 */
const WARM = 4000;

const RSS_SHARE = 1.10;

/*
 * Connections that a destination may keep: as many as it has requests at once
 * (TARGET_BUSY_MAX in worker/worker.h).  How many of them a quiet worker still
 * has is up to the last answers: libcurl drops one that a receiver closed only
 * when it looks for another.
 */
const KEPT = 8;

/* A checkpoint comes each 30 s, and the look after it needs some more. */
const SETTLE_MS = 90000;
const DRAIN_MS = 180000;

/* Sent again; what breaks a destination would hold all of its alerts. */
const TROUBLE = [{status: 500}, {status: 503}, {do: 'reset'},
	{do: 'close'}, {status: 429, headers: {'Retry-After': '1'}},
	{do: 'stop', at: 'status_line', how: 'reset'},
	{do: 'gzip_bomb', mib: 8, status: 500}, {do: 'cut_body', status: 500}];

/* Failed for good: nobody is to be asked again. */
const REFUSED = {status: 400};

let sys, dests, posts, own, entity = 0;
const rand = random(SEED);
const sockets = (s) => s.fds.filter((f) => f === 'socket').length;

before(async () => {
	console.log(`# SEED=${SEED}`);
	sys = await System.create({settings: {timeout: '2s',
		retry_base: '20ms', retry_max: '200ms'}});
	dests = [0, 1, 2, 3].map((i) => sys.addDestination({name: `d${i}`}));
	posts = new Posts(sys.receiver.logPath, ({dest, alert_id, status, do:
		act, body}) => ({dest, id: alert_id, event:
		Number(/host-(\d+)\b/.exec(body)?.[1]), done: act === 'answer' &&
		(status === 202 || status === REFUSED.status)}));
	await sys.startWorker();
	own = sockets({fds: descriptors(sys.worker.pid)});
});
after(async () => {
	posts.close();
	await sys.close();
});

/* Answers for one destination: mostly good, some trouble, used in order. */
async function mix(d)
{
	const answers = [];

	for (let i = 0; i < 60; i++) {
		answers.push({status: 202, times: 20 +
			Math.floor(rand() * 40)});
		answers.push({...TROUBLE[Math.floor(rand() * TROUBLE.length)],
			times: 1 + Math.floor(rand() * 4)});
		if (i % 10 === 0)
			answers.push({...REFUSED, times: 3});
	}
	await sys.script(d, ...answers, {status: 202});
}

/* n events rise; resolves when every destination had all of them. */
async function load(n)
{
	const ids = Array.from({length: n}, () => ++entity);
	const got = sys.ingest(ids.map((id) => hostEvent(id, 60)));

	assert.equal(got.accepted, n, got.stderr);
	await sys.until(`${n} events at ${dests.length}`, () => {
		const done = new Set(posts.update().filter((p) => p.done)
			.map((p) => `${p.dest} ${p.event}`));

		return done.size >= entity * dests.length;
	}, DRAIN_MS);
}

/* Idle: connections closed or kept, nothing under way, the WAL cut. */
async function settled()
{
	const {pid} = sys.worker;
	let now;

	await sys.until('the worker to settle', async () => {
		now = {...memory(pid), fds: descriptors(pid),
			wal: wal(sys), events: wal(sys, 'events')};
		if (now.wal < 100000 && now.events < 100000 &&
		    now.threads === 1 &&
		    sockets(now) <= own + KEPT * dests.length)
			return true;
		await sleep(500);
		return false;
	}, SETTLE_MS).catch((err) => {
		throw new Error(`${err.message.slice(0, 100)}: ` +
		    JSON.stringify(now));
	});
	return now;
}

const tell = (name, s) => console.log(`# ${name}: RSS ${s.rss} KiB (highest ` +
    `${s.hwm}), ${s.fds.length} descriptors, ${sockets(s) - own} of them ` +
    `connections, ${s.threads} threads, WAL ${s.wal} and ${s.events} bytes`);

test(`${ALERTS} alerts, mixed answers: nothing piles up`, async () => {
	for (const d of dests)
		await mix(d);
	await load(WARM / dests.length);
	/* And a connection each, as good answers leave them. */
	for (const d of dests)
		await sys.script(d, {status: 202});
	await load(WARM / dests.length);
	const warmed = posts.list.length;
	const baseline = await settled();

	tell('before', baseline);
	for (const d of dests)
		await mix(d);
	const began = Date.now();
	await load(ALERTS / dests.length);
	const seconds = (Date.now() - began) / 1000;
	const more = posts.list.length - (warmed + ALERTS);
	console.log(`# ${ALERTS} alerts in ${seconds.toFixed(1)} s, ` +
	    `${more} requests more than alerts`);
	const end = await settled();
	tell('after', end);

	assert.ok(end.rss <= baseline.rss * RSS_SHARE,
	    `${end.rss} KiB, was ${baseline.rss}`);
	assert.ok(more > 100, 'there was trouble');
	/* The same files; sockets are connections that are kept. */
	const files = (s) => s.fds.filter((f) => f !== 'socket').join('\n');
	assert.equal(files(end), files(baseline));
});

test('and none was lost or told under two ids', () => {
	const ids = new Map();

	for (const p of posts.update()) {
		const key = `${p.dest} ${p.event}`;

		assert.equal(ids.get(key) ?? p.id, p.id, key);
		ids.set(key, p.id);
	}
	assert.equal(ids.size, entity * dests.length);
});
