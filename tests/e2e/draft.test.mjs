/*
 * draft.test.mjs - tests of what is not saved yet: sent as typed, answered in
 * the fixed words, and without effect on the destination that is edited.
 */
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {leaks} from './leaks.mjs';
import {BUILD, System, freePort, newHost} from './lib.mjs';

const closedHost = newHost();
let form = 1000, sys;

before(async () => {
	sys = await System.create({connectTo:
	    [`${closedHost}::127.0.0.1:${await freePort()}`]});
	await sys.startWorker();
});

after(() => sys?.close());

/* A URL that no destination has. */
function typed(host = newHost())
{
	const flow = randomBytes(16).toString('hex');
	const sig = randomBytes(32).toString('base64url');
	const path = '/powerautomate/automations/direct/workflows/' +
	    `${flow}/triggers/manual/paths/invoke`;
	const url = `https://${host}${path}?api-version=1` +
	    `&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${sig}`;

	sys.urls.push({url, sig});
	return {url, key: `${host}/${flow}`, match: {host, path}};
}

/* Store a draft and its request; the request's id. */
function ask({url = '', name = 'Typed', id = String(++form), version = 0,
	age = 0})
{
	const r = spawnSync(join(BUILD, 'tests/helpers/draft'), [sys.conf,
		String(++form), id, String(version), name, String(age)],
	    {input: `${url}\n`, encoding: 'utf8'});

	assert.equal(r.status, 0, r.stderr);
	return r.stdout.trim();
}

/* The final answer to a request. */
async function reply(request)
{
	let row;

	await sys.until('an answer', () => {
		[row] = sys.rows('SELECT state, message, hint FROM answer ' +
		    `WHERE request_id = ${request} AND state <> 'working'`);
		return row !== undefined;
	});
	return row;
}

const idOf = (d) => sys.rows('SELECT CAST(id AS TEXT) AS id FROM ' +
    `destination WHERE name_key = '${d.name}'`, 'config')[0].id;

test('a new one: sent as typed, under its name', async () => {
	const to = typed();
	const row = await reply(ask({url: to.url, name: 'Not saved yet'}));

	assert.deepEqual([row.state, row.message],
	    ['done', 'Test alert accepted.']);
	const [request, ...more] = await sys.requests(to);
	assert.deepEqual(more, []);
	assert.ok(request.body.includes('Not saved yet'));
});

test('the fixed words for a status and for no connection', async () => {
	const to = typed();

	await sys.script(to, {status: 403});
	const status = await reply(ask({url: to.url}));
	const none = await reply(ask({url: typed(closedHost).url}));
	assert.deepEqual([status.state, status.message],
	    ['failed', 'Webhook endpoint returned `HTTP 403`.']);
	assert.deepEqual([none.state, none.message],
	    ['failed', 'Unable to connect to webhook endpoint.']);
});

/* In the queue of a worker that ended: the stored URL must not get it. */
test('cut short by a crash: not sent elsewhere, answered', async (t) => {
	const d = sys.borrowDestination(t);
	const to = typed();

	await sys.stopWorker();
	const id = ask({id: idOf(d), version: 1, url: to.url});
	const at = Date.now();
	/* As the worker leaves it between taking a request and claiming. */
	sys.sql('INSERT INTO delivery (id, kind, request_id, destination_id,' +
	    ' destination_name, app, state, created_at, due_at, expires_at,' +
	    ' attempts, possible_repeat, score) VALUES' +
	    ` (${id}, 'test', ${id},` +
	    ` ${idOf(d)}, '${d.name}', 'teams', 'queued', ${at}, ${at},` +
	    ` ${at + 3000}, 0, 0, 0); INSERT INTO answer VALUES (${id},` +
	    ` 'working', 0, '', '', ${at});` +
	    `UPDATE worker SET last_request = ${id};`,
	    'outbox');
	await sys.startWorker();
	const row = await reply(id);
	assert.deepEqual([row.state, row.message], ['failed',
		'Unknown error sending test message to endpoint.']);
	assert.deepEqual(await sys.requests(d), []);
	assert.deepEqual(await sys.requests(to), []);
});

test('not sent: asked long ago, or of a destination that is gone', async () => {
	const to = typed();
	const old = await reply(ask({url: to.url, age: 61000}));
	const gone = await reply(ask({id: '999'}));

	assert.match(old.message, /^Not sent: .* over a minute ago\.$/);
	assert.equal(gone.message, 'There is no such destination.');
	assert.deepEqual(await sys.requests(to), []);
});

test('a broken one: released by its own URL, by no other', async (t) => {
	const d = sys.borrowDestination(t);
	const to = typed();

	await sys.script(d, {status: 403});
	sys.rise(1, 60);
	await sys.states(d, 'held');
	const of = {id: idOf(d), version: 1};
	assert.equal((await reply(ask({...of, url: to.url}))).state, 'done');
	await sys.states(d, 'held');
	assert.equal((await sys.requests(to)).length, 1);
	assert.equal((await sys.requests(d)).length, 1);
	/* A failing test of another URL breaks nothing either. */
	await sys.script(d, {status: 202});
	assert.equal((await reply(ask({...of, name: 'Edited'}))).state, 'done');
	await sys.states(d, 'accepted');
	const sent = await sys.requests(d);
	assert.ok(sent.some((r) => r.body.includes('Edited')));
});

test('a failing test of another URL holds nothing', async (t) => {
	const d = sys.borrowDestination(t);
	const to = typed();

	await sys.script(to, {status: 401});
	const row = await reply(ask({id: idOf(d), version: 1, url: to.url}));
	assert.equal(row.state, 'failed');
	sys.rise(2, 60);
	await sys.states(d, 'accepted');
});

/* Nothing of a typed URL is kept in clear, nor told. */
test('no URL in any file or log', () => {
	assert.deepEqual(leaks(sys, sys.urls), []);
});
