/*
 * apps.test.mjs - every app from the command line to the receiver: a host, a
 * system alert and its end, a test; what each answers by default is accepted.
 * Signed deliveries are verified from the wire, by a library that shares
 * nothing with ours.
 */
import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test, {after, before} from 'node:test';

import {HTTP} from 'cloudevents';
import {Webhook} from 'standardwebhooks';

import {addDestination, DESTINATIONS, receiverKey}
	from '../../trial/destinations.mjs';
import {checkEvent, hostEvent} from './events.mjs';
import {BUILD, System} from './lib.mjs';

const program = join(BUILD, 'tocsin');
let sys;

/* What deliveries and requests of one destination are. */
const all = DESTINATIONS.map((d) => ({...d, key: receiverKey(d)}));
const of = (app) => all.filter((d) => d.app === app);

before(async () => {
	sys = await System.create();
	for (const d of all) {
		const r = addDestination(program, sys.conf, d);

		assert.equal(r.status, 0, `${d.name}: ${r.stderr}`);
		sys.printed += r.stdout + r.stderr;
	}
	await sys.startWorker();
	sys.ingest([hostEvent('h1', 90), checkEvent('c1', 'failure'),
		checkEvent('c1', 'success')]);
});
after(() => sys.close());

/* The n-th request that d got, as it came. */
async function raw(d, n)
{
	const r = (await sys.requests(d))[n];

	return sys.receiver.raw(r.n);
}

test('there is a destination of every app', () => {
	const names = sys.must('destination', 'apps').split('\n')
		.map((l) => l.split(' ')[0]).filter(Boolean);

	assert.deepEqual([...new Set(all.map((d) => d.app))].sort(),
		names.sort());
});

for (const d of all)
	test(`${d.name}: accepted, each once`, async () => {
		await sys.states(d, 'accepted', 'accepted', 'accepted');
		assert.equal((await sys.requests(d)).length, 3);
		for (const r of await sys.requests(d))
			assert.equal(r.app, d.app);
		assert.deepEqual(sys.testAlert(d), [
			'Test alert accepted.', 0]);
	});

test('PagerDuty gets its key, and the end of what it began', async () => {
	const [d] = of('pagerduty');
	const bodies = [];

	for (let n = 0; n < 3; n++)
		bodies.push(JSON.parse((await raw(d, n)).body));
	const system = bodies.filter((b) => b.payload.class === 'system');
	const [begun, ended] = ['trigger', 'resolve'].map((action) =>
		system.find((b) => b.event_action === action));

	for (const b of bodies)
		assert.equal(b.routing_key, d.secret);
	assert.equal(begun.dedup_key, ended.dedup_key);
	assert.notEqual(begun.dedup_key, bodies.find((b) =>
		b.payload.class === 'host').dedup_key);
});

test('Jira closes what it opened', async () => {
	const [d] = of('jsm');
	const got = [];

	for (let n = 0; n < 3; n++)
		got.push(await raw(d, n));
	const close = got.find((r) => /\/close\?/.test(r.url));
	const alias = /\/alerts\/([^/]+)\/close\?identifierType=alias$/
		.exec(close.url)[1];

	for (const r of got)
		assert.equal(r.headers.authorization, `GenieKey ${d.secret}`);
	assert.ok(got.some((r) => JSON.parse(r.body).alias === alias));
});

test('Splunk gets its token, Discord a version and wait', async () => {
	const [splunk] = of('splunk'), [discord] = of('discord');

	assert.equal((await raw(splunk, 0)).headers.authorization,
		`Splunk ${splunk.secret}`);
	assert.match((await raw(discord, 0)).url,
		/^\/api\/v10\/webhooks\/.*\?wait=true$/);
});

test('signatures hold, on the wire', async () => {
	for (const d of of('webhook')) {
		const r = await raw(d, 0);
		const body = r.body.toString();
		const verify = (secret, headers, bytes = body) =>
			new Webhook(secret).verify(bytes, headers);

		verify(d.secret, r.headers);
		/* And can fail: another key, byte, id or time. */
		assert.throws(() => verify(of('webhook').find((x) =>
			x.name !== d.name).secret, r.headers));
		const at = Number(r.headers['webhook-timestamp']);

		assert.throws(() => verify(d.secret, r.headers, `${body} `));
		for (const other of [{'webhook-id': 'another'},
			{'webhook-timestamp': String(at + 1)}])
			assert.throws(() => verify(d.secret,
				{...r.headers, ...other}),
			/No matching signature/);
	}
});

test('CloudEvents, where that is chosen', async () => {
	const d = of('webhook').find((x) => x.option);
	const {headers, body} = await raw(d, 0);
	const event = HTTP.toEvent({headers, body: body.toString()});

	assert.equal(headers['content-type'],
		'application/cloudevents+json; charset=utf-8');
	assert.equal(event.validate(), true);
	assert.equal(event.id, headers['webhook-id']);
});

/*
 * A change by SQL is seen with the next one that is counted, as any save is.
 */
async function force(sql)
{
	const loaded = () => sys.log().split('settings in force').length;
	const before = loaded();

	sys.sql(sql, 'config');
	sys.set('window', '6h');
	await sys.until('it to be in force', () => loaded() > before);
}

/* A signature of each secret, the new one first. */
test('a new secret: both are valid for a day', async () => {
	const d = of('webhook')[0];
	const made = /whsec_\S+/.exec(
		sys.must('destination', 'secret', d.name))[0];

	sys.ingest([hostEvent('h2', 90)]);
	await sys.states(d, ...Array(4).fill('accepted'));
	const r = await raw(d, (await sys.requests(d)).length - 1);

	assert.equal(r.headers['webhook-signature'].split(' ').length, 2);
	for (const secret of [d.secret, made])
		new Webhook(secret).verify(r.body.toString(), r.headers);
	/* Over: the row says until when. */
	await force(`UPDATE destination_version SET former_until = ${
		Date.now() - 1} WHERE former <> ''`);
	sys.ingest([hostEvent('h3', 90)]);
	await sys.states(d, ...Array(5).fill('accepted'));
	const last = await raw(d, (await sys.requests(d)).length - 1);

	assert.equal(last.headers['webhook-signature'].split(' ').length, 1);
	new Webhook(made).verify(last.body.toString(), last.headers);
	d.made = made;
});

/* An answer that quotes the secret is not kept. */
test('secrets stay secret', async () => {
	const [d] = of('splunk');

	await sys.receiver.script({match: {host: 'splunk.example'}, answers: [
		{status: 400, body: `{"text":"no such token: ${d.secret}",` +
			'"code":7}'}]});
	sys.ingest([hostEvent('h4', 90)]);
	await sys.until('the answer', () =>
		sys.attempts(d).some((a) => a.http_status === 400));
	for (const [where, bytes] of sys.written())
		for (const x of all.filter((y) => y.secret))
			for (const secret of [x.secret, x.made ?? x.secret]) {
				if (where === 'CLI output' && secret === x.made)
					continue;
				assert.ok(!bytes.includes(secret),
				    `${where}: the secret of ${x.name}`);
			}
});

test('the secret of another destination is not sent', async () => {
	const [d] = of('pagerduty'), before = (await sys.requests(d)).length;

	const [{secret}] = sys.rows('SELECT secret FROM destination_version ' +
		"WHERE app = 'pagerduty'", 'config');

	await force('UPDATE destination_version SET secret = (SELECT ' +
		"secret FROM destination_version v WHERE v.app = 'jsm') " +
		"WHERE app = 'pagerduty'");
	await sys.until('it to be broken', () => sys.rows('SELECT ' +
		'broken_reason AS why FROM destination_health ' +
		'WHERE broken_since > 0').some((r) =>
		/not sealed for destination/.test(r.why)));
	sys.ingest([hostEvent('h5', 90)]);
	await sys.until('the others to be told', () =>
		sys.deliveries(of('jsm')[0]).length >
		sys.deliveries(d).filter((r) => r.state === 'accepted').length);
	await sys.until('it to be held', () =>
		sys.deliveries(d).at(-1).state === 'held');
	assert.equal((await sys.requests(d)).length, before);
	/* The right one is back: so are its alerts, and nobody has to ask. */
	await force(`UPDATE destination_version SET secret = '${secret}' ` +
		"WHERE app = 'pagerduty'");
	await sys.until('it to go', () =>
		sys.deliveries(d).at(-1).state === 'accepted');
});

test('nobody else may read the file of a secret', () => {
	const [d] = of('jsm');
	const path = join(sys.dir, 'open');
	const r = (args, input = '\n') => sys.tocsin(['destination', 'add',
		'--name', 'x', ...args], input);

	writeFileSync(path, `${d.secret}\n`, {mode: 0o644});
	assert.match(r(['--app', 'jsm', '--secret-file', path]).stderr,
		/others may read it/);
	assert.match(r(['--app', 'jsm']).stderr, /--secret-file: give a file/);
	assert.match(r(['--app', 'slack'], '').stderr, /is empty/);
	assert.match(r(['--app', 'none']).stderr, /there is no app none/);
	assert.match(r(['--app', 'slack', '--option']).stderr, /has none/);
});
