// The Webhook app's bodies as its readers' libraries take them: CloudEvents by
// its SDK, Standard Webhooks by what its specification advises.  Signatures are
// verified from the wire, in tests/e2e/apps.test.mjs.
import assert from 'node:assert/strict';
import test from 'node:test';

import {HTTP} from 'cloudevents';

import {alerts} from './lib/alerts.mjs';
import {bodyOf} from './lib/helper.mjs';

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
