// The apps that show text as it is, or hand it on to programs: a hostile name
// arrives as it was given, cut and cleaned, and nothing of it is lost, added or
// read as anything else.
import assert from 'node:assert/strict';
import test from 'node:test';

import {alerts} from './lib/alerts.mjs';
import {bodies} from './lib/helper.mjs';
import {cleaned, names} from './lib/hostile.mjs';

const host = alerts.find((a) => a.name === 'host').event;
const system = alerts.find((a) => a.name === 'system-problem').event;

// As the reader sees it: a zero-width space shows nothing.
const seen = (text) => text.replaceAll('\u200b', '');
// What no text may hold, whoever shows it: controls, marks of direction, and
// separators of lines.
const UNSAFE = new RegExp('[\\u0000-\\u0009\\u000b-\\u001f\\u007f-\\u009f' +
	'\\u200e\\u200f\\u061c\\u202a-\\u202e\\u2066-\\u2069\\u2028\\u2029]');
const cut = (name) => [...name].length > 200 ?
	`${[...name].slice(0, 199).join('')}\u2026` : name;

// Where each tells the name, and what in any text would be more than text.
const APPS = {
	jsm: {name: (b) => b.details.Name ?? b.details.Check,
		markup: /[<&](?!\u200b)/},
	pagerduty: {name: (b) => b.payload.custom_details.Name ??
		b.payload.custom_details.Check},
	splunk: {name: (b) => b.event.entity_name ?? b.event.check},
	webhook: {name: (b) => b.data.entity?.name ?? b.data.check},
};

// Every string below a value.
function* strings(value) {
	if (typeof value === 'string')
		yield value;
	else if (value !== null && typeof value === 'object')
		for (const v of Object.values(value))
			yield* strings(v);
}

function faultsOf(app, body) {
	const all = [...strings(body)];

	return [all.some((t) => UNSAFE.test(t)) && 'unsafe',
		APPS[app].markup && all.some((t) => APPS[app].markup.test(t) &&
			!/^https?:/.test(t.split('\n').at(-1))) && 'markup',
		app === 'pagerduty' && all.filter((t) =>
			t.includes('@@SECRET@@')).length !== 1 && 'mark',
	].filter(Boolean);
}

const NAMES = [...names, '@@SECRET@@', '@all', '<!channel>', '@everyone'];

for (const app of Object.keys(APPS)) {
	const named = (list, event, member) => bodies(list.map((n) =>
		({...event, [member]: n})), ['-a', app]).map((b) => JSON.parse(b));

	for (const [event, member] of [[host, 'name'], [system, 'check']])
		test(`${app}: every ${member} is told, as text`, () => {
			// A check's name of more bytes is refused as it comes in.
			const list = NAMES.filter((n) => member === 'name' ||
				Buffer.byteLength(n) <= 256);
			const got = named(list, event, member);

			assert.equal(got.length, list.length);
			for (const [i, body] of got.entries()) {
				assert.equal(seen(APPS[app].name(body)),
					seen(cut(list[i])), list[i]);
				assert.deepEqual(faultsOf(app, body), [], list[i]);
			}
		});

	test(`${app}: what is no text does not arrive`, () => {
		for (const c of cleaned) {
			const [text] = bodies([host], ['-a', app, '-n', c.hex]);
			const body = JSON.parse(text);

			assert.ok(APPS[app].name(body).endsWith(c.left), c.name);
			assert.deepEqual(faultsOf(app, body), [], c.name);
		}
	});
}

test('each rule catches what it is there for', () => {
	const say = (app, name) => {
		const [text] = bodies([host], ['-a', app]);

		return faultsOf(app, JSON.parse(text.replaceAll('desktop01', name)));
	};

	for (const app of Object.keys(APPS))
		assert.deepEqual(say(app, '\u202e'), ['unsafe'], app);
	assert.deepEqual(say('jsm', '<b>'), ['markup']);
	assert.deepEqual(say('jsm', '&lt;'), ['markup']);
	assert.deepEqual(say('pagerduty', '@@SECRET@@'), ['mark']);
});
