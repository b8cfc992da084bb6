/*
 * pages.test.mjs - how every page and state of it looks and reads: rules of
 * accessibility, widths from 320 to 1920 px, light and dark, the keyboard.
 *
 * With SHOTS=folder each is drawn there, to be looked at.
 */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {axe, focused, launch, overflow} from './browser.mjs';
import {TEST, choose, destinations, edit, field, fill, newFlow}
	from './editor.mjs';
import {Site} from './site.mjs';

const LONG = 'Security operations, level one: night shift, northern ' +
    'region, round the clock';
const UNBROKEN = 'W'.repeat(80);
const SHOT_WIDTHS = [1280, 390];

let site, browser, visit, page;

before(async () => {
	site = await Site.start({
		banner: 'Trial: every alert goes to the local receiver.',
		settings: {contact: 'support@example.com'}});
	browser = await launch(site);
	visit = await browser.visit();
	({page} = visit);
});
after(async () => {
	await browser?.close();
	await site?.close();
});

/* The same for what is only a part of a page: fewer widths, read in both. */
async function lookAt(name)
{
	for (const colorScheme of ['light', 'dark']) {
		await page.emulateMedia({colorScheme});
		await page.waitForSelector(
		    `html[data-bs-theme=${colorScheme}]`);
		for (const width of [1280, 320]) {
			await page.setViewportSize({width, height: 900});
			const what = `${name}-${colorScheme}-${width}`;

			assert.deepEqual(await axe(page), [], what);
			assert.deepEqual(await overflow(page), [], what);
			await visit.shot(what);
		}
	}
	await page.setViewportSize({width: 1280, height: 900});
}

/* The page as it is now, in each theme and width. */
async function look(name)
{
	for (const colorScheme of ['light', 'dark']) {
		await page.emulateMedia({colorScheme});
		await page.setViewportSize({width: 1280, height: 900});
		await page.waitForSelector(
		    `html[data-bs-theme=${colorScheme}]`);
		assert.deepEqual(await axe(page), [], `${name} ${colorScheme}`);
		for (const width of [1920, 1024, 768, 320, ...SHOT_WIDTHS]) {
			await page.setViewportSize({width, height: 900});
			assert.deepEqual(await overflow(page), [],
			    `${name} at ${width} px`);
			if (SHOT_WIDTHS.includes(width))
				await visit.shot(
				    `${name}-${colorScheme}-${width}`);
		}
	}
	await page.setViewportSize({width: 1280, height: 900});
}

/* A destination by the command line; its URL. */
function added(name, ...options)
{
	return site.addDestination({name, options});
}

test('the checks find what is wrong', async () => {
	await visit.go('/destinations');
	assert.deepEqual(await axe(page), []);
	await page.evaluate(() => {
		const wide = document.createElement('p');

		wide.textContent = 'pale';
		wide.setAttribute('class', 'planted');
		document.querySelector('main').append(wide,
		    document.createElement('img'));
		wide.style.cssText = 'width:3000px;color:#ccc;background:#fff';
	});
	const found = (await axe(page)).map((v) => v.split(':')[0]);
	assert.deepEqual(found.sort(), ['color-contrast', 'image-alt']);
	assert.ok((await overflow(page)).includes('P.planted'));
	await page.evaluate(() => {
		document.querySelector('main').style.overflow = 'hidden';
	});
	assert.ok((await overflow(page)).includes('P.planted in MAIN.'));
});

test('list: empty', async () => {
	await visit.go('/destinations');
	assert.match(await page.innerText('main'), /No destinations yet/);
	/* Little to show is shown without scrolling, strip and all. */
	assert.deepEqual(await page.evaluate(() => [
		document.documentElement.scrollHeight <= innerHeight,
		document.querySelector('.themes').getBoundingClientRect()
		    .bottom <= innerHeight]), [true, true]);
	await look('list-empty');
});

test('form: new', async () => {
	await visit.go('/destinations/new');
	await look('editor-new');
});

test('form: with everything wrong', async () => {
	await fill(page, {'Name': '', 'Destination URL': 'http://x.test/',
		'Hosts': false, 'Accounts': false,
		'Hosts: Urgency of at least': '101',
		'Accounts: Urgency of at least': '5.5'});
	assert.equal(await visit.press('Save'), 422);
	await look('editor-errors');
});

test('form: a test that failed, from the list', async () => {
	const d = added('SOC L1 channel');

	await site.script(d, {status: 403, times: 1}, {status: 202});
	await visit.go('/destinations');
	await visit.press(`${TEST} to ${d.name}`);
	await page.waitForSelector('#test-result');
	assert.match(await page.innerText('#test-result'), /HTTP 403/);
	await look('editor-test-failed');
});

test('form: a test that worked, in place', async () => {
	await edit(visit, 'SOC L1 channel');
	await visit.page.click('#test');
	await page.waitForSelector('#test-live .note-ok');
	await look('editor-test-done');
});

test('form: edit', async () => {
	await edit(visit, 'SOC L1 channel');
	await look('editor-edit');
});

test('form: quadrant scoring', async (t) => {
	site.set('scoring', 'quadrant');
	t.after(() => site.set('scoring', 'urgency'));
	await edit(visit, 'SOC L1 channel');
	await look('editor-quadrant');
});

test('form: a secret that is made, kept, replaced', async () => {
	await visit.go('/destinations/new');
	await choose(visit, 'Webhook');
	await lookAt('editor-secret');
	await fill(page, {'Name': 'Own receiver',
		'Destination URL': 'https://alerts.example/tocsin',
		'Signing secret': 'x'});
	assert.equal(await visit.press('Save'), 422);
	await visit.shot('editor-secret-errors');
	await fill(page, {'Destination URL': 'https://alerts.example/tocsin'});
	await visit.press('Save');
	await edit(visit, 'Own receiver');
	await page.getByRole('button', {name: 'Make a new one'}).click();
	await field(page, 'Signing secret').waitFor();
	await visit.press('Save');
	await edit(visit, 'Own receiver');
	assert.match(await page.innerText('main'), /valid too until/);
	await lookAt('editor-secret-kept');
	site.must('destination', 'remove', 'Own receiver');
});

test('form: without scripts, Continue', async () => {
	const plain = await browser.visit({js: false, width: 390});

	await plain.go('/destinations/new');
	await plain.shot('editor-continue');
	await plain.close();
});

test('a text that warns', async () => {
	await edit(visit, 'SOC L1 channel');
	await fill(page, {'Destination URL': 'https://prod-69.westus.logic.azure' +
	    `.com/workflows/${'0'.repeat(32)}/triggers/manual/paths/invoke` +
	    '?api-version=2016-06-01&sig=canary'});
	await visit.press('Save');
	assert.match(await page.innerText('.note-warn'), /is saved\. /);
	await lookAt('list-warned');
});

test('delete', async () => {
	await edit(visit, 'SOC L1 channel');
	await visit.press('Delete…');
	await look('delete');
});

test('conflict, with a URL that was typed', async () => {
	await edit(visit, 'SOC L1 channel');
	site.must('destination', 'disable', 'SOC L1 channel');
	await fill(page, {'Name': LONG, 'System alerts': true,
		'Hosts: Urgency of at least': '80',
		'Destination URL': newFlow(site).url});
	assert.equal(await visit.press('Save'), 409);
	await look('conflict');
});

test('list: some, one of them failing', async () => {
	added(LONG, '--types', 'hosts,accounts,system');
	added(UNBROKEN, '--urgency', '80');
	const d = added('Broken channel');

	await site.script(d, {status: 404,
		body: {error: {code: 'WorkflowNotFound', message: 'No.'}}});
	site.rise(9001, 95);
	site.rise(9002, 95);
	await site.states(d, 'held', 'held');
	await visit.go('/destinations');
	assert.match(await page.innerText('.failing'), /2 alerts are waiting/);
	await look('list-some');
	await visit.press('Edit Broken channel');
	await visit.press('Delete…');
	assert.match(await page.innerText('main'), /2 alerts that are waiting/);
	await look('delete-waiting');
});

test('a text that was told once', async () => {
	await edit(visit, 'SOC L1 channel');
	await visit.press('Save');
	assert.match(await page.innerText('[role=status]'), /is saved/);
	await visit.shot('list-saved');
	await page.reload();
	assert.equal(await page.locator('main [role=status]').count(), 0);
});

test('list: full', async () => {
	const {size} = destinations(site);

	for (let n = size + 1; n <= 24; n++)
		added(`Region ${n}`);
	await visit.go('/destinations');
	assert.match(await page.innerText('main'), /24 of 24 destinations/);
	assert.equal(await page.getByRole('link', {name: /Add Destination/})
	    .count(), 0);
	await look('list-full');
});

test('refusals', async () => {
	assert.equal(await visit.go('/none'), 404);
	await look('error-404');
	assert.equal(await visit.go('/destinations/edit?id=x'), 400);
	await visit.shot('error-400');
});

test('worker down: the waiting page, the list', async () => {
	await site.stopWorker();
	await visit.go('/destinations');
	await visit.press(`${TEST} to SOC L1 channel`);
	assert.equal(await page.innerText('h1'), 'Sending the test alert');
	/* Fifteen seconds are not enough to draw it all: axe goes first. */
	await page.route('**/destinations/test?*', (r) => r.fulfill({
		contentType: 'application/json',
		body: '{"state":"working"}'}));
	await look('test-waiting');
	await page.unroute('**/destinations/test?*');
	/* As if it had been down for long. */
	site.sql('UPDATE worker SET heartbeat_at = heartbeat_at - 60000',
	    'outbox');
	await visit.go('/destinations');
	assert.match(await page.innerText('[role=alert]'),
	    /The worker is not running/);
	await look('list-worker-down');
	await site.startWorker();
});

/* The keyboard's way through a page: each stop can be seen. */
async function tabs(first)
{
	const stops = [];
	const style = () => page.evaluate(() => {
		const all = {};

		for (const e of document.querySelectorAll(
		    'a, button, input, select, summary')) {
			/* A checkbox may show it on what stands around it. */
			const s = [e, e.parentElement].map((x) =>
				getComputedStyle(x));
			all[path(e)] = s.map((c) => [c.outlineStyle,
				c.outlineWidth, c.outlineColor, c.boxShadow,
				c.borderColor, c.backgroundColor].join())
				.join();
		}
		return all;

		function path(e)
		{
			return e.tagName + [...document.querySelectorAll('*')]
				.indexOf(e);
		}
	});
	const plain = await style();

	for (;;) {
		await page.keyboard.press('Tab');
		const at = await page.evaluate(() => {
			const e = document.activeElement;
			const r = e.getBoundingClientRect();
			const top = document.elementFromPoint(
			    r.x + r.width / 2, r.y + r.height / 2);

			return {path: e.tagName + [...document
				.querySelectorAll('*')].indexOf(e),
			html: e.outerHTML.slice(0, 120),
			body: e === document.body,
			covered: top === null || !(e.contains(top) ||
				top.contains(e)),
			inside: r.width > 0 && r.bottom > 0 &&
				r.top < innerHeight};
		});

		if (at.body || stops.includes(at.path))
			return stops;
		if (stops.length === 0)
			assert.match(at.html, first);
		assert.notEqual((await style())[at.path], plain[at.path],
		    `no visible focus: ${at.html}`);
		assert.ok(at.inside && !at.covered, `hidden: ${at.html}`);
		stops.push(at.path);
	}
}

for (const width of SHOT_WIDTHS)
	test(`the keyboard at ${width} px: each stop can be seen`, async () => {
		await page.setViewportSize({width, height: 700});
		for (const path of ['/destinations', '/destinations/new']) {
			await visit.go(path);
			const stops = await tabs(/class="skip"/);

			assert.ok(stops.length > 8, stops.join());
			await visit.go(path);
			await page.keyboard.press('Tab');
			await visit.shot(`focus-skip-${width}`);
			await page.keyboard.press('Enter');
			assert.match(await focused(page), /^MAIN#main/);
		}
	});

test('Show shows what is typed, and nothing that is stored', async () => {
	await edit(visit, 'SOC L1 channel');
	const url = field(page, 'Destination URL');

	assert.equal(await url.getAttribute('type'), 'password');
	await page.getByRole('button', {name: /^Show/}).click();
	assert.equal(await url.getAttribute('type'), 'text');
	assert.equal(await url.inputValue(), '');
});

test('nothing went wrong on any of these pages', () => visit.close());

test('nginx itself: a page of the same look', async () => {
	visit = await browser.visit();
	({page} = visit);
	await site.stop('web');
	assert.equal(await visit.go('/destinations'), 503);
	await look('error-503');
	await visit.close();
});
