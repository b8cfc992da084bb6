/*
 * inert.test.mjs - no value that anybody sends becomes markup or a script.
 *
 * For each field very many bad values, which must be refused without a trace;
 * samples of them, and names that are bad to show but fine to store, in a
 * real browser.  SEED=n repeats a run; COUNT=n values for each field.
 */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {elements, launch} from './browser.mjs';
import {destinations, newFlow, row} from './editor.mjs';
import {Flood, structure} from './flood.mjs';
import {ACCOUNT, HIDDEN, HIT, Hostile, SCRIPTS, SHOWN, encode} from './hostile.mjs';
import {Site} from './site.mjs';
import {dump} from './traces.mjs';

const SEED = Number(process.env.SEED ?? Date.now() % 1e9);
const COUNT = Number(process.env.COUNT ?? 1000);
const NEW = '/destinations/new';
const EDIT = '/destinations/edit';

let site, browser, person, stored;

before(async () => {
	site = await Site.start({worker: false});
	browser = await launch(site);
	person = site.newVisitor();
	site.addDestination({name: 'Stored'});
	stored = destinations(site).get('Stored').hex;
});
after(async () => {
	await browser?.close();
	await site?.close();
});

/* Where a field is sent, and the answer that is due there. */
function target(field)
{
	if (field === 'theme' || field === 'back')
		return ['/theme', [400]];
	if (field === 'id' || field === 'version')
		return [EDIT, [400]];
	if (field === 'csrf')
		return [NEW, [403]];
	if (field === 'seed')
		return ['/account/second-factor', [400]];
	if (ACCOUNT.includes(field))
		return [/password/.test(field) ? '/account/password' :
			'/activate', [422]];
	return [NEW, HIDDEN.includes(field) ? [400] : [422]];
}

/* An app that has every field there is. */
const FULL = {app: 'webhook', shown: 'webhook', option: 'on',
	url: 'https://alerts.example/tocsin', secret: `whsec_${'A'.repeat(32)}`};

/* A form that is fine, for the path that a field is sent to. */
async function template(path, field = null)
{
	const from = {[EDIT]: `${EDIT}?id=${stored}`, [NEW]: NEW, '/theme': NEW,
		'/account/password': '/account'}[path] ?? path;
	const page = await person.get(from);
	const {fields} = page.form(path);


	/* Beside what is at fault, nothing of these is looked at. */
	if (field === 'seed' || ACCOUNT.includes(field))
		return fields;

	if (path === '/theme')
		return {...fields, theme: 'dark'};
	return {...fields, do: 'save', ...path === NEW && {name: 'Fresh',
		url: newFlow(site).url},
	...['secret', 'option'].includes(field) && FULL};
}

/* The body with one field replaced by what is encoded already. */
function spoilt(fields, field, raw)
{
	const rest = {...fields};

	delete rest[field];
	return `${new URLSearchParams(rest)}&${field}=${raw}`;
}

/* What must not stand in a page as it is. */
const isMarkup = (text) => /[<>"'&]/.test(text) && text.length > 3;

test('the checks find a value that became markup', () => {
	const page = (value) => `<p class="x">a</p><input value="${value}">`;
	const plain = structure(page('fine'));

	assert.equal(structure(page('&lt;b&gt;')), plain);
	for (const bad of ['"><b>', '" onfocus="x', '"onfocus=x y="'])
		assert.notEqual(structure(page(bad)), plain, bad);
	assert.notEqual(structure('<p>a < b</p>'), structure('<p>a b</p>'));
});

for (const field of [...SHOWN, ...HIDDEN, ...ACCOUNT])
	test(`${COUNT} bad values, seed ${SEED}: ${field}`, async () => {
		const [path, due] = target(field);
		const was = dump(site);
		const hostile = new Hostile(SEED);
		const fields = await template(path, field);
		const cookie = [...person.cookies].map((c) => c.join('='))
			.join('; ');
		const flood = new Flood(site.url, cookie);
		/* What a refusal of this field looks like. */
		const plain = structure((await flood.post(path,
		    spoilt(fields, field, ACCOUNT.includes(field) ?
			'%ff' : '\u0001'))).text);
		const values = Array.from({length: COUNT}, () =>
			hostile.value(field));

		assert.ok(plain.includes('html'));
		await flood.each(values, async ({raw, bytes}) => {
			const res = await flood.post(path,
			    spoilt(fields, field, raw));

			assert.ok(due.includes(res.status),
			    `${res.status} for ${field}=${raw}`);
			if (structure(res.text) !== plain)
				assert.equal(structure(res.text), plain,
				    `${field}=${raw}`);
			const text = bytes?.toString('utf8') ?? '';
			assert.ok(!isMarkup(text) || !res.text.includes(text),
			    `as it is: ${field}=${raw}`);
		});
		flood.close();
		assert.equal(flood.sent, COUNT + 1);
		assert.equal(dump(site), was, 'something was stored');
	});

/* A visit without the large style sheet: how it looks is not the question. */
async function bare()
{
	const visit = await browser.visit();

	await visit.page.route('**/tabler.min.css*', (route) =>
		route.fulfill({contentType: 'text/css', body: ''}));
	return visit;
}

/* The browser sends the form that it shows, with another body. */
async function send(visit, body)
{
	const {page} = visit;

	if (await page.locator('#editor').count() === 0)
		await visit.go(NEW);
	const token = await page.getAttribute('#editor [name=csrf]', 'value');
	await page.route(`**${NEW}`, (route) => route.continue({postData:
		body.replace(/csrf=\w+/, `csrf=${token}`)}), {times: 1});
	return visit.press('Save');
}

const pwned = (page) => page.evaluate(() => window.__pwned);

test('the browser: the checks find a script', async () => {
	for (const policy of [true, false]) {
		const visit = await browser.visit();
		const {page} = visit;

		await visit.go(NEW);
		const plain = await elements(page);
		await page.route(`**${NEW}`, async (route) => {
			const res = await route.fetch();
			const headers = {...res.headers()};
			const text = await res.text();

			if (!policy)
				delete headers['content-security-policy'];
			await route.fulfill({response: res, headers,
				body: text.replace('</h1>',
				    `</h1>${SCRIPTS[0]}${SCRIPTS[1]}`)});
		});
		await visit.go(NEW);
		await page.waitForLoadState();
		assert.notDeepEqual(await elements(page), plain);
		assert.equal(await pwned(page), policy ? undefined : 1);
		assert.equal(visit.faults().some((f) =>
			/Content Security Policy/.test(f)), policy);
		visit.said = [];
		await visit.close();
	}
});

test('the browser: bad values are text', async () => {
	const visit = await bare();
	const {page} = visit;
	const hostile = new Hostile(SEED);

	for (const field of SHOWN) {
		const fields = await template(NEW, field);
		const values = [];

		while (values.length < 2) {
			const value = hostile.value(field);
			if (value.bytes !== null &&
			    /[<>"]/.test(value.bytes.toString()))
				values.push(value.raw);
		}
		assert.equal(await send(visit,
		    spoilt(fields, field, '%01')), 422);
		const plain = await elements(page);
		for (const raw of values) {
			const what = `seed ${SEED}: ${field}=${raw}`;

			assert.equal(await send(visit,
			    spoilt(fields, field, raw)), 422, what);
			assert.deepEqual(await elements(page), plain, what);
			assert.equal(await pwned(page), undefined, what);
		}
	}
	await visit.close();
});

/* The refusals that repeat something, and those that others make. */
const REFUSALS = [
	[404, (x) => ({get: `/${x}`})],
	[404, (x) => ({get: `/static/${x}`})],
	[400, (x) => ({get: `${NEW}?${x}=1`})],
	[400, (x) => ({get: `${EDIT}?id=${x}`})],
	[405, (x) => ({get: `/theme?${x}`})],
	[400, (x) => ({post: (b) => `${b}&${x}=1`})],
	[400, (x) => ({post: (b) => b.replace(/form=\w+/, `form=${x}`)})],
	[400, (x) => ({post: (b) => b.replace('do=save', `do=${x}`)})],
	[403, (x) => ({post: (b) => b.replace(/csrf=\w+/, `csrf=+${x}`)})],
	[413, (x) => ({post: (b) => `${b}&${x}=${'x'.repeat(65536)}`})],
];

test('the browser: refusals hold no markup of others', async () => {
	const visit = await bare();
	const {page} = visit;
	const body = new URLSearchParams(await template(NEW)).toString();

	for (const [status, refusal] of REFUSALS) {
		let plain = null;

		for (const text of ['plain', ...SCRIPTS.slice(0, 4)]) {
			const {get, post} = refusal(encode(Buffer.from(text)));
			const got = get !== undefined ? await visit.go(get) :
				await send(visit, post(body));

			assert.equal(got, status, get ?? String(post));
			plain ??= await elements(page);
			assert.deepEqual(await elements(page), plain, text);
			assert.equal(await pwned(page), undefined, text);
		}
	}
	await visit.close();
});

/* Every page that shows a name, by what is on it. */
async function shown(visit, name)
{
	const {hex} = destinations(site).get(name);
	const {page} = visit;
	const counts = [];
	const note = async () => {
		assert.equal(await pwned(page), undefined, name);
		assert.ok((await page.innerText('main')).includes(name), name);
		counts.push(await elements(page));
	};

	await visit.go(`${EDIT}?id=${hex}`);
	await note();
	/* A conflict: all of the form comes back once more. */
	site.must('destination', 'disable', name);
	await visit.press('Save');
	await note();
	await visit.press('Save mine over it');
	await note();
	await visit.go(`/destinations/delete?id=${hex}`);
	await note();
	await visit.go('/destinations');
	await visit.press(`Send test alert to ${name}`);
	await note();
	return counts;
}

test('the browser: a name is fine to show, whatever it is', async () => {
	const visit = await browser.visit();
	const names = SCRIPTS.filter((s) => s.length <= 80);
	const plain = names.map((n, i) => `Plain ${i}`);
	const lists = [];
	const pages = [];

	assert.ok(names.length > 12 && names.every((n) => n.includes(HIT) ||
		n.startsWith('<')));
	for (const list of [plain, names]) {
		for (const name of list)
			await saved(name);
		await visit.go('/destinations');
		for (const name of list)
			assert.equal(await row(visit.page, name).count(), 1,
			    name);
		assert.equal(await pwned(visit.page), undefined);
		lists.push(await elements(visit.page));
		for (const name of list.slice(0, list === plain ? 1 : 4))
			pages.push(await shown(visit, name));
		for (const name of list)
			site.must('destination', 'remove', name);
	}
	assert.deepEqual(lists[1], lists[0]);
	for (const hostile of pages.slice(1))
		assert.deepEqual(hostile, pages[0]);
	await visit.close();
});

async function saved(name)
{
	const res = await person.post(NEW, {...await template(NEW), name});

	assert.equal(res.status, 303, name);
}
