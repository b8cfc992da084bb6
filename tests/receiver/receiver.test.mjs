/*
 * receiver.test.mjs - the receiver is what other tests measure by, so each
 * thing it claims is tried with clients that are not its own: curl, node.
 */
import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {createHash} from 'node:crypto';
import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {request} from 'node:http';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, afterEach, before, test} from 'node:test';
import {connect} from 'node:tls';
import {promisify} from 'node:util';

import {startReceiver, waitFor} from './client.mjs';

const run = promisify(execFile);
const DIR = mkdtempSync(join(tmpdir(), 'receiver-'));
const HOST = 'hook.example';
const SECRET = 'Zx9SECRETsecretZx9SECRETsecretZx9SECRETsecr';
/* A certificate's common name holds 64 characters: this name has 100. */
const LONG = `default${'0123456789'.repeat(5)}.ab.` +
    'environment.api.powerplatform.com'.padStart(39, 'x');

/* More than fits into the socket buffers of one write. */
const BIG = join(DIR, 'big-body');

let receiver;

before(async () => {
	writeFileSync(BIG, 'y'.repeat(500000));
	receiver = await startReceiver(DIR);
});
afterEach(async () => {
	await receiver.clear();
});
after(async () => {
	await receiver.stop();
	rmSync(DIR, {recursive: true, force: true});
});

/*
 * POST by curl under strict verification; resolves to {rc, status, body,
 * seconds} and never rejects, so that a refusal can be looked at.
 */
async function curl(host, {path = '/hook', body = '{}', args = []} = {})
{
	const start = Date.now();
	const all = ['-s', '-S', '--max-time', '4', '--cacert', receiver.ca,
	    '--connect-to', `::127.0.0.1:${receiver.https}`,
	    '--data-binary', body, '-w', '\n%{http_code}', ...args,
	    `https://${host}${path}`];
	const {stdout, stderr, code = 0} = await run('curl', all,
	    {maxBuffer: 1e9}).catch((err) => err);
	const cut = stdout.lastIndexOf('\n');

	return {rc: code, status: Number(stdout.slice(cut + 1)),
		body: stdout.slice(0, cut), why: stderr,
		seconds: (Date.now() - start) / 1000};
}

async function lastEnd(n)
{
	return waitFor(`the end of request ${n}`, async () =>
		(await receiver.log('end')).find((r) => r.n === n));
}

/* The number that the next request will get. */
async function nextN()
{
	return Math.max(0, ...(await receiver.log('head')).map((r) => r.n)) + 1;
}

test('without a script: 202, no body, and a full record', async () => {
	const body = '{"text":"Grüße"}';
	const n = await nextN();
	const got = await curl(HOST, {body,
	    args: ['-H', 'Content-Type: application/json']});

	assert.deepEqual([got.rc, got.status, got.body], [0, 202, '']);
	const [head] = (await receiver.log('head')).filter((r) => r.n === n);
	const [read] = (await receiver.log('read')).filter((r) => r.n === n);
	const end = await lastEnd(n);
	assert.equal(head.sni, HOST);
	assert.equal(read.host, HOST);
	assert.equal(read.method, 'POST');
	assert.equal(read.path, '/hook');
	assert.equal(read.body, body);
	assert.equal(read.body_bytes, Buffer.byteLength(body));
	assert.equal(read.sha256,
	    createHash('sha256').update(body).digest('hex'));
	assert.equal(read.status, 202);
	assert.ok(read.headers.some(([k, v]) => k === 'Content-Type' &&
	    v === 'application/json'));
	assert.ok(Math.abs(read.t_ms - Date.now()) < 10000);
	assert.equal(end.outcome, 'answered');
	const [kept] = await receiver.requests(n - 1);
	assert.equal(kept.n, n);
	assert.equal(kept.body, body);
});

test('the record is written before the answer is seen', async () => {
	for (let i = 0; i < 20; i++) {
		const body = `before-${i}`;
		await curl(HOST, {body});
		/* No waiting here: that is the point. */
		const text = readFileSync(receiver.logPath, 'utf8');
		assert.ok(text.includes(`"body":"${body}"`), body);
	}
});

test('answers come in order, repeat, and the last one stays', async () => {
	await receiver.script({match: {host: HOST, path: '/a'}, answers: [
		{status: 503, times: 2},
		{status: 429, headers: {'Retry-After': '7'}, body: 'wait'},
		{status: 200, body: {ok: true}},
	]});
	const seen = [];
	for (let i = 0; i < 6; i++)
		seen.push((await curl(HOST, {path: '/a/b'})).status);
	assert.deepEqual(seen, [503, 503, 429, 200, 200, 200]);
	assert.equal((await curl(HOST, {path: '/a'})).body, '{"ok":true}');
	assert.equal((await curl(HOST, {path: '/other'})).status, 202);
	assert.equal((await curl('else.example', {path: '/a'})).status, 202);
});

test('a last answer with times is used up; headers arrive', async () => {
	await receiver.script({match: {host: HOST}, answers: [{status: 429,
	    headers: {'Retry-After': '7'}, times: 1}]});
	const first = await curl(HOST, {args: ['-D', '-']});
	assert.equal(first.status, 429);
	assert.match(first.body, /^Retry-After: 7\r$/m);
	assert.equal((await curl(HOST)).status, 202);
});

test('a rule that makes no sense is refused with a reason', async () => {
	const bad = [
		[{answers: [{status: 99}]}, /status/],
		[{answers: [{do: 'toString'}]}, /do/],
		[{answers: [{stauts: 200}]}, /stauts/],
		[{tls: 'expired'}, /host/],
		[{match: {host: HOST}, tls: 'nice'}, /expired/],
		[{match: {host: HOST}}, /answers/],
	];
	for (const [rule, why] of bad)
		await assert.rejects(receiver.script(rule), why);
	assert.equal((await curl(HOST)).status, 202);
});

test('delay_ms holds the answer back', async () => {
	await receiver.script({match: {host: HOST},
	    answers: [{status: 200, delay_ms: 600}]});
	const got = await curl(HOST);
	assert.equal(got.status, 200);
	assert.ok(got.seconds >= 0.6, `${got.seconds}`);
});

/*
 * Each behaviour: what curl makes of it (its exit code), the outcome in the
 * record, and whether the receiver had read the body.  Codes: 1 and 8 no
 * HTTP, 18 partial, 28 timeout, 52 empty answer, 55 and 56 reset, 63 too big.
 */
const BEHAVIOURS = [
	[{do: 'hang'}, [28], 'hanging', true],
	[{do: 'close'}, [52], 'closed', true],
	[{do: 'reset'}, [56], 'reset', true],
	[{do: 'reset_early'}, [55, 56], 'reset', false],
	[{do: 'cut_body', status: 200, body: 'part'}, [18], 'cut', true],
	[{do: 'slow', bytes_per_s: 2}, [28], 'client_closed', true],
	[{do: 'slow', bytes_per_s: 5000, body: 'x'}, [0], 'answered', true],
	[{do: 'endless'}, [28], 'endless', true],
	[{do: 'endless_head'}, [56], 'endless', true],
	[{do: 'garbage'}, [1, 8], 'garbage', true],
];

for (const [answer, codes, outcome, bodyRead] of BEHAVIOURS) {
	const name = `${answer.do} ${answer.bytes_per_s ?? ''}`.trim();

	test(`behaviour ${name}`, async () => {
		const n = await nextN();
		await receiver.script({match: {host: HOST}, answers: [answer]});
		const got = await curl(HOST, {body: `@${BIG}`,
		    args: ['--max-time', '1.5', '-o', '/dev/null']});
		const end = await lastEnd(n);
		assert.ok(codes.includes(got.rc), `${got.rc}: ${got.why}`);
		assert.equal(end.outcome, outcome);
		assert.equal(end.body_read, bodyRead);
		await receiver.clear();
		assert.equal((await curl(HOST)).status, 202);
	});
}

test('behaviour redirect', async () => {
	await receiver.script({match: {host: HOST}, answers: [{do: 'redirect',
	    location: 'https://169.254.169.254/latest/'}]});
	const got = await curl(HOST, {args: ['-D', '-']});
	assert.equal(got.status, 302);
	assert.match(got.body, /^Location: https:\/\/169\.254\.169\.254\//m);
});

test('a client that leaves in mid-body is on record', async () => {
	const n = await nextN();
	const socket = connect({host: '127.0.0.1', port: receiver.https,
	    servername: HOST, ca: readFileSync(receiver.ca)});
	await new Promise((done) => socket.once('secureConnect', done));
	socket.write(`POST /part HTTP/1.1\r\nHost: ${HOST}\r\n` +
	    'Content-Length: 1000\r\n\r\nonly this');
	await waitFor('the head', async () =>
	    (await receiver.log('head')).some((r) => r.n === n));
	socket.destroy();
	const end = await lastEnd(n);
	assert.equal(end.outcome, 'client_closed');
	assert.equal(end.body_read, false);
	assert.deepEqual((await receiver.log('read'))
	    .filter((r) => r.n === n), []);
});

test('a 100-character name verifies in curl and in node', async () => {
	assert.equal(LONG.length, 100);
	const many = await Promise.all(Array.from({length: 8},
	    () => curl(LONG)));
	assert.deepEqual(many.map((g) => g.rc), Array(8).fill(0),
	    many[0].why);
	const socket = connect({host: '127.0.0.1', port: receiver.https,
	    servername: LONG, ca: readFileSync(receiver.ca)});
	await new Promise((done, fail) => {
		socket.once('secureConnect', done);
		socket.once('error', fail);
	});
	assert.equal(socket.authorized, true);
	assert.equal(socket.getPeerCertificate().subjectaltname,
	    `DNS:${LONG}`);
	socket.destroy();
});

test('the chain passes OpenSSL in strict mode', async () => {
	const text = await new Promise((done) => {
		const child = execFile('openssl', ['s_client', '-connect',
		    `127.0.0.1:${receiver.https}`, '-servername', LONG,
		    '-CAfile', receiver.ca, '-x509_strict',
		    '-verify_hostname', LONG],
		    (err, out) => done(out));
		child.stdin.end();
	});
	assert.match(text, /Verify return code: 0 \(ok\)/);
});

test('without the CA nothing verifies', async () => {
	const {code} = await run('curl', ['-s', '--connect-to',
	    `::127.0.0.1:${receiver.https}`, `https://${HOST}/`])
	    .catch((err) => err);
	assert.equal(code, 60);
});

const FAULTS = {
	expired: /expired/,
	wrong_host: /no alternative certificate subject name matches/,
	self_signed: /self[- ]signed/,
	wrong_ca: /unable to get local issuer|unable to verify/,
};

for (const [tls, why] of Object.entries(FAULTS)) {
	test(`TLS fault ${tls} is refused, on its host only`, async () => {
		assert.equal((await curl(HOST)).rc, 0);
		await receiver.script({match: {host: HOST}, tls});
		const got = await curl(HOST);
		assert.equal(got.rc, 60, got.why);
		assert.match(got.why, why);
		assert.equal((await curl('other.example')).rc, 0);
		await receiver.clear();
		assert.equal((await curl(HOST)).rc, 0);
	});
}

test('a session from before a TLS fault is not resumed', async () => {
	const options = {host: '127.0.0.1', port: receiver.https,
	    servername: HOST, ca: readFileSync(receiver.ca)};
	const first = connect(options);
	const session = await new Promise((done) =>
	    first.once('session', done));
	/* An idle connection to that host is closed by the receiver. */
	const closed = new Promise((done) => first.once('close', done));
	first.resume();
	first.on('error', () => {});
	await receiver.script({match: {host: HOST}, tls: 'expired'});
	await closed;
	const again = connect({...options, session});
	const err = await new Promise((done) => {
		again.once('error', done);
		again.once('secureConnect', () => done(null));
	});
	again.destroy();
	assert.equal(err?.code, 'CERT_HAS_EXPIRED');
});

test('no secret is kept: sig, Authorization, secret paths', async () => {
	await curl('prod-69.westus.logic.azure.com', {
	    path: '/workflows/0a/triggers/manual/paths/invoke?api-version=1' +
	    `&sp=%2Ft&sv=1.0&sig=${SECRET}`,
	    args: ['-H', `Authorization: Bearer ${SECRET}`]});
	await curl('prod-69.westus.logic.azure.com', {
	    path: `/workflows/0a/triggers/x?%73ig=${SECRET}`});
	await curl('hooks.slack.com', {path: `/services/T1/B1/${SECRET}`});
	await curl('chat.googleapis.com', {
	    path: `/v1/spaces/A/messages?key=${SECRET}&token=${SECRET}`});
	const kept = JSON.stringify(await receiver.requests()) +
	    readFileSync(receiver.logPath, 'utf8');
	assert.ok(!kept.includes(SECRET));
	const record = (await receiver.log('read')).find((r) =>
	    r.sni === 'prod-69.westus.logic.azure.com');
	assert.equal(record.path, '/workflows/0a/triggers/manual/paths/' +
	    'invoke?api-version=1&sp=%2Ft&sv=1.0&sig=<redacted>');
	assert.equal(record.dest, 'prod-69.westus.logic.azure.com/0a');
	assert.deepEqual(record.headers.find(([k]) => k === 'Authorization'),
	    ['Authorization', '<redacted>']);
});

test('an alert that comes again is told by its id', async () => {
	const card = (id) => JSON.stringify({type: 'message', attachments: [
	    {content: {body: [{type: 'TextRun', text: 'Alert 1234'},
	    {type: 'TextRun', text: `Alert ${id}`}]}}]});
	const n = await nextN();
	await curl(HOST, {body: card('00112233aabbccdd')});
	await curl(HOST, {body: card('ffee2233aabbccdd')});
	await curl(HOST, {body: card('00112233aabbccdd')});
	const got = await receiver.requests(n - 1);
	assert.deepEqual(got.map((r) => [r.alert_id, r.repeat_of]), [
	    ['00112233aabbccdd', null], ['ffee2233aabbccdd', null],
	    ['00112233aabbccdd', n]]);
});

test('a body that is no text is kept in base64', async () => {
	const n = await nextN();
	const socket = connect({host: '127.0.0.1', port: receiver.https,
	    servername: HOST, ca: readFileSync(receiver.ca)});
	socket.write(`POST / HTTP/1.1\r\nHost: ${HOST}\r\n` +
	    'Content-Length: 3\r\n\r\n');
	socket.write(Buffer.from([0xff, 0x00, 0xfe]));
	await new Promise((done) => socket.once('data', done));
	socket.destroy();
	const record = (await receiver.requests(n - 1)).at(-1);
	assert.equal(record.body_base64, '/wD+');
	assert.equal(record.body_bytes, 3);
});

/* fetch() sets these two itself, so this speaks by node:http. */
function askPage(headers)
{
	return new Promise((done, fail) => {
		request({host: '127.0.0.1', port: receiver.page,
		    path: '/script', method: 'DELETE', headers},
		    (res) => done(res.resume().statusCode))
		    .on('error', fail).end();
	});
}

test('the control API takes no orders from elsewhere', async () => {
	assert.equal(await askPage({host: 'evil.example'}), 403);
	assert.equal(await askPage({origin: 'https://evil.example'}), 403);
	assert.equal(await askPage({}), 204);
});

test('a busy port gives one plain line and status 1', async () => {
	const taken = createServer().listen(0, '127.0.0.1');
	await new Promise((done) => taken.once('listening', done));
	const {port} = taken.address();
	const dir = mkdtempSync(join(tmpdir(), 'receiver-busy-'));
	const main = new URL('main.mjs', import.meta.url).pathname;
	const err = await run(process.execPath, [main, '--dir', dir,
	    '--https-port', String(port)]).catch((e) => e);
	taken.close();
	rmSync(dir, {recursive: true});
	assert.equal(err.code, 1);
	assert.equal(err.stderr, `receiver: port ${port} is in use\n`);
});

test('a restart keeps CA, numbers and messages, also after -9', async () => {
	const dir = mkdtempSync(join(tmpdir(), 'receiver-again-'));
	const first = await startReceiver(dir);
	const ca = readFileSync(first.ca, 'utf8');
	const post = (to) => run('curl', ['-s', '--cacert', to.ca,
	    '--connect-to', `::127.0.0.1:${to.https}`, '-d', 'x',
	    `https://${HOST}/`]);
	await post(first);
	assert.deepEqual(await first.stop('SIGKILL'),
	    {code: null, signal: 'SIGKILL'});
	const second = await startReceiver(dir);
	await post(second);
	assert.equal(readFileSync(second.ca, 'utf8'), ca);
	assert.deepEqual((await second.requests()).map((r) => r.n), [1, 2]);
	assert.deepEqual(await second.stop(), {code: 0, signal: null});
	assert.throws(() => readFileSync(join(dir, 'ready.json')));
	rmSync(dir, {recursive: true});
});
