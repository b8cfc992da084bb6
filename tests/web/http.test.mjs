/*
 * http.test.mjs - nginx.conf and tocsin-web as plain HTTP: headers, limits,
 * methods, odd paths, and what is said when one of them is away.
 */
import assert from 'node:assert/strict';
import {readFileSync, statSync} from 'node:fs';
import {createConnection, createServer} from 'node:net';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {gunzipSync} from 'node:zlib';

import {socketOf} from '../../trial/nginx.mjs';
import {listen} from './fastcgi.mjs';
import {Site, ask} from './site.mjs';

const KIB = 1024;
const MIB = 1024 * KIB;
const EVENTS = '/api/v1/events';

/* On everything, whatever its status and whoever answers. */
const CONSTANT = {
	'x-content-type-options': 'nosniff',
	'referrer-policy': 'same-origin',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
};

let site;
let token;

before(async () => {
	site = await Site.start({worker: false});
	token = site.token();
});
after(() => site?.close());

function checkHeaders(res, what)
{
	for (const [name, value] of Object.entries(CONSTANT))
		assert.deepEqual(res.all(name), [value], `${what}: ${name}`);
	assert.equal(res.all('permissions-policy').length, 1, what);
	const policies = res.all('content-security-policy');
	assert.equal(policies.length, 1, `${what}: ${policies}`);
	for (const part of ["default-src 'none'", "base-uri 'none'",
		"frame-ancestors 'none'", "trusted-types 'none'"])
		assert.ok(policies[0].includes(part), `${what}: ${policies}`);
	assert.doesNotMatch(policies[0], /unsafe|\*/, what);
	/* Neither version nor anything else of the inside. */
	assert.equal(res.headers.server, 'nginx', what);
	assert.equal(res.headers['x-powered-by'], undefined, what);
}

function sendEvents(body, headers = {})
{
	return ask(site.url, {method: 'POST', path: EVENTS, body, headers: {
		'authorization': `Bearer ${token}`,
		'content-type': 'application/json', ...headers}});
}

/* A stylesheet that is there, with and without the version. */
function styleSheet(page)
{
	const [, path] = /href="(\/static\/[^"]+\.css\?v=[^"]+)"/
		.exec(page.text);

	return path;
}

test('pages, files, errors and the API have all headers', async () => {
	const page = await site.get('/destinations');
	const form = 'application/x-www-form-urlencoded';
	const all = [
		[200, page],
		[200, await site.get(styleSheet(page))],
		[404, await site.get('/static/none.css')],
		[404, await site.get('/none')],
		[405, await ask(site.url, {method: 'PUT', path: '/'})],
		[403, await ask(site.url, {method: 'POST', path: '/theme',
			body: 'theme=dark', headers: {'content-type': form}})],
		[413, await site.post('/theme', 'x'.repeat(64 * KIB + 1))],
		[401, await sendEvents('{}', {authorization: 'Bearer x'})],
		[413, await sendEvents(' '.repeat(8 * MIB + 1))],
	];

	for (const [i, [status, res]] of all.entries()) {
		assert.equal(res.status, status, `answer ${i}: ${res.text}`);
		checkHeaders(res, `answer ${i}, ${status}`);
		assert.match(res.headers['content-type'],
		    /; charset=utf-8$/, `answer ${i}`);
		if (i !== 1)
			assert.deepEqual(res.all('cache-control'),
			    ['no-store'], `answer ${i}`);
	}
	/* A page's own policy is the one that came. */
	assert.match(page.headers['content-security-policy'],
	    /form-action 'self'/);
});

test('files are kept by their version', async () => {
	const path = styleSheet(await site.get('/destinations'));
	const first = await site.get(path);
	const cache = first.all('cache-control').join();

	assert.match(cache, /max-age=31536000/);
	assert.match(cache, /immutable/);
	const again = await site.get(path,
	    {'if-none-match': first.headers.etag});
	assert.equal(again.status, 304);
	/* One without a version may change. */
	const bare = await site.get(path.split('?')[0]);
	assert.deepEqual(bare.all('cache-control'), ['max-age=3600']);
	const none = await site.get('/static/none.css?v=1');
	assert.deepEqual(none.all('cache-control'), ['no-store']);
});

test('what can be compressed is', async () => {
	const zipped = {'accept-encoding': 'gzip'};
	const page = await site.get('/destinations');

	for (const path of ['/destinations', styleSheet(page)]) {
		const plain = await site.get(path);
		const small = await site.get(path, zipped);

		assert.equal(plain.headers['content-encoding'], undefined);
		assert.equal(small.headers['content-encoding'], 'gzip', path);
		assert.ok(small.bytes.length < plain.bytes.length / 2, path);
		assert.match(small.headers.vary, /accept-encoding/i);
		if (path !== '/destinations')
			assert.ok(gunzipSync(small.bytes).equals(plain.bytes));
	}
});

test('a form may have 64 KiB, a call with events 8 MiB', async () => {
	const page = await site.get('/destinations');
	const limit = (n) => `theme=${'x'.repeat(n - 'theme='.length)}`;

	assert.equal(page.status, 200);
	/* Judged by tocsin-web, which finds fault with the field. */
	const fits = await site.post('/theme', limit(64 * KIB));
	assert.equal(fits.status, 400, fits.text);
	const over = await site.post('/theme', limit(64 * KIB + 1));
	assert.equal(over.status, 413);
	assert.match(over.text, /64 KiB/);
	for (const size of [64 * KIB + 1, 8 * MIB]) {
		const res = await sendEvents(' '.repeat(size));

		assert.notEqual(res.status, 413, `${size} bytes`);
		assert.ok(res.status < 500, res.text);
	}
	const more = await sendEvents(' '.repeat(8 * MIB + 1));
	assert.equal(more.status, 413);
	assert.match(more.headers['content-type'], /^application\/json/);
	assert.equal(more.json.error.status, 413);
	assert.match(more.json.error.message, /8 MiB/);
});

/* A file that comes and goes in there leaves a new time of change. */
test('no form is written to a disk', async (t) => {
	const changed = () => statSync(join(site.prefix, 'temp_body'),
	    {bigint: true}).mtimeNs;
	const before = changed();

	await site.post('/theme', 'x'.repeat(64 * KIB));
	const chunked = await site.post('/theme', 'x'.repeat(64 * KIB),
	    {'transfer-encoding': 'chunked'});
	assert.equal(chunked.status, 400, chunked.text);
	assert.equal(changed(), before);
	/* The test would see it: events are no secret, and many. */
	await t.test('as events may be', async () => {
		await sendEvents(' '.repeat(MIB));
		assert.notEqual(changed(), before);
	});
});

test('a method that is not taken is refused', async () => {
	for (const [method, path, status] of [
		['PUT', '/destinations', 405], ['DELETE', '/', 405],
		['OPTIONS', '/destinations', 405], ['BREW', '/', 405],
		['POST', '/destinations', 405], ['GET', '/theme', 405],
		['GET', EVENTS, 405], ['POST', '/static/app.css', 405],
		['TRACE', '/destinations', 405]]) {
		const res = await ask(site.url, {method, path});

		assert.equal(res.status, status, `${method} ${path}`);
		assert.doesNotMatch(res.text, /TRACE \/dest/);
		if (!path.startsWith('/static/') && method !== 'TRACE')
			assert.ok(res.headers.allow, `${method} ${path}`);
	}
	const head = await ask(site.url, {method: 'HEAD',
		path: '/sign-in'});
	assert.equal(head.status, 200);
	assert.equal(head.bytes.length, 0);
});

/* Cache deception, traversal, and names that two readers read differently. */
test('an odd path leads nowhere', async () => {
	for (const path of ['/destinations/x.css', '/destinations.css',
		'/destinations;x', '/destinations/', '/destinations/new;x',
		'/destinations%2fnew', '//destinations', '/./destinations',
		'/a/../destinations', '/%64estinations', '/Destinations',
		'/static/../destinations', '/static/..%2fdestinations',
		'/static/%2e%2e/nginx.conf', '/static/errors/413.html',
		'/static/', '/static', '/static/errors', '/nginx.conf',
		'/access.log', '/web.sock', '/share/static/app.css',
		'//api/v1/events', '/api/v1/events/', '/.git/config']) {
		const res = await ask(site.url, {path});

		assert.equal(res.status, 404, path);
		assert.deepEqual(res.all('cache-control'), ['no-store'], path);
		assert.doesNotMatch(res.text, /fastcgi_pass|trial/, path);
	}
	for (const path of ['/destinations%00', '/%00.css', '/%2e%2e/x',
		'/static/..%2f..%2fnginx.conf', '/%zz'])
		assert.equal((await ask(site.url, {path})).status, 400, path);
});

test('a foreign Host is turned away', async () => {
	for (const host of ['evil.example', `127.0.0.1:${site.port}.evil`,
		'127.0.0.1', `LOCALHOST:${site.port + 1}`])
		for (const path of ['/destinations', EVENTS]) {
			const res = await ask(site.url,
			    {path, headers: {host}});

			assert.equal(res.status, 421, `${host} ${path}`);
			assert.equal(res.all('set-cookie').length, 0);
		}
	const known = await ask(site.url, {path: '/sign-in',
		headers: {host: `localhost:${site.port}`}});
	assert.equal(known.status, 200);
});

/* raw(text): send it as it is; the answer until the other side ends. */
function raw(text)
{
	return new Promise((done) => {
		const socket = createConnection(site.port, '127.0.0.1');
		let said = '';

		socket.on('data', (data) => {
			said += data;
		});
		socket.on('error', () => {});
		socket.on('close', () => done(said));
		socket.write(text);
	});
}

test('requests that two readers could read differently', async () => {
	const host = `Host: 127.0.0.1:${site.port}\r\n`;

	for (const head of [`POST /theme HTTP/1.1\r\n${host}` +
		'Content-Length: 1\r\nContent-Length: 2\r\n\r\nx',
		`POST /theme HTTP/1.1\r\n${host}Content-Length: 1\r\n` +
		'Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
		`GET / HTTP/1.1\r\n${host}${host}\r\n`,
		'GET / HTTP/1.1\r\n\r\n',
		`GET /${'x'.repeat(9000)} HTTP/1.1\r\n${host}\r\n`,
		`GET / HTTP/1.1\r\n${host}X: ${'x'.repeat(9000)}\r\n\r\n`])
		assert.match(await raw(head), /^HTTP\/1\.1 4\d\d /,
		    head.slice(0, 60));
});

test('who is slow with a request is let go', async () => {
	const from = Date.now();
	const [head, body] = await Promise.all([
		raw('GET / HTTP/1.1\r\nHost: x'),
		raw(`POST /theme HTTP/1.1\r\nHost: 127.0.0.1:${site.port}\r\n` +
		    'Content-Length: 100\r\n\r\ntheme'),
	]);

	assert.ok(Date.now() - from < 20000);
	for (const said of [head, body])
		assert.doesNotMatch(said, /^HTTP\/1\.1 [235]/);
	assert.equal((await site.get('/destinations')).status, 200);
});

test('tocsin-web away: says so, and is back', async () => {
	await site.stop('web');
	const page = await site.get('/destinations');
	const api = await sendEvents('{}');

	for (const res of [page, api]) {
		assert.equal(res.status, 503);
		assert.deepEqual(res.all('retry-after'), ['5']);
		assert.deepEqual(res.all('cache-control'), ['no-store']);
		checkHeaders(res, 'away');
	}
	assert.match(page.headers['content-type'], /^text\/html/);
	assert.match(page.text, /<h1>Not right now<\/h1>/);
	assert.equal(api.json.error.status, 503);
	/* The files are there all the same, for that page. */
	assert.equal((await site.get('/static/app.css')).status, 200);
	await site.startWeb();
	assert.equal((await site.get('/destinations')).status, 200);
});

test('what the program is given, and what it may say', async () => {
	await site.stop('web');
	const program = await listen(socketOf(site.prefix), [
		'Content-Type: application/json', 'X-Accel-Redirect: ' +
		'/static/app.css', 'X-Accel-Limit-Rate: 1',
		'Content-Security-Policy: default-src \'self\'']);

	try {
		const res = await ask(site.url, {path: '/a?b=c', headers: {
			'proxy': 'http://evil.example', 'remote-addr': '::1',
			'remote-user': 'root', 'remote_user': 'root',
			'x-forwarded-for': '::1'}});
		const {params} = res.json;

		assert.equal(res.status, 200);
		assert.equal(params.HTTP_PROXY ?? '', '');
		/* Over plain HTTP a browser would not believe it. */
		assert.equal(res.all('strict-transport-security').length, 0);
		assert.equal(params.REQUEST_URI, '/a?b=c');
		assert.equal(params.REMOTE_ADDR, '127.0.0.1');
		assert.deepEqual(Object.keys(params).filter((name) =>
			!name.startsWith('HTTP_')).sort(), ['CONTENT_LENGTH',
			'CONTENT_TYPE', 'REMOTE_ADDR', 'REMOTE_GROUPS',
			'REMOTE_USER', 'REQUEST_METHOD', 'REQUEST_URI']);
		assert.equal(params.REMOTE_USER + params.REMOTE_GROUPS, '');
		assert.deepEqual(res.all('content-security-policy'),
		    ["default-src 'self'"]);
		const chunked = await ask(site.url, {method: 'POST',
			path: '/', body: 'x'.repeat(5000),
			headers: {'transfer-encoding': 'chunked'}});
		assert.equal(chunked.json.bytes, 5000);
		assert.equal(chunked.json.params.CONTENT_LENGTH, '5000');
	} finally {
		await program.close();
		await site.startWeb();
	}
});

test('one address may not hold more than 128 at once', async () => {
	const held = new Set();
	const silent = createServer((socket) => {
		socket.on('error', () => {});
		held.add(socket);
	});

	await site.stop('web');
	await new Promise((done) => silent.listen(socketOf(site.prefix), done));
	const waiting = Array.from({length: 128}, () =>
		ask(site.url, {path: '/destinations'}));
	try {
		await site.until('all of them to wait', () =>
			held.size === 128);
		for (const [method, path, type] of [
			['GET', '/destinations', 'text/html'],
			['POST', EVENTS, 'application/json']]) {
			const res = await ask(site.url, {method, path});

			assert.equal(res.status, 429, path);
			assert.deepEqual(res.all('retry-after'), ['1']);
			assert.ok(res.headers['content-type'].startsWith(type));
			checkHeaders(res, path);
		}
	} finally {
		held.forEach((socket) => socket.destroy());
		for (const res of await Promise.all(waiting))
			assert.equal(res.status, 503);
		await new Promise((done) => silent.close(done));
		await site.startWeb();
	}
});

test('the access log has no query', async () => {
	await site.get('/destinations?secret-of-a-form=1');
	/* nginx writes the line once it has sent the answer. */
	let log;
	await site.until('the line', () => {
		log = readFileSync(join(site.prefix, 'access.log'), 'utf8');
		return /GET "\/destinations" 400/.test(log);
	});
	assert.doesNotMatch(log, /secret-of-a-form|\?/);
});
