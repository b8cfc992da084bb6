// The Webhook app's bodies as its readers' libraries take them: CloudEvents by
// its SDK, Standard Webhooks by what its specification advises.  Signatures are
// verified from the wire, in tests/e2e/apps.test.mjs.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import {HTTP} from 'cloudevents';
import {Webhook} from 'standardwebhooks';

import {alerts} from './lib/alerts.mjs';
import {bodyOf, ROOT} from './lib/helper.mjs';

const TYPE = 'application/cloudevents+json; charset=utf-8';

function eventOf(body) {
	return HTTP.toEvent({headers: {'content-type': TYPE}, body});
}

test('each is a valid CloudEvent', () => {
	for (const alert of alerts) {
		const body = bodyOf(alert, 'webhook', ['-o']);
		const event = eventOf(body);

		assert.equal(event.validate(), true, alert.name);
		assert.equal(event.id, '01JDBZ8Q5V7M');
		assert.equal(event.source, '/tocsin/alerts');
		assert.equal(event.time, JSON.parse(body).time.replace('Z', '.000Z'));
		assert.match(event.type, /^tocsin\.(alert\.[a-z]+|test)$/);
		assert.deepEqual(event.data, JSON.parse(body).data);
	}
});

test('the validator can say no', () => {
	const good = JSON.parse(bodyOf(alerts[0], 'webhook', ['-o']));

	for (const wrong of [{source: ''},
		{type: ''}, {BAD: 1}])
		assert.throws(() => eventOf(
			JSON.stringify({...good, ...wrong})).validate(),
		undefined, JSON.stringify(wrong));
});

test('each has type, timestamp and data, and no white space', () => {
	for (const alert of alerts) {
		const body = bodyOf(alert, 'webhook');
		const {type, timestamp, data} = JSON.parse(body);

		assert.match(type, /^[a-zA-Z0-9_.]+$/);
		assert.equal(new Date(timestamp).toISOString(),
			timestamp.replace('Z', '.000Z'), alert.name);
		assert.equal(data.alert_id, '01JDBZ8Q5V7M');
		assert.equal(body, JSON.stringify(JSON.parse(body)));
		assert.ok(Buffer.byteLength(body) <= 20480);
	}
});

// What people write receivers by.
const manual = fs.readFileSync(path.join(ROOT, 'docs/webhook.md'), 'utf8');

test('the examples of docs/webhook.md are what is sent', () => {
	const sent = ['webhook', 'webhook-option'].flatMap((variant) => {
		const folder = path.join(ROOT, 'tests/golden', variant);

		return fs.readdirSync(folder).map((name) => JSON.parse(
			fs.readFileSync(path.join(folder, name), 'utf8')));
	});
	const told = [...manual.matchAll(/```json\n(.*?)```/gs)]
		.map(([, text]) => JSON.parse(text));

	assert.equal(told.length, 4);
	for (const one of told)
		assert.deepEqual(one, sent.find((x) => x.type === one.type &&
			x.specversion === one.specversion &&
			x.data.headline === one.data.headline));
});

test('every member that is sent stands in it', () => {
	for (const alert of alerts) {
		const {data, ...rest} = JSON.parse(bodyOf(alert, 'webhook'));

		for (const name of [...Object.keys(rest), ...Object.keys(data)])
			assert.ok(manual.includes(`\`${name}\``), name);
		assert.ok(manual.includes(`\`${data.severity}\``));
		assert.ok(manual.includes(`\`${rest.type}\``));
	}
});

test('its vector holds: by its own commands, and by a library', () => {
	const [, commands] = /```sh\n(.*?)```/s.exec(manual);
	const [, signature] = /^ {4}(v1,\S+)$/m.exec(manual);
	const value = (name) => new RegExp(`^${name}=(\\S+)$`, 'm')
		.exec(commands)[1];
	const body = fs.readFileSync(path.join(ROOT,
		'tests/golden/webhook/test.json'), 'utf8').trimEnd();

	assert.equal(execFileSync('sh', ['-c', commands],
		{cwd: ROOT, encoding: 'utf8'}), `${signature}\n`);
	assert.equal(new Webhook(value('secret')).sign(value('id'),
		new Date(1000 * value('at')), body), signature);
});
