/*
 * hunt.test.mjs - the search for secrets finds each form of each, and nothing
 * where there is nothing.
 */
import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {test} from 'node:test';

import {FORMS, secretsOf} from './forms.mjs';
import {Canaries} from './hunt.mjs';

/* Between random bytes, at any place. */
function planted(text)
{
	const before = randomBytes(Math.floor(Math.random() * 5000));

	return Buffer.concat([before, Buffer.from(text), randomBytes(900)]);
}

/* With what is escaped somewhere. */
const SECRET = 'Zq8-sig/with+every"thing&<that>\'is_escaped%2F=9';

test('every form of a half is found', () => {
	let n = 0;

	for (const [form, make] of Object.entries(FORMS))
		for (const half of [SECRET.slice(0, SECRET.length >> 1),
			SECRET.slice(SECRET.length >> 1)]) {
			const c = new Canaries();

			c.add('the one', SECRET);
			const found = c.hunt([['a file',
				planted(make(half))]]);

			assert.ok(found.length > 0, `${form}: not found`);
			n++;
		}
	console.log(`# planted leaks: ${n}, found ${n}`);
});

/* As encoders write it, in the middle of a longer text. */
test('within a text that is encoded as a whole', () => {
	for (let shift = 0; shift < 6; shift++) {
		const text = `${'x'.repeat(shift)}${SECRET} and more`;

		for (const bytes of [Buffer.from(text).toString('base64'),
			Buffer.from(text).toString('base64url'),
			Buffer.from(text).toString('hex'),
			encodeURIComponent(text), JSON.stringify(text),
			Buffer.from(text, 'utf16le')]) {
			const c = new Canaries();

			c.add('the one', SECRET);
			assert.ok(c.hunt([['f', planted(bytes)]]).length > 0,
			    `${shift}: ${bytes}`);
		}
	}
});

test('what was shown is looked through as well', () => {
	const c = new Canaries();

	c.add('a token', SECRET, 'CLI output');
	c.shown('CLI output', Buffer.from(SECRET));
	assert.deepEqual(c.hunt([]), []);
	c.shown('page', Buffer.from(SECRET));
	assert.match(c.hunt([]).join(), /^page: a token, as it is/);
	/* It is told once. */
	assert.deepEqual(c.hunt([]), []);
	for (let i = 0; i < 3; i++)
		c.shown('page', planted(Buffer.alloc(3 << 20)));
	c.shown('page', Buffer.from(SECRET));
	assert.throws(() => c.none([]), /page: a token/);
});

test('nothing is found where nothing is', () => {
	const c = new Canaries(), from = Date.now();

	for (let i = 0; i < 40; i++)
		c.add(`number ${i}`, randomBytes(32).toString('base64url'));
	assert.deepEqual(c.hunt([['noise', randomBytes(8 << 20)],
		['zeros', Buffer.alloc(8 << 20)]]), []);
	console.log(`# 16 MiB for 40 secrets: ${Date.now() - from} ms`);
});

test('what is secret in a URL', () => {
	assert.deepEqual(secretsOf('https://a.example/x?api-version=1&' +
	    'sp=%2Ftriggers%2Fmanual%2Frun&sig=made-up-secret-1'),
	    ['made-up-secret-1']);
	assert.deepEqual(secretsOf('https://hooks.example/services/T0/B0/' +
	    'abcdefghijkl1234'), ['abcdefghijkl1234']);
	assert.deepEqual(secretsOf('no url'), []);
	assert.deepEqual(secretsOf('data:text/plain,an-example-host1'), []);
	assert.deepEqual(secretsOf('https://a.example/v2/enqueue'), []);
});
