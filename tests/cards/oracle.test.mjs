// Every card is what the official renderer takes without a word, and what
// our own rules ask for.  Each rule has a card that must be caught by it.
import assert from 'node:assert/strict';
import test from 'node:test';

import {alerts} from './lib/alerts.mjs';
import {
	cardBytes, envelopeFaults, MAX_BYTES, ownFaults, rendererFaults,
} from './lib/checks.mjs';
import {bodies, bodyOf, cardOf} from './lib/helper.mjs';
import {cleaned, names} from './lib/hostile.mjs';

function assertGood(body) {
	const card = cardOf(body);

	assert.deepEqual(envelopeFaults(JSON.parse(body)), []);
	assert.deepEqual(rendererFaults(card), []);
	assert.deepEqual(ownFaults(card), []);
}

const host = alerts.find((a) => a.name === 'host');
const system = alerts.find((a) => a.name === 'system-problem');

for (const alert of alerts)
	test(`good: ${alert.name}`, () => assertGood(bodyOf(alert)));

test('good: hostile names everywhere', () => {
	const events = names.flatMap((n) => [
		{...host.event, name: n, urgency_reason: n,
			last_detection: {type: n, url: n},
			active_detection_types: [n, n]},
		{...system.event, check: n.slice(0, 60), device: n,
			message: n, status: n.slice(0, 60), version: n},
	]);
	const out = bodies(events, ['-d', names[0], '-c', names[1], '-r']);

	assert.equal(out.length, events.length);
	out.forEach(assertGood);
	for (let i = 0; i < events.length; i += 5)
		assertGood(bodies(events.slice(i, i + 5),
		    ['-d', names[0], '-g', '99', '-l', 'https://t.example'])[0]);
	for (const {hex} of cleaned)
		assertGood(bodies([host.event], ['-n', hex])[0]);
});

test('the oversized card is near its limit, not far below', () => {
	const big = alerts.find((a) => a.name === 'oversized');
	const bytes = cardBytes(cardOf(bodyOf(big)));

	assert.ok(bytes <= MAX_BYTES && bytes > MAX_BYTES - 100, `${bytes}`);
});

// A good card, changed by `spoil` into a broken one.
function broken(spoil) {
	const body = JSON.parse(bodyOf(host));

	spoil(body.attachments[0].content, body);
	return body;
}

const firstRun = (card) => card.body[0].items[0].inlines[0];

// What only our own rules catch ...
const ours = {
	'empty text': (c) => { firstRun(c).text = ''; },
	'link not absolute': (c) => { c.actions[0].url = '/hosts/1'; },
	'fact not a string': (c) => c.body.push({
		type: 'FactSet', facts: [{title: 'x', value: 7}]}),
	'no type': (c) => { delete c.type; },
	'no version 1.4': (c) => { delete c.version; },
	'no fallback': (c) => { delete c.fallbackText; },
	'too long': (c) => { firstRun(c).text = '"'.repeat(5800); },
	'macro in text': (c) => {
		firstRun(c).text = '{{DATE(2026-01-01T00:00:00Z, SHORT)}}';
	},
	'element TextBlock': (c) => c.body.push({
		type: 'TextBlock', text: 'x'}),
};

for (const [fault, spoil] of Object.entries(ours))
	test(`caught by us: ${fault}`, () => {
		const card = broken(spoil).attachments[0].content;

		assert.ok(ownFaults(card).includes(fault),
			ownFaults(card).join());
	});

// ... and what the renderer does.
const theirs = {
	'unknown element': (c) => c.body.push({type: 'Marquee'}),
	'bad style': (c) => { c.body[0].style = 'alarming'; },
	'bad weight': (c) => { firstRun(c).weight = 'Heaviest'; },
	'no url': (c) => { delete c.actions[0].url; },
	'version from the future': (c) => { c.version = '9.9'; },
};

for (const [fault, spoil] of Object.entries(theirs))
	test(`caught by the renderer: ${fault}`, () => {
		const card = broken(spoil).attachments[0].content;

		assert.notDeepEqual(rendererFaults(card), []);
	});

const around = {
	'no type': (c, b) => { delete b.type; },
	'no attachments': (c, b) => { b.attachments = null; },
	'other content': (c, b) => { b.attachments[0].contentType = 'x'; },
	'no summary': (c, b) => { delete b.summary; },
	'narrow': (c) => { delete c.msteams; },
};

for (const [fault, spoil] of Object.entries(around))
	test(`caught in the envelope: ${fault}`, () =>
		assert.deepEqual(envelopeFaults(broken(spoil)), ['envelope']));
