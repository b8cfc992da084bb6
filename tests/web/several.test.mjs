/*
 * several.test.mjs - destinations pages used twice at once: by two tabs, two
 * people, two presses of a button; and what else is the browser's: Back,
 * unsaved changes, light and dark.
 */
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {button} from './browser.mjs';
import {add, destinations, edit, faults, field, fill, newName, row}
	from './editor.mjs';
import {saw, setUp} from './flows.mjs';

const stage = setUp();

/* Two tabs with one form each; the other one is saved first. */
async function conflict(visit, name, f)
{
	const {page} = visit;
	const other = await visit.tab();

	await add(visit, name, {'Destination URL': f.url});
	await edit(visit, name);
	await edit(visit, name, other);
	await fill(other, {'Hosts: Urgency of at least': '91'});
	await visit.press('Save', other);
	await fill(page, {'Hosts: Urgency of at least': '33',
		'System alerts': true});
	assert.equal(await visit.press('Save'), 409);
	assert.equal(destinations(stage.site).get(name).host_urgency, 91);
	const shown = await page.innerText('main');
	for (const text of ['≥ 91', '≥ 33', 'admin', name])
		assert.ok(shown.includes(text), shown);
	assert.equal(await page.locator('tr.differs').count(), 2);
	await other.close();
}

stage.flow('conflict: mine over theirs', async (visit, name) => {
	const f = stage.newFlow();

	await conflict(visit, name, f);
	assert.equal(await visit.press('Save mine over it'), 200);
	const {host_urgency, system, version} =
	    destinations(stage.site).get(name);
	assert.deepEqual([host_urgency, system, version], [33, 1, 3]);
	await stage.arrived(f, stage.rise());
});

stage.flow('conflict: theirs stays', async (visit, name) => {
	const f = stage.newFlow();

	await conflict(visit, name, f);
	await visit.press('Keep theirs');
	assert.equal(await field(visit.page, 'Hosts: Urgency of at least')
	    .inputValue(), '91');
	assert.equal(destinations(stage.site).get(name).version, 2);
});

stage.flow('conflict with a URL that was typed', async (visit, name) => {
	const old = stage.newFlow(), mine = stage.newFlow();
	const {page} = visit;

	await add(visit, name, {'Destination URL': old.url});
	await edit(visit, name);
	stage.site.must('destination', 'disable', name);
	await fill(page, {'Destination URL': mine.url});
	assert.equal(await visit.press('Save'), 409);
	assert.match(await page.innerText('main'), /paste it again/);
	await saw(visit, mine);
	await fill(page, {'Destination URL': mine.url});
	assert.equal(await visit.press('Save mine over it'), 200);
	const stored = destinations(stage.site).get(name);
	assert.deepEqual([stored.url_host, stored.enabled, stored.version],
	    [mine.host, 1, 3]);
	await stage.arrived(mine, stage.rise());
});

stage.flow('deleted meanwhile: 404 and a way back', async (visit, name) => {
	const {page} = visit;

	await add(visit, name, {'Destination URL': stage.newFlow().url});
	await edit(visit, name);
	stage.site.must('destination', 'remove', name);
	assert.equal(await visit.press('Save'), 404);
	assert.match(await page.innerText('main'), /deleted meanwhile/);
	assert.equal(await visit.press('Back to External App Alerts'), 200);
	assert.equal(new URL(page.url()).pathname, '/destinations');
});

stage.flow('Save pressed twice adds one', async (visit, name) => {
	const {page} = visit;
	const posts = [];

	page.on('request', (r) => r.method() === 'POST' && posts.push(r));
	await visit.go('/destinations/new');
	await fill(page, {'Name': name,
		'Destination URL': stage.newFlow().url});
	await button(page, 'Save').dblclick();
	/* The second press cuts the first one's answer off: look again then. */
	await page.waitForURL('**/destinations').catch(() =>
		page.waitForURL('**/destinations'));
	assert.ok(posts.length >= 1);
	assert.equal([...destinations(stage.site).keys()].filter((n) =>
		n.startsWith(name)).length, 1);
	assert.equal(stage.site.rows('SELECT 1 FROM ' +
	    `destination_version WHERE name = '${name}'`, 'config').length, 1);
});

stage.flow('Back and reload after Save send nothing', async (visit, name) => {
	const {page} = visit;
	const posts = [];

	await add(visit, name, {'Destination URL': stage.newFlow().url});
	page.on('request', (r) => r.method() === 'POST' && posts.push(r.url()));
	await page.reload();
	await page.goBack();
	assert.equal(new URL(page.url()).pathname, '/destinations/new');
	assert.equal(await field(page, 'Destination URL').inputValue(), '');
	await page.goForward();
	await page.reload();
	assert.deepEqual(posts, []);
	assert.equal(destinations(stage.site).get(name).version, 1);
});

stage.flow('light, dark, and as the system', async (visit) => {
	const {page} = visit;
	const ground = () => page.evaluate(() => {
		const [r, g, b] = getComputedStyle(document.body)
			.backgroundColor.match(/\d+/g).map(Number);
		return r + g + b > 382 ? 'light' : 'dark';
	});

	await visit.go('/destinations/new');
	/* What the system prefers is known to a script alone. */
	const system = visit.js ? 'dark' : 'light';
	assert.equal(await ground(), system);
	for (const [name, expected] of [['Light', 'light'], ['Dark', 'dark'],
		['As the system', system], ['Dark', 'dark']]) {
		await button(page, name).click();
		await page.waitForSelector(
		    `button[aria-pressed=true]:has-text("${name}")`);
		assert.equal(await ground(), expected);
		assert.match(page.url(), /\/destinations\/new$/);
	}
	await visit.go('/destinations');
	assert.equal(await ground(), 'dark');
	assert.equal(await (await visit.tab()).goto('/none')
	    .then((r) => r.status()), 404);
}, {dark: true});

stage.flow('quadrant scoring has thresholds of its own',
async (visit, name, t) => {
	const {page} = visit;

	stage.site.set('scoring', 'quadrant');
	t.after(() => stage.site.set('scoring', 'urgency'));
	await visit.go('/destinations/new');
	assert.equal(await page.locator('[name=host_urgency]').count(), 0);
	await fill(page, {'Name': name, 'Destination URL': stage.newFlow().url,
		'Hosts: Threat of at least': '60',
		'Hosts: Certainty of at least': '400',
		'Accounts: Alert when': 'either'});
	assert.equal(await visit.press('Save'), 422);
	assert.equal((await faults(page)).length, 1);
	assert.equal(await field(page, 'Accounts: Alert when').inputValue(),
	    'either');
	await fill(page, {'Hosts: Certainty of at least': '40',
		'Destination URL': stage.newFlow().url});
	await visit.press('Save');
	const shown = await row(page, name).innerText();
	assert.match(shown, /Hosts: threat ≥ 60 and certainty ≥ 40/);
	assert.match(shown, /Accounts: threat ≥ 50 or certainty ≥ 50/);
	/* What the other scoring does not show is kept all the same. */
	stage.site.set('scoring', 'urgency');
	await edit(visit, name);
	await fill(page, {'Hosts: Urgency of at least': '77'});
	await visit.press('Save');
	const {host_threat, host_certainty, account_either, host_urgency} =
	    destinations(stage.site).get(name);
	assert.deepEqual([host_threat, host_certainty, account_either,
		host_urgency], [60, 40, 1, 77]);
});

test('scripts on: unsaved changes are guarded', async (t) => {
	const visit = await stage.browser.visit();
	const {page} = visit;
	const name = newName(), asked = [];

	t.after(() => stage.forget(name));
	page.on('dialog', (d) => {
		asked.push(d.type());
		return d.dismiss();
	});
	await visit.go('/destinations/new');
	await visit.press('Cancel');
	assert.deepEqual(asked, []);
	await visit.go('/destinations/new');
	await fill(page, {'Name': name,
		'Destination URL': stage.newFlow().url});
	await button(page, 'Cancel').click();
	await stage.site.until('the question', () => asked.length === 1);
	assert.deepEqual(asked, ['beforeunload']);
	assert.equal(new URL(page.url()).pathname, '/destinations/new');
	assert.equal(await field(page, 'Name').inputValue(), name);
	/* Save is no way to lose anything. */
	await visit.press('Save');
	assert.equal(asked.length, 1);
	await visit.close();
});

/* Saves of the last free slot at once: exactly one of them gets it. */
test('two saves of the 24th at once: one is saved', async () => {
	const people = [stage.site.newVisitor(), stage.site.newVisitor()];
	const others = destinations(stage.site).size;

	for (let n = others; n < 23; n++)
		stage.site.addDestination({name: `filler ${n}`});
	for (let round = 0; round < 8; round++) {
		const forms = await Promise.all(people.map((p) =>
			p.get('/destinations/new')));
		const answers = await Promise.all(people.map((p, i) =>
			p.submit(forms[i], '/destinations/new', {do: 'save',
				name: `last ${round} ${i}`,
				url: stage.newFlow().url})));

		assert.deepEqual(answers.map((a) => a.status).sort(),
		    [303, 422]);
		const refused = answers.find((a) => a.status === 422);
		assert.match(refused.text, /There are 24 destinations already/);
		const all = destinations(stage.site);
		assert.equal(all.size, 24);
		const last = [...all.keys()].filter((n) =>
			n.startsWith(`last ${round}`));
		assert.equal(last.length, 1);
		stage.site.must('destination', 'remove', last[0]);
	}
	stage.forget(...[...destinations(stage.site).keys()].filter((n) =>
		n.startsWith('filler')));
});

