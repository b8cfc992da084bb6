/*
 * apps.test.mjs - each app's request is known by its host, path and headers,
 * answered as the app would, and kept without what gives the right to post.
 */
import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, afterEach, before, test} from 'node:test';

import {recognise} from './apps.mjs';
import {post, startReceiver} from './client.mjs';
import {keyOf} from './destinations.mjs';
import {redactUrl} from './redact.mjs';
import {SAMPLES, SECRET} from './samples.mjs';

const DIR = mkdtempSync(join(tmpdir(), 'receiver-apps-'));
const SIGNED = {'webhook-signature': 'v1,x'};
const HOOK = `/hooks/${'a1'.repeat(13)}`;

let receiver;

before(async () => {
	receiver = await startReceiver(DIR);
});
afterEach(() => receiver.clear());
after(async () => {
	await receiver.stop();
	rmSync(DIR, {recursive: true, force: true});
});

async function last()
{
	return (await receiver.requests()).at(-1);
}

/* Host, path, headers, and whose request it is. */
const REQUESTS = [
	['x.logic.azure.com', '/workflows/a1/triggers/manual/paths/invoke?a',
	    {}, 'teams'],
	['hooks.slack-gov.com', '/services/T1/B1/x', {}, 'slack'],
	['hooks.slack.com.evil.example', '/services/T1/B1/x', {}, 'other'],
	['hooks.slack.com', '/triggers/T1/2/x', SIGNED, 'slack'],
	['discordapp.com', '/api/v10/webhooks/1/x', {}, 'discord'],
	['discord.com', '/login', {}, 'other'],
	['chat.googleapis.com', '/v1/spaces/A/messages?key=k', {},
	    'googlechat'],
	['events.eu.pagerduty.com', '/v2/enqueue', {}, 'pagerduty'],
	['events.pagerduty.com', '/v1/enqueue', {}, 'other'],
	['api.ciscospark.com', '/v1/webhooks/incoming/x', {}, 'webex'],
	['api.opsgenie.com', '/v2/alerts', {}, 'jsm'],
	['api.atlassian.com', '/jsm/ops/integration/v2/alerts/a%2Fb/close?x',
	    {}, 'jsm'],
	['h.example', '/sub/services/collector/event', {}, 'splunk'],
	['h.example', `${HOOK}`, {}, 'mattermost'],
	['h.example', `/chat${HOOK}`, {}, 'mattermost'],
	['h.example', HOOK, SIGNED, 'webhook'],
	['h.example', '/hooks/64f0aa/x', {}, 'rocketchat'],
	['h.example', '/hooks/short', {}, 'other'],
	['h.example', '/x', {'webhook-id': 'x'}, 'webhook'],
	['h.example', '/x',
	    {'content-type': 'application/cloudevents+json'}, 'webhook'],
	['h.example', '/x', {'content-type': 'application/json'}, 'other'],
];

test('an app is known by host, path and headers', () => {
	for (const [host, path, headers, name] of REQUESTS)
		assert.equal(recognise(host, path, headers).name, name,
		    host + path);
});

for (const s of SAMPLES) {
	test(`${s.name} at ${s.host}: answer, record, raw`, async () => {
		const got = await post(receiver, s);
		const record = await last();
		const raw = await receiver.raw(record.n);

		assert.equal(got.status, s.status);
		assert.match(got.body, s.says);
		assert.equal(record.app, s.name);
		assert.equal(record.status, s.status);
		assert.equal(raw.url, s.path);
		assert.equal(raw.body.toString(), s.text());
		for (const [name, value] of Object.entries(s.headers))
			assert.equal(raw.headers[name.toLowerCase()], value);
		assert.equal(record.dest, keyOf(`https://${s.host}${s.path}`,
		    {headers: raw.headers, body: s.text()}));
	});
}

test('what is kept has the headers that matter, and no secret', async () => {
	const kept = readFileSync(receiver.logPath, 'utf8');
	const page = await (await fetch(
	    `${receiver.pageUrl}/api/messages`)).text();
	const read = (await receiver.log('read')).find((r) =>
		r.app === 'webhook');
	const names = read.headers.map(([name]) => name);

	for (const name of ['webhook-id', 'webhook-timestamp', 'Content-Type',
		'webhook-signature'])
		assert.ok(names.includes(name), name);
	/* A signature gives no right to anything: tests may read it there. */
	assert.ok(!kept.replaceAll(/v1,\S*=/g, '').includes('SECRET'));
	assert.ok(!page.includes('SECRET'));
});

test('every secret path is hidden, and no other', () => {
	const hidden = ['/services/T1/B1/', '/triggers/T1/22/', '/hooks/',
	    '/workflows/T1/A1/33/', '/api/v10/webhooks/1/', '/a/b/hooks/',
	    '/v1/webhooks/incoming/'];

	for (const path of hidden)
		assert.match(redactUrl(path + SECRET),
		    new RegExp(`^${path}<redacted-[0-9a-f]{4}>$`));
	for (const path of ['/services/collector/event/1.0', '/v2/enqueue',
		'/workflows/T1/triggers/manual/paths/invoke'])
		assert.equal(redactUrl(path), path);
});

test('what is cut or no JSON is kept without the key as well', async () => {
	const [, , , s] = SAMPLES;

	for (const body of [`{"routing_key" : "${SECRET}`,
		Buffer.from(`\xff"routing_key":"\\"${SECRET}"`, 'latin1')])
		await post(receiver, {...s, text: () => body});
	const {body_base64: bytes} = await last();
	const kept = readFileSync(receiver.logPath, 'utf8') +
	    Buffer.from(bytes, 'base64').toString('latin1');
	assert.ok(kept.includes('\xff"routing_key":"<redacted>"'));
	assert.ok(!kept.replaceAll(/v1,\S*=/g, '').includes('SECRET'));
});

test('a scripted answer goes before the app\'s own', async () => {
	const [s] = SAMPLES;

	await receiver.script({match: {host: s.host}, answers: [
		{status: 404, body: 'no_service', times: 1}, {times: 1}]});
	assert.deepEqual(await post(receiver, s),
	    {status: 404, body: 'no_service'});
	assert.equal((await post(receiver, s)).status, 202);
	assert.equal((await post(receiver, s)).status, 200);
});

test('one URL, two keys: two destinations; ends are no repeats', async () => {
	const url = 'https://events.pagerduty.com/v2/enqueue';
	const send = async (act, key) => {
		await post(receiver, {host: 'events.pagerduty.com',
			path: '/v2/enqueue', headers: {'X-Routing-Key': key},
			text: () => JSON.stringify({event_action: act,
				dedup_key: 'some-host'})});
		return last();
	};
	const start = await send('trigger', 'one');
	const end = await send('resolve', 'one');
	const again = await send('resolve', 'one');
	const other = await send('trigger', 'two');

	assert.equal(start.dest, keyOf(url,
	    {headers: {'x-routing-key': 'one'}}));
	assert.equal(end.dest, start.dest);
	assert.notEqual(other.dest, start.dest);
	assert.deepEqual([start, end, again, other].map((r) => r.repeat_of),
	    [null, null, end.n, null]);
});

test('the receiver of a trial gives nobody what is hidden', async () => {
	const dir = join(DIR, 'trial');
	const trial = await startReceiver(dir, {keepRaw: false});

	await post(trial, SAMPLES[0]);
	const {n} = (await trial.requests()).at(-1);
	await assert.rejects(trial.raw(n), /not kept/);
	await trial.stop();
});
