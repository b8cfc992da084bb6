/*
 * faults.test.mjs - what the receiver and the proxy do wrong on purpose, seen
 * by a client that is not ours: curl.
 */
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, afterEach, before, test} from 'node:test';
import {promisify} from 'node:util';

import {startReceiver, waitFor} from './client.mjs';
import {FORMS, httpDate} from './dates.mjs';
import {startProxy} from './proxy.mjs';

const run = promisify(execFile);
const DIR = mkdtempSync(join(tmpdir(), 'receiver-faults-'));
const BIG = join(DIR, 'big-body');
let receiver, hosts = 0, host;

before(async () => {
	writeFileSync(BIG, 'y'.repeat(500000));
	receiver = await startReceiver(join(DIR, 'receiver'));
});
afterEach(() => receiver.clear());
after(async () => {
	await receiver.stop();
	rmSync(DIR, {recursive: true, force: true});
});

/* For what never ends by itself. */
const BRIEF = ['--max-time', '1'];
const brief = (how) => how.startsWith('hang') ? BRIEF : [];

/* POST to a host of its own; {rc, out, why}, never rejects. */
async function curl(args = [], port = receiver.https)
{
	const {stdout, stderr, code = 0} = await run('curl', ['-s', '-S',
	    '--max-time', '5', '--cacert', receiver.ca, '--connect-to',
	    `::127.0.0.1:${port}`, '-d', '{}', ...args,
	    `https://${host}/hook`], {maxBuffer: 1e9}).catch((err) => err);

	return {rc: code, out: stdout, why: stderr};
}

function fresh()
{
	host = `fault-${++hosts}.example`;
	return {host};
}

/* The only connection under that name, once it is over. */
async function connection()
{
	return waitFor('the end of the connection', async () =>
		(await receiver.log('conn')).find((r) => r.sni === host));
}

/*
 * Codes of curl: 18 partial, 28 time-out, 35 TLS, 52 empty answer, 56 receive,
 * 1 and 8 no HTTP.  And the status that it saw, and whether HTTP was read.
 */
const STOPS = [
	['request', {hang: [28], reset: [55, 56], close: [52, 56],
		half_close: [52, 56]}, '000'],
	['request_body', {hang: [28], reset: [55, 56], close: [52, 55, 56],
		half_close: [52, 55, 56]}, '000'],
	['status', {hang: [28], reset: [56], close: [52],
		half_close: [52, 56]}, '000'],
	['status_line', {hang: [28], reset: [56], close: [1, 8, 52, 56],
		half_close: [1, 8, 52, 56]}, '000'],
	['header', {hang: [28], reset: [56], close: [0, 18, 52, 56],
		half_close: [0, 18, 52, 56]}, '200'],
	['body_start', {hang: [28], reset: [56], close: [18],
		half_close: [18, 56]}, '200'],
	['body', {hang: [28], reset: [56], close: [18],
		half_close: [18, 56]}, '200'],
];

for (const [at, codes, status] of STOPS)
	test(`stop at ${at}`, async () => {
		for (const [how, want] of Object.entries(codes)) {
			await receiver.script({match: fresh(),
			    answers: [{do: 'stop', at, how}]});
			const got = await curl([...brief(how), '-d',
			    `@${BIG}`, '-w', '%{http_code}', '-o',
			    '/dev/null']);

			assert.ok(want.includes(got.rc),
			    `${how}: ${got.rc} ${got.why}`);
			assert.equal(got.out, status, how);
			/* Who does not read does not see the end either. */
			if (how === 'reset' || !at.startsWith('request'))
				assert.ok((await connection()).http_bytes > 0);
		}
	});

const CONNS = [
	['hello', {hang: [28], reset: [35], close: [35]}],
	['secured', {hang: [28], reset: [35, 52, 55, 56],
		close: [35, 52, 55, 56]}],
];

for (const [at, codes] of CONNS)
	test(`a connection's fault at ${at}`, async () => {
		for (const [how, want] of Object.entries(codes)) {
			const match = fresh();

			await receiver.script({match, conn: {at, how,
			    times: 1}});
			/* Time for the handshake too, on a busy machine. */
			const got = await curl(how.startsWith('hang') ?
			    ['--max-time', '3'] : []);
			const conn = await connection().catch((err) => {
				throw new Error(`${how}: ${err.message}`);
			});

			assert.ok(want.includes(got.rc),
			    `${how}: ${got.rc} ${got.why}`);
			assert.equal(conn.fault, `${how} ${at}`);
			assert.equal(conn.tls, at === 'secured', how);
			assert.ok(conn.wire_bytes > 0);
			/* Not for others, and no more than it was asked. */
			assert.equal((await curl()).rc, 0, how);
		}
	});

test("a connection's fault at accepted", async () => {
	for (const [how, want] of [['hang', [28]], ['reset', [7, 35, 56]],
		['close', [35]]]) {
		fresh();
		const from = (await receiver.log('conn')).length;

		await receiver.script({conn: {at: 'accepted', how, times: 1}});
		const got = await curl(brief(how));

		assert.ok(want.includes(got.rc), `${how}: ${got.rc}`);
		const conn = await waitFor('the end of the connection',
		    async () => (await receiver.log('conn'))[from]);
		assert.deepEqual([conn.fault, conn.tls, conn.http_bytes],
		    [`${how} accepted`, false, 0]);
		assert.equal((await curl()).rc, 0);
	}
});

/* Refused, for its reason, and not one byte of HTTP was told. */
const TLS = {
	expired: [60, /certificate has expired/],
	not_yet_valid: [60, /certificate is not yet valid/],
	wrong_host: [60, /no alternative certificate subject name/],
	self_signed: [60, /self[- ]signed/],
	wrong_ca: [60, /unable to get local issuer/],
	huge_chain: [35, /excessive message size/],
};

for (const [tls, [code, why]] of Object.entries(TLS))
	test(`TLS ${tls}: nothing is told`, async () => {
		await receiver.script({match: fresh(), tls});
		const got = await curl();
		const conn = await connection();

		assert.equal(got.rc, code, got.why);
		assert.match(got.why, why);
		/* A name is compared once the handshake is done. */
		assert.deepEqual([conn.http_bytes, conn.tls],
		    [0, tls === 'wrong_host']);
		/* The control: curl told not to look does tell. */
		if (code === 60) {
			fresh();
			await receiver.script({match: {host}, tls});
			assert.equal((await curl(['-k'])).rc, 0);
			assert.ok((await connection()).http_bytes > 0);
		}
	});

test('TLS 1.0 and 1.1 only, on a port of its own', async () => {
	fresh();
	const from = (await receiver.log('conn')).length;
	assert.equal((await curl(['--tlsv1.2'], receiver.httpsOld)).rc, 35);
	/* Refused before a name was read. */
	const conn = await waitFor('the end of the connection', async () =>
		(await receiver.log('conn'))[from]);
	assert.deepEqual([conn.http_bytes, conn.tls], [0, false]);
	fresh();
	assert.equal((await curl(['--tlsv1.0', '--tls-max', '1.1',
	    '--ciphers', 'DEFAULT:@SECLEVEL=0'], receiver.httpsOld)).rc, 0);
	assert.ok((await connection()).http_bytes > 0);
});

test('Retry-After in every form', async () => {
	const now = Date.UTC(2026, 10, 8, 12, 0, 0);
	const want = {seconds: '5', imf: 'Sun, 08 Nov 2026 12:00:05 GMT',
		rfc850: 'Sunday, 08-Nov-26 12:00:05 GMT',
		asctime: 'Sun Nov  8 12:00:05 2026'};

	for (const form of FORMS) {
		assert.equal(httpDate({form, in_s: 5}, now), want[form]);
		await receiver.script({match: fresh(), answers: [{status: 429,
		    retry_after: {form, in_s: 60}}]});
		const {out} = await curl(['-D', '-']);
		const [, value] = /^Retry-After: (.*)\r$/m.exec(out);

		if (form === 'imf')
			assert.ok(Math.abs(Date.parse(value) - Date.now() -
			    60000) < 5000, value);
		assert.equal(value.length, httpDate({form, in_s: 60}).length);
	}
});

test('raw bytes, with any status', async () => {
	await receiver.script({match: fresh(), answers: [{do: 'raw',
	    bytes: 'HTTP/1.1 999 Odd\r\nContent-Length: 1\r\n\r\n\xff'}]});
	const got = await curl(['-w', '%{http_code}', '-o', '/dev/null']);
	assert.deepEqual([got.rc, got.out], [0, '999']);
});

test('endless 1xx, fast and slow', async () => {
	for (const slow of [{}, {bytes_per_s: 100}]) {
		await receiver.script({match: fresh(),
		    answers: [{do: 'endless_1xx', ...slow}]});
		const {rc} = await curl(BRIEF);
		assert.ok([28, 56].includes(rc), `${rc}`);
	}
});

test('an endless body with a length', async () => {
	await receiver.script({match: fresh(), answers: [{do: 'endless',
	    headers: {'Content-Length': '9999999999'}, times: 3}]});
	let got;

	/* A busy machine may take the first second to connect. */
	for (const seconds of ['1', '5', '20']) {
		got = await curl(['--max-time', seconds, '-w',
			'%{size_download}', '-o', '/dev/null']);
		assert.equal(got.rc, 28);
		if (Number(got.out) > 1e6)
			break;
	}
	assert.ok(Number(got.out) > 1e6, got.out);
});

test('a gzip bomb that was not asked for', async () => {
	const answers = [{do: 'gzip_bomb', mib: 8}];

	await receiver.script({match: fresh(), answers});
	const plain = await curl(['-w', '%{size_download}', '-o', '/dev/null']);
	assert.ok(Number(plain.out) < 65536, plain.out);
	await receiver.script({match: fresh(), answers});
	const open = await curl(['--compressed', '--max-time', '5', '-o',
	    join(DIR, 'bomb'), '-w', '%{http_code}']);
	assert.deepEqual([open.rc, open.out], [0, '200']);
	const {stdout} = await run('stat', ['-c', '%s', join(DIR, 'bomb')]);
	assert.equal(Number(stdout), 8 << 20);
});

test('rules for these that make no sense are refused', async () => {
	for (const [rule, why] of [
		[{answers: [{do: 'stop'}]}, /at and how/],
		[{answers: [{do: 'stop', at: 'x', how: 'hang'}]}, /at/],
		[{conn: {at: 'hello', how: 'wave'}}, /conn.how/],
		[{match: {host: 'a.example'}, conn: {at: 'accepted',
		    how: 'hang'}}, /host/],
		[{answers: [{retry_after: {form: 'iso', in_s: 1}}]},
		    /retry_after/]])
		await assert.rejects(receiver.script(rule), why);
});

/* 56: CONNECT refused or cut; 28 time-out; 35: TLS within the tunnel. */
const PROXY = {works: [0], 407: [56], 403: [56], 502: [56],
	hang: [28], hang_accept: [28], reset: [56], reset_accept: [56, 7],
	cut: [56], garbage: [1, 43, 56], hang_tunnel: [28],
	reset_tunnel: [35]};

test('the proxy, in every mode', async (t) => {
	const proxy = await startProxy({to: receiver.https});
	t.after(() => proxy.close());

	for (const [mode, want] of Object.entries(PROXY)) {
		fresh();
		proxy.clear();
		proxy.mode = /^\d+$/.test(mode) ? Number(mode) : mode;
		const got = await curl([...brief(mode), '-x',
		    `http://me:s%40cret@127.0.0.1:${proxy.port}`]);
		const [entry] = proxy.log;

		assert.ok(want.includes(got.rc), `${mode}: ${got.rc} ${got.why}`);
		assert.equal(proxy.log.length, 1, mode);
		if (!mode.endsWith('_accept'))
			assert.equal(entry.login, 'me:s@cret', mode);
		if (mode === 'works')
			assert.ok(entry.sent > 100 && entry.got > 100);
		else
			assert.equal(entry.got, 0);
	}
});
