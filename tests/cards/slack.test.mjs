// Every Slack message is of the types that Slack publishes, in the eyes of
// the TypeScript compiler, and holds foreign text as text alone.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import fs from 'node:fs';
import {createRequire} from 'node:module';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';

import {alerts} from './lib/alerts.mjs';
import {bodies, bodyOf} from './lib/helper.mjs';
import {cleaned, slackNames} from './lib/hostile.mjs';

const require = createRequire(import.meta.url);
const types = require.resolve('@slack/types').replace(/\.js$/, '');
const tsc = require.resolve('typescript/bin/tsc');

const host = alerts.find((a) => a.name === 'host');
const system = alerts.find((a) => a.name === 'system-problem');
const slack = (events, ...args) => bodies(events, ['-a', 'slack', ...args]);

const hostile = slackNames.flatMap((n) => [
	{...host.event, name: n, urgency_reason: n,
		last_detection: {type: n, url: n}, active_detection_types: [n]},
	{...system.event, check: n.slice(0, 60), device: n, message: n,
		status: n.slice(0, 60), version: n},
]);

const good = [
	...alerts.map((a) => bodyOf(a, 'slack')),
	...slack(hostile, '-d', slackNames[0], '-c', slackNames[1], '-r'),
	...slack(hostile.slice(0, 5), '-g', '99', '-l', 'https://t.example'),
	...cleaned.flatMap(({hex}) => slack([host.event], '-n', hex)),
];

// A good message, changed by `spoil` into a broken one.
function broken(spoil) {
	const body = JSON.parse(bodyOf(host, 'slack'));

	spoil(body, body.blocks[1].elements[0].elements);
	return JSON.stringify(body);
}

const bad = [
	(b) => { b.blocks[0].type = 'heading'; },
	(b) => { b.blocks[0].text.type = 'mrkdwn'; },
	(b) => { delete b.blocks[0].text.text; },
	(b) => { b.blocks[0].text.verbatim = true; },
	(b, runs) => { runs[0].type = 'txt'; },
	(b, runs) => { runs[0].text = 7; },
	(b, runs) => { runs[0].style = {bald: true}; },
	(b, runs) => { delete runs.find((r) => r.type === 'link').url; },
	(b) => { b.blocks[1].elements[0].type = 'section'; },
	(b) => { b.blocks.push({type: 'actions'}); },
	(b) => { b.attachments[0].colour = '#000000'; },
	(b) => { b.attachments[0].blocks[0].elements[0].emoji = 'no'; },
].map(broken);

const HEAD = `import type {KnownBlock} from '${types}';
interface Attachment {color: string; blocks: KnownBlock[]}
interface Body {text: string; unfurl_links: boolean; unfurl_media: boolean;
blocks: KnownBlock[]; attachments: Attachment[]}
`;
const HEAD_LINES = HEAD.split('\n').length - 1;

// One body a line: JSON is TypeScript, and each literal is checked for
// members that its type does not have.
function source(list) {
	return HEAD + list.map((b, i) => `export const b${i}: Body = ${b};\n`)
		.join('');
}

// Which bodies the compiler refuses, by file and index.
function refused(files) {
	const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'slack-types-'));

	try {
		for (const [name, list] of Object.entries(files))
			fs.writeFileSync(path.join(dir, name), source(list));
		const out = spawnSync(process.execPath, [tsc, '--strict',
			'--noEmit', '--skipLibCheck', '--pretty', 'false',
			...Object.keys(files)],
		{cwd: dir, encoding: 'utf8'});

		assert.ok(out.status === 0 || out.stdout.includes('.ts('),
			out.stdout + out.stderr);
		return new Set([...out.stdout.matchAll(/^(\w+\.ts)\((\d+),/gm)]
			.map(([, name, line]) =>
				`${name} ${line - HEAD_LINES - 1}`));
	} finally {
		fs.rmSync(dir, {recursive: true});
	}
}

test('the compiler takes every message and catches every fault', () => {
	assert.deepEqual([...refused({'good.ts': good, 'bad.ts': bad})],
		bad.map((b, i) => `bad.ts ${i}`));
});

// Every object below value that has a text.
function* texts(value) {
	if (value === null || typeof value !== 'object')
		return;
	if (typeof value.text === 'string' && value.type)
		yield value;
	for (const v of Object.values(value))
		yield* texts(v);
}

test('foreign text is text, links are those of the event', () => {
	const [one] = slack([{...host.event, name: '<!channel> <https://x|y>',
		urgency_reason: '*b* https://evil.test/ :fire:'}]);
	const all = [...texts(JSON.parse(one))];
	const links = all.filter((t) => t.type === 'link');

	assert.deepEqual([...new Set(all.map((t) => t.type))].sort(),
		['link', 'plain_text', 'text']);
	assert.deepEqual(links.map((l) => [l.text, l.url]), [
		['Open in the appliance', host.event.url],
		['Open the detection', host.event.last_detection.url],
	]);
	for (const text of ['<!channel> <https://x|y>',
		'*b* https://evil.test/ :fire:'])
		assert.ok(all.some((t) => t.type === 'text' &&
			t.text === text), text);
	assert.equal(JSON.parse(one).text,
		'\u25c6 Critical: A host reached urgency 87');
});
