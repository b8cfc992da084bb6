// Rendered in a browser, hostile text stays the text that it is.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test, {after, before} from 'node:test';

import {alerts} from './lib/alerts.mjs';
import {bodies, bodyOf, cardOf, ROOT} from './lib/helper.mjs';
import {cleaned, names} from './lib/hostile.mjs';
import {draw, open} from './lib/page.mjs';

const host = alerts.find((a) => a.name === 'host').event;
const shots = path.resolve(ROOT, process.env.SHOTS || 'build/shots');
const PLAIN = new Set(['div', 'span', 'button', 'p']);

// The zero-width space that breaks a macro is not to be seen.
const seen = (s) => s.replace(/\u200b/g, '');
// What a client shows of blanks in a row.
const blanks = (s) => s.replace(/\s+/g, ' ').trim();

let browser, page, asked;

before(async () => {
	({browser, page, asked} = await open());
});
after(() => browser?.close());

// What is wrong with a drawn card that should show text and nothing more.
function faults(drawn, text) {
	const out = [];

	if (!blanks(seen(drawn.text)).includes(blanks(text)))
		out.push('text changed');
	if (drawn.links.length > 0)
		out.push('link');
	if (drawn.handlers.length > 0 || drawn.owned)
		out.push('script');
	for (const tag of drawn.tags)
		if (!PLAIN.has(tag))
			out.push(`<${tag}>`);
	if (asked.length > 0)
		out.push(`asked for ${asked.splice(0)}`);
	return out;
}

// Marks that reorder text, line separators and control characters.
const UNSAFE =
	/[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\x00-\x08\x1b]/;

// A name is shown up to 200 code points.
function cut(name) {
	const points = [...name];

	return points.length > 200
		? points.slice(0, 199).join('') + '\u2026' : name;
}

for (const name of names)
	test(`inert: ${name.slice(0, 50)}`, async () => {
		const body = bodies([{
			...host,
			name: name,
			urgency_reason: `because ${name}`,
			last_detection: {type: name},
			active_detection_types: [name],
		}], ['-d', name])[0];
		const drawn = await draw(page, cardOf(body));

		assert.deepEqual(
			faults(drawn, `Host ${cut(name)} reached`), []);
		assert.deepEqual(faults(drawn, `because ${name}`), []);
		assert.deepEqual(drawn.buttons, ['Open in the appliance']);
	});

for (const {name, hex, left} of cleaned)
	test(`cleaned: ${name}`, async () => {
		const body = bodies([host], ['-n', hex])[0];
		const drawn = await draw(page, cardOf(body));

		assert.deepEqual(faults(drawn, left), []);
		assert.doesNotMatch(drawn.text, UNSAFE);
	});

// The check must catch what it is there for: the same text in an element
// that reads Markdown.
const live = {
	'[evil](https://evil.test)': 'link',
	'https://evil.test/': 'link',
	'**bold** and __bold__': '<strong>',
	'- item': '<li>',
	'# Heading': '<h1>',
	'![x](https://evil.test/x.png)': '<img>',
	'{{DATE(2026-01-01T00:00:00Z, SHORT)}}': 'text changed',
	'<img src=x onerror="window.owned = 1">': 'script',
};

for (const [text, fault] of Object.entries(live))
	test(`caught in a TextBlock: ${text}`, async () => {
		const card = {type: 'AdaptiveCard', version: '1.4',
			body: [{type: 'TextBlock', text}]};
		const found = faults(await draw(page, card), text);

		await page.evaluate(() => delete window.owned);
		asked.length = 0;
		assert.ok(found.includes(fault), found.join());
	});

test('caught in a TextRun: a macro that was not broken up', async () => {
	const text = '{{DATE(2026-01-01T00:00:00Z, SHORT)}}';
	const card = {type: 'AdaptiveCard', version: '1.4', body: [{
		type: 'RichTextBlock', inlines: [{type: 'TextRun', text}]}]};

	assert.deepEqual(faults(await draw(page, card), text),
		['text changed']);
});

for (const alert of alerts)
	test(`drawn: ${alert.name}`, async () => {
		const drawn = await draw(page, cardOf(bodyOf(alert)));

		assert.deepEqual(faults(drawn, 'Alert 01JDBZ8Q5V7M'), []);
		fs.mkdirSync(shots, {recursive: true});
		await page.screenshot({fullPage: true,
			path: path.join(shots, `teams-${alert.name}.png`)});
	});
