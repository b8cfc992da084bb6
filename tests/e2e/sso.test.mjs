/*
 * sso.test.mjs - people whom a proxy has signed in, on a socket of their own;
 * and that what it says counts nowhere else.
 */
import assert from 'node:assert/strict';
import {existsSync, mkdtempSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {socketOf} from '../../trial/nginx.mjs';
import {Site} from '../web/site.mjs';
import {exchange, request, vars} from './fcgi.mjs';

const FORM = 'application/x-www-form-urlencoded';

let site, dir, socket;

before(async () => {
	dir = mkdtempSync(join(tmpdir(), 'tocsin-sso-'));
	socket = join(dir, 'sso.sock');
	site = await Site.start({worker: false, egress: [
		'allow_cidr = 127.0.0.0/8', '[sso]', `sso_socket = ${socket}`,
		'sso_role = CN=leads:Super Admin', 'sso_role = soc:Auditor',
		'sso_role = gone:No Such Role']});
	await site.until('the socket', () => existsSync(socket));
});
after(async () => {
	await site?.close();
	rmSync(dir, {recursive: true, force: true});
});

/* ask(who, more, at): as the proxy passes it on; who: [user, groups]. */
function ask([user, groups], more = {}, {at = socket, body = ''} = {})
{
	return exchange(at, request(vars(new URL(site.url).host, {
		REQUEST_URI: '/destinations', REMOTE_USER: user,
		REMOTE_GROUPS: groups, ...more}), body));
}

test('a group has a role, the first that fits', async () => {
	assert.equal(statSync(socket).mode & 0o777, 0o660);
	for (const [groups, status] of [['CN=leads', 200],
		['users, CN=leads ,soc', 200], ['soc,CN=leads', 200],
		['soc', 403], ['CN=lead', 403], ['CN=leads2', 403],
		['cn=leads', 403], ['', 403], ['gone', 403],
		['CN=leads:Super Admin', 403]]) {
		const res = await ask(['eve', groups]);

		assert.equal(res.status, status, groups);
		if (status === 403)
			assert.match(res.body,
			    /Configuration - View Event Destinations/);
	}
	assert.match((await ask(['eve', 'CN=leads'])).body, /sso:eve/);
	assert.doesNotMatch((await ask(['eve', 'CN=leads'])).body,
	    /action="\/sign-out"/);
});

test('nobody is nobody, whatever cookie comes along', async () => {
	const cookie = `sid=${site.session()}`;

	for (const user of ['', 'a\u0001b', 'x'.repeat(300), '\u202eadmin']) {
		const res = await ask([user, 'CN=leads'],
		    {HTTP_COOKIE: cookie});

		assert.equal(res.status, 403, user);
		assert.match(res.body, /did not say who you are/);
	}
	/* What a browser sends has another name. */
	const res = await ask(['', ''], {HTTP_REMOTE_USER: 'eve',
		HTTP_REMOTE_GROUPS: 'CN=leads'});
	assert.equal(res.status, 403);
});

test('the other socket believes nobody', async () => {
	const res = await ask(['eve', 'CN=leads'], {},
	    {at: socketOf(site.prefix)});

	assert.equal(res.status, 303);
	assert.match(res.headers.location, /^\/sign-in/);
});

test('what they do has their name, and needs its proof', async () => {
	const who = ['eve@example.com', 'CN=leads'];
	const origin = {HTTP_ORIGIN: site.url, HTTP_SEC_FETCH_SITE: 'same-origin'};
	const d = site.addDestination({name: 'SSO'});
	const page = await ask(who);
	const [, csrf] = /name="csrf" value="(\w+)"/.exec(page.body);
	const [, id] = /edit\?id=(\w+)/.exec(page.body);
	const cookie = page.headers['set-cookie'].split(';')[0];
	const post = (body, more = {}) => ask(who, {REQUEST_METHOD: 'POST',
		REQUEST_URI: '/destinations/try-again', CONTENT_TYPE: FORM,
		CONTENT_LENGTH: String(body.length), HTTP_COOKIE: cookie,
		...origin, ...more}, {body});

	assert.equal(d.name, 'SSO');
	assert.equal((await post(`id=${id}`)).status, 403);
	assert.equal((await post(`csrf=${csrf}&id=${id}`,
	    {HTTP_SEC_FETCH_SITE: 'cross-site'})).status, 403);
	assert.equal((await post(`csrf=${csrf}&id=${id}`)).status, 303);
	assert.deepEqual(site.rows('SELECT asked_by FROM request', 'config'),
	    [{asked_by: 'sso:eve@example.com'}]);
	/* No password is asked for, and there is no account to change. */
	assert.equal((await ask(who, {REQUEST_URI: '/destinations/new',
		HTTP_COOKIE: cookie})).status, 200);
	const account = await ask(who, {REQUEST_URI: '/account'});
	assert.match(account.body, /signed in by the proxy/);
	assert.equal((await ask(who, {REQUEST_URI: '/account/second-factor',
		HTTP_COOKIE: cookie})).status, 403);
});
