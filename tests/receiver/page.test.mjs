/*
 * page.test.mjs - the page that shows what arrived, in a real browser.
 */
import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {chromium} from 'playwright-core';

import {axe, overflow} from '../web/browser.mjs';
import {post as send, startReceiver} from './client.mjs';
import {HOSTILE as HOSTILE_NAME, LINK, SAMPLES} from './samples.mjs';

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
	return send(receiver, {host: HOST, text: () => body,
		path: `/workflows/${flow}/triggers/manual/paths/invoke` +
		'?sig=SECRETSECRET'});
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

/* The message of each sample, newest first, as elements on the page. */
async function openSamples(options)
{
	const opened = await open('/', options);

	/* Those of other tests only cost time. */
	await opened.page.$$eval('.message', (list, n) =>
		list.slice(n).forEach((m) => m.remove()), SAMPLES.length);
	const all = await opened.page.$$('.message');
	const found = new Map(SAMPLES.toReversed().map((s, i) =>
		[s, all[i]]));

	return {...opened, found};
}

async function shoot(page, name)
{
	const dir = process.env.SHOTS;

	if (!dir)
		return;
	mkdirSync(dir, {recursive: true});
	await page.screenshot({fullPage: true, animations: 'disabled',
		path: join(dir, `receiver-${name}.png`)});
}

test('each app draws its own messages', async () => {
	for (const s of SAMPLES)
		await send(receiver, s);
	const {faults, found, close} = await openSamples();

	for (const [s, message] of found) {
		const sheet = await message.$('.sheet');
		const text = await sheet?.innerText();

		for (const part of s.shows)
			assert.ok(text?.includes(part),
			    `${s.name}: ${part} in ${text}`);
		assert.equal(await (await message.$('.mark'))
		    .getAttribute('data-app'), s.name);
	}
	assert.deepEqual(faults, []);
	await close();
});

for (const width of [360, 1280]) {
	for (const colorScheme of ['light', 'dark']) {
		const name = `apps-${colorScheme}-${width}`;

		test(`apps' messages can be read: ${name}`, async () => {
			const {page, close} = await openSamples({colorScheme,
			    reducedMotion: 'reduce',
			    viewport: {width, height: 900}});

			await shoot(page, name);
			assert.deepEqual(await overflow(page), []);
			assert.deepEqual(await axe(page), []);
			await close();
		});
	}
}

test('hostile names and links are text in every app', async () => {
	for (const s of SAMPLES)
		await send(receiver, {...s, text: () => s.text(HOSTILE_NAME)
			.replaceAll(LINK, 'javascript:window.hit=1')});
	const {page, faults, found, close} = await openSamples();

	await shoot(page, 'apps-hostile');
	for (const [s, message] of found)
		if (s.text().includes('fin-ws-014'))
			assert.match(await message.innerText(),
			    /<script>window\.hit=1/, s.name);
	const odd = await page.$$eval('#feed *', (all) => all.filter((e) =>
		['SCRIPT', 'IMG', 'IFRAME', 'OBJECT'].includes(e.tagName) ||
		[...e.attributes].some((a) => /^on/.test(a.name)) ||
		(e.target === '_blank' && (!/^https?:$/.test(e.protocol) ||
		    !e.rel.includes('noopener')))).map((e) => e.outerHTML));
	assert.deepEqual(odd, []);
	const dead = await page.$$('#feed .nolink');
	assert.ok(dead.length > 5);
	for (const a of dead)
		await a.click();
	assert.equal(await page.evaluate(() => window.hit), undefined);
	assert.deepEqual(faults, []);
	await close();
});

/* A message, and whom it calls or where it leads, if anybody and anywhere. */
const LIVE = [
	['slack', {text: '<!channel> <@U1>'}, ['@channel', '@U1']],
	['slack', {text: '&lt;!channel&gt; <javascript:x|y>'}, []],
	['slack', {text: 'a_b_c <https://a.example/?x=1&amp;y|z>'},
	    ['https://a.example/?x=1&y']],
	['googlechat', {text: '<users/all> <!channel>'}, ['@all']],
	['googlechat', {cardsV2: [{card: {sections: [{widgets: [
	    {textParagraph: {text: '<a href="https://a.example/">b</a>' +
	    '&lt;a href="https://b.example/"&gt;<a href="//c.example">'}},
	    ]}]}}]}, ['https://a.example/']],
	['discord', {content: '@everyone <@1>'}, ['@everyone', '<@1>']],
	['discord', {content: '@everyone', allowed_mentions: {parse: []}}, []],
	['discord', {embeds: [{description: '@here [a](ftp://a.example)'}]},
	    []],
	['webex', {markdown: '<@all>'}, ['<@all>']],
	['webex', {markdown: '\\<@all> \\[a](https://a.example)'},
	    ['https://a.example/']],
	['webex', {text: '<@all> https://a.example'}, []],
	['mattermost', {text: '@all a@all.example'}, ['@all']],
	['rocketchat', {text: '@here <https://a.example|b]>'},
	    ['@here', 'https://a.example/']],
];

test('what calls people or leads elsewhere is told from text', async () => {
	const {page, close} = await open();
	const got = await page.evaluate(async (all) => {
		const {drawBody} = await import('/message.js');

		return all.map(([app, body]) => [...drawBody({app, headers: {},
		    path: '/', body: JSON.stringify(body)})
			.querySelectorAll('.mention, a')].map((e) =>
			e.href ?? e.textContent));
	}, LIVE);

	LIVE.forEach(([app, body, live], i) =>
		assert.deepEqual(got[i], live,
		    `${app} ${JSON.stringify(body)}`));
	await close();
});

/* Every value anywhere within v, replaced by each of some others. */
function *spoiled(v)
{
	yield *[null, 7, [null], {a: {b: 1}}];
	if (v instanceof Object)
		for (const [name, inner] of Object.entries(v))
			for (const other of spoiled(inner))
				yield Object.assign(Array.isArray(v) ?
					[...v] : {...v}, {[name]: other});
}

test('no message is so odd that it can not be drawn', async () => {
	const {page, close} = await open();
	const cases = SAMPLES.map(({name, path, body}) => [name, path,
		[...spoiled(body('x'))].map((v) => JSON.stringify(v))]);
	const failed = await page.evaluate(async (all) => {
		const {drawBody} = await import('/message.js');

		return all.flatMap(([app, path, bodies]) => bodies
			.map((body) => [app, body, drawBody({app, body, headers:
			    {}, path: path.split('?')[0]}).textContent])
			.filter(([, , text]) => text.startsWith('This can')));
	}, cases);

	assert.ok(cases.flat(2).length > 500);
	assert.deepEqual(failed.slice(0, 5), []);
	await close();
});
