// Every message is what Discord's own description of its API takes, and its
// Markdown, read as Discord's clients do, is ours alone.  Each rule has a
// message that must be caught by it.
import assert from 'node:assert/strict';
import {createRequire} from 'node:module';
import test from 'node:test';

import {IncomingWebhookRequestPartialSchema} from 'discord-api-spec/zod';

import {alerts} from './lib/alerts.mjs';
import {bodies, bodyOf} from './lib/helper.mjs';
import {cleaned, names} from './lib/hostile.mjs';

const {parse} = createRequire(import.meta.url)('discord-markdown-parser');

const host = alerts.find((a) => a.name === 'host');
const system = alerts.find((a) => a.name === 'system-problem');
const WORDS = /^Open (in the appliance|the detection|no\. [1-4]|Tocsin)$/;
const TARGET = /^https:\/\/(appliance|tocsin)\.example\//;
const ID = '123456789012345678';

// What else means something here.
const all = [
	...names, '@everyone', '@here', `<@${ID}> <@!${ID}> <@&${ID}>`,
	`<#${ID}>`, `<:smile:${ID}> <a:smile:${ID}>`, ':smile:',
	'<t:1795000000:R>', `</ban:${ID}>`, '<id:customize>', '||spoiler||',
	'[Open Tocsin](https://evil.test)', '**Status:** fine', '-# small',
	'>>> quoted', '```\ncode\n```', 'discord.gg/evil', 'steam://run/1',
	'<https://evil.test>', '\\', '\\*', '\\\\*x*', '\u00af\\_(\u30c4)_/\u00af',
];

function specFaults(body) {
	const read = IncomingWebhookRequestPartialSchema.safeParse(body);

	return read.success ? []
		: read.error.issues.map((i) => i.path.join('.'));
}

// What the description has no word for: the sum over all embeds, counted in
// the larger of the two units, and that nobody is notified.
function ownFaults(body) {
	const faults = [];
	const texts = body.embeds.flatMap((e) => [e.title, e.description,
		e.footer?.text, e.author?.name,
		...(e.fields ?? []).flatMap((f) => [f.name, f.value])]);

	if (texts.reduce((sum, t) => sum + (t ?? '').length, 0) > 6000)
		faults.push('sum');
	if (texts.some((t) => t !== undefined && t.trim() === ''))
		faults.push('empty text');
	if (body.allowed_mentions?.parse?.length !== 0)
		faults.push('mentions');
	if (!body.content)
		faults.push('no content');
	return faults;
}

// The text that nodes show; faults get what is more than text.
function shown(nodes, faults = []) {
	return nodes.map((n) => {
		if (n.type === 'br')
			return '\n';
		if (n.type === 'text' || n.type === 'twemoji')
			return n.content ?? n.name;
		const text = Array.isArray(n.content)
			? shown(n.content, faults) : `${n.content}`;

		// Labels are set in bold, and words of ours lead elsewhere.
		if (!(n.type === 'strong' && /^[A-Z][A-Za-z ]*:|^Possible/
			.test(text)) &&
		    !(n.type === 'link' && WORDS.test(text) &&
		      TARGET.test(n.target)))
			faults.push(n.type);
		return text;
	}).join('');
}

// A title reads less than a description; all of it is tried.
function markdownFaults(body) {
	const faults = [];

	for (const e of body.embeds) {
		shown(parse(e.title, 'extended'), faults);
		shown(parse(e.description, 'extended'), faults);
	}
	shown(parse(body.content, 'normal'), faults);
	return faults;
}

function assertGood(text) {
	const body = JSON.parse(text);

	assert.deepEqual(specFaults(body), []);
	assert.deepEqual(ownFaults(body), []);
	assert.deepEqual(markdownFaults(body), [], text);
	return body;
}

test('good: every kind of alert, in a forum too', () => {
	for (const alert of alerts) {
		const body = assertGood(bodyOf(alert, 'discord'));
		const post = assertGood(bodyOf(alert, 'discord', ['-o']));

		assert.equal(body.thread_name, undefined);
		assert.equal(post.thread_name, body.content);
		assert.ok(post.thread_name.length <= 100);
	}
});

const cut = (name, max) => {
	const points = [...name];

	return points.length > max
		? points.slice(0, max - 1).join('') + '\u2026' : name;
};

// Text is on one line wherever it is shown.
const line = (text) => text.replace(/\n/g, ' ');

test('hostile names are told as they are', () => {
	const events = all.map((n) => ({...host.event, name: n,
		urgency_reason: `because ${n}`,
		last_detection: {type: n},
		active_detection_types: [n, n]}));
	const out = bodies(events, ['-a', 'discord', '-d', names[0],
		'-c', names[1], '-i', names[2], '-r']);

	out.forEach((text, i) => {
		const embed = assertGood(text).embeds[0];
		const told = shown(parse(embed.description, 'extended'));

		assert.equal(shown(parse(embed.title, 'extended')),
			`Host ${cut(line(all[i]), 100)} reached urgency 87`);
		assert.ok(told.startsWith(`Name: ${cut(line(all[i]), 200)}\n`));
		assert.ok(told.includes(`because ${line(all[i])}\n`));
	});
});

test('good: hostile checks, digests and bytes', () => {
	const events = all.map((n) => ({...system.event,
		check: n.slice(0, 60), device: n, message: n,
		status: n.slice(0, 60), version: n}));

	bodies(events, ['-a', 'discord', '-d', names[5], '-r'])
		.forEach(assertGood);
	for (let i = 0; i < events.length; i += 5)
		assertGood(bodies(events.slice(i, i + 5),
			['-a', 'discord', '-d', names[0], '-g', '99',
				'-l', 'https://tocsin.example/(a)_b_*c*'])[0]);
	for (const {hex} of cleaned)
		assertGood(bodies([host.event],
			['-a', 'discord', '-n', hex])[0]);
});

test('the oversized one is near its limit, not far below', () => {
	const big = alerts.find((a) => a.name === 'oversized');
	const {length} =
		JSON.parse(bodyOf(big, 'discord')).embeds[0].description;

	assert.ok(length <= 4096 && length > 4096 - 30, `${length}`);
});

// A good message, changed by `spoil` into a broken one.
function broken(spoil) {
	const body = JSON.parse(bodyOf(host, 'discord'));

	spoil(body, body.embeds[0]);
	return body;
}

const theirs = {
	'content': (b) => { b.content = 'x'.repeat(2001); },
	'thread_name': (b) => { b.thread_name = 'x'.repeat(101); },
	'embeds': (b, e) => { b.embeds = Array(11).fill(e); },
	'embeds.0.title': (b, e) => { e.title = 'x'.repeat(257); },
	'embeds.0.description': (b, e) => { e.description = 'x'.repeat(4097); },
	'embeds.0.color': (b, e) => { e.color = '#ff0000'; },
	'embeds.0.footer.text': (b, e) => { e.footer.text = 'x'.repeat(2049); },
	'allowed_mentions.parse.0': (b) => {
		b.allowed_mentions.parse = ['all'];
	},
};

for (const [where, spoil] of Object.entries(theirs))
	test(`caught by the description: ${where}`, () =>
		assert.deepEqual(specFaults(broken(spoil)), [where]));

const ours = {
	'sum': (b, e) => {
		b.embeds.push({title: 'x', description: 'x'.repeat(4096)},
			{description: 'x'.repeat(1500)});
	},
	'empty text': (b, e) => { e.title = ' '; },
	'mentions': (b) => { delete b.allowed_mentions; },
	'no content': (b) => { delete b.content; },
};

for (const [fault, spoil] of Object.entries(ours))
	test(`caught by us: ${fault}`, () =>
		assert.deepEqual(ownFaults(broken(spoil)), [fault]));

const live = {
	'@everyone': 'everyone',
	[`<@${ID}>`]: 'user',
	[`<#${ID}>`]: 'channel',
	'[evil](https://evil.test)': 'link',
	'[Open Tocsin](https://evil.test)': 'link',
	'https://evil.test/': 'url',
	'**bold**': 'strong',
	'*it*': 'em',
	'||gone||': 'spoiler',
	'`code`': 'inlineCode',
	[`<:smile:${ID}>`]: 'emoji',
	'<t:1795000000:R>': 'timestamp',
};

for (const [text, fault] of Object.entries(live))
	test(`caught where it is not escaped: ${text}`, () =>
		assert.deepEqual(markdownFaults(broken((b, e) => {
			e.description = `**Name:** a ${text}`;
		})), [fault]));
