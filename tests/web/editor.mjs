/*
 * editor.mjs - the destinations pages as a person uses them, by their labels.
 */
import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';

import {newHost} from '../e2e/events.mjs';
import {button} from './browser.mjs';

export const ADD = '+ Add Destination';
export const TEST = 'Send test alert';
export const ACCEPTED = 'Test alert accepted.';
export const NO_CONNECTION = 'Unable to connect to webhook endpoint.';
export const UNKNOWN = 'Unknown error sending test message to endpoint.';
export const returned = (status) =>
	`Webhook endpoint returned \`HTTP ${status}\`.`;

let names = 0;

/* newName(what): one that no other destination has. */
export function newName(what = 'SOC')
{
	return `${what} ${++names}`;
}

/*
 * newFlow(site, host): a URL as Teams makes it, under the names that
 * System.addDestination() gives; the site's search for leaks knows it.
 */
export function newFlow(site, host = newHost())
{
	const flow = randomBytes(16).toString('hex');
	const sig = randomBytes(32).toString('base64url');
	const path = '/powerautomate/automations/direct/workflows/' +
	    `${flow}/triggers/manual/paths/invoke`;
	const url = `https://${host}${path}?api-version=1` +
	    `&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${sig}`;

	site.urls.push({url, sig});
	return {host, path, url, sig, key: `${host}/${flow}`,
		match: {host, path}};
}

/*
 * field(page, label): an input by its label; "Hosts: Urgency of at least" is
 * one within the group of that name.
 */
export function field(page, label)
{
	const [first, second] = label.split(': ');
	const within = second === undefined ? page :
		page.getByRole('group', {name: first, exact: true});

	return within.getByLabel(second ?? first, {exact: true})
		.and(page.locator('input, select'));
}

/* fill(page, values): what a person types and ticks, by label. */
export async function fill(page, values)
{
	for (const [label, value] of Object.entries(values)) {
		const input = field(page, label);

		if (typeof value === 'boolean')
			await input.setChecked(value);
		else if (await input.evaluate((e) => e.tagName) === 'SELECT')
			await input.selectOption(value);
		else
			await input.fill(value);
	}
}

/*
 * choose(visit, app): an app by its label, and wait for its fields: scripts
 * ask for them, without them Continue does.
 */
export async function choose(visit, app)
{
	const {page} = visit;
	const card = page.getByRole('radio', {name: app, exact: true});

	await card.check();
	if (visit.js)
		await page.waitForSelector('#app-part[data-app="' +
		    `${await card.inputValue()}"]`);
	else
		assert.equal(await visit.press('Continue'), 200);
}

/* row(page, name): that destination in the list. */
export function row(page, name)
{
	return page.locator('tbody tr').filter({has:
	    page.getByRole('link', {name, exact: true})});
}

/* add(visit, name, values): the way from the list to a saved destination. */
export async function add(visit, name, values)
{
	await visit.go('/destinations');
	await visit.press(ADD);
	await fill(visit.page, {Name: name, ...values});
	assert.equal(await visit.press('Save'), 200);
	assert.equal(new URL(visit.page.url()).pathname, '/destinations');
}

/* edit(visit, name): from the list to its form. */
export async function edit(visit, name, page = visit.page)
{
	await visit.go('/destinations', page);
	await visit.press(`Edit ${name}`, page);
	assert.equal(await field(page, 'Name').inputValue(), name);
}

/*
 * sendTest(visit, button): send a test alert, wait for its result; what the
 * page says of it.  Scripts show it in the form; without them, and from the
 * list, it is another page, which the browser comes to by itself.
 */
export async function sendTest(visit, name = TEST)
{
	const {page} = visit;
	const inPlace = visit.js && await page.locator('#editor').count() > 0;
	const result = page.locator(inPlace ?
		'#test-live .note:not(.working)' : '#test-result');

	if (inPlace)
		await button(page, name).click();
	else
		await visit.press(name);
	await result.waitFor({timeout: 20000});
	return result.innerText();
}

/* A refused form tells what is wrong on top and beside the field. */
export async function faults(page)
{
	return page.locator('.fault').allInnerTexts();
}

/* destinations(site): those that exist, by name. */
export function destinations(site)
{
	const rows = site.rows('SELECT printf(\'%016x\', d.id) AS hex, v.* ' +
	    'FROM destination d JOIN destination_version v ON ' +
	    'v.destination_id = d.id AND v.version = d.version ' +
	    'WHERE d.slot IS NOT NULL ORDER BY v.name', 'config');

	return new Map(rows.map((r) => [r.name, r]));
}
