/*
 * audit.test.mjs - the audit log as a page and as a file: who, from where, old
 * and new; the filter, page by page; nothing of it is markup, and nothing in
 * the file runs in a spreadsheet.  SEED=n repeats a run.
 */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {axe, launch, overflow} from './browser.mjs';
import {fill} from './editor.mjs';
import {structure} from './flood.mjs';
import {ASKED, Hostile, SCRIPTS, encode} from './hostile.mjs';
import {Site} from './site.mjs';

const SEED = Number(process.env.SEED ?? Date.now() % 1e9);
const TIMES = 40;
const MORE = 120;
const FORMULAS = ['=1+1', '+1', '-1', '@SUM(A1)', '=cmd|\' /C calc\'!A0'];

let site, browser;

const literal = (text) => `'${text.replaceAll("'", "''")}'`;

/* As the web tier would write it, were it broken into. */
function plant(rows)
{
	site.sql('INSERT INTO audit (at, by, address, via, action, outcome, ' +
	    `object_id, object, detail) VALUES ${rows.map((r) => `(${r.at ??
	    Date.now()}, ${literal(r.by ?? 'alice')}, '192.0.2.7', 'web', ` +
	    `${literal(r.action ?? 'planted')}, '${r.outcome ?? 'done'}', 0, ` +
	    `${literal(r.object ?? '')}, ${literal(r.detail ?? '{}')})`)
	    .join(', ')}`, 'config');
}

/* All that stands in config.db is in outbox.db too. */
function taken()
{
	return site.until('the rows to be taken over', () =>
		site.rows('SELECT max(source_seq) AS n FROM audit')[0].n ===
		site.rows('SELECT max(seq) AS n FROM audit', 'config')[0].n);
}

before(async () => {
	site = await Site.start({settings: {window: '2h'}});
	browser = await launch(site);
	site.addDestination({name: 'SOC L1'});
	site.must('destination', 'disable', 'SOC L1');
	plant(Array.from({length: MORE}, (_, i) => ({object: `many ${i}`,
		action: 'many', at: 1700000000000 + i})));
	plant([{outcome: 'refused', action: 'sign-in refused', by: 'nobody',
		object: 'x'.repeat(190), detail: '{"count":12}'}]);
	await taken();
});
after(async () => {
	await browser?.close();
	await site?.close();
});

const ask = (fields) => site.get(`/audit?${new URLSearchParams(fields)}`);

/* The numbers of the rows that a page shows. */
const numbers = (page) => [...page.text.matchAll(/>row (\d+)</g)]
	.map((m) => Number(m[1]));

test('who, from where, old and new', async () => {
	const text = (await ask({object: 'SOC L1'})).text.replace(/<[^>]*>/g,
	    ' ').replace(/\s+/g, ' ');

	assert.match(text, /cli:root.*destination changed SOC L1/);
	assert.match(text, /Destination Enabled: on → is now off/);
	assert.match(text, /fingerprint: [0-9a-f]{8} /);
	const refused = (await ask({outcome: 'refused'})).text;
	assert.match(refused, /192\.0\.2\.7/);
	assert.match(refused, /sign-in refused/);
});

test('the filter keeps what fits and nothing else', async () => {
	for (const [fields, count] of [[{object: 'MANY 11'}, 11],
		[{object: 'many 1_'}, 0], [{action: 'window'}, 0],
		[{object: 'window'}, 1], [{who: 'nobody'}, 1],
		[{outcome: 'refused'}, 1], [{who: 'LICE', action: 'an',
			object: ' 119'}, 1],
		[{from: '2023-11-14', to: '2023-11-14'}, 50],
		[{to: '2023-11-13'}, 0], [{from: '2100-01-01'}, 0]]) {
		const page = await ask(fields);

		assert.equal(page.status, 200);
		assert.equal(numbers(page).length, count,
		    JSON.stringify(fields));
	}
	for (const [field, value] of [['from', '2023-02-30'],
		['to', 'today'], ['outcome', 'maybe'], ['who', 'a\nb']]) {
		const page = await ask({[field]: value});

		assert.equal(page.status, 422, field);
		assert.match(page.text, new RegExp(`id="${field}-error"`));
		assert.deepEqual(numbers(page), []);
	}
	assert.equal((await ask({before: '0'})).status, 400);
	assert.equal((await ask({name: 'x'})).status, 400);
});

test('page by page, each row once, whatever comes in between', async () => {
	let page = await ask({action: 'many'});
	const seen = numbers(page);

	assert.equal(seen.length, 50);
	while (page.text.includes('class="trailmore"')) {
		plant([{action: 'many'}]);
		await taken();
		const form = page.text.split('class="trailmore"')[1];
		const fields = [...form.matchAll(
		    /name="(\w+)" value="([^"]*)"/g)].map((m) => [m[1], m[2]]);

		assert.deepEqual(fields.map(([name]) => name),
		    ['action', 'before']);
		page = await ask(fields);
		seen.push(...numbers(page));
	}
	assert.equal(seen.length, MORE);
	assert.deepEqual(seen, [...new Set(seen)].sort((a, b) => b - a));
});

/* RFC 4180, strictly: [[cell, ...], ...]. */
function parse(text)
{
	const rows = [];

	assert.ok(text.endsWith('\r\n'));
	for (const line of text.slice(0, -2).split('\r\n')) {
		const cells = [...line.matchAll(
		    /(?:^|,)("(?:[^"]|"")*"|[^",]*)/g)].map((m) => m[1]);

		assert.equal(cells.join(), line);
		rows.push(cells.map((c) => c.replace(/^"|"$/g, '')
			.replaceAll('""', '"')));
	}
	return rows;
}

test('a file for spreadsheets, in which nothing runs', async () => {
	plant(FORMULAS.map((f) => ({object: f, action: 'formula', by: f,
		detail: '{"a":"x,\\"y\\""}'})));
	await taken();
	const res = await site.get('/audit.csv?action=formula');

	assert.equal(res.status, 200);
	assert.match(res.headers['content-type'], /^text\/csv; charset=utf-8/);
	assert.match(res.headers['content-disposition'], /^attachment; /);
	assert.match(res.headers['cache-control'], /no-store/);
	const [head, ...rows] = parse(res.text);
	assert.deepEqual(head, ['n', 'time', 'by', 'address', 'via', 'action',
		'outcome', 'object', 'detail', 'mac']);
	assert.equal(rows.length, FORMULAS.length);
	rows.reverse().forEach((row, i) => {
		assert.equal(row.length, head.length);
		assert.equal(row[2], `'${FORMULAS[i]}`);
		assert.equal(row[7], `'${FORMULAS[i]}`);
		assert.equal(row[8], '{"a":"x,\\"y\\""}');
		assert.match(row[9], /^[0-9a-f]{64}$/);
		assert.ok(!row.some((cell) => /^[=+\-@\t\r]/.test(cell)));
	});
	/* All of it, and the same by a page's form. */
	const all = parse((await site.get('/audit.csv')).text).length - 1;
	assert.equal(all, site.rows('SELECT count(*) AS n FROM audit')[0].n);
	assert.equal((await site.get('/audit.csv?from=x')).status, 422);
});

for (const field of ASKED)
	test(`${TIMES} bad values, seed ${SEED}: ${field}`, async () => {
		const hostile = new Hostile(SEED);
		const due = field === 'before' ? 400 : 422;
		const plain = structure((await site.get(
		    `/audit?${field}=${field === 'before' ? '' : '%01'}`))
			.text);

		for (let i = 0; i < TIMES;) {
			const {raw} = hostile.value(field);

			/* nginx has a limit of its own for an address. */
			if (raw.length > 4000)
				continue;
			const res = await site.get(`/audit?${field}=${raw}`);
			assert.equal(res.status, due, `${field}=${raw}`);
			assert.equal(structure(res.text), plain,
			    `${field}=${raw}`);
			i++;
		}
	});

/* What is fine to ask for, and what others may have written. */
test('nothing that is shown becomes markup', async () => {
	const page = async (text) => structure((await ask({who: text,
		object: text, action: text})).text);
	const plain = await page('plain');
	const shown = [];

	for (const text of SCRIPTS.filter((s) => s.length <= 50))
		assert.equal(await page(text), plain, text);
	for (const text of ['plain', ...SCRIPTS]) {
		plant([{by: text, action: `hostile ${shown.length}`,
			object: text, detail: JSON.stringify({[text]: [text,
				text]})}]);
		await taken();
		shown.push(structure((await ask(
		    {action: `hostile ${shown.length}`})).text));
		assert.equal(shown.at(-1), shown[0], text);
	}
	/* A detail that is none, or not what the page knows. */
	for (const detail of ['', '[]', 'x', '{"a":{"b":[1,2,3]}}', '{"a":[1]}',
		'{"a":null}', `{"a":${'['.repeat(500)}`, '{"\\u0000":1}']) {
		plant([{action: 'odd', detail}]);
		await taken();
		assert.equal((await ask({action: 'odd'})).status, 200, detail);
	}
});

for (const js of [true, false])
	test(`by a person, ${js ? 'with' : 'without'} scripts`, async () => {
		const visit = await browser.visit({js});
		const {page} = visit;

		await visit.go('/destinations');
		await visit.press('Audit log');
		assert.equal(await page.title(), 'Audit log - Tocsin');
		await fill(page, {'Object': 'many 7'});
		await visit.press('Show');
		assert.equal(await page.locator('.trail tbody tr').count(), 11);
		await visit.press('Clear the filter');
		await visit.press('Older');
		assert.equal(await page.locator('.trail tbody tr').count(), 50);
		const [file] = await Promise.all([page.waitForEvent('download'),
			page.getByRole('button', {name: 'Export as CSV'})
			    .click()]);
		assert.equal(file.suggestedFilename(), 'tocsin-audit.csv');
		await visit.close();
	});

test('in each theme and width', async () => {
	const visit = await browser.visit();
	const {page} = visit;

	for (const [name, path] of [['audit', '/audit?object=many+11'],
		['audit-none', '/audit?who=nobody-at-all'],
		['audit-errors', '/audit?from=x&who=%01'],
		['audit-old', '/audit?object=SOC']]) {
		await visit.go(path);
		for (const colorScheme of ['light', 'dark']) {
			await page.emulateMedia({colorScheme});
			await page.waitForSelector(
			    `html[data-bs-theme=${colorScheme}]`);
			for (const width of [1920, 1280, 768, 390, 320]) {
				await page.setViewportSize({width,
					height: 900});
				const what = `${name}-${colorScheme}-${width}`;

				assert.deepEqual(await overflow(page), [],
				    what);
				if (width === 1280)
					assert.deepEqual(await axe(page), [],
					    what);
				if (width === 1280 || width === 390)
					await visit.shot(what);
			}
		}
	}
	await visit.close();
});
