/*
 * input.test.mjs - bad input: each kind gets an error that names the field,
 * a 4xx, and nothing is stored.
 */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {newFlow} from './editor.mjs';
import {Site} from './site.mjs';
import {dump} from './traces.mjs';

const NEW = '/destinations/new';
const EDIT = '/destinations/edit';

let site, person, stored, good, was;

before(async () => {
	site = await Site.start({worker: false});
	person = site.newVisitor();
	site.addDestination({name: 'Stored'});
	[stored] = site.rows("SELECT printf('%016x', id) AS id FROM " +
	    'destination', 'config');
	good = newFlow(site).url;
});
after(async () => {
	await site?.close();
});

/* refused(what, run): it stores nothing. */
function refused(what, run)
{
	test(what, async (t) => {
		was = dump(site);
		await run(t);
		assert.equal(dump(site), was, `${what}: something was stored`);
	});
}

const editPath = () => `${EDIT}?id=${stored.id}`;

/* What a person would send who fills in the form and presses a button. */
async function filled(path, changes = {})
{
	const page = await person.get(path);
	const action = path.split('?')[0];

	assert.equal(page.status, 200);
	const all = {...page.form(action).fields, do: 'save',
		...action === NEW && {name: 'Fresh', url: good}, ...changes};
	return Object.fromEntries(Object.entries(all).filter(([, value]) =>
		value !== null));
}

/* Both buttons, on a new form and on a stored destination's. */
async function everywhere(changes, check)
{
	for (const path of [NEW, editPath()])
		for (const press of ['save', 'test'])
			check(await person.post(path.split('?')[0],
			    await filled(path, {...changes, do: press})),
			`${path} ${press}`);
}

/* The texts of the summary on top of a form. */
function summary(text)
{
	const [, list] = /id="problem"(.*?)<\/ul>/s.exec(text) ?? [];

	assert.ok(list !== undefined, text);
	return [...list.matchAll(/<li>(.*?)<\/li>/gs)].map(([, item]) =>
		item.replace(/<[^>]*>/g, ''));
}

const FULL = {app: 'webhook', shown: 'webhook',
	url: 'https://alerts.example/tocsin', secret: `whsec_${'A'.repeat(32)}`};
const LONG_URL = () => `${good}&x=${'y'.repeat(5120)}`;
const FIELDS = [
	['wrong host', () => ({url: good.replace(/https:\/\/[^/]+/,
	    'https://evil.test')}), 'Destination URL'],
	['http URL', () => ({url: good.replace('https', 'http')}),
		'Destination URL'],
	['userinfo', () => ({url: good.replace('https://',
	    'https://user:pw@')}), 'Destination URL'],
	['missing sig', () => ({url: good.replace(/&sig=.*/, '')}),
		'Destination URL'],
	['5 kB URL', () => ({url: LONG_URL()}), 'Destination URL'],
	['another port', () => ({url: good.replace('.com/', '.com:8443/')}),
		'Destination URL'],
	['an address', () => ({url: good.replace(/https:\/\/[^/]+/,
	    'https://127.0.0.1')}), 'Destination URL'],
	['empty name', () => ({name: ''}), 'Name'],
	['name of blanks', () => ({name: '   '}), 'Name'],
	['name of 81 characters', () => ({name: 'é'.repeat(81)}), 'Name'],
	['name of two lines', () => ({name: 'a\r\nb'}), 'Name'],
	['threshold 101', () => ({host_urgency: '101'}), 'Hosts: urgency'],
	['threshold 5.5', () => ({account_urgency: '5.5'}),
		'Accounts: urgency'],
	['no threshold', () => ({host_urgency: ''}), 'Hosts: urgency'],
	['no alert type', () => ({hosts: null, accounts: null, system: null}),
		'Hosts'],
	['no such app', () => ({app: 'pigeon'}), 'App'],
	['no secret', () => ({...FULL, secret: ' '}), 'Signing secret'],
	['a secret that is none', () => ({...FULL, secret: 'whsec_canary'}),
		'Signing secret'],
	['a secret of two lines', () => ({...FULL, secret:
	    FULL.secret.replace('AA', 'A\nA')}), 'Signing secret'],
	['a secret too long', () => ({...FULL, secret: 'A'.repeat(300)}),
		'Signing secret'],
	['another app, without a look at its fields', () => ({...FULL,
		shown: 'teams'}), 'Signing secret'],
	['an option that is half chosen', () => ({...FULL, option: 'maybe'}),
		'Send as CloudEvents 1.0'],
	['a box that is half ticked', () => ({enabled: 'maybe'}),
		'Destination Enabled'],
];

for (const [what, changes, label] of FIELDS)
	refused(`422: ${what}`, () => everywhere(changes(),
	    (res, where) => {
		assert.equal(res.status, 422, `${where}: ${res.text}`);
		const said = summary(res.text);

		assert.equal(said.length, 1, `${where}: ${said}`);
		/* By its label, and once. */
		assert.ok(said[0].startsWith(label), said[0]);
		assert.ok(!said[0].includes(`: ${label}`), said[0]);
		for (const secret of [good.slice(-40), 'canary'])
			assert.ok(!res.text.includes(secret), where);
	}));

refused('200: Continue and Make a new one judge nothing', async () => {
	const bad = {name: ' a ', url: 'http://canary', secret: 'canary',
		host_urgency: 'x', app: 'pigeon', hosts: null, accounts: null};

	for (const path of [NEW, editPath()])
		for (const press of ['app', 'secret'])
			for (const app of ['pigeon', 'webhook']) {
				const res = await person.post(path
					.split('?')[0], await filled(path,
				    {...bad, app, shown: app === 'pigeon' ?
					'teams' : app, do: press}));

				assert.equal(res.status, 200, res.text);
				assert.doesNotMatch(res.text,
				    /canary|id="problem"|class="fault"/);
				assert.match(res.text, /value=" a "/);
				assert.equal(/value="whsec_/.test(res.text),
				    app === 'webhook', `${path} ${app}`);
			}
});

refused('422: a name that another one has', async () => {
	const fields = await filled(NEW, {name: 'sTORED'});
	const res = await person.post(NEW, fields);

	assert.equal(res.status, 422);
	assert.match(summary(res.text)[0], /^Name: Another destination/);
});

/* Body as text, after something was done to it. */
const BODIES = [
	['NUL', 422, /^Name: /, (b) => b.replace('name=', 'name=a%00b')],
	['bad UTF-8', 422, /^Name: /, (b) => b.replace('name=', 'name=%ff')],
	['an escape that is none', 422, /^Name: /,
		(b) => b.replace('name=', 'name=%zz')],
	['an unknown field', 400, /no field|&quot;admin&quot;/,
		(b) => `${b}&admin=1`],
	['a repeated field', 400, /&quot;name&quot; must be given only once/,
		(b) => `${b}&name=x`],
	['a field of another page', 400, /&quot;theme&quot;/,
		(b) => `${b}&theme=dark`],
	['a form that is none of ours', 400, /&quot;form&quot;/,
		(b) => b.replace(/form=\w+/, 'form=7fffffffffffffff')],
	['a form of long ago', 400, /&quot;form&quot;/,
		(b) => b.replace(/form=\w+/, 'form=0000000000200001')],
	['an unknown button', 400, /&quot;do&quot;/,
		(b) => b.replace('do=save', 'do=rm')],
	['fields of an app that is none', 400, /&quot;shown&quot;/,
		(b) => b.replace('shown=teams', 'shown=pigeon')],
	['no button', 400, /&quot;do&quot;/, (b) => b.replace('&do=save', '')],
	['no token', 403, /nothing\s+was done/,
		(b) => b.replace(/csrf=\w+&?/, '')],
	['a forged token', 403, /nothing\s+was done/,
		(b) => b.replace(/csrf=\w+/, `csrf=${'0'.repeat(64)}`)],
	['a token with a blank behind it', 403, /nothing\s+was done/,
		(b) => b.replace(/csrf=\w+/, '$&+')],
	['a token with a NUL behind it', 403, /nothing\s+was done/,
		(b) => b.replace(/csrf=\w+/, '$&%00')],
	['a token in capitals', 403, /nothing\s+was done/,
		(b) => b.replace(/csrf=\w+/, (t) => `csrf=${t.slice(5)
		    .toUpperCase()}`)],
	['a body over the limit', 413, /too large/i,
		(b) => `${b}&x=${'y'.repeat(65536)}`],
];

for (const [what, status, says, twist] of BODIES)
	refused(`${status}: ${what}`, async () => {
		for (const path of [NEW, editPath()]) {
			const body = new URLSearchParams(await filled(path))
				.toString();
			const bad = twist(body);

			assert.notEqual(bad, body);
			const res = await person.post(path.split('?')[0], bad);
			assert.equal(res.status, status, res.text);
			if (status === 422)
				assert.match(summary(res.text)[0], says);
			else
				assert.match(res.text, says);
		}
	});

refused('409: a stale version; 400: one that is none', async () => {
	for (const [version, status] of [['2', 409], ['0', 400], ['x', 400],
		['9223372036854775808', 400], ['-1', 400]]) {
		const res = await person.post(EDIT,
		    await filled(editPath(), {version, name: 'Stale'}));

		assert.equal(res.status, status, version);
	}
});

refused('404: a destination that is not there', async () => {
	const id = '0000000000000001';

	for (const path of ['/destinations/test', '/destinations/try-again'])
		assert.equal((await person.post(path, {id,
			csrf: (await filled(NEW)).csrf})).status, 404);
	assert.equal((await person.get(`${EDIT}?id=${id}`)).status, 404);
	assert.equal((await person.post(EDIT, {...await filled(editPath()),
		id})).status, 404);
});

refused('403: from another site', async () => {
	const body = await filled(NEW);

	for (const headers of [{'sec-fetch-site': 'cross-site'},
		{'sec-fetch-site': 'same-site'}, {'sec-fetch-site': 'none'},
		{origin: 'https://evil.test'}, {origin: 'null'},
		{origin: site.url.replace('127.0.0.1', 'localhost')}]) {
		const res = await person.post(NEW, body, headers);

		assert.equal(res.status, 403, JSON.stringify(headers));
		assert.match(res.text, /did not come from a page of this/);
	}
});

refused('403: somebody else’s token, or no session', async () => {
	const other = site.newVisitor();
	const body = await filled(NEW);

	assert.equal((await other.post(NEW, body)).status, 403);
	await other.get(NEW);
	assert.equal((await other.post(NEW, body)).status, 403);
});

refused('405: GET on a POST path, and what no page takes', async () => {
	for (const path of ['/destinations/try-again', '/theme',
		'/api/v1/events']) {
		const res = await person.get(path);

		assert.equal(res.status, 405, path);
		assert.equal(res.headers.allow, 'POST');
	}
	for (const method of ['PUT', 'DELETE', 'PATCH'])
		assert.equal((await person.ask({method, path: NEW})).status,
		    405);
});

refused('415: a body that is no form', async () => {
	for (const type of ['text/plain', 'application/json',
		'multipart/form-data; boundary=x', ''])
		assert.equal((await person.post(NEW, await filled(NEW),
		    {'content-type': type})).status, 415, type);
});

refused('421: a foreign Host', async () => {
	for (const host of ['evil.test', `evil.test:${site.port}`,
		`127.0.0.1.evil.test:${site.port}`, '127.0.0.1',
		`127.0.0.1:${site.port}@evil.test`]) {
		const res = await person.post(NEW, await filled(NEW), {host});

		assert.ok([400, 421].includes(res.status),
		    `${host}: ${res.status}`);
	}
});

refused('400: a query that a page does not take', async () => {
	for (const path of [`${NEW}?x=1`, `${EDIT}?id=1`, `${editPath()}&id=1`,
		`${editPath()}&form=${stored.id}`, `${EDIT}?id=%00`,
		'/destinations?<script>', '/destinations/test?form='])
		assert.equal((await person.get(path)).status, 400, path);
	assert.equal((await person.post(`${NEW}?id=1`, await filled(NEW)))
	    .status, 400);
});

test('422: the 25th destination', async () => {
	for (let n = 2; n <= 24; n++)
		site.addDestination({name: `filler ${n}`});
	was = dump(site);
	const res = await person.post(NEW, await filled(NEW));
	assert.equal(res.status, 422);
	assert.match(summary(res.text)[0], /24 destinations already/);
	assert.equal(dump(site), was);
	for (let n = 2; n <= 24; n++)
		site.must('destination', 'remove', `filler ${n}`);
});
