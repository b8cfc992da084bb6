/*
 * api.test.mjs - events by HTTP, through the real tocsin-web.
 *
 * FastCGI stands for the web server, so that what is sent is what is written
 * here, to the byte.
 */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {appendFileSync, closeSync, existsSync, openSync, readFileSync}
	from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {exchange, request, vars} from './fcgi.mjs';
import {BUILD, System, checkEvent, hostEvent, waitFor} from './lib.mjs';

const HOST = 'tocsin.example';
const JSON_TYPE = 'application/json';
const LINES = 'application/x-ndjson';
const MAX_BYTES = 8 * 1024 * 1024;

let system, web, socket, logPath, token;

before(async () => {
	system = await System.create();
	socket = join(system.dir, 'web.sock');
	logPath = join(system.dir, 'web.log');
	appendFileSync(system.conf, ['[web]', `socket = ${socket}`,
		`templates = ${new URL('../../templates', import.meta.url)
			.pathname}`,
		'processes = 1', `origin = https://${HOST}`, ''].join('\n'));
	token = system.must('token', 'add', 'siem').trim();
	const log = openSync(logPath, 'a');

	web = spawn(join(BUILD, 'tocsin-web'), ['-c', system.conf],
	    {stdio: ['ignore', log, log], env: {...process.env, ...system.env}});
	closeSync(log);
	process.on('exit', () => web.kill('SIGKILL'));
	await waitFor('tocsin-web to listen', () => {
		assert.equal(web.exitCode, null, readFileSync(logPath, 'utf8'));
		return existsSync(socket);
	});
});

after(async () => {
	const ended = new Promise((done) => web.once('exit', done));

	web.kill('SIGTERM');
	await ended;
	const log = readFileSync(logPath, 'utf8');

	await system.close();
	/* A token is a credential: not even a part of it may be logged. */
	assert.ok(!log.includes(token.slice(0, 12)));
});

/* One call: {status, headers, body, json}. */
async function call({body = '', type = JSON_TYPE, authorization =
	`Bearer ${token}`, params = {}} = {})
{
	const bytes = Buffer.from(body);
	const answer = await exchange(socket, request(vars(HOST, {
		REQUEST_METHOD: 'POST', REQUEST_URI: '/api/v1/events',
		REMOTE_ADDR: '192.0.2.7', HTTP_AUTHORIZATION: authorization,
		CONTENT_TYPE: type, CONTENT_LENGTH: String(bytes.length),
		...params}), bytes));

	assert.notEqual(answer, null);
	return {...answer, json: JSON.parse(answer.body)};
}

/* An error as every refusal of a whole call looks. */
function isError(answer, status, pattern)
{
	assert.equal(answer.status, status, answer.body);
	assert.deepEqual(Object.keys(answer.json), ['error']);
	assert.equal(answer.json.error.status, status);
	assert.match(answer.json.error.message, pattern);
	assert.match(answer.json.error.id, /^[0-9a-f]{16}$/);
	assert.match(answer.headers['content-type'], /^application\/json/);
}

function events(where = '1')
{
	return system.rows('SELECT source, source_id, kind, entity_name, ' +
	    `check_name, urgency FROM event WHERE ${where} ORDER BY seq`,
	'events');
}

function count(where = '1')
{
	return system.rows('SELECT count(*) AS n FROM event ' +
	    `WHERE ${where}`, 'events')[0].n;
}

test('an object, an array, lines', async () => {
	const [a, b, c, d] = [1, 2, 3, 4].map((n) =>
		hostEvent(n, 80, {source_id: `forms-${n}`}));
	const good = (accepted) => ({accepted, duplicate: 0, refused_total: 0,
		refused: []});

	assert.deepEqual((await call({body: a})).json, good(1));
	assert.deepEqual((await call({body: `[${b},\n${c}]`,
		type: 'application/json; charset=utf-8'})).json, good(2));
	assert.deepEqual((await call({body: `${d}\r\n\n`, type: LINES})).json,
	    good(1));
	/* The token's name is the source of events that name none. */
	assert.deepEqual(events('source_id LIKE \'forms-%\'').map((e) =>
		[e.source, e.entity_name, e.urgency]),
	[1, 2, 3, 4].map((n) => ['siem', `host-${n}`, 80]));
});

test('a source of its own, and duplicates of it', async () => {
	const one = checkEvent('raid', 'failure',
	    {source: 'feed', source_id: 'x1'});
	const first = await call({body: `[${one},${one}]`});
	const second = await call({body: one});

	assert.equal(first.status, 200);
	assert.deepEqual([first.json.accepted, first.json.duplicate], [1, 1]);
	assert.equal(second.status, 200);
	assert.deepEqual([second.json.accepted, second.json.duplicate], [0, 1]);
	assert.equal(count('source = \'feed\''), 1);
});

test('refused ones stop no good one, and are told by place', async () => {
	const body = ['[', hostEvent(50, 200), ',', '7,', hostEvent(51, 60),
		']'].join('\n');
	const answer = await call({body});

	assert.equal(answer.status, 200);
	assert.deepEqual(answer.json, {accepted: 1, duplicate: 0,
		refused_total: 2, refused: [
			{item: 1, line: 2, reason: 'urgency: 200 is not a ' +
			    'whole number from 0 to 100'},
			{item: 2, line: 4, reason: 'not a JSON object'}]});
	assert.equal(count('entity_name IN (\'host-50\', \'host-51\')'),
	    1);
});

test('422 where nothing was taken', async () => {
	const had = count();
	const all = await call({body: '{"kind":"x"}\nno\n', type: LINES});
	const good = hostEvent(60, 60);

	assert.equal(all.status, 422);
	assert.equal(all.json.refused_total, 2);
	isError(await call({body: ''}), 422, /no event/);
	isError(await call({body: '[]'}), 422, /no event/);
	isError(await call({body: `[${good},\n${good}`}), 422, /^Line 2: /);
	isError(await call({body: `[${good}]\n\nx`}), 422, /^Line 3: /);
	isError(await call({body: `[${good},{"a":"\0`}), 422, /^Line 1: /);
	assert.equal(count(), had);
});

test('no token, no entry', async () => {
	const had = count();
	const body = hostEvent(70, 70);

	for (const authorization of ['', 'Bearer', 'Bearer ', token,
		`Basic ${token}`, `Bearer ${token}x`, `Bearer ${token} x`,
		`Bearer ${token.slice(1)}`, `Bearer ${'A'.repeat(43)}`,
		`Bearer ${token.toUpperCase()}`])
		isError(await call({body, authorization}), 401, /token/i);
	/* Neither being on this machine nor a cookie is one. */
	isError(await call({body, authorization: '', params: {
		REMOTE_ADDR: '127.0.0.1', HTTP_COOKIE: `__Host-sid=${token}`}}),
	401, /token/i);
	assert.equal(count(), had);
});

test('a removed token is refused at once', async () => {
	const other = system.must('token', 'add', 'short-lived').trim();
	const authorization = `Bearer ${other}`;

	assert.equal((await call({body: hostEvent(80, 80), authorization}))
		.status, 200);
	assert.equal(count('source = \'short-lived\''), 1);
	system.must('token', 'remove', 'short-lived');
	isError(await call({body: hostEvent(81, 80), authorization}), 401,
	    /token/i);
	assert.equal(count('source = \'short-lived\''), 1);
});

test('other types and charsets', async () => {
	for (const type of ['', 'text/plain', 'application/jsonx',
		'application/x-www-form-urlencoded',
		'application/json; charset=latin1'])
		isError(await call({body: hostEvent(90, 90), type}), 415,
		    /application\/json/);
	assert.equal(count('entity_name = \'host-90\''), 0);
});

test('10000 events, and not one more', async () => {
	const line = (n) => checkEvent('many', 'x', {source: 'many',
		source_id: n});
	const lines = Array.from({length: 10001}, (_, n) => line(n));
	const stored = () => count('source = \'many\'');

	isError(await call({body: lines.join('\n'), type: LINES}), 413,
	    /10000/);
	isError(await call({body: `[${lines.join()}]`}), 413, /10000/);
	assert.equal(stored(), 0);
	const answer = await call({body: lines.slice(1).join('\n'),
		type: LINES});

	assert.equal(answer.json.accepted, 10000);
	assert.equal(stored(), 10000);
});

test('8 MiB, and not a byte more', async () => {
	const body = hostEvent(100, 100);

	isError(await call({body: body.padEnd(MAX_BYTES + 1)}), 413, /./);
	assert.equal(count('entity_name = \'host-100\''), 0);
	assert.equal((await call({body: body.padEnd(MAX_BYTES)})).json.accepted,
	    1);
});

test('1000 refusals are told, all are counted', async () => {
	const {status, json} = await call({body: 'x\n'.repeat(1001),
		type: LINES});

	assert.equal(status, 422);
	assert.equal(json.refused_total, 1001);
	assert.equal(json.refused.length, 1000);
	assert.deepEqual(json.refused.at(-1), {item: 1000, line: 1000,
		reason: 'line: is not a JSON object'});
});

/* Held until the call gave up: nothing is acknowledged, later all is. */
test('another writer that does not let go', async () => {
	const body = hostEvent(110, 80);
	const holder = spawn('sqlite3', [system.database('events')],
	    {stdio: ['pipe', 'pipe', 'inherit']});
	let said = '';

	holder.stdout.on('data', (data) => said += data);
	holder.stdin.write('.timeout 5000\n.filectrl persist_wal 1\n' +
	    'BEGIN IMMEDIATE;\nSELECT \'held\';\n');
	try {
		/* .filectrl prints something too. */
		await waitFor('the lock', () => said.includes('held'));
		const answer = await call({body});

		isError(answer, 503, /in use/);
		assert.match(answer.headers['retry-after'], /^\d+$/);
	} finally {
		const ended = new Promise((done) =>
			holder.once('exit', done));

		holder.stdin.end('ROLLBACK;\n');
		await ended;
	}
	assert.equal(count('entity_name = \'host-110\''), 0);
	assert.equal((await call({body})).json.accepted, 1);
});
