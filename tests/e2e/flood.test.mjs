/*
 * flood.test.mjs - strangers hammer the sign-in page and hold connections: the
 * admin gets in all the same, passwords are hashed two at a time at most, memory
 * stays bounded, and no answer tells which names there are.
 *
 *   ATTEMPTS  of the flood (default 400)
 */
import assert from 'node:assert/strict';
import {readFileSync, readdirSync} from 'node:fs';
import {connect} from 'node:net';
import {after, before, test} from 'node:test';

import {Site, Visitor} from '../web/site.mjs';
import {sleep} from '../receiver/client.mjs';

const ATTEMPTS = Number(process.env.ATTEMPTS ?? 400);
const PASSWORD = 'four unrelated words here';
const PROCESSES = 4;

/* What hashing one password takes; nothing else here comes near it. */
const HASH_KIB = 64 * 1024;

/* Of one process: a hash, and room for all else. */
const PEAK_KIB = 3 * HASH_KIB;

const SLOW = 200;

let site, admin;

before(async () => {
	site = await Site.start({processes: PROCESSES, worker: false});
	for (const name of ['boss', 'newcomer', 'victim']) {
		const r = site.tocsin(['user', 'add', name, '--role',
			'Super Admin', '--password-file', '-'],
		`${PASSWORD}\n`);

		assert.equal(r.status, 0, r.stderr);
	}
	const once = new Visitor(site.url);
	assert.equal((await attempt(once, 'boss', PASSWORD)).status, 303);
	/* The same browser, days later. */
	admin = new Visitor(site.url);
	admin.cookies.set('device', once.cookies.get('device'));
});
after(() => site?.close());

/* stranger(n): somebody at 127.0.0.N, whom no browser of ours knows. */
function stranger(n)
{
	return new Visitor(site.url, {localAddress: `127.0.0.${n}`});
}

/* One attempt; the form is fetched once for each visitor. */
async function attempt(visitor, name, password)
{
	visitor.form ??= (await visitor.get('/sign-in')).form('/sign-in');
	return visitor.post('/sign-in', {...visitor.form.fields, user: name,
		password});
}

/* The serving processes of the site, by their parent. */
function serving()
{
	const {pid} = site.parts.get('web');

	return readdirSync('/proc').filter((n) => /^\d+$/.test(n) &&
		parent(n) === pid);
}

function parent(n)
{
	try {
		return Number(/^PPid:\s+(\d+)/m.exec(
		    readFileSync(`/proc/${n}/status`, 'utf8'))[1]);
	} catch {
		return 0;
	}
}

/* How many of them hold the memory of a hash at this moment. */
function hashing(pids)
{
	return pids.filter((n) => {
		try {
			const kib = /^VmSize:\s+(\d+)/m.exec(readFileSync(
			    `/proc/${n}/status`, 'utf8'))[1];

			return Number(kib) - sizes.get(n) >= HASH_KIB;
		} catch {
			return false;
		}
	}).length;
}

const sizes = new Map();

/* Connections that begin a request and do not end it, from four places. */
function slow()
{
	return Array.from({length: SLOW}, (_, i) => {
		const socket = connect({host: '127.0.0.1', port: site.port,
			localAddress: `127.0.0.${50 + i % 4}`});

		socket.on('error', () => {});
		socket.write('POST /sign-in HTTP/1.1\r\nHost: ' +
		    `127.0.0.1:${site.port}\r\nX-`);
		return socket;
	});
}

test('the admin signs in while strangers hammer', async (t) => {
	const pids = serving();
	const statuses = new Map();
	let over = false, most = 0, sent = 0;

	for (const n of pids)
		sizes.set(n, Number(/^VmSize:\s+(\d+)/m.exec(readFileSync(
		    `/proc/${n}/status`, 'utf8'))[1]));
	const watch = (async () => {
		while (!over) {
			most = Math.max(most, hashing(pids));
			await sleep(3);
		}
	})();
	const hammer = async (n) => {
		const visitor = stranger(n);

		while (sent++ < ATTEMPTS) {
			const res = await attempt(visitor, n < 10 ? 'boss' :
				`name-${sent}`, 'wrong password');

			statuses.set(res.status,
			    (statuses.get(res.status) ?? 0) + 1);
			if (res.status !== 422)
				assert.ok(Number(res.headers['retry-after']) >
				    0, `${res.status}`);
		}
	};
	const held = slow();
	t.after(() => held.forEach((socket) => socket.destroy()));
	await site.until('the slow ones to stand', () => held.every((socket) =>
		!socket.connecting));
	const hammers = [2, 3, 4, 5, 6, 7, 8, 10].map(hammer);

	/* Known here, though the account and the machine are under fire. */
	const before = performance.now();
	const res = await attempt(admin, 'boss', PASSWORD);
	const known = performance.now() - before;
	assert.equal(res.status, 303, res.text);
	/* Not known, from a place of her own: her account is not the target. */
	const fresh = stranger(99);
	let answer;
	await site.until('the newcomer to get in', async () => {
		answer = await attempt(fresh, 'newcomer', PASSWORD);
		assert.ok([303, 503].includes(answer.status), answer.text);
		return answer.status === 303;
	});
	await Promise.all(hammers);
	over = true;
	await watch;
	t.diagnostic(`${sent} attempts: ${JSON.stringify([...statuses])}; ` +
	    `the admin in ${known.toFixed(0)} ms; at most ${most} hashed ` +
	    'at once');
	assert.ok(most >= 1 && most <= 2, `${most} at once`);
	for (const n of serving()) {
		const peak = Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(
		    `/proc/${n}/status`, 'utf8'))[1]);

		assert.ok(peak < PEAK_KIB, `${peak} KiB`);
	}
	for (const status of statuses.keys())
		assert.ok([422, 429, 503].includes(status), `${status}`);
	/* Nearly all of them cost us nothing but the answer. */
	assert.ok((statuses.get(429) ?? 0) + (statuses.get(503) ?? 0) >
	    ATTEMPTS / 2);
});

/* What differs from one answer to the next, whoever it is for. */
const same = (text) => text.replace(/value="[^"]*"/g, '')
	.replace(/[0-9a-f]{16}|\d+ seconds/g, '');

/*
 * How long an attempt takes is the machine's to say, so this tries until both
 * answers were seen; after how many failures they come: check_attempts.c.
 */
test('no failure tells whether there is such a user', async () => {
	const told = [];

	for (const [name, n] of [['victim', 60], ['no-such-user', 70]]) {
		const texts = new Map();

		await site.until(`422 and 429 for ${name}`, async () => {
			const all = await Promise.all([0, 1, 2, 3, 4, 5].map(
			    (i) => attempt(stranger(n + i), name, 'x')));

			for (const {status, text} of all)
				texts.set(status, same(text));
			return texts.has(422) && texts.has(429);
		});
		told.push([texts.get(422), texts.get(429)]);
	}
	assert.match(told[0][0], /go together/);
	assert.match(told[0][1], /too many attempts/);
	assert.deepEqual(told[0], told[1]);
});
