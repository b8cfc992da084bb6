/*
 * fcgi_garbage.test.mjs - FastCGI records that are none, straight to the
 * socket of tocsin-web: what nginx never sends, and whoever has the socket can.
 *
 * A process may end by it (libfcgi aborts on some); then another one follows,
 * and pages that others ask for meanwhile by nginx are answered, but for at
 * most one for each that ended.  No process grows beyond its limit.
 *
 *   RECORDS  how many in all (default 20000)
 *   SEED     to repeat them
 */
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {connect} from 'node:net';
import {after, before, test} from 'node:test';
import {setTimeout as pause} from 'node:timers/promises';

import {socketOf} from '../../trial/nginx.mjs';
import {PARAMS, STDIN, begin, record, request, vars} from '../e2e/fcgi.mjs';
import {waitFor} from '../e2e/lib.mjs';
import {children, serving} from '../e2e/procs.mjs';
import {chance, pick, random, runSeed} from '../oracle/random.mjs';
import {Site} from '../web/site.mjs';
import {mutant} from './mutant.mjs';

const RECORDS = Number(process.env.RECORDS ?? 20000);
const SEED = runSeed();
const PROCESSES = 4;

/* Of addresses, for a process: cgi/main.c. */
const LIMIT = 512 << 20;

/* Of one connection; and how many connections at once. */
const RECORDS_EACH = 20;
const AT_ONCE = 8;

/* Of these few: a process that ends, or fills its memory, takes a while. */
const LIES_PERCENT = 2;

/* Between two pages that somebody else asks for. */
const PAGE_MS = 5;

/* After so many pages: to look through /proc takes longer than a page. */
const LOOK_EACH = 20;

const rng = random(SEED);
let site;

const bytes = (n) => Buffer.from(Array.from({length: n}, () => rng(256)));

function long(n)
{
	const out = Buffer.alloc(4);

	out.writeUInt32BE((n | 0x80000000) >>> 0);
	return out;
}

/* Lengths of a pair that are not those of what follows. */
const lies = () => Buffer.concat([...[1, 2].map(() => rng(3) === 0 ?
	bytes(1) : long(pick(rng, [0x7ffffffe, 0x7fffffff, 0x7ffffff0,
	0x40000000, 65536, 0, rng(1 << 20)]))), bytes(rng(20))]);

/* The records of a sound request with some of its bytes exchanged. */
function flipped(whole)
{
	const out = Buffer.from(whole);

	for (let i = rng(6); i >= 0; i--)
		out[rng(out.length)] = rng(256);
	return out;
}

/* Each other kind as a function of a sound request's bytes. */
const KINDS = {
	random: () => bytes(8 + rng(64)),
	flipped,
	cut: (whole) => whole.subarray(0, rng(whole.length)),
	type: () => record(rng(256), bytes(rng(40))),
	input: () => record(STDIN, bytes(rng(40))),
	again: () => begin(chance(rng, 50)),
	/* The head of a record that says another length than follows. */
	head: () => Buffer.concat([Buffer.from([1, pick(rng, [1, 2, 4, 5, 8]),
		0, 1, rng(256), rng(256), rng(256), 0]), bytes(rng(30))]),
};

/* What a connection sends; the first record often begins a request. */
function garbage(whole)
{
	const parts = [chance(rng, 70) ? begin() : bytes(16)];

	while (parts.length < RECORDS_EACH)
		parts.push(chance(rng, LIES_PERCENT) ? record(PARAMS, lies()) :
			KINDS[pick(rng, Object.keys(KINDS))](whole));
	return Buffer.concat(parts);
}

/* One connection: all of it, then the end; resolves when both are done. */
function send(path, data)
{
	return new Promise((done) => {
		const socket = connect(path, () => socket.end(data));

		socket.on('error', () => {});
		socket.on('close', done);
		socket.resume();
	});
}

/* What /proc says of the processes that serve, in bytes; not each time. */
function memory(seen)
{
	if (seen.pages % LOOK_EACH !== 0)
		return;
	for (const pid of serving(seen.pid))
		try {
			const [status, limits] = ['status', 'limits'].map((f) =>
				readFileSync(`/proc/${pid}/${f}`, 'utf8'));
			const kb = (name) => 1024 * Number(
				new RegExp(`^${name}:\\s+(\\d+) kB`, 'm')
					.exec(status)?.[1] ?? 0);

			seen.peak = Math.max(seen.peak, kb('VmPeak'));
			seen.resident = Math.max(seen.resident, kb('VmHWM'));
			seen.limit = /^Max address space +(\d+)/m
				.exec(limits)?.[1] ?? null;
		} catch {
			/* It ended while we looked. */
		}
}

const ends = (s) => s.said('web').match(/ ended by signal | ended with /g)
	?.length ?? 0;

/* Pages by nginx, one after the other, until told to stop. */
async function others(seen)
{
	while (!seen.stop) {
		const {status} = await site.get('/destinations')
			.catch(() => ({status: 0}));

		memory(seen);
		seen.pages++;
		seen.failed += status === 200 ? 0 : 1;
		await pause(PAGE_MS);
	}
}

/* barrage(records): what was seen meanwhile. */
async function barrage(records)
{
	const seen = {pid: site.parts.get('web').pid, stop: false, pages: 0,
		failed: 0, peak: 0, resident: 0, limit: null, records: 0};
	const whole = request(vars(`127.0.0.1:${site.port}`));
	const path = socketOf(site.prefix), before = ends(site);
	const asking = others(seen);

	await Promise.all(Array.from({length: AT_ONCE}, async () => {
		while (seen.records < records) {
			seen.records += RECORDS_EACH;
			await send(path, garbage(whole));
		}
	}));
	seen.stop = true;
	await asking;
	seen.ended = ends(site) - before;
	return seen;
}

before(async () => site = await Site.start({processes: PROCESSES,
	worker: false}));
after(() => site.close());

const complete = () => waitFor('all processes', () =>
	serving(site.parts.get('web').pid).length === PROCESSES &&
	children(site.parts.get('web').pid).length === PROCESSES + 1);

test('garbage costs at most the process that it met', async (t) => {
	const from = Date.now();

	await complete();
	const seen = await barrage(RECORDS);
	await complete();
	t.diagnostic(`SEED=${SEED}: ${seen.records} records, ${seen.ended} ` +
	    `processes ended, ${seen.pages} pages meanwhile, ${seen.failed} ` +
	    `of them failed; at most ${seen.resident >> 20} MB in memory, ` +
	    `${seen.peak >> 20} of ${seen.limit >> 20} MB of addresses; ` +
	    `${Math.round((Date.now() - from) / 1000)} s`);
	assert.ok(seen.ended > 0, 'nothing here was bad enough');
	assert.ok(seen.pages > 0);
	assert.ok(seen.failed <= seen.ended,
	    `${seen.failed} pages failed, ${seen.ended} processes ended`);
	assert.equal(seen.limit, String(LIMIT));
	assert.ok(seen.peak <= LIMIT);
	assert.equal((await site.get('/destinations')).status, 200);
});

/* A request whose first parameter says these lengths. */
const lie = (name, value) => Buffer.concat([begin(), record(PARAMS,
    Buffer.concat([long(name), long(value), bytes(1)]))]);

test('control: without its limit a process goes beyond it', async () => {
	const seen = {pages: 0, peak: 0, resident: 0};

	await site.stop('web');
	await site.startWeb(mutant('tocsin-web', 'cgi/main.c',
	    'limit(RLIMIT_AS, CHILD_BYTES);', ''));
	await complete();
	seen.pid = site.parts.get('web').pid;
	await send(socketOf(site.prefix), lie(LIMIT + (64 << 20), 0));
	memory(seen);
	assert.equal(seen.limit, null);
	assert.ok(seen.peak > LIMIT, `${seen.peak >> 20} MB`);
});

test('control: without another one that follows nobody answers', async () => {
	await site.stop('web');
	await site.startWeb(mutant('tocsin-web', 'cgi/supervise.c',
	    's->start_ms = now - s->born_ms < YOUNG_MS ? now + PAUSE_MS : now;',
	    '(void)now; s->start_ms = INT64_MAX;'));
	const {pid} = site.parts.get('web');

	await waitFor('all of them to end', async () => {
		if (serving(pid).length > 0)
			await send(socketOf(site.prefix),
			    lie(0x7ffffffe, 0x7ffffffe));
		return children(pid).length === 1;
	});
});
