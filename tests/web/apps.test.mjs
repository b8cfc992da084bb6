/*
 * apps.test.mjs - apps that need more than a URL: choosing one, its secret
 * that is shown once, the one before, in a real browser, with scripts and
 * without.
 */
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {newHost} from '../e2e/lib.mjs';
import {button, focused} from './browser.mjs';
import {ACCEPTED, choose, destinations, edit, field, fill, newName, row,
	sendTest} from './editor.mjs';
import {setUp} from './flows.mjs';
import {everything} from './traces.mjs';

const APP = 'Webhook';
const SECRET = 'Signing secret';
const RENEW = 'Make a new one';
const HOURS_24 = 24 * 3600 * 1000;

const stage = setUp();
/* Every secret that a page has shown. */
const made = new Set();

const newUrl = () => `https://${newHost()}/tocsin`;
const text = (visit) => visit.page.innerText('main');

/* The secret that the page shows now. */
async function shown(visit)
{
	const secret = await field(visit.page, SECRET).inputValue();

	assert.match(secret, /^whsec_[\w+/]{43}=$/);
	made.add(secret);
	return secret;
}

/* A new form for a webhook, filled in; the secret that it shows. */
async function filled(visit, name)
{
	await visit.go('/destinations/new');
	await choose(visit, APP);
	await fill(visit.page, {'Name': name, 'Destination URL': newUrl()});
	return shown(visit);
}

/* Press Make a new one; the new one. */
async function renew(visit)
{
	const {page} = visit;

	if (visit.js) {
		await button(page, RENEW).click();
		await field(page, SECRET).waitFor();
	} else {
		assert.equal(await visit.press(RENEW), 200);
	}
	assert.match(await focused(page), /^INPUT#secret/);
	assert.equal(await page.locator('.fault, #problem').count(), 0);
	return shown(visit);
}

/* Of all that came since then nothing holds one of the secrets. */
async function unseen(visit, since, ...secrets)
{
	for (const a of (await visit.received()).slice(since))
		for (const secret of secrets)
			assert.ok(!JSON.stringify(a).includes(secret), a.url);
	for (const secret of secrets)
		assert.ok(!(await visit.page.content()).includes(secret));
}

stage.flow('a secret is made, shown once, replaced', async (visit, name) => {
	const {page} = visit;
	const first = await filled(visit, name);

	await fill(page, {'Send as CloudEvents 1.0': true});
	assert.equal(await visit.press('Save'), 200);
	let since = (await visit.received()).length;
	const one = destinations(stage.site).get(name);
	assert.deepEqual([one.app, one.app_option, one.former],
	    ['webhook', 1, '']);
	await edit(visit, name);
	assert.match(await text(visit), /A signing secret is stored\./);
	assert.ok(await field(page, 'Send as CloudEvents 1.0').isChecked());
	assert.equal(await page.locator('#secret').count(), 0);
	await unseen(visit, since, first);

	const second = await renew(visit);
	assert.notEqual(second, first);
	assert.equal(await visit.press('Save'), 200);
	since = (await visit.received()).length;
	const two = destinations(stage.site).get(name);
	assert.deepEqual([two.former, two.former_id, two.seal_id],
	    [one.secret, one.secret_id, one.seal_id]);
	assert.ok(Math.abs(two.former_until - Date.now() - HOURS_24) < 60000);
	/* The test is signed with both: either opens. */
	await edit(visit, name);
	assert.match(await text(visit), /The one before is valid too until /);
	const until = await page.getAttribute('#app-part time', 'datetime');
	assert.equal(Math.floor(two.former_until / 1000),
	    Date.parse(until) / 1000);
	assert.match(await sendTest(visit), new RegExp(ACCEPTED));
	/* Saved with another threshold, both stay as they are. */
	await fill(page, {'Hosts: Urgency of at least': '61'});
	assert.equal(await visit.press('Save'), 200);
	const three = destinations(stage.site).get(name);
	for (const column of ['secret', 'secret_id', 'former', 'former_until',
		'sealed', 'app_option'])
		assert.equal(three[column], two[column], column);
	assert.equal(three.host_urgency, 61);
	await unseen(visit, since, first, second);
});

stage.flow('a test keeps the secret that was shown', async (visit, name) => {
	const {page} = visit;
	const first = await filled(visit, name);
	const entered = /that was shown is entered, not saved: Save keeps it/;

	assert.match(await sendTest(visit), new RegExp(ACCEPTED));
	const since = (await visit.received()).length;
	if (visit.js) {
		/* It may still have to be copied. */
		assert.equal(await shown(visit), first);
	} else {
		assert.match(await text(visit), entered);
		const second = await renew(visit);
		assert.notEqual(second, first);
		/* Left empty, the tested one counts. */
		await fill(page, {[SECRET]: ''});
	}
	await fill(page, {Name: ''});
	assert.equal(await visit.press('Save'), 422);
	assert.match(await text(visit), entered);
	await fill(page, {Name: name});
	assert.equal(await visit.press('Save'), 200);
	assert.match(await row(page, name).innerText(), /Webhook/);
	await edit(visit, name);
	assert.match(await sendTest(visit), new RegExp(ACCEPTED));
	await unseen(visit, since, first);
});

stage.flow('a refused form shows another one', async (visit, name) => {
	const {page} = visit;
	const first = await filled(visit, name);

	await fill(page, {Name: ''});
	assert.equal(await visit.press('Save'), 422);
	assert.match(await text(visit), /This is another one than before/);
	assert.notEqual(await shown(visit), first);
	await fill(page, {'Name': name, 'Destination URL': newUrl(),
		[SECRET]: 'no secret'});
	assert.equal(await visit.press('Save'), 422);
	assert.match(await page.innerText('#problem'),
	    /^Signing secret: Give a signing secret/m);
	await page.click('#problem a[href="#secret"]');
	assert.match(await focused(page), /^INPUT#secret/);
	const last = await shown(visit);
	await fill(page, {'Destination URL': newUrl()});
	assert.equal(await visit.press('Save'), 200);
	/* A new URL needs a secret as well. */
	await edit(visit, name);
	await fill(page, {'Destination URL': newUrl()});
	assert.equal(await visit.press('Save'), 422);
	assert.match(await page.innerText('#problem'),
	    /Enter it again: a new URL needs its secret too\./);
	await fill(page, {'Destination URL': newUrl(), [SECRET]: last});
	assert.equal(await visit.press('Save'), 200);
	assert.equal(destinations(stage.site).get(name).former, '');
});

stage.flow('another app: what was typed stays', async (visit, name) => {
	const {page} = visit;
	const url = newUrl();

	await visit.go('/destinations/new');
	assert.equal(await button(page, 'Continue').isVisible(), !visit.js);
	await fill(page, {'Name': name, 'Destination URL': url,
		'Hosts: Urgency of at least': '101', 'System alerts': true});
	await choose(visit, APP);
	assert.equal(await page.locator('.fault, #problem').count(), 0);
	assert.equal(await field(page, 'Name').inputValue(), name);
	assert.equal(await field(page, 'Hosts: Urgency of at least')
	    .inputValue(), '101');
	assert.ok(await field(page, 'System alerts').isChecked());
	assert.match(await page.innerText('aside'), /Set up Webhook/);
	await unseen(visit, 0, url);
	if (visit.js) {
		assert.match(await focused(page), /^INPUT#app-webhook/);
		assert.equal(await page.innerText('#app-told'),
		    'The fields of Webhook are shown.');
		assert.equal(await field(page, 'Destination URL').inputValue(),
		    url);
		/* There and back: the secret is the one that was shown. */
		const first = await shown(visit);
		await choose(visit, 'Microsoft Teams');
		assert.equal(await page.locator('#secret').count(), 0);
		await choose(visit, APP);
		assert.equal(await shown(visit), first);
	} else {
		assert.match(await focused(page), /^INPUT#url/);
		assert.match(await text(visit), /Paste it again/);
		await fill(page, {'Destination URL': url});
		await shown(visit);
	}
	await fill(page, {'Hosts: Urgency of at least': '60'});
	assert.equal(await visit.press('Save'), 200);
	/* And to another one, which needs its own URL. */
	await edit(visit, name);
	await choose(visit, 'Microsoft Teams');
	assert.equal(await visit.press('Save'), 422);
	assert.match(await page.innerText('#problem'),
	    /another app needs its own URL/);
	await fill(page, {'Destination URL': stage.newFlow().url});
	assert.equal(await visit.press('Save'), 200);
	const now = destinations(stage.site).get(name);
	assert.deepEqual([now.app, now.secret, now.secret_id, now.former],
	    ['teams', '', 0, '']);
});

test('arrow keys: one request for the card where they stop', async () => {
	const visit = await stage.browser.visit();
	const {page} = visit;
	const asked = [];

	page.on('request', (r) => {
		if (r.method() === 'POST')
			asked.push(r.postData());
	});
	/* No time passes for the page, however long the keys take. */
	await page.clock.install();
	await visit.go('/destinations/new');
	await page.clock.pauseAt(Date.now() + 60000);
	await page.focus('#app');
	const there = await page.locator('[name=app]').count();
	for (let i = 0; i < 2 * there - 1; i++)
		await page.keyboard.press('ArrowDown');
	assert.equal(asked.length, 0, asked.join('\n'));
	await page.clock.runFor(1000);
	await page.waitForSelector('#app-part:has(#secret)');
	assert.match(await focused(page), /^INPUT#app-/);
	assert.equal(asked.length, 1, asked.join('\n'));
	assert.doesNotMatch(asked[0], /[&?](url|secret)=/);
	await visit.close();
});

test('no answer for a card: Continue is there again', async () => {
	const visit = await stage.browser.visit();
	const {page} = visit;
	const name = newName();

	await visit.go('/destinations/new');
	await fill(page, {Name: name});
	await page.route('**/destinations/new', (r) => r.abort());
	await page.getByRole('radio', {name: APP}).check();
	await button(page, 'Continue').waitFor();
	assert.match(await page.innerText('#app-told'), /press Continue/);
	await page.unroute('**/destinations/new');
	assert.equal(await visit.press('Continue'), 200);
	await shown(visit);
	assert.equal(await field(page, 'Name').inputValue(), name);
	/* What the browser says of the request that was cut. */
	assert.equal(visit.said.splice(0).length, 1);
	await visit.close();
});

/* Stored by a newer version, say: another app is what mends it. */
for (const js of [true, false])
	test(`an app that is not known here, scripts ${js ? 'on' : 'off'}`,
	    async (t) => {
		const name = newName();
		const visit = await stage.browser.visit({js});

		t.after(() => stage.forget(name));
		stage.site.addDestination({name});
		stage.site.sql('UPDATE destination_version SET app = ' +
			`'gone' WHERE name = '${name}'`, 'config');
		await edit(visit, name);
		await choose(visit, APP);
		await fill(visit.page, {'Destination URL': newUrl()});
		await shown(visit);
		await visit.press('Save');
		assert.match(await visit.page.innerText('[role=status]'),
			/is saved/);
		await visit.close();
	});

test('Copy copies it; Enter in a field saves', async (t) => {
	const visit = await stage.browser.visit();
	const name = newName();
	const {page} = visit;

	t.after(() => stage.forget(name));
	await visit.context.grantPermissions(
	    ['clipboard-read', 'clipboard-write']);
	const secret = await filled(visit, name);
	await page.getByRole('button', {name: /^Copy/}).click();
	await page.getByRole('button', {name: /^Copied/}).waitFor();
	assert.equal(await page.evaluate(() =>
		navigator.clipboard.readText()), secret);
	await page.press('#name', 'Enter');
	await page.waitForURL('**/destinations');
	assert.ok(destinations(stage.site).has(name));
	await visit.close();
});

test('two at once: the conflict tells of the secret', async (t) => {
	const visit = await stage.browser.visit({js: false});
	const {page} = visit;
	const name = newName();

	t.after(() => stage.forget(name));
	await filled(visit, name);
	await visit.press('Save');
	await edit(visit, name);
	const second = await renew(visit);
	stage.site.must('destination', 'disable', name);
	await fill(page, {'Send as CloudEvents 1.0': true});
	assert.equal(await visit.press('Save'), 409);
	const line = (label) => page.locator('tr', {hasText: label})
		.innerText();
	assert.match(await line(SECRET), /differs\s+Stored\s+A new one/);
	assert.match(await line('CloudEvents'), /differs\s+Off\s+On/);
	assert.ok(!(await page.content()).includes(second));
	await fill(page, {[SECRET]: second});
	assert.equal(await visit.press('Save mine over it'), 200);
	const {app_option: option, former} =
		destinations(stage.site).get(name);
	assert.equal(option, 1);
	assert.notEqual(former, '');
	await visit.close();
});

test('no file of the system holds a secret', () => {
	assert.ok(made.size > 10);
	for (const [path, bytes] of everything(stage.site))
		for (const secret of made)
			assert.ok(!bytes.includes(secret), path);
});
