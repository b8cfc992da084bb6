/*
 * destinations.test.mjs - what an admin does with destinations, in a real
 * browser, with scripts and without; the alerts end at the receiver.
 */
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {leaks} from '../e2e/leaks.mjs';
import {freePort, newHost} from '../e2e/lib.mjs';
import {focused} from './browser.mjs';
import {ACCEPTED, ADD, NO_CONNECTION, TEST, UNKNOWN, add, destinations, edit,
	faults, field, fill, newName, returned, row, sendTest}
	from './editor.mjs';
import {saw, setUp} from './flows.mjs';
import {everything} from './traces.mjs';

const closedHost = newHost();
const stage = setUp(async () => ({settings: {retry_base: '100ms'},
	connectTo: [`${closedHost}::127.0.0.1:${await freePort()}`]}));

stage.flow('add', async (visit, name) => {
	const f = stage.newFlow();
	const {page} = visit;

	await visit.go('/destinations');
	await visit.press(ADD);
	assert.equal(await page.title(), 'Add Destination - Tocsin');
	await fill(page, {'Name': name, 'Destination URL': f.url});
	await visit.press('Save');
	assert.equal(new URL(page.url()).pathname, '/destinations');
	assert.match(await page.innerText('[role=status]'),
	    new RegExp(`${name} is saved`));
	const shown = await row(page, name).innerText();
	for (const text of [f.host, 'Hosts ≥ 50', 'Accounts ≥ 50', 'Enabled',
		'never'])
		assert.ok(shown.includes(text), `${text}: ${shown}`);
	await stage.arrived(f, stage.rise());
	/* What has arrived is written down when its answer is there. */
	await stage.site.states({name}, 'accepted');
	await visit.go('/destinations');
	assert.match(await row(page, name).innerText(), /just now/);
	await saw(visit, f);
});

stage.flow('all faults are told, what was typed stays',
async (visit, name) => {
	const f = stage.newFlow();
	const {page} = visit;

	await visit.go('/destinations/new');
	await fill(page, {'Name': name, 'Hosts: Urgency of at least': '101',
		'Accounts: Urgency of at least': '5.5', 'Destination URL':
		f.url.replace('https:', 'http:'), 'System alerts': true});
	assert.equal(await visit.press('Save'), 422);
	assert.match(await page.title(), /^Error: /);
	assert.match(await focused(page), /^DIV#problem/);
	assert.equal((await faults(page)).length, 3);
	const summary = await page.innerText('#problem');
	for (const label of ['Hosts: urgency', 'Accounts: urgency',
		'Destination URL'])
		assert.ok(summary.includes(label), summary);
	assert.equal(await field(page, 'Name').inputValue(), name);
	assert.equal(await field(page, 'Hosts: Urgency of at least')
	    .inputValue(), '101');
	assert.equal(await field(page, 'Accounts: Urgency of at least')
	    .inputValue(), '5.5');
	assert.ok(await field(page, 'System alerts').isChecked());
	assert.equal(await field(page, 'Destination URL').inputValue(), '');
	assert.match(await page.innerText('main'), /Paste it again/);
	/* A link of the summary leads to its field. */
	await page.click('#problem a[href="#account_urgency"]');
	assert.match(await focused(page), /^INPUT#account_urgency/);
	await fill(page, {'Hosts: Urgency of at least': '60',
		'Accounts: Urgency of at least': '55',
		'Destination URL': f.url});
	assert.equal(await visit.press('Save'), 200);
	assert.match(await row(page, name).innerText(),
	    /Hosts ≥ 60\s+Accounts ≥ 55\s+System alerts/);
	await saw(visit, f);
});

/*
 * After its test a URL need not be pasted again.  With scripts the page has
 * not changed and it is still in its field: take it out.
 */
async function entered(visit, f)
{
	const url = field(visit.page, 'Destination URL');

	if (visit.js)
		await url.fill('');
	else
		assert.match(await visit.page.innerText('main'), new RegExp(
		    `The URL at ${f.host} is entered, not saved`));
	assert.equal(await url.inputValue(), '');
}

stage.flow('test what is not saved, then save it', async (visit, name) => {
	const f = stage.newFlow();
	const {page} = visit;

	await visit.go('/destinations/new');
	await fill(page, {'Name': name, 'Destination URL': f.url,
		'Hosts: Urgency of at least': '61'});
	assert.match(await sendTest(visit), new RegExp(ACCEPTED));
	assert.equal((await stage.site.requests(f)).length, 1);
	assert.equal(destinations(stage.site).has(name), false);
	await entered(visit, f);
	assert.equal(await field(page, 'Hosts: Urgency of at least')
	    .inputValue(), '61');
	await saw(visit, f);
	assert.equal(await visit.press('Save'), 200);
	assert.equal(destinations(stage.site).get(name).host_urgency, 61);
	await stage.arrived(f, stage.rise());
	assert.equal((await stage.site.requests(f)).length, 2);
});

stage.flow('tests that fail say why', async (visit, name) => {
	const closed = stage.newFlow(closedHost), refused = stage.newFlow();
	const {page} = visit;

	await stage.site.script(refused, {status: 403});
	await visit.go('/destinations/new');
	for (const [f, text, hint] of [
		[closed, NO_CONNECTION, /firewall.*HTTPS \(TCP\/443\)/],
		[refused, returned(403), /copy\/paste error/]]) {
		await fill(page, {'Name': name, 'Destination URL': f.url});
		const said = await sendTest(visit);

		assert.ok(said.split('\n').includes(text), said);
		assert.match(said, hint);
		await saw(visit, f);
	}
	assert.equal(destinations(stage.site).has(name), false);
	/* The last URL is still there for the next try. */
	await stage.site.script(refused, {status: 202});
	assert.match(await sendTest(visit), new RegExp(ACCEPTED));
});

test('no worker: the third text, scripts on and off', async () => {
	const visits = await Promise.all([true, false].map((js) =>
		stage.browser.visit({js})));

	await stage.site.stopWorker();
	await Promise.all(visits.map(async (visit) => {
		const f = stage.newFlow();

		await visit.go('/destinations/new');
		await fill(visit.page, {'Name': newName(),
			'Destination URL': f.url});
		const said = await sendTest(visit);

		assert.ok(said.split('\n').includes(UNKNOWN), said);
		assert.match(said, /worker/);
		await saw(visit, f);
		await visit.close();
	}));
	await stage.site.startWorker();
});

stage.flow('edit: name, thresholds, types', async (visit, name, t) => {
	const f = stage.newFlow(), renamed = newName('Night shift');
	const {page} = visit;

	t.after(() => stage.forget(renamed));
	await add(visit, name, {'Destination URL': f.url});
	await edit(visit, name);
	assert.equal(await page.title(), `Edit ${name} - Tocsin`);
	assert.match(await page.innerText('main'), /Leave empty to keep it/);
	await fill(page, {'Name': renamed, 'Hosts: Urgency of at least': '80',
		'Accounts': false, 'System alerts': true});
	await visit.press('Save');
	const shown = await row(page, renamed).innerText();
	assert.match(shown, /Hosts ≥ 80\s+System alerts/);
	assert.doesNotMatch(shown, /Accounts/);
	const stored = destinations(stage.site).get(renamed);
	assert.deepEqual([stored.version, stored.saved_by], [2, 'admin']);
	stage.rise(79);
	/* The URL is the one that was stored. */
	await stage.arrived(f, stage.rise(80));
	await saw(visit, f);
});

stage.flow('edit: another URL, tested before', async (visit, name) => {
	const old = stage.newFlow(), fresh = stage.newFlow();
	const {page} = visit;

	await add(visit, name, {'Destination URL': old.url});
	await edit(visit, name);
	/* A test without a typed URL is for the stored one. */
	assert.match(await sendTest(visit), new RegExp(ACCEPTED));
	assert.equal((await stage.site.requests(old)).length, 1);
	assert.doesNotMatch(await page.innerText('main'), /entered, not saved/);
	await fill(page, {'Destination URL': fresh.url});
	assert.match(await sendTest(visit), new RegExp(ACCEPTED));
	await entered(visit, fresh);
	/* Not saved: the stored one is still in force. */
	await stage.arrived(old, stage.rise());
	await visit.press('Save');
	assert.ok((await row(page, name).innerText()).includes(fresh.host));
	await stage.arrived(fresh, stage.rise());
	await saw(visit, old);
	await saw(visit, fresh);
});

stage.flow('disable and enable', async (visit, name) => {
	const f = stage.newFlow();
	const {page} = visit;

	await add(visit, name, {'Destination URL': f.url});
	await edit(visit, name);
	assert.ok(await field(page, 'Destination Enabled').isChecked());
	await fill(page, {'Destination Enabled': false});
	await visit.press('Save');
	assert.match(await row(page, name).innerText(), /Disabled/);
	const {hex} = destinations(stage.site).get(name);
	await stage.inForce(hex, 2);
	stage.rise();
	await edit(visit, name);
	await fill(page, {'Destination Enabled': true});
	await visit.press('Save');
	assert.match(await row(page, name).innerText(), /Enabled/);
	await stage.inForce(hex, 3);
	await stage.arrived(f, stage.rise());
});

stage.flow('delete: asked first, Cancel keeps it', async (visit, name) => {
	const f = stage.newFlow();
	const {page} = visit;

	await add(visit, name, {'Destination URL': f.url});
	for (const choice of ['Cancel', `Delete ${name}`]) {
		await edit(visit, name);
		await visit.press('Delete…');
		assert.equal(await page.innerText('h1'), `Delete ${name}?`);
		assert.ok((await page.innerText('main')).includes(f.host));
		assert.equal(await visit.press(choice), 200);
		assert.equal(destinations(stage.site).has(name),
		    choice === 'Cancel');
	}
	assert.match(await page.innerText('[role=status]'), /is deleted/);
	assert.equal(await row(page, name).count(), 0);
	assert.deepEqual(stage.site.rows('SELECT 1 FROM ' +
	    `destination_version WHERE name = '${name}' AND sealed <> ''`,
	    'config'), []);
});

stage.flow('a test from the list', async (visit, name) => {
	const f = stage.newFlow();

	await add(visit, name, {'Destination URL': f.url});
	await stage.site.script(f, {status: 410, times: 1}, {status: 202});
	const press = `${TEST} to ${name}`;
	const refused = await sendTest(visit, press);
	assert.ok(refused.split('\n').includes(returned(410)), refused);
	await visit.go('/destinations');
	assert.match(await sendTest(visit, press), new RegExp(ACCEPTED));
	assert.equal((await stage.site.requests(f)).length, 2);
	await saw(visit, f);
});

stage.flow('a broken one is told of, and tried again', async (visit, name) => {
	const f = stage.newFlow();
	const {page} = visit;

	await add(visit, name, {'Destination URL': f.url});
	await stage.site.script(f, {status: 401, times: 1}, {status: 202});
	const id = stage.rise();
	await stage.site.states({name}, 'held');
	await visit.go('/destinations');
	const failing = await page.innerText('.failing');
	for (const text of [name, 'HTTP 401', '1 alert is waiting'])
		assert.ok(failing.includes(text), failing);
	assert.match(await row(page, name).innerText(), /Failing: HTTP 401/);
	await visit.press(page.getByRole('button',
	    {name: new RegExp(`^Try again ?: ${name}$`)}));
	await stage.arrived(f, id, id);
	await stage.site.states({name}, 'accepted');
	await visit.go('/destinations');
	assert.equal(await page.locator('.failing').count(), 0);
});

stage.flow('one that does not answer is told of too', async (visit, name) => {
	const f = stage.newFlow();
	const {page} = visit;

	await add(visit, name, {'Destination URL': f.url});
	await stage.site.script(f, {status: 503});
	/* As many as open its breaker, each of a host of its own. */
	for (let i = 0; i < 5; i++)
		stage.rise();
	await stage.site.until('the breaker to open', () => stage.site.rows(
	    'SELECT 1 FROM destination_health WHERE open_since IS NOT NULL')
		.length === 1);
	/* One of them may be under way just now. */
	await stage.site.until('the page to tell of it', async () => {
		await visit.go('/destinations');
		const failing = await page.innerText('.failing');

		return [name, 'no answer', '5 alerts are waiting'].every(
		    (text) => failing.includes(text));
	});
	await stage.site.script(f, {status: 202});
	await visit.press(page.getByRole('button',
	    {name: new RegExp(`^Try again ?: ${name}$`)}));
	await stage.site.until('all of them', () => stage.site
		.deliveries({name}).every((r) => r.state === 'accepted'));
	await visit.go('/destinations');
	assert.equal(await page.locator('.failing').count(), 0);
});

test('no file of the system holds a part of a URL that is secret', () => {
	assert.ok(stage.site.urls.length > 15);
	const planted = Buffer.from(`x${stage.site.urls[0].sig}`)
		.toString('base64');
	const files = [...everything(stage.site)];
	assert.ok(files.some(([path]) => path.endsWith('web.log')));
	assert.ok(files.some(([path]) => path.endsWith('access.log')));
	const where = (list) => leaks({written: () => list}, stage.site.urls);

	assert.deepEqual(where([['planted', Buffer.from(planted)]]),
	    ['planted']);
	assert.deepEqual(where(files), []);
});
