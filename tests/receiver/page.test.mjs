/*
 * page.test.mjs - the page that shows what arrived, in a real browser.
 */
import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {request} from 'node:https';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {chromium} from 'playwright-core';

import {startReceiver} from './client.mjs';

const DIR = mkdtempSync(join(tmpdir(), 'receiver-page-'));
const HOST = 'prod-69.westus.logic.azure.com';
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic',
	'--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync',
	'--disable-default-apps', '--disable-dev-shm-usage'];
const HOSTILE = '<img src=x onerror="window.hit=1">' +
    '<script>window.hit=1</script>[evil](http://evil.test)';

let receiver;
let browser;

before(async () => {
	receiver = await startReceiver(DIR);
	browser = await chromium.launch(
	    {executablePath: '/usr/bin/chromium', args: ARGS});
});
after(async () => {
	await browser.close();
	await receiver.stop();
	rmSync(DIR, {recursive: true, force: true});
});

/* A page and what went wrong on it: console errors tell of CSP faults too. */
async function open(path = '/', options = {})
{
	const context = await browser.newContext(options);
	const page = await context.newPage();
	const faults = [];

	page.on('console', (m) => {
		if (m.type() === 'error' || m.type() === 'warning')
			faults.push(m.text());
	});
	page.on('pageerror', (err) => faults.push(err.message));
	await page.goto(receiver.pageUrl + path);
	await page.waitForSelector('#live[data-state=on]');
	return {page, faults, close: () => context.close()};
}

function post(flow, body)
{
	return new Promise((done, fail) => {
		const req = request({host: '127.0.0.1', port: receiver.https,
		    servername: HOST, ca: readFileSync(receiver.ca),
		    method: 'POST', headers: {Host: HOST}, agent: false,
		    path: `/workflows/${flow}/triggers/manual/paths/invoke` +
		    '?sig=SECRETSECRET'}, (res) => {
			res.resume().on('end', () => done(res.statusCode));
		});
		req.on('error', fail);
		req.end(body);
	});
}

function card(head, id)
{
	const run = (text) => ({type: 'RichTextBlock',
		inlines: [{type: 'TextRun', text}]});

	return JSON.stringify({type: 'message', attachments: [{
		contentType: 'application/vnd.microsoft.card.adaptive',
		content: {type: 'AdaptiveCard', version: '1.4',
			msteams: {width: 'Full'},
			body: [{type: 'Container', style: 'attention',
				bleed: true, items: [run(head)]},
			run(`Alert ${id}`)],
			actions: [{type: 'Action.OpenUrl', title: 'Open host',
				url: 'https://appliance.example/hosts/1'}]},
	}]});
}

test('empty, then a card arrives by itself, drawn as a card', async () => {
	const {page, faults, close} = await open();
	assert.match(await page.innerText('#empty'), /^No message yet\./);
	await post('aaaa', card('Host fin-ws-014 has urgency 62', 'a1b2c3d4'));
	await page.waitForSelector('.message .card');
	assert.equal(await page.isVisible('#empty'), false);
	assert.match(await page.innerText('.card'),
	    /Host fin-ws-014 has urgency 62/);
	const red = await page.$eval('.card .ac-container .ac-container',
	    (el) => getComputedStyle(el).backgroundColor);
	assert.equal(red, 'rgb(253, 240, 241)');
	assert.match(await page.innerText('.badges'), /Answered 202/);
	assert.equal(await page.innerText('.who .host'), HOST);
	assert.ok(!(await page.content()).includes('SECRETSECRET'));
	assert.deepEqual(faults, []);
	await close();
});

test('hostile text stays text, in cards and in other bodies', async () => {
	await post('bbbb', card(HOSTILE, 'b1b2c3d4'));
	await post('bbbb', HOSTILE);
	await post('bbbb', JSON.stringify({text: HOSTILE}));
	const {page, faults, close} = await open(`/?to=${HOST}/bbbb`);
	await page.waitForFunction(() => document.querySelectorAll(
	    '.message').length === 3);
	for (const d of await page.$$('details summary'))
		await d.click();
	assert.equal(await page.evaluate(() => window.hit), undefined);
	assert.equal(await page.$('#feed img'), null);
	assert.equal(await page.$('#feed script'), null);
	assert.equal(await page.$('#feed a[href*=evil]'), null);
	assert.match(await page.innerText('.card'), /<script>window\.hit=1/);
	assert.deepEqual(faults, []);
	await close();
});

test('each destination is a channel of its own; repeats show', async () => {
	const n = (await receiver.requests()).at(-1).n;
	await receiver.name(`${HOST}/cccc`, 'SOC L1');
	await post('cccc', card('one', 'c1b2c3d4'));
	await post('dddd', card('other channel', 'c1b2c3d4'));
	await post('cccc', card('one', 'c1b2c3d4'));
	const {page, faults, close} = await open();
	await page.click('nav a:has-text("SOC L1")');
	await page.waitForSelector('.message');
	assert.match(page.url(), /\?to=/);
	assert.equal(await page.innerText('h1'), 'SOC L1');
	assert.deepEqual(await page.$$eval('.message',
	    (list) => list.map((m) => Number(m.dataset.n))), [n + 3, n + 1]);
	assert.deepEqual(await page.$$eval('.badge.repeat',
	    (list) => list.map((b) => b.textContent)),
	    [`Repeat of request ${n + 1}`]);
	assert.equal(await page.$eval('nav [aria-current]',
	    (a) => a.textContent), 'SOC L12');
	assert.deepEqual(faults, []);
	await close();
});

test('a new message does not move what is being read', async () => {
	for (let i = 0; i < 8; i++)
		await post('eeee', card(`filler ${i}`, `e1b2c3d${i}`));
	const {page, close} = await open(`/?to=${HOST}/eeee`,
	    {viewport: {width: 900, height: 500}});
	await page.waitForFunction(() => document.querySelectorAll(
	    '.message').length === 8);
	await page.evaluate(() => scrollTo(0, 700));
	const top = () => page.evaluate(() => [...document.querySelectorAll(
	    '.card')].find((c) => c.textContent.includes('filler 3'))
	    .getBoundingClientRect().top);
	const was = await top();
	await post('eeee', card('the newest', 'e1b2c3d9'));
	await page.waitForFunction(() => document.querySelectorAll(
	    '.message').length === 9);
	assert.ok(Math.abs(await top() - was) < 2);
	await close();
});

test('a burst larger than one look leaves the newest on top', async () => {
	const {page, close} = await open(`/?to=${HOST}/ffff`);
	for (let i = 0; i < 120; i++)
		await post('ffff', card(`burst ${i}`, `f1b2c3d-${i}`));
	await page.waitForFunction(() => document.querySelector(
	    '.message')?.textContent.includes('burst 119'));
	const order = () => page.$$eval('.message',
	    (list) => list.map((m) => Number(m.dataset.n)));
	while (await page.isVisible('#more')) {
		const had = (await order()).length;
		await page.click('#more');
		await page.waitForFunction((x) => document.querySelectorAll(
		    '.message').length > x || document.getElementById('more')
		    .hidden, had);
	}
	const shown = await order();
	assert.equal(shown.length, 120);
	assert.equal(new Set(shown).size, 120);
	assert.deepEqual(shown, [...shown].sort((a, b) => b - a));
	await close();
});

for (const width of [320, 390, 768, 1280, 1920]) {
	test(`nothing is wider than the page at ${width} px`, async () => {
		const {page, close} = await open('/', {colorScheme:
		    width === 390 ? 'dark' : 'light',
		    viewport: {width, height: 800}});
		await page.waitForSelector('.message');
		assert.equal(await page.evaluate(() =>
		    document.documentElement.scrollWidth > innerWidth), false);
		await close();
	});
}

test('the keyboard reaches the messages at once', async () => {
	const {page, close} = await open();
	await page.keyboard.press('Tab');
	assert.equal(await page.evaluate(() =>
	    document.activeElement.className), 'skip');
	await page.keyboard.press('Enter');
	assert.equal(await page.evaluate(() =>
	    document.activeElement.id), 'feed');
	await close();
});
