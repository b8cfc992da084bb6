/*
 * peer_proxy.test.mjs - an explicit proxy: everything goes by it, what it does
 * wrong is never taken for the receiver's answer, and its password is nowhere.
 *
 * The environment names another proxy and hosts that go around it: neither may
 * have a say.
 */
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {promisify} from 'node:util';

import {startProxy} from '../receiver/proxy.mjs';
import {check, report, settle} from './cases.mjs';
import {BUILD, System, countingPort} from './lib.mjs';

const NO_CONNECTION = 'Unable to connect to webhook endpoint.';
const PASSWORD = 'pr0xy-passw0rd-that-nobody-may-see';
const HINT = /Check the proxy in tocsin\.conf/;

const run = promisify(execFile);
let sys, proxy, other;

/*
 * What `tocsin destination test` says, on one line.  Not by a call that waits:
 * the proxy lives in this process.
 */
async function testOf(system, d)
{
	const {stdout} = await run(join(BUILD, 'tocsin'), ['-c', system.conf,
	    'destination', 'test', d.name]).catch((err) => err);

	system.printed += stdout;
	return stdout.replaceAll(/\s+/g, ' ');
}

before(async () => {
	proxy = await startProxy();
	other = await countingPort();
	/* No exception for the proxy's own address: the operator named it. */
	sys = await System.create({egress: [`proxy = http://worker:${PASSWORD}` +
		`@127.0.0.1:${proxy.port}`],
		settings: {retry_base: '60s', timeout: '3s'},
		env: {https_proxy: `http://127.0.0.1:${other.port}`,
			no_proxy: '*', NO_PROXY: '*'}});
	await sys.startWorker();
});

after(async () => {
	await sys?.close();
	await proxy?.close();
	await other?.close();
	report('peer_proxy');
});

test('by the proxy, and kept open', async (t) => {
	const d = sys.borrowDestination(t);

	await check('works', async () => {
		sys.rise('first', 60);
		await sys.states(d, 'accepted');
		sys.rise('second', 60);
		await sys.states(d, 'accepted', 'accepted');
		const [entry, ...more] = proxy.log;

		assert.deepEqual(more, []);
		assert.equal(entry.login, `worker:${PASSWORD}`);
		assert.match(entry.target, /^127\.0\.0\.1:\d+$/);
		assert.ok(entry.sent > 1000);
		/* The login is the proxy's, and no cookie or such is sent. */
		for (const r of await sys.requests(d))
			assert.deepEqual(r.headers.map(([n]) =>
				n.toLowerCase()).sort(), ['accept',
				'content-length', 'content-type', 'host',
				'user-agent']);
	});
	settle();
});

/* What it does to CONNECT, and the reason that is told. */
const MODES = {407: /407/, 403: /403/, 502: /502/, 503: /503/, hang: /time/i,
	hang_accept: /time/i, reset: /./, reset_accept: /./, cut: /./,
	garbage: /./};

for (const [mode, reason] of Object.entries(MODES))
	test(`a proxy that does ${mode}`, async (t) => {
		await check(mode, () => failing(t, mode, reason));
		settle();
	});

async function failing(t, mode, reason)
{
	const d = sys.borrowDestination(t);
	const id = `proxy-${mode}`;

	proxy.clear();
	proxy.mode = /^\d+$/.test(mode) ? Number(mode) : mode;
	t.after(() => {
		proxy.mode = 'works';
	});
	sys.rise(id, 60);
	await sys.until('the attempt to end', () =>
		(sys.attempts(d)[0]?.ended_at ?? 0) > 0);
	const [attempt] = sys.attempts(d);
	const [row] = sys.deliveries(d);

	/* Again later, by our own backoff: neither broken nor uncertain. */
	assert.deepEqual([row.state, row.possible_repeat, attempt.outcome,
	    attempt.http_status], ['queued', 0, 'retry', 0]);
	assert.match(attempt.error, reason);
	/* Its Retry-After of 999 s and its body are not the receiver's. */
	assert.ok(row.due_at - attempt.ended_at <= 120000);
	assert.equal(attempt.answer, '');
	assert.ok(proxy.log.length > 0);
	/* A test has a time-out of its own, of 5 s here: one hang will do. */
	if (mode !== 'hang_accept') {
		const said = await testOf(sys, d);

		assert.ok(said.startsWith(NO_CONNECTION), said);
		assert.match(said, HINT);
		assert.match(said, reason);
	}
	assert.deepEqual(await sys.requests(d), []);
}

test('a fault within the tunnel is not the proxy\'s', async (t) => {
	const d = sys.borrowDestination(t);
	const broken = sys.borrowDestination(t);

	await check('expired certificate', async () => {
		await sys.receiver.script({match: {host: broken.host},
			tls: 'expired'});
		const said = await testOf(sys, broken);

		assert.match(said, /certificate has expired/);
		assert.doesNotMatch(said, HINT);
	});
	await check('429 of the receiver', async () => {
		await sys.script(d, {status: 429, times: 1,
			headers: {'Retry-After': '3'}}, {status: 202});
		sys.rise('limited', 60);
		await sys.until('the answer', () =>
			(sys.attempts(d)[0]?.ended_at ?? 0) > 0);
		const [row] = sys.deliveries(d);
		const wait = row.due_at - sys.attempts(d)[0].ended_at;

		assert.ok(wait >= 3000 && wait <= 3250, `${wait} ms`);
	});
	settle();
});

test('tunnels that end: told as they are', async (t) => {
	for (const mode of ['hang_tunnel', 'reset_tunnel'])
		await check(mode, async () => {
			const d = sys.borrowDestination(t);

			proxy.clear();
			proxy.mode = mode;
			sys.rise(mode, 60);
			await sys.until('the attempt to end', () =>
				(sys.attempts(d)[0]?.ended_at ?? 0) > 0);
			const [attempt] = sys.attempts(d);

			assert.equal(attempt.outcome, 'retry');
			assert.doesNotMatch(attempt.error, /proxy/i);
			assert.deepEqual(await sys.requests(d), []);
		});
	proxy.mode = 'works';
	settle();
});

test('the environment had no say, the password is nowhere', async () => {
	await check('environment', () =>
		assert.equal(other.connections, 0));
	await check('password', () => {
		for (const [what, bytes] of sys.written())
			assert.ok(!bytes.includes(PASSWORD), what);
		assert.match(sys.log(), /every connection goes by http:\/\/127/);
	});
	settle();
});

test('control: no proxy, nobody asks it', async () => {
	const plain = await System.create({settings: {timeout: '3s'}});

	try {
		const d = plain.addDestination();

		proxy.clear();
		await plain.startWorker();
		await check('control', async () => {
			assert.match(await testOf(plain, d), /accepted/);
			assert.deepEqual(proxy.log, []);
		});
	} finally {
		await plain.close();
	}
	settle();
});
