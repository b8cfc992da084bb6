// The exact bytes of each kind of message.  UPDATE=1 writes the files anew;
// look at the difference before it is kept.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';

import {alerts} from './lib/alerts.mjs';
import {bodyOf, cardOf, ROOT} from './lib/helper.mjs';

const top = path.join(ROOT, 'tests/golden');
// A folder for each app, and for its option where it has one.
const VARIANTS = fs.readdirSync(top).sort();

test('there is a folder for each app and option', () => {
	const dir = path.join(ROOT, 'apps');
	const wanted = [];

	for (const file of fs.readdirSync(dir).filter((f) => f.endsWith('.c'))) {
		const text = fs.readFileSync(path.join(dir, file), 'utf8');
		const name = /^    \.name = "(\w+)"/m.exec(text)?.[1];

		if (name === undefined)
			continue;
		wanted.push(name);
		if (/^    \.option = /m.test(text))
			wanted.push(`${name}-option`);
	}
	assert.ok(wanted.length > 2);
	assert.deepEqual(VARIANTS, wanted.sort());
});

// Stored with a line end, as text files are.
function golden(variant, name) {
	return path.join(top, variant, `${name}.json`);
}

function goldenBody(alert, variant) {
	const [app, option] = variant.split('-');

	return bodyOf(alert, app, option ? ['-o'] : []);
}

for (const variant of VARIANTS)
	test(`golden ${variant}`, () => {
		for (const alert of alerts) {
			const body = goldenBody(alert, variant);
			const file = golden(variant, alert.name);

			if (process.env.UPDATE === '1')
				fs.writeFileSync(file, body + '\n');
			assert.equal(body + '\n',
				fs.readFileSync(file, 'utf8'), alert.name);
		}
	});

test('every golden file belongs to an alert', () => {
	for (const variant of VARIANTS)
		assert.deepEqual(
			fs.readdirSync(path.join(top, variant)).sort(),
			alerts.map((a) => `${a.name}.json`).sort());
});

test('an oversized alert is cut where it hurts least', () => {
	const alert = alerts.find((a) => a.name === 'oversized');
	const text = JSON.stringify(cardOf(bodyOf(alert)));

	assert.match(text, /\+[0-9]+ more/);
	// Reason and name came through as they would have otherwise.
	assert.ok(text.includes('Because. '.repeat(600).trim()));
	assert.ok(text.includes('\\"'.repeat(199) + '\u2026'));
});

test('a repeat differs by one line only', () => {
	const find = (name) => cardOf(bodyOf(
		alerts.find((a) => a.name === name)));
	const first = find('host'), again = find('repeat');
	const foot = again.body.at(-1).items;

	assert.match(foot.pop().inlines[0].text, /^Possible repeat: /);
	assert.deepEqual(again, first);
});
