/*
 * answers.test.mjs - what becomes of an alert, for every class of answer.
 *
 * One system serves all tests; each has destinations and hosts of its own,
 * under names as Microsoft gives them.
 */
import assert from 'node:assert/strict';
import {createServer, connect} from 'node:net';
import {after, before, test} from 'node:test';

import {leaks} from './leaks.mjs';
import {System, countingPort, freePort, newHost} from './lib.mjs';

const NO_CONNECTION = 'Unable to connect to webhook endpoint.';
const REPEAT = 'Possible repeat:';
const closedHost = newHost();
const elsewhere = newHost();
let closedPort, proxy, redirected, sys;
let entity = 100;

before(async () => {
	closedPort = await freePort();
	/* A proxy of the environment: must never be asked. */
	proxy = await countingPort();
	/* Where a redirect leads: nobody may even connect. */
	redirected = await countingPort();
	const env = {};
	for (const name of ['https_proxy', 'HTTPS_PROXY', 'all_proxy',
		'ALL_PROXY', 'http_proxy'])
		env[name] = `http://127.0.0.1:${proxy.port}`;
	sys = await System.create({env: {...env, no_proxy: ''},
		settings: {retry_base: '100ms', retry_max: '1h'},
		connectTo: [`${closedHost}::127.0.0.1:${closedPort}`,
			`${elsewhere}::127.0.0.1:${redirected.port}`]});
	await sys.startWorker();
});

after(async () => {
	await sys?.close();
	await proxy?.close();
	await redirected?.close();
});

const returned = (status) => `Webhook endpoint returned \`HTTP ${status}\`.`;

function azureError(status, code, message = 'No.')
{
	return {status, body: {error: {code, message}}};
}

test('202: accepted, once, as it was recorded', async (t) => {
	const d = sys.borrowDestination(t);
	const id = ++entity;

	sys.rise(id, 70);
	const [row] = await sys.states(d, 'accepted');
	const [attempt] = sys.attempts(d);
	const [request, ...more] = await sys.requests(d);
	assert.deepEqual(more, []);
	assert.equal(request.method, 'POST');
	assert.equal(request.host, d.host);
	assert.equal(request.path,
	    d.url.slice(`https://${d.host}`.length).replace(/sig=.*/,
	    'sig=<redacted>'));
	assert.equal(request.sha256, attempt.body_sha256);
	assert.equal(request.body_bytes, attempt.body_bytes);
	assert.equal(request.alert_id, row.alert_id);
	assert.ok(request.body.includes(`host-${id}`));
	assert.ok(!request.body.includes(REPEAT));
	assert.deepEqual([attempt.outcome, attempt.http_status],
	    ['accepted', 202]);
	assert.deepEqual(sys.windows(d), [String(id)]);
	assert.deepEqual(sys.testAlert(d), ['Test alert accepted.', 0]);
	assert.equal((await sys.requests(d)).length, 2);
	/* A test opens no window and closes none. */
	assert.deepEqual(sys.windows(d), [String(id)]);
});

/* Held as a whole, then released: the common course of a broken one. */
async function holdAndRelease(t, {answer, reason, status})
{
	const host = newHost();
	const d = sys.borrowDestination(t, {host});
	const other = sys.borrowDestination(t, {host});

	await sys.script(d, answer);
	sys.rise(++entity, 60);
	const [held] = await sys.states(d, 'held');
	assert.equal(held.reason, reason);
	sys.rise(++entity, 60);
	await sys.states(d, 'held', 'held');
	/* Later ones are held without a try. */
	assert.equal((await sys.requests(d)).length, 1);
	await sys.states(other, 'accepted', 'accepted');
	assert.deepEqual(sys.testAlert(d), [returned(status), 1]);
	assert.deepEqual(sys.testAlert(other), ['Test alert accepted.', 0]);
	await sys.states(d, 'held', 'held');
	await sys.script(d, {status: 202});
	assert.match(sys.must('destination', 'retry', d.name),
	    /^Trying again: 2 held alerts\.$/m);
	const rows = await sys.states(d, 'accepted', 'accepted');
	assert.deepEqual(rows.map((r) => r.possible_repeat), [0, 0]);
	/* One refused try, one refused test, two that arrived. */
	assert.equal((await sys.requests(d)).length, 4);
	assert.equal((await sys.requests(other)).length, 3);
	assert.equal(sys.windows(d).length, 2);
}

test('401: all of it held, others not; released by retry', (t) =>
	holdAndRelease(t, {answer: {status: 401}, status: 401,
		reason: 'HTTP 401'}));

test('404: all of it held, others not; released by retry', (t) =>
	holdAndRelease(t, {answer: azureError(404, 'WorkflowNotFound'),
		status: 404, reason: 'HTTP 404 (WorkflowNotFound)'}));

test('400 of a flow that is off: held, not failed', (t) =>
	holdAndRelease(t, {status: 400,
		answer: azureError(400, 'WorkflowTriggerIsNotEnabled'),
		reason: 'HTTP 400 (WorkflowTriggerIsNotEnabled)'}));

test('a held destination is also released by an accepted test', async (t) => {
	const d = sys.borrowDestination(t);

	await sys.script(d, {status: 403, times: 1}, {status: 202});
	sys.rise(++entity, 60);
	await sys.states(d, 'held');
	assert.deepEqual(sys.testAlert(d), ['Test alert accepted.', 0]);
	await sys.states(d, 'accepted');
});

test('retry while nothing has changed: held again', async (t) => {
	const d = sys.borrowDestination(t);

	await sys.script(d, {status: 410});
	sys.rise(++entity, 60);
	await sys.states(d, 'held');
	sys.must('destination', 'retry', d.name);
	await sys.until('a second attempt to end', () =>
		sys.attempts(d).filter((a) => a.outcome === 'broken')
		    .length === 2);
	await sys.states(d, 'held');
});

test('400 otherwise: failed, and the next rise alerts again', async (t) => {
	const d = sys.borrowDestination(t);
	const id = ++entity;

	await sys.script(d, {...azureError(400, 'TriggerInputSchemaMismatch'),
		times: 1}, {status: 202});
	sys.rise(id, 60);
	const [row] = await sys.states(d, 'failed');
	assert.equal(row.reason, 'HTTP 400 (TriggerInputSchemaMismatch)');
	assert.deepEqual(sys.windows(d), []);
	sys.rise(id, 61);
	await sys.states(d, 'failed', 'accepted');
	assert.deepEqual(sys.windows(d), [String(id)]);
	sys.rise(id, 62);
	await sys.until('a verdict for the third', () =>
		sys.decisions(d).length === 3);
	assert.deepEqual(sys.decisions(d).map((r) => r.verdict),
	    ['sent', 'sent', 'in window']);
	await sys.script(d, {status: 400});
	assert.deepEqual(sys.testAlert(d), [returned(400), 1]);
});

test('429: all of it quiet for Retry-After, others not', async (t) => {
	const host = newHost();
	const d = sys.borrowDestination(t, {host});
	const other = sys.borrowDestination(t, {host});

	await sys.script(d, {status: 429, headers: {'Retry-After': '2'},
		times: 1}, {status: 202});
	sys.rise(++entity, 60);
	await sys.until('the first to be put off', () =>
		sys.attempts(d)[0]?.outcome === 'retry');
	sys.rise(++entity, 60);
	await sys.states(other, 'accepted', 'accepted');
	/* The second is due at once by itself; it is quiet all the same. */
	assert.deepEqual(sys.deliveries(d).map((r) => [r.state, r.attempts]),
	    [['queued', 1], ['queued', 0]]);
	await sys.states(d, 'accepted', 'accepted');
	const [first, ...later] = await sys.requests(d);
	assert.equal(later.length, 2);
	for (const r of later)
		assert.ok(r.arrived_ms >= first.t_ms + 2000,
		    `${r.arrived_ms - first.t_ms} ms after the 429`);
	const [slow] = (await sys.requests(other)).slice(-1);
	assert.ok(slow.arrived_ms < first.t_ms + 1900);
	await sys.script(d, {status: 429, headers: {'Retry-After': '60'}});
	assert.deepEqual(sys.testAlert(d), [returned(429), 1]);
});

test('500: again with backoff, until it is accepted', async (t) => {
	const d = sys.borrowDestination(t);

	await sys.script(d, {status: 500, times: 2}, {status: 503, times: 1},
	    {status: 202});
	sys.rise(++entity, 60);
	const [row] = await sys.states(d, 'accepted');
	const attempts = sys.attempts(d);
	assert.deepEqual(attempts.map((a) => [a.outcome, a.http_status]),
	    [['retry', 500], ['retry', 500], ['retry', 503],
	    ['accepted', 202]]);
	for (let n = 1; n < attempts.length; n++) {
		const gap = attempts[n].started_at - attempts[n - 1].ended_at;
		assert.ok(gap >= 100 && gap <= 100 * 2 ** n + 1000, `${gap}`);
	}
	/* Refused before it was taken: no repeat. */
	assert.equal(row.possible_repeat, 0);
	const ids = (await sys.requests(d)).map((r) => r.alert_id);
	assert.deepEqual(ids, Array(4).fill(row.alert_id));
	await sys.script(d, {status: 500});
	assert.deepEqual(sys.testAlert(d), [returned(500), 1]);
});

/* Passes connections on to the receiver. */
function forward(port)
{
	const server = createServer((socket) => {
		const out = connect(sys.receiver.https, '127.0.0.1');
		socket.pipe(out).pipe(socket);
		for (const s of [socket, out])
			s.on('error', () => {
				socket.destroy();
				out.destroy();
			});
	});

	return new Promise((done) =>
		server.listen(port, '127.0.0.1', () => done(server)));
}

test('connection refused: again, until somebody listens', async (t) => {
	const d = sys.borrowDestination(t, {host: closedHost});

	sys.rise(++entity, 60);
	await sys.until('two attempts', () => sys.attempts(d)
		.filter((a) => a.outcome === 'retry').length >= 2);
	const [{error, http_status: status}] = sys.attempts(d);
	assert.equal(status, 0);
	assert.match(error, /^Failed to connect to .*: Couldn't connect/);
	assert.deepEqual(sys.testAlert(d), [NO_CONNECTION, 1]);
	const server = await forward(closedPort);
	t.after(() => server.close());
	const [row] = await sys.states(d, 'accepted');
	assert.equal(row.possible_repeat, 0);
	const requests = await sys.requests(d);
	assert.deepEqual(requests.map((r) => r.alert_id), [row.alert_id]);
	assert.ok(!requests[0].body.includes(REPEAT));
});

/* Twice with one id, the second time told as a possible repeat. */
async function repeated(d, error)
{
	const [row] = await sys.states(d, 'accepted');
	const attempts = sys.attempts(d);
	const requests = await sys.requests(d);

	assert.equal(row.possible_repeat, 1);
	assert.deepEqual(attempts.map((a) => [a.outcome, a.http_status]),
	    [['uncertain', 0], ['accepted', 202]]);
	assert.match(attempts[0].error, error);
	assert.deepEqual(requests.map((r) => r.alert_id),
	    [row.alert_id, row.alert_id]);
	assert.deepEqual(requests.map((r) => r.body.includes(REPEAT)),
	    [false, true]);
}

test('no answer in time: unknown, sent again as a repeat', async (t) => {
	const d = sys.borrowDestination(t);

	sys.set('timeout', '1s');
	t.after(() => sys.set('timeout', '15s'));
	await sys.script(d, {do: 'hang', times: 1}, {status: 202});
	sys.rise(++entity, 60);
	await sys.until('the state unknown', () =>
		sys.attempts(d)[0]?.outcome === 'uncertain');
	await repeated(d, /^Operation timed out/);
});

test('reset after the request was read: unknown, repeated', async (t) => {
	const d = sys.borrowDestination(t);

	await sys.script(d, {do: 'reset', times: 1}, {status: 202});
	sys.rise(++entity, 60);
	await repeated(d, /./);
	await sys.script(d, {do: 'reset'});
	assert.deepEqual(sys.testAlert(d), [NO_CONNECTION, 1]);
});

/*
 * A connection that served before must not hide the second sending: each
 * request that was read is an attempt, and all but the first say so.
 */
for (const how of ['reset', 'close'])
	test(`${how} on a connection in use: told as a repeat`, async (t) => {
		const d = sys.borrowDestination(t);

		/* All of it at once: a new script ends idle connections. */
		await sys.script(d, {status: 202, times: 1},
		    {do: how, times: 1}, {status: 202});
		sys.rise(++entity, 60);
		await sys.states(d, 'accepted');
		sys.rise(++entity, 60);
		const [, row] = await sys.states(d, 'accepted', 'accepted');
		const [before, ...requests] = await sys.requests(d);
		assert.equal(requests[0].conn, before.conn);
		assert.deepEqual(requests.map((r) => r.alert_id),
		    [row.alert_id, row.alert_id]);
		assert.deepEqual(requests.map((r) => r.body.includes(REPEAT)),
		    [false, true]);
		assert.deepEqual([row.attempts, row.possible_repeat], [2, 1]);
	});

for (const tls of ['expired', 'wrong_host', 'self_signed', 'wrong_ca'])
	test(`certificate ${tls}: nothing sent, held`, async (t) => {
		const d = sys.borrowDestination(t);

		await sys.receiver.script({match: {host: d.host}, tls});
		sys.rise(++entity, 60);
		const [row] = await sys.states(d, 'held');
		assert.match(row.reason, /certificate|peer/i);
		assert.match(sys.said(), /destination \d+ is broken: SSL/);
		assert.deepEqual(sys.testAlert(d), [NO_CONNECTION, 1]);
		/* Not even a head was read under that name. */
		assert.deepEqual((await sys.receiver.log()).filter((r) =>
			r.dest === d.key), []);
		await sys.receiver.clear();
		sys.must('destination', 'retry', d.name);
		await sys.states(d, 'accepted');
	});

test('302 is not followed', async (t) => {
	const d = sys.borrowDestination(t);

	await sys.script(d, {do: 'redirect',
		location: `https://${elsewhere}${d.path}`});
	sys.rise(++entity, 60);
	const [row] = await sys.states(d, 'held');
	assert.equal(row.reason, 'HTTP 302');
	assert.deepEqual(sys.testAlert(d), [returned(302), 1]);
	assert.equal(redirected.connections, 0);
	assert.equal((await sys.requests(d)).length, 2);
});

test('no signature in any file, log line or output', () => {
	assert.ok(sys.urls.length > 10);
	assert.ok(sys.printed.length > 1000 && sys.log().length > 1000);
	assert.deepEqual(leaks(sys, sys.urls), []);
});

/*
 * Error messages can repeat the URL that was called: in the middle, cut off
 * where the worker stops keeping the answer, or as the error's code.
 */
const ECHOES = {
	'in its message': (d) => azureError(400, 'Bad', `POST ${d.url}: no`),
	'cut at the end': (d) => ({status: 400, body: 'x'.repeat(
		2048 - d.url.length + 10) + d.url}),
	'as its code': (d) => azureError(400, d.sig),
};

for (const [how, answer] of Object.entries(ECHOES))
	test(`an answer that repeats the URL ${how}: no leak`, async (t) => {
		const d = sys.borrowDestination(t);

		await sys.script(d, answer(d));
		sys.rise(++entity, 60);
		await sys.states(d, 'failed');
		assert.deepEqual(sys.testAlert(d), [returned(400), 1]);
		assert.deepEqual(leaks(sys, [d]), []);
	});

test('proxies of the environment were never asked', () => {
	assert.equal(proxy.connections, 0);
});

test('without allow_cidr this machine itself is out of reach', async (t) => {
	const target = await countingPort();
	const strict = await System.create({egress: [],
		connectTo: [`::127.0.0.1:${target.port}`]});
	t.after(async () => {
		await strict.close();
		await target.close();
	});
	const d = strict.addDestination();

	await strict.startWorker();
	strict.rise(1, 90);
	const [row] = await strict.states(d, 'held');
	assert.match(row.reason, /^address not allowed: .*allow_cidr/);
	assert.deepEqual(strict.testAlert(d), [NO_CONNECTION, 1]);
	assert.equal(target.connections, 0);
	assert.deepEqual(await strict.receiver.log(), []);
});
