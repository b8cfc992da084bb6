// Drawn as Block Kit, a Slack message has the links and the labels that we
// gave it, and all else in it is the text that it is.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import {alerts} from './lib/alerts.mjs';
import {bodies, bodyOf, ROOT} from './lib/helper.mjs';
import {cleaned, slackNames} from './lib/hostile.mjs';
import {more} from './lib/markdown.mjs';
import {drawn, mrkdwn, picture, rich} from './lib/slack.mjs';

const ALL = [...new Set([...slackNames, ...more])];
const host = alerts.find((a) => a.name === 'host').event;
const system = alerts.find((a) => a.name === 'system-problem').event;
const shots = path.resolve(ROOT, process.env.SHOTS || 'build/shots');
const slack = (events, ...args) => bodies(events, ['-a', 'slack', ...args])
	.map(JSON.parse);

const LABEL = /^\n?[A-Z][A-Za-z ]+: $/;
const TITLE = /^Open (in the appliance|the detection|no\. [1-4]|Tocsin)$/;
const LINK = /^https:\/\/(appliance|tocsin)\.example\//;

// Blanks in a row are shown as one.
const blanks = (s) => s.replace(/\s+/g, ' ').trim();
const cut = (s) => [...s].length > 200
	? [...s].slice(0, 199).join('') + '\u2026' : s;

// The renderer reads markup in plain_text, which Slack does not: such a text is
// drawn as rich text in its place, if nothing about it can be live in Slack.
const inert = (t) => t.type === 'plain_text' && t.emoji === false;

function drawable(block) {
	if (block.type === 'header' && inert(block.text))
		return [rich({type: 'text', text: block.text.text})];
	if (block.type === 'context' && block.elements.every(inert))
		return block.elements.map((t) =>
			rich({type: 'text', text: t.text}));
	return [block];
}

const blocksOf = (body) => [
	...body.blocks, ...body.attachments.flatMap((a) => a.blocks)];
const look = (body) => drawn(blocksOf(body).flatMap(drawable));

// Every text below value, as it was sent.
function* texts(value) {
	if (value === null || typeof value !== 'object')
		return;
	if (typeof value.text === 'string')
		yield value.text;
	for (const v of Object.values(value))
		yield* texts(v);
}

function markFault({kind, text, url}) {
	if (kind === 'bold' && LABEL.test(text))
		return [];
	if (kind === 'link' && TITLE.test(text) && LINK.test(url))
		return [];
	return [`${kind} ${text}`.trim()];
}

// Text that a notification shows: mrkdwn, and there nothing is marked.
function fallbackFaults(text) {
	const d = drawn([mrkdwn(text)]);

	return [...d.marks.map((m) => `fallback ${m.kind}`),
		...d.text === text ? [] : ['fallback changed']];
}

// What is wrong with a message, or with d, which it was drawn as.
function faults(body, d = look(body)) {
	const sent = [...texts(blocksOf(body))].join('');

	return [...d.marks.flatMap(markFault), ...fallbackFaults(body.text),
		...d.text === sent ? [] : ['text changed']];
}

for (const alert of alerts)
	test(`drawn: ${alert.name}`, () => {
		const body = JSON.parse(bodyOf(alert, 'slack'));
		const {text, marks} = look(body);

		assert.deepEqual(faults(body), []);
		assert.ok(text.includes('Alert 01JDBZ8Q5V7M'));
		assert.ok(marks.some((m) => m.kind === 'bold'));
	});

test('no name is more than its letters', () => {
	const hosts = slack(ALL.map((n) => ({...host, name: n,
		urgency_reason: `because ${n}`, active_detection_types: [n],
		last_detection: {...host.last_detection, type: n}})));
	const systems = slack(ALL.map((n) => ({...system, device: n,
		check: n.slice(0, 60), message: n, status: n.slice(0, 60),
		version: n})));

	assert.equal(hosts.length, ALL.length);
	assert.equal(systems.length, ALL.length);
	ALL.forEach((n, i) => {
		const one = look(hosts[i]), other = look(systems[i]);
		const text = blanks(one.text);

		assert.deepEqual(faults(hosts[i], one), [], n);
		assert.deepEqual(faults(systems[i], other), [], n);
		for (const line of [`Name: ${cut(n)} \u00b7 Open`,
			`Urgency reason: because ${n} `,
			`Last detection: ${cut(n)} \u00b7 Open`])
			assert.ok(text.includes(blanks(line)), text);
		assert.ok(blanks(other.text)
			.includes(blanks(`Message: ${n}`)), n);
	});
});

test('nor is the name of a destination, a threshold or a digest', () => {
	for (const n of slackNames) {
		const [one] = slack([host], '-d', n, '-c', n, '-r');
		const [many] = slack([{...host, name: n}, {...system, check:
			n.slice(0, 60)}], '-g', '9', '-d', n,
		'-l', 'https://tocsin.example/');

		assert.deepEqual(faults(one), [], n);
		assert.deepEqual(faults(many), [], n);
	}
});

// Marks that reorder text, line separators and control characters.
const UNSAFE =
	/[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\x00-\x08\x1b]/;

for (const {name, hex, left} of cleaned)
	test(`cleaned: ${name}`, () => {
		const [body] = slack([host], '-n', hex);

		assert.deepEqual(faults(body), []);
		assert.ok(look(body).text.includes(`${left} \u00b7 Open`));
		assert.doesNotMatch(look(body).text, UNSAFE);
	});

// The checks must catch what they are there for: the same names in mrkdwn.
const LIVE = {
	'<!channel>': 'slack_broadcast @channel',
	'<!here>': 'slack_broadcast @here',
	'<!everyone>': 'slack_broadcast @everyone',
	'<@U012AB3CD>': 'slack_user @U012AB3CD',
	'<#C012AB3CD>': 'slack_channel #C012AB3CD',
	'<!subteam^S012AB3CD>': 'slack_user_group @S012AB3CD',
	'&lt;!here&gt;': 'slack_broadcast @here',
	'<https://evil.test|Open in the appliance>':
		'link Open in the appliance',
	'https://evil.test/': 'link https://evil.test',
	'joe@evil.test': 'link joe@evil.test',
	':fire:': 'slack_emoji \u{1f525}',
	'*b*': 'bold b',
	'_i_': 'em i',
	'~s~': 's s',
	'`c`': 'code c',
	'> quoted': 'text changed',
};

for (const [name, fault] of Object.entries(LIVE))
	test(`caught in mrkdwn: ${name}`, () => {
		const [body] = slack([{...host, name}]);

		assert.deepEqual(faults(body), []);
		body.blocks.push(mrkdwn(name));
		assert.ok(faults(body).includes(fault), faults(body).join());
		body.text = name;
		assert.ok(faults(body).some((f) => f.startsWith('fallback')));
	});

// And in the elements that we use, or might.
const run = (style) => rich({type: 'text', text: 'x', style});
const link = (title, url) => rich({type: 'link', text: title, url});
const header = (type, text) => ({type: 'header', text: {type, text}});
const context = (text) => ({type: 'context', elements: [
	{type: 'plain_text', text: 'x', emoji: false},
	{type: 'mrkdwn', text}]});

const BAD = {
	'bold x': run({bold: true}),
	'italic x': run({italic: true}),
	'line-through x': run({strike: true}),
	'slack_inline_code x': run({code: true}),
	'link x': link('x', host.url),
	'link Open Tocsin': link('Open Tocsin', 'https://evil.test'),
	'slack_broadcast @here': rich({type: 'broadcast', range: 'here'}),
	'slack_user @U1': rich({type: 'user', user_id: 'U1'}),
	'slack_channel #C1': rich({type: 'channel', channel_id: 'C1'}),
	'emoji \u{1f525}': rich({type: 'emoji', name: 'fire'}),
	'bold b': header('mrkdwn', '*b*'),
	'slack_emoji \u{1f525}': header('plain_text', ':fire:'),
	'em i': context('_i_'),
	img: {type: 'image', image_url: 'https://evil.test/x', alt_text: 'x'},
};

for (const [fault, block] of Object.entries(BAD))
	test(`caught in a ${block.type}: ${fault}`, () => {
		const [body] = slack([host]);

		body.attachments[0].blocks.push(block);
		assert.ok(faults(body).includes(fault), faults(body).join());
	});

// Once this fails, drawable() has had its day.
test('the renderer reads markup in plain_text', () => {
	const block = header('plain_text', '<!here>');

	block.text.emoji = false;
	assert.equal(drawn([block]).text, '@here');
});

test('a picture to look at', async () => {
	const shown = ['host', 'system-problem', 'digest'].map((name) =>
		JSON.parse(bodyOf(alerts.find((a) => a.name === name),
			'slack')));

	fs.mkdirSync(shots, {recursive: true});
	await picture(shown, path.join(shots, 'slack.png'));
});
