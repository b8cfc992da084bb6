/*
 * tls.test.mjs - nginx.conf with TLS: what it speaks and what it refuses, what
 * a browser is told by it, requests that two readers could read differently,
 * and clients that only hold connections.
 */
import assert from 'node:assert/strict';
import {connect as connectHttp2} from 'node:http2';
import {after, before, test} from 'node:test';

import {freePort} from '../e2e/lib.mjs';
import {Front} from './front.mjs';
import {Site, ask} from './site.mjs';

/* A client of those days: this OpenSSL has to be told that it may. */
const OLD = {minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0'};
const YEARS = 'max-age=63072000; includeSubDomains';

let site;
let front;
let redirect;

before(async () => {
	const port = await freePort();

	redirect = await freePort();
	site = await Site.start({worker: false,
		origins: [`https://localhost:${port}`]});
	front = await Front.start(site, 'front', {port, files: {
		'redirect.conf': `server { listen 127.0.0.1:${redirect};
			return 308 https://localhost:${port}$request_uri; }`}});
});
after(async () => {
	await front?.close();
	await site?.close();
});

test('TLS 1.2 and 1.3 by AEAD ciphers alone', async (t) => {
	const aead = /GCM|CHACHA20/;
	const weak = {'TLS 1.0': {...OLD, maxVersion: 'TLSv1'},
		'TLS 1.1': {...OLD, maxVersion: 'TLSv1.1'},
		'CBC': {...OLD, maxVersion: 'TLSv1.2', ciphers:
			'ECDHE-ECDSA-AES128-SHA256:ECDHE-ECDSA-AES256-SHA'},
		'no forward secrecy': {...OLD, maxVersion: 'TLSv1.2',
			ciphers: 'AES128-GCM-SHA256:kRSA'}};

	for (const version of ['TLSv1.2', 'TLSv1.3']) {
		const got = await front.hello({minVersion: version,
			maxVersion: version});

		assert.equal(got.protocol, version);
		assert.match(got.cipher, aead);
	}
	for (const [what, options] of Object.entries(weak))
		assert.match(String(await front.hello(options)),
		    /^(ERR_SSL|EPROTO|ECONNRESET)/, what);
	/* The client can do them all where a server does. */
	await t.test('control: an old server is found', async () => {
		const old = await Front.start(site, 'old', {
			port: await freePort(), edit: (text) => text
				.replace('TLSv1.2 TLSv1.3;',
				    'TLSv1 TLSv1.1 TLSv1.2;')
				.replace(/ssl_ciphers [^;]*;/,
				    'ssl_ciphers ALL:@SECLEVEL=0;')});

		for (const what of ['TLS 1.0', 'TLS 1.1', 'CBC'])
			assert.ok((await old.hello(weak[what])).protocol,
			    what);
		await old.close();
	});
});

test('no ticket that a stolen key would open', async () => {
	const socket = front.connect({maxVersion: 'TLSv1.2',
		minVersion: 'TLSv1.2'});

	await new Promise((done) => socket.on('secureConnect', done));
	assert.equal(socket.getTLSTicket(), undefined);
	socket.destroy();
});

/* A page that is answered 200, wherever / leads to. */
async function enter()
{
	let path = '/';

	for (let i = 0; i < 5; i++) {
		const res = await front.ask({path});

		if (res.status !== 303)
			return res;
		path = res.headers.location;
	}
	throw new Error('no end of redirects');
}

test('a browser is told to stay with TLS, and only by TLS', async () => {
	const page = await enter();

	assert.equal(page.status, 200, page.text);
	for (const res of [page, await front.ask({path: '/none'}),
		await front.ask({path: '/static/none.css'}),
		await front.ask({path: '/static/app.css'})]) {
		assert.equal(res.headers['strict-transport-security'], YEARS);
		assert.match(res.headers['content-type'], /; charset=utf-8$/);
	}
	const plain = await ask(`http://127.0.0.1:${front.plain}`,
	    {path: '/static/app.css'});
	assert.equal(plain.status, 200);
	assert.deepEqual(plain.all('strict-transport-security'), []);
});

test('cookies are for this host by TLS and no script', async () => {
	const cookies = (await enter()).headers['set-cookie'];

	assert.ok(cookies.length > 0);
	for (const cookie of cookies) {
		assert.match(cookie, /^__Host-[a-z]+=/);
		for (const part of ['Secure', 'HttpOnly', 'SameSite=Strict',
			'Path=/'])
			assert.ok(cookie.split('; ').includes(part), part);
		assert.doesNotMatch(cookie, /Domain/i);
	}
});

test('HTTP/2 is served', async () => {
	const client = connectHttp2(`https://localhost:${front.port}`,
	    {ca: front.ca});
	const stream = client.request({':path': '/static/app.css'});
	const headers = await new Promise((done) =>
		stream.on('response', done));

	assert.equal(headers[':status'], 200);
	assert.equal(headers['strict-transport-security'], YEARS);
	client.destroy();
});

test('port 80 leads to TLS at our own name', async () => {
	const res = await ask(`http://127.0.0.1:${redirect}`,
	    {path: '/a?b=c', headers: {host: 'evil.example'}});

	assert.equal(res.status, 308);
	assert.equal(res.headers.location,
	    `https://localhost:${front.port}/a?b=c`);
});

/* What a reader that disagrees would take for a second request. */
const HIDDEN = 'GET /static/app.css HTTP/1.1\r\nHost: localhost\r\n\r\n';
const CHUNKED = `0\r\n\r\n${HIDDEN}`;

/* Header lines, and what stands behind them. */
const smuggled = {
	'a length and chunks': 'Content-Length: 6\r\n' +
		`Transfer-Encoding: chunked\r\n\r\n${CHUNKED}`,
	'chunks and a length': 'Transfer-Encoding: chunked\r\n' +
		`Content-Length: 6\r\n\r\n${CHUNKED}`,
	'two lengths': `Content-Length: 0\r\nContent-Length: 5\r\n\r\n` +
		HIDDEN,
	'two lengths in one': `Content-Length: 0, 5\r\n\r\n${HIDDEN}`,
	'a signed length': `Content-Length: +5\r\n\r\n${HIDDEN}`,
	'a folded line': `X: a\r\n Content-Length: 5\r\n\r\n${HIDDEN}`,
	'a folded coding': 'Transfer-Encoding:\r\n chunked\r\n\r\n' +
		CHUNKED,
	'a blank before the colon': 'Transfer-Encoding : chunked\r\n\r\n' +
		CHUNKED,
	'xchunked': `Transfer-Encoding: xchunked\r\n\r\n${CHUNKED}`,
	'chunked twice': 'Transfer-Encoding: chunked\r\n' +
		`Transfer-Encoding: chunked\r\n\r\n${CHUNKED}`,
	'chunked, identity': 'Transfer-Encoding: chunked, identity\r\n' +
		`\r\n${CHUNKED}`,
	'a vertical tab': `Transfer-Encoding: \x0bchunked\r\n\r\n${CHUNKED}`,
	'a size in 0x': `Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n`,
	'a size that wraps': 'Transfer-Encoding: chunked\r\n\r\n' +
		`10000000000000000\r\n\r\n${HIDDEN}`,
	'a NUL in a header': `X: a\0b\r\n\r\n${HIDDEN}`,
	'a CR alone': `X: a\rContent-Length: 5\r\n\r\n${HIDDEN}`,
	'a huge header': `X: ${'x'.repeat(40000)}\r\n\r\n`,
	'10,000 headers': `${'X: y\r\n'.repeat(10000)}\r\n`,
	'101 headers': `${'X: y\r\n'.repeat(101)}\r\n`,
};

test('requests that two readers could read differently', async (t) => {
	for (const [what, rest] of Object.entries(smuggled)) {
		const said = await front.raw('POST /theme HTTP/1.1\r\n' +
		    `Host: localhost:${front.port}\r\n${rest}`);

		assert.match(said, /^HTTP\/1\.1 (400|494|431|501) /,
		    `${what}: ${said.slice(0, 60)}`);
		assert.equal(said.match(/^HTTP\/1\.1 /gm).length, 1, what);
	}
	/* Line ends without CR are read, by nginx alone and once. */
	const bare = await front.raw(`GET /static/app.css HTTP/1.1\n` +
	    `Host: localhost:${front.port}\nConnection: close\n\n`);
	assert.equal(bare.match(/^HTTP\/1\.1 /gm).length, 1);
	t.diagnostic(`${Object.keys(smuggled).length} kinds refused`);
	/* It would be seen: two requests have two answers. */
	const two = await front.raw(`GET /static/app.css HTTP/1.1\r\n` +
	    `Host: localhost\r\n\r\n${HIDDEN.replace('\r\n\r\n',
	        '\r\nConnection: close\r\n\r\n')}`);
	assert.equal(two.match(/^HTTP\/1\.1 /gm).length, 2);
});

test('200 that only hold a connection keep nobody out', async (t) => {
	const head = `POST /theme HTTP/1.1\r\nHost: localhost:${front.port}`;
	const slow = [
		...front.slow(60, null),
		...front.slow(80, `${head}\r\nX-`),
		...front.slow(60, `${head}\r\nContent-Length: 99\r\n\r\nthem`),
	];

	t.after(() => slow.forEach((socket) => socket.destroy()));
	await site.until('all of them to stand', () =>
		slow.every((s) => !s.connecting && !s.destroyed));
	for (let i = 0; i < 10; i++)
		assert.equal((await enter()).status, 200);
	/* And they were not let go meanwhile. */
	assert.ok(slow.filter((s) => !s.destroyed).length >= 140);
});
