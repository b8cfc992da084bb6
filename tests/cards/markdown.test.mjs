// Mattermost, Rocket.Chat and Webex read Markdown: no name makes anything of
// it but itself.
import assert from 'node:assert/strict';
import test from 'node:test';

import {alerts} from './lib/alerts.mjs';
import {bodies, bodyOf} from './lib/helper.mjs';
import {cleaned, names} from './lib/hostile.mjs';
import {drawn, more, rocketNodes, texts} from './lib/markdown.mjs';

const APPS = ['mattermost', 'rocketchat', 'webex'];
const ALL = [...names, ...more];
const host = alerts.find((a) => a.name === 'host').event;
const system = alerts.find((a) => a.name === 'system-problem').event;

// All that a formatter makes itself.
const TAGS = {
	mattermost: ['p', 'br', 'strong', 'a'],
	rocketchat: ['p', 'br', 'code', 'a'],
	webex: ['p', 'ul', 'li', 'strong', 'a'],
};
const NODES = ['PARAGRAPH', 'PLAIN_TEXT', 'INLINE_CODE', 'LINK', 'LINE_BREAK'];
const BOLD = /^(\S [A-Z][a-z ]+:|[A-Z][A-Za-z ]+:|Possible repeat: .*)$/;
const TITLE = /^Open (in the appliance|the detection|no\. [1-4]|Tocsin)$/;
const LINK = /^https:\/\/(appliance|tocsin)\.example\//;

// Zero-width spaces and the accent for a backtick are not told apart by eye.
const plain = (s) => s.replace(/\u200b/g, '').replaceAll('\u02cb', '`');
// Blanks in a row are shown as one, and those around code not at all.
const blanks = (s) => s.replace(/\s+/g, ' ').trim();
const cut = (s) => [...s].length > 200
	? [...s].slice(0, 199).join('') + '\u2026' : s;

// What is wrong with a text that its formatter should have made inert.
function faults(app, text) {
	const d = drawn(text);
	const out = [...d.tags].filter((t) => !TAGS[app].includes(t));

	out.push(...d.bold.filter((b) => !BOLD.test(b)).map((b) => `bold ${b}`));
	for (const [title, url] of d.links)
		if (!TITLE.test(title) || !LINK.test(url))
			out.push(`link ${title} ${url}`);
	if (app === 'rocketchat')
		out.push(...rocketFaults(text));
	else if (/@[^\u200b]/.test(d.seen))
		// A server that decodes the text looks for mentions then.
		out.push('mention');
	return out;
}

function rocketFaults(text) {
	const {types, links} = rocketNodes(text);
	const out = [...types].filter((t) => !NODES.includes(t));

	for (const [title, url] of links)
		if (!TITLE.test(title) || !LINK.test(url))
			out.push(`link ${title} ${url}`);
	// Emoji are drawn even in code.
	if (/:(?!\d\d?:)[\w+-]+:/.test(text))
		out.push('emoji');
	return out;
}

function assertInert(app, body) {
	for (const text of texts(JSON.parse(body)))
		assert.deepEqual(faults(app, text), [], text);
}

function events(name) {
	return [
		{...host, name: name, urgency_reason: name,
			last_detection: {...host.last_detection, type: name},
			active_detection_types: [name, name]},
		{...system, check: name.slice(0, 60), device: name,
			message: name, status: name.slice(0, 60)},
	];
}

for (const app of APPS) {
	test(`${app}: inert, and told in full`, () => {
		const out = bodies(ALL.flatMap(events), ['-a', app]);

		ALL.forEach((name, i) => {
			const seen = texts(JSON.parse(out[2 * i]))
				.map((t) => plain(drawn(t).seen)).join('\n');
			const again = blanks(seen).split(
				blanks(plain(cut(name)))).length - 1;

			assertInert(app, out[2 * i]);
			assertInert(app, out[2 * i + 1]);
			// Name, reason and detections.
			assert.ok(again >= 4, `${name}: ${again} in ${seen}`);
		});
	});

	// One program run each, so not with all of them.
	test(`${app}: inert in settings and digests`, () => {
		for (const name of ALL.filter((_, i) => i % 5 === 0)) {
			assertInert(app, bodies([host], ['-a', app, '-d', name,
				'-c', name, '-i', name, '-r'])[0]);
			assertInert(app, bodies(events(name), ['-a', app, '-d',
				name, '-g', '7', '-l', 'https://tocsin.example/'])[0]);
			assertInert(app, bodies([], ['-a', app, '-t', '0', '-d',
				name])[0]);
		}
	});

	test(`${app}: inert once cleaned`, () => {
		for (const {hex, left} of cleaned) {
			const body = bodies([host], ['-a', app, '-n', hex])[0];

			assertInert(app, body);
			assert.ok(texts(JSON.parse(body)).some((t) =>
				drawn(t).seen.includes(left)), left);
		}
	});

	test(`${app}: links lead where they should`, () => {
		const odd = 'https://appliance.example/a_(b)_c?x=&lt;1&y=*2*;&z=\'';
		const body = bodies([{...host, url: odd}], ['-a', app])[0];
		const [found] = texts(JSON.parse(body))
			.flatMap((t) => drawn(t).links);

		assert.equal(found[0], 'Open in the appliance');
		assert.equal(decodeURI(found[1]).replaceAll('%3B', ';'), odd);
		assertInert(app, body);
	});

	for (const alert of alerts)
		test(`${app}: ${alert.name}`, () =>
			assertInert(app, bodyOf(alert, app)));
}

// The check must catch what it is there for.
const live = {
	'[evil](https://evil.test)': 'a',
	'https://evil.test/': 'a',
	'www.evil.test': 'a',
	'joe@evil.test': 'mention',
	'**evil**': 'bold evil',
	'*evil*': 'em',
	'~~evil~~': 's',
	'`evil`': 'code',
	'# evil': 'h1',
	'- evil': 'ul',
	'> evil': 'blockquote',
	'---': 'hr',
	'    evil': 'code_block evil',
	'![x](https://evil.test/x.png)': 'image x',
	'<b>evil</b>': 'html_inline <b>',
	'<script>x</script>': 'html_block <script>x</script>',
	'&#64;all': 'mention',
};

for (const [text, fault] of Object.entries(live))
	test(`caught: ${text}`, () => {
		const found = faults('mattermost', text);

		assert.ok(found.includes(fault) || (fault === 'a' &&
			found.some((f) => f.startsWith('link'))), found.join());
	});

const rocket = {
	'[evil](https://evil.test)': 'link evil https://evil.test',
	'<https://evil.test|evil>': 'link evil https://evil.test',
	'evil.test': 'link evil.test //evil.test',
	'@all': 'MENTION_USER',
	'#general': 'MENTION_CHANNEL',
	'*evil*': 'BOLD',
	'_evil_': 'ITALIC',
	':smile:': 'EMOJI',
	'`:smile:`': 'emoji',
	'# evil': 'HEADING',
};

for (const [text, fault] of Object.entries(rocket))
	test(`caught by Rocket.Chat's parser: ${text}`, () => {
		const found = rocketFaults(text);

		assert.ok(found.includes(fault), found.join());
	});
