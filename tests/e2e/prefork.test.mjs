/*
 * prefork.test.mjs - tocsin-web's processes: starts that must be refused,
 * falls that nobody may notice, requests that are none.
 *
 * Without nginx: these speak FastCGI to the socket, so they can say what nginx
 * never would.
 */
import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync,
	writeFileSync} from 'node:fs';
import {connect} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {waitFor} from '../receiver/client.mjs';
import {PARAMS, STDIN, begin, exchange, params, record, request, vars}
	from './fcgi.mjs';
import {alive, bootMs, bornMs, children, serving} from './procs.mjs';
import {BUILD, ROOT} from './rig.mjs';

const HOST = '127.0.0.1:8080';
const PROCESSES = 4;
const started = new Set();
let dir, conf, socket, web;

function writeConf(path, {origin = `http://${HOST}`, at = socket,
	templates = join(ROOT, 'templates')} = {})
{
	const me = process.getuid() === 0 ? 'root' : String(process.getuid());

	writeFileSync(path, ['[paths]', `data = ${join(dir, 'data')}`,
		`web_key = ${join(dir, 'web.key')}`,
		`public_key = ${join(dir, 'public.key')}`,
		`secret_key = ${join(dir, 'worker.key')}`,
		`audit_key = ${join(dir, 'audit.key')}`,
		'[users]', `web = ${me}`, `worker = ${me}`,
		`producers = ${me}`,
		'[web]', `socket = ${at}`, `templates = ${templates}`,
		`processes = ${PROCESSES}`,
		...origin === null ? [] : [`origin = ${origin}`],
		''].join('\n'));
	return path;
}

/* A tocsin-web with its log in .said and its end in .over. */
function launch(path = conf)
{
	const child = spawn(join(BUILD, 'tocsin-web'), ['-c', path],
	    {stdio: ['ignore', 'ignore', 'pipe']});

	child.said = '';
	child.stderr.on('data', (data) => child.said += data);
	/* Standard error is open as long as any of its children lives. */
	child.over = once(child, 'close').then(([code, signal]) => {
		started.delete(child);
		return {code, signal};
	});
	started.add(child);
	return child;
}

const get = (more) => exchange(socket, request(vars(HOST, more)));

async function answers(more)
{
	const response = await get(more);

	assert.equal(response?.status, 200, web.said);
	return response;
}

const complete = (child = web) => waitFor('all processes', () =>
	children(child.pid).length === PROCESSES + 1 &&
	serving(child.pid).length === PROCESSES);

before(async () => {
	dir = mkdtempSync(join(tmpdir(), 'tocsin-prefork-'));
	socket = join(dir, 'web.sock');
	conf = writeConf(join(dir, 'tocsin.conf'));
	const r = spawnSync(join(BUILD, 'tocsin'), ['-c', conf, 'setup'],
	    {encoding: 'utf8'});
	assert.equal(r.status, 0, r.stderr);
	web = launch();
	await complete();
});

after(async () => {
	for (const child of [...started]) {
		child.kill('SIGTERM');
		await child.over;
	}
	rmSync(dir, {recursive: true, force: true});
});

test('answers by FastCGI: page, HEAD, method, path', async () => {
	const page = await answers();
	const head = await answers({REQUEST_METHOD: 'HEAD'});

	assert.match(page.headers['content-type'], /^text\/html/);
	assert.match(page.headers['content-security-policy'],
	    /^default-src 'none'; script-src 'self'; .*trusted-types 'none'$/);
	assert.equal(page.headers['cache-control'], 'no-store');
	assert.equal(Buffer.byteLength(page.body),
	    Number(page.headers['content-length']));
	assert.equal(head.body, '');
	assert.ok(Number(head.headers['content-length']) > 0);
	assert.equal((await get({REQUEST_URI: '/nothing'})).status, 404);
	const refused = await get({REQUEST_METHOD: 'DELETE'});
	assert.deepEqual([refused.status, typeof refused.headers.allow],
	    [405, 'string']);
	assert.equal((await get({HTTP_HOST: 'elsewhere.example'})).status, 421);
});

test('the socket is for its group and nobody else', () =>
	assert.equal(statSync(socket).mode & 0o777, 0o660));

test('a body that lies about its length is answered', async () => {
	const post = (uri, size, body) => exchange(socket, request(vars(HOST, {
		REQUEST_METHOD: 'POST', REQUEST_URI: uri, CONTENT_LENGTH: size,
		CONTENT_TYPE: 'application/x-www-form-urlencoded'}), body));
	const status = async (...args) => (await post(...args)).status;

	assert.equal(await status('/theme', '100', 'theme=dark'), 400);
	for (const size of ['-1', '1e3', ' 10', '0x10', '10a'])
		assert.equal(await status('/theme', size, 'theme=dark'), 400,
		    size);
	for (const size of ['8388609', '99999999999999999999999999'])
		assert.equal(await status('/theme', size, 'a'), 413, size);
	assert.equal(await status('/theme', '70000', 'a'.repeat(70000)), 413);
});

/* The kernel's dates, not when we came to look, and the median of five: so
 * it tells of the parent and not of how busy this machine is. */
test('a killed process is followed by another one in 100 ms', async (t) => {
	const old = [...serving(web.pid), children(web.pid)[0]];
	let next = null;

	await waitFor('all to be old', () => old.every((pid) =>
		bootMs() - bornMs(pid) > 1100));
	for (const young of [false, true]) {
		const took = [];

		for (let i = 0; i < old.length; i++) {
			const pid = young ? next : old[i];
			const before = children(web.pid), at = bootMs();

			process.kill(pid, 'SIGKILL');
			next = await waitFor('the next one', () =>
				children(web.pid).find((p) =>
					!before.includes(p)));
			took.push(Math.round(bornMs(next) - at));
			await complete();
		}
		took.sort((a, b) => a - b);
		t.diagnostic(`${young ? 'young' : 'old'}: ${took} ms`);
		assert.ok(took[2] <= 100, `${took} ms`);
	}
	await answers();
});

test('while one is killed the others answer', async () => {
	let n = 0;

	for (let round = 0; round < 5; round++) {
		process.kill(serving(web.pid)[round % PROCESSES], 'SIGKILL');
		/* One that was being answered by it may be lost, no more. */
		const all = await Promise.all(
		    Array.from({length: 20}, () => get()));
		n += all.filter((r) => r?.status === 200).length;
		await complete();
	}
	assert.ok(n >= 5 * 20 - 5, `${n} of 100 answered`);
});

test('200 connections at once are all answered', async () => {
	const all = await Promise.all(Array.from({length: 200}, () => get()));

	assert.deepEqual(new Set(all.map((r) => r?.status)), new Set([200]));
});

/* The lengths that Debian's libfcgi aborts on, and other lies. */
const bad = (hex) => Buffer.from(hex, 'hex');
const malformed = {
	'two names of 0x7ffffffe bytes': record(PARAMS,
	    bad('fffffffefffffffe41')),
	'a name of 0x7ffffff0 bytes': record(PARAMS, bad('fffffff00041')),
	'a pair longer than its record': record(PARAMS, bad('7f7f4142')),
	'half a pair': Buffer.concat([record(PARAMS, bad('04')),
		record(PARAMS)]),
	'a record of another version': bad('0204000100000000'),
	'a record of an unknown type': bad('01ff0001000800000000000000000000'),
	'a management record': bad('0109000000000000'),
	'input before parameters': record(STDIN, Buffer.from('early')),
	'a record cut short': bad('01040001ffff0000414243'),
};

for (const [what, bytes] of Object.entries(malformed))
	test(`no harm by ${what}`, async () => {
		for (let i = 0; i < 2 * PROCESSES; i++)
			await new Promise((done) => {
				const c = connect(socket, () => c.end(
				    Buffer.concat([begin(), bytes])));
				c.on('error', () => {});
				c.on('close', done);
				c.resume();
			});
		await answers();
		await complete();
	});

test('no harm by clients that leave at any point', async () => {
	const whole = request(vars(HOST));

	for (let n = 0; n <= whole.length; n += 3)
		await new Promise((done) => {
			const c = connect(socket, () => c.write(
			    whole.subarray(0, n), () => c.destroy()));
			c.on('error', () => {});
			c.on('close', done);
		});
	await answers();
	await complete();
});

test('no harm by a client that stops half way', async (t) => {
	const whole = request(vars(HOST));
	const half = whole.subarray(0, 40);
	/* All processes but one wait for the rest of it. */
	const slow = await Promise.all(Array.from({length: PROCESSES - 1},
	    async () => {
		const c = connect(socket);
		c.on('error', () => {});
		t.after(() => c.destroy());
		await once(c, 'connect');
		c.write(half);
		return c;
	}));

	for (let i = 0; i < 10; i++)
		await answers();
	/* And they may still finish. */
	slow[0].write(whole.subarray(40));
	const [data] = await once(slow[0], 'data');
	assert.match(data.toString(), /Status: 200/);
});

/* Else all processes wait for these clients until the alarm ends them. */
test('one request a connection, whatever a client asks for',
{timeout: 30000}, async () => {
	const all = children(web.pid);
	const keep = Buffer.concat([begin(true),
		request(vars(HOST)).subarray(begin().length)]);

	for (let i = 0; i < 2 * PROCESSES; i++)
		assert.equal((await exchange(socket, keep)).status, 200);
	await answers();
	assert.deepEqual(children(web.pid), all);
});

test('a second one on the same socket is refused', async () => {
	const second = launch();
	const end = await second.over;

	assert.equal(end.code, 1);
	assert.match(second.said, /another tocsin-web listens there/);
	await answers();
});

test('SIGTERM ends all and removes the socket', async () => {
	const all = [web.pid, ...children(web.pid)];

	web.kill('SIGTERM');
	assert.deepEqual(await web.over, {code: 0, signal: null});
	assert.ok(!existsSync(socket));
	assert.deepEqual(all.filter(alive), []);
});

test('when the parent is killed the others end', async () => {
	web = launch();
	await complete();
	const all = children(web.pid);

	web.kill('SIGKILL');
	await web.over;
	await waitFor('the others to end', () => !all.some(alive));
	/* What it left behind is in nobody's way. */
	assert.ok(existsSync(socket));
	web = launch();
	await complete();
	await answers();
});

/* A start that must fail, with what it said. */
async function refused(options)
{
	const child = launch(writeConf(join(dir, 'other.conf'),
	    {at: join(dir, 'other.sock'), ...options}));
	const {code, signal} = await child.over;

	assert.deepEqual([code, signal], [1, null], child.said);
	assert.ok(!existsSync(join(dir, 'other.sock')));
	return child.said;
}

test('no start without an origin', async () =>
	assert.match(await refused({origin: null}), /origin is not set/));

test('no start with a broken template', async () => {
	const templates = join(dir, 'templates');
	const list = join(templates, 'list.cs');

	cpSync(join(ROOT, 'templates'), templates, {recursive: true});
	const lines = readFileSync(list, 'utf8').split('\n');
	/* Said by file and line; one that has no end, by where it begins. */
	for (const fault of ['nonsense', 'if:Dest.Name']) {
		writeFileSync(list, lines.toSpliced(2, 0, `<?cs ${fault} ?>`)
		    .join('\n'));
		assert.match(await refused({templates}),
		    /template .*\/list\.cs:3\]/, fault);
	}
	rmSync(list);
	assert.match(await refused({templates}), /list\.cs/);
});

test('no start over a file that is no socket', async () => {
	const at = join(dir, 'precious');

	writeFileSync(at, 'mine');
	assert.match(await refused({at}), /no socket/);
	assert.equal(readFileSync(at, 'utf8'), 'mine');
});

test('damage met while running ends all, and says so', async () => {
	const db = join(dir, 'data/config/config.db');

	/* A session is written; the keeper brings it into the file. */
	await answers({REQUEST_URI: '/sign-in'});
	await waitFor('a checkpoint', () => statSync(`${db}-wal`).size === 0);
	const sound = readFileSync(db);
	const spoilt = Buffer.from(sound);
	spoilt.fill(0xff, 4096);
	writeFileSync(db, spoilt);
	try {
		/* The next one has nothing of the file in its memory. */
		process.kill(serving(web.pid)[0], 'SIGKILL');
		await waitFor('the end', async () => {
			if (web.exitCode === null)
				await get().catch(() => {});
			return web.exitCode !== null;
		});
		assert.deepEqual(await web.over, {code: 1, signal: null});
	} finally {
		writeFileSync(db, sound);
	}
	assert.match(web.said, /the store can't be trusted/);
	assert.match(web.said, /config\.db did not pass its check/);
	assert.ok(!existsSync(socket));
	web = launch();
	await complete();
	await answers();
});

test('no start on a damaged config.db, and back with a sound one', async () => {
	const db = join(dir, 'data/config/config.db');

	web.kill('SIGTERM');
	await web.over;
	const sound = readFileSync(db);
	writeFileSync(db, 'not a database');
	assert.match(await refused(), /config\.db/);
	writeFileSync(db, sound);
	web = launch();
	await complete();
	await answers();
});
