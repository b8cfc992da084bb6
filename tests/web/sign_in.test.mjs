/*
 * sign_in.test.mjs - people sign in: by a code that they were given, a
 * password, a second factor; and look after their own account.
 */
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {totp} from './authenticator.mjs';
import {axe, button, launch, overflow} from './browser.mjs';
import {field, fill} from './editor.mjs';
import {Site, Visitor} from './site.mjs';

const PASSWORD = 'four unrelated words here';
const NEW_PASSWORD = 'another four of such words';
/* All of them in the longer tests: each look costs seconds. */
const WIDTHS = process.env.WIDTHS === 'all' ? [1280, 1920, 768, 320] :
	[1280, 320];
const WRONG = /go together, or the account/;

let site, browser;

before(async () => {
	site = await Site.start({worker: false});
	browser = await launch(site);
	site.addDestination({name: 'SOC L1 channel'});
});
after(async () => {
	await browser?.close();
	await site?.close();
});

/* add(name, role): a user with PASSWORD, by the command line. */
function add(name, role = 'Super Admin', password = PASSWORD)
{
	const r = site.tocsin(['user', 'add', name, '--role', role,
	    '--password-file', '-'], `${password}\n`);

	assert.equal(r.status, 0, r.stderr);
	return name;
}

/* signIn(visitor, name, password): the answer to the form. */
async function signIn(visitor, name, password, path = '/sign-in')
{
	return visitor.submit(await visitor.get(path), '/sign-in',
	    {user: name, password});
}

const nobody = () => new Visitor(site.url);

/* Let time pass for sessions, behind the pages' back. */
function write(sql)
{
	const r = spawnSync('sqlite3', ['-batch', '-cmd', '.timeout 5000',
		join(site.data, 'config/config.db'), sql],
	    {encoding: 'utf8'});

	assert.equal(r.status, 0, r.stderr);
}

const rows = (sql) => site.rows(sql, 'config');

const actions = (name) => rows('SELECT action, outcome, address FROM audit ' +
    `WHERE by = '${name}' ORDER BY seq`);

async function look(visit, name)
{
	for (const colorScheme of ['light', 'dark']) {
		await visit.page.emulateMedia({colorScheme});
		await visit.page.waitForSelector(
		    `html[data-bs-theme=${colorScheme}]`);
		for (const width of WIDTHS) {
			await visit.page.setViewportSize({width, height: 900});
			const what = `${name}-${colorScheme}-${width}`;

			assert.deepEqual(await axe(visit.page), [], what);
			assert.deepEqual(await overflow(visit.page), [], what);
			if (width !== 1920)
				await visit.shot(what);
		}
	}
	await visit.page.emulateMedia({colorScheme: 'light'});
	await visit.page.setViewportSize({width: 1280, height: 900});
}

test('the first user comes in by the code of set-up', async () => {
	const code = site.tocsin(['user', 'first']);

	/* Only while there is nobody; then others are invited. */
	assert.equal(code.status, 0, code.stderr);
	const visit = await browser.visit({role: null});
	await visit.go('/activate');
	await look(visit, 'activate-first');
	const text = /(?:[a-z2-7]{6}-){3}[a-z2-7]{6}/.exec(code.stdout)[0];
	await fill(visit.page, {'Code': text, 'Name': 'root-admin',
		'New password': 'password1'});
	assert.equal(await visit.press('Set password'), 422);
	assert.match(await visit.page.innerText('.fault'), /guessed first/);
	await look(visit, 'activate-errors');
	await fill(visit.page, {'Code': text, 'New password': PASSWORD});
	await visit.press('Set password');
	assert.match(await visit.page.innerText('main'),
	    /Your password is set/);
	await fill(visit.page, {'Name': 'root-admin', 'Password': PASSWORD});
	await visit.press('Sign in');
	assert.equal(new URL(visit.page.url()).pathname, '/destinations');
	assert.deepEqual(rows('SELECT name, role FROM user'),
	    [{name: 'root-admin', role: 'Super Admin'}]);
	/* It worked once. */
	const again = nobody();
	const answer = await again.submit(await again.get('/activate'),
	    '/activate', {code: text, user: 'second', new_password: PASSWORD});
	assert.equal(answer.status, 422);
	assert.match(answer.text, /That code is wrong/);
	assert.equal(site.tocsin(['user', 'first']).status, 1);
	await visit.close();
});

for (const js of [true, false])
	test(`in and out, scripts ${js ? 'on' : 'off'}`, async () => {
		const name = add(`alice-${js ? 'js' : 'plain'}`);
		const visit = await browser.visit({role: null, js,
			width: js ? 390 : 1280, dark: js});
		const {page} = visit;

		await visit.go('/destinations/new');
		assert.equal(new URL(page.url()).pathname, '/sign-in');
		assert.equal(await page.locator('nav[aria-label=Breadcrumb]')
			.count(), 0);
		if (js)
			await look(visit, 'sign-in');
		await fill(page, {'Name': name, 'Password': 'wrong'});
		assert.equal(await visit.press('Sign in'), 422);
		assert.match(await page.innerText('#problem'), WRONG);
		assert.equal(await field(page, 'Name').inputValue(), name);
		assert.equal(await field(page, 'Password').inputValue(), '');
		if (js) {
			await look(visit, 'sign-in-wrong');
			await fill(page, {Password: 'shown'});
			await button(page, 'Show Password').click();
			assert.equal(await field(page, 'Password')
				.getAttribute('type'), 'text');
		}
		await fill(page, {'Name': name, 'Password': PASSWORD});
		await visit.press('Sign in');
		/* Where they wanted to go, and told of what was tried. */
		assert.equal(new URL(page.url()).pathname,
		    '/destinations/new');
		assert.match(await page.innerText('.note'),
		    /1 attempt to sign in to your account failed/);
		assert.match(await page.innerText('.side'),
		    new RegExp(name));
		await visit.press('Sign out');
		assert.equal(new URL(page.url()).pathname, '/sign-in');
		await visit.go('/destinations');
		assert.equal(new URL(page.url()).pathname, '/sign-in');
		assert.deepEqual(actions(name).map((a) => a.action),
		    ['signed in', 'signed out']);
		await visit.close();
	});

test('every failure reads the same', async () => {
	add('bob');
	add('carol');
	site.must('user', 'disable', 'carol');
	const strip = (text) => text.replace(/value="[^"]*"/g, '')
		.replace(/csrf[^>]*>/g, '');
	const said = [];

	for (const [name, password] of [['bob', 'wrong password'],
		['nosuch', 'wrong password'], ['carol', PASSWORD],
		['BOB', 'Four unrelated words here'], ["' OR 1=1 --", 'x']])
		said.push(strip((await signIn(nobody(), name, password)).text));
	assert.match(said[0], WRONG);
	assert.equal(new Set(said).size, 1);
	/* A name that nobody has may be a password: it is not kept. */
	const kept = JSON.stringify(rows('SELECT * FROM audit'));
	assert.ok(!kept.includes('nosuch'));
	assert.ok(kept.includes('"bob"'));
});

test('a new session at each step; the one of before is dead', async () => {
	add('dora');
	const visitor = nobody();
	const page = await visitor.get('/sign-in');
	const before = visitor.cookies.get('sid');
	const answer = await visitor.submit(page, '/sign-in',
	    {user: 'dora', password: PASSWORD});

	assert.equal(answer.status, 303);
	assert.match(answer.all('set-cookie').join('\n'),
	    /^sid=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/m);
	assert.match(answer.all('set-cookie').join('\n'),
	    /^device=[\w-]+; Path=\/; Max-Age=7776000; HttpOnly; SameSite=/m);
	const mine = visitor.cookies.get('sid');
	assert.notEqual(mine, before);
	const thief = nobody();
	thief.cookies.set('sid', before);
	assert.equal((await thief.get('/account')).status, 303);
	thief.cookies.set('sid', 'A'.repeat(43));
	const adopted = await thief.get('/sign-in');
	assert.ok(adopted.all('set-cookie').some((c) => /^sid=/.test(c)));
	assert.notEqual(thief.cookies.get('sid'), 'A'.repeat(43));
	/* The password once more is a step as well. */
	const confirmed = await visitor.submit(await visitor.get('/confirm'),
	    '/confirm', {password: PASSWORD});
	assert.equal(confirmed.status, 303);
	assert.notEqual(visitor.cookies.get('sid'), mine);
	thief.cookies.set('sid', mine);
	assert.equal((await thief.get('/account')).status, 303);
	/* Out: the cookie goes, and what the browser kept. */
	const out = await visitor.submit(await visitor.get('/account'),
	    '/sign-out');
	assert.equal(out.headers['clear-site-data'], '"cache", "storage"');
	assert.match(out.all('set-cookie').join(), /^sid=; .*Max-Age=0/);
});

test('what is old is asked for again, and what ended says so', async () => {
	add('erik');
	const visitor = nobody();
	const where = "WHERE user_id = (SELECT id FROM user WHERE name = 'erik')";

	await signIn(visitor, 'erik', PASSWORD);
	write(`UPDATE session SET proved_at = proved_at - 3700000 ${where}`);
	const answer = await visitor.get('/destinations/new');
	assert.equal(answer.headers.location,
	    '/confirm?back=/destinations/new');
	const page = await visitor.follow(answer);
	assert.match((await visitor.submit(page, '/confirm',
	    {password: 'wrong'})).text, /not your password/);
	const done = await visitor.submit(page, '/confirm',
	    {password: PASSWORD});
	assert.equal(done.headers.location, '/destinations/new');
	assert.equal((await visitor.follow(done)).status, 200);
	write(`UPDATE session SET seen_at = seen_at - 1000000 ${where}`);
	const ended = await visitor.follow(await visitor.get('/account'));
	assert.match(ended.text, /Your session has ended/);
});

test('a second factor', async () => {
	add('frida');
	const visit = await browser.visit({role: null});
	const {page} = visit;
	const enter = async (code) => {
		await visit.go('/sign-in');
		await fill(page, {'Name': 'frida', 'Password': PASSWORD});
		await visit.press('Sign in');
		assert.equal(new URL(page.url()).pathname, '/sign-in/code');
		await fill(page, {Code: code});
		return visit.press('Sign in');
	};

	await visit.go('/sign-in');
	await fill(page, {'Name': 'frida', 'Password': PASSWORD});
	await visit.press('Sign in');
	await visit.go('/account');
	await look(visit, 'account');
	await visit.press('Set up');
	await look(visit, 'factor');
	const key = await page.innerText('#factor-key');
	/* The picture is there: its bytes are in the page itself. */
	assert.ok(await page.locator('img.qr').evaluate((img) =>
		img.complete && img.naturalWidth > 0));
	await fill(page, {Code: '000000'});
	assert.equal(await visit.press('Switch it on'), 422);
	/* The same key as before: nobody has to begin again. */
	assert.equal(await page.innerText('#factor-key'), key);
	const used = totp(key);
	await fill(page, {Code: `${used.slice(0, 3)} ${used.slice(3)}`});
	await visit.press('Switch it on');
	await look(visit, 'recovery');
	const codes = await page.locator('.codes li').allInnerTexts();
	assert.equal(codes.length, 10);
	await visit.press('I have kept them');
	assert.match(await page.innerText('main'), /10 recovery codes/);
	await look(visit, 'account-factor');
	await visit.press('Sign out');
	/* The code that confirmed it counts as used. */
	assert.equal(await enter(used), 422);
	await look(visit, 'sign-in-code');
	/* Half signed in is nobody. */
	await visit.go('/destinations');
	assert.equal(new URL(page.url()).pathname, '/sign-in/code');
	assert.equal(await enter(codes[3]), 200);
	await visit.press('Sign out');
	assert.equal(await enter(codes[3]), 422);
	assert.equal(await enter(totp(key, Date.now() + 30000)), 200);
	await visit.go('/account');
	assert.match(await page.innerText('main'), /9 recovery codes/);
	await visit.press('Remove…');
	await look(visit, 'factor-remove');
	await visit.press('Remove it');
	assert.match(await page.innerText('.note'), /is removed/);
	const kept = JSON.stringify(rows('SELECT * FROM user')) +
		JSON.stringify(rows('SELECT * FROM audit'));
	assert.ok(!kept.includes(key.replaceAll(' ', '')));
	await visit.close();
});

test('a password is changed, and other sessions end', async () => {
	add('gina');
	const [mine, other, third] = [nobody(), nobody(), nobody()];

	for (const visitor of [mine, other, third])
		assert.equal((await signIn(visitor, 'gina', PASSWORD)).status,
		    303);
	const page = await mine.get('/account');
	assert.equal((page.text.match(/data-label="Since"/g)).length, 3);
	/* One by one, and only one's own. */
	const ended = await mine.submit(page, '/account/sessions/end');
	assert.equal(ended.status, 303);
	const left = await Promise.all([other, third].map(async (v) =>
		(await v.get('/account')).status));
	assert.deepEqual(left.sort(), [200, 303]);
	const change = (fields) => mine.submit(page, '/account/password',
	    fields);
	assert.match((await change({password: 'no', new_password:
	    NEW_PASSWORD})).text, /not your password/);
	assert.match((await change({password: PASSWORD, new_password:
	    'gina gina gina'})).text, /aria-invalid/);
	assert.match((await change({password: PASSWORD, new_password:
	    PASSWORD})).text, /another one than now/);
	const was = mine.cookies.get('sid');
	assert.equal((await change({password: PASSWORD, new_password:
	    NEW_PASSWORD})).status, 303);
	assert.notEqual(mine.cookies.get('sid'), was);
	for (const visitor of [other, third])
		assert.equal((await visitor.get('/account')).status, 303);
	assert.equal((await mine.get('/account')).status, 200);
	assert.equal((await signIn(other, 'gina', PASSWORD)).status, 422);
	assert.equal((await signIn(other, 'gina', NEW_PASSWORD)).status, 303);
});

test('a role shows what it may, and says what it lacks', async () => {
	site.must('role', 'add', 'Watcher',
	    'Configuration - View Event Destinations');
	const visit = await browser.visit({role: 'Watcher'});
	const {page} = visit;

	await visit.go('/destinations');
	for (const name of ['Edit SOC L1 channel', 'Add Destination',
		'Send test alert to SOC L1 channel'])
		assert.equal(await page.getByRole('link', {name}).or(
		    page.getByRole('button', {name})).count(), 0, name);
	await visit.press('SOC L1 channel');
	assert.match(await page.innerText('main'), /Edit Event Destinations/);
	await look(visit, 'editor-view');
	assert.equal(await visit.go('/destinations/new'), 403);
	assert.match(await page.innerText('main'),
	    /"Configuration - Edit Event Destinations"/);
	await look(visit, 'not-permitted');
	await visit.close();
	const reader = site.newVisitor({role: 'Read-Only'});
	const answer = await reader.follow(await reader.get('/'));
	assert.equal(answer.status, 200);
	assert.ok(!answer.text.includes('href="/destinations"'));
	assert.equal((await reader.get('/destinations')).status, 403);
});

test('no file of the system holds a password or a key of it', () => {
	for (const [path, bytes] of site.written())
		for (const secret of [PASSWORD, NEW_PASSWORD])
			assert.ok(!bytes.includes(secret), path);
	assert.ok(!site.said('web').includes(PASSWORD));
});
