/*
 * peer_tls.test.mjs - a receiver whose TLS does not hold: refused, the reason
 * named, and not one byte of HTTP told to it; a CA that the operator adds.
 *
 * The oracle is the receiver's own count of the bytes of HTTP that it read
 * below TLS, for every connection that came under that name.
 */
import assert from 'node:assert/strict';
import {copyFileSync, mkdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {check, report, settle} from './cases.mjs';
import {System, newHost} from './lib.mjs';

const NO_CONNECTION = 'Unable to connect to webhook endpoint.';
const OLD = newHost();
const INTERCEPTED = /Something between may open TLS: .*extra_ca_file/;
const RECEIVER = /look at the receiver/;

/* The rule, the alert's state, the reason named, whom the hint points at. */
const CASES = {
	'expired': {rule: {tls: 'expired'}, state: 'held',
		reason: /certificate has expired/, hint: RECEIVER},
	'not yet valid': {rule: {tls: 'not_yet_valid'}, state: 'held',
		reason: /certificate is not yet valid/, hint: RECEIVER},
	'wrong host': {rule: {tls: 'wrong_host'}, state: 'held',
		reason: /no alternative certificate subject name/,
		hint: RECEIVER},
	'self-signed': {rule: {tls: 'self_signed'}, state: 'held',
		reason: /self[- ]signed certificate/, hint: INTERCEPTED},
	'wrong CA': {rule: {tls: 'wrong_ca'}, state: 'held',
		reason: /unable to get local issuer certificate/,
		hint: INTERCEPTED},
	'huge chain': {rule: {tls: 'huge_chain'}, state: 'queued',
		reason: /excessive message size/, hint: RECEIVER},
	'TLS 1.0 and 1.1 only': {host: OLD, state: 'queued',
		reason: /protocol version|unsupported protocol/,
		hint: RECEIVER},
	'reset in the handshake': {rule: {conn: {at: 'hello', how: 'reset'}},
		state: 'queued', reason: /reset by peer|SSL_ERROR_SYSCALL/,
		hint: RECEIVER},
	'closed in the handshake': {rule: {conn: {at: 'hello', how: 'close'}},
		state: 'queued', reason: /./, hint: RECEIVER},
	'hang in the handshake': {rule: {conn: {at: 'hello', how: 'hang'}},
		state: 'queued', reason: /timed out|timeout/, hint: RECEIVER},
};

const places = Object.entries(CASES).map(([what, c]) =>
	({what, host: newHost(), ...c}));
let sys;

before(async () => {
	sys = await System.create({settings: {retry_base: '60s',
		timeout: '5s'}, connectTo: (r) =>
		[`${OLD}::127.0.0.1:${r.httpsOld}`]});
	await sys.startWorker();
});

after(async () => {
	await sys?.close();
	report('peer_tls');
});

/* Bytes of HTTP that connections to it brought, a number each. */
async function told(d)
{
	return (await sys.receiver.log('conn')).filter((c) =>
		c.sni === d.host).map((c) => c.http_bytes);
}

test('refused, the reason named, and told nothing', async () => {
	for (const p of places) {
		p.d = sys.addDestination({host: p.host});
		if (p.rule !== undefined)
			await sys.receiver.script(
			    {match: {host: p.host}, ...p.rule});
	}
	sys.rise(1, 60);
	for (const p of places)
		await check(p.what, async () => {
			await sys.until(`${p.what}: an end`, () =>
				(sys.attempts(p.d)[0]?.ended_at ?? 0) > 0);
			const [attempt] = sys.attempts(p.d);
			const [row] = sys.deliveries(p.d);

			assert.equal(row.state, p.state);
			assert.equal(row.possible_repeat, 0);
			assert.match(attempt.error, p.reason);
		});
	settle();
});

test('the same as the result of a test', async () => {
	for (const p of places)
		await check(`test: ${p.what}`, async () => {
			const r = sys.tocsin(['destination', 'test',
			    p.d.name]);
			const cause = /Cause: (.*)/.exec(r.stdout)?.[1] ?? '';

			assert.equal(r.stdout.split('\n')[0], NO_CONNECTION);
			assert.match(r.stdout.replaceAll(/\s+/g, ' '), p.hint);
			assert.match(cause, p.reason);
		});
	settle();
});

test('0 bytes of HTTP at every connection', async () => {
	for (const p of places)
		await check(`bytes: ${p.what}`, async () => {
			/* One that speaks old TLS hears no name. */
			if (p.host === OLD) {
				assert.deepEqual(await sys.requests(p.d), []);
				return;
			}
			const bytes = await sys.until('two connections to end',
			    async () => {
				const all = await told(p.d);
				return all.length >= 2 && all;
			});
			assert.deepEqual(bytes.filter((n) => n > 0), []);
		});
	settle();
});

test('control: mended, it is told', async () => {
	await sys.receiver.clear();
	for (const p of places.filter((x) => x.host !== OLD))
		await check(`control: ${p.what}`, async () => {
			assert.deepEqual(sys.testAlert(p.d),
			    ['Test alert accepted.', 0]);
			/* Its connection stays open; the record is at hand. */
			assert.ok((await sys.requests(p.d)).length > 0);
		});
	settle();
});

/* A system that trusts the CA of a TLS-opening proxy, or is to. */
async function withExtra(file, f)
{
	const more = await System.create({settings: {timeout: '5s',
		retry_base: '60s'}, conf: (dir) => ['extra_ca_file = ' +
		    `${join(dir, 'extra.pem')}`]});

	try {
		copyFileSync(file ?? more.receiver.ca,
		    join(more.dir, 'extra.pem'));
		await f(more);
	} finally {
		await more.close();
	}
}

test('extra_ca_file: taken beside ca_file', () =>
	withExtra(null, async (more) => {
		const opened = more.addDestination();
		const plain = more.addDestination();

		/* Another CA signs for one of them, as it does in between. */
		await more.receiver.script({match: {host: opened.host},
			tls: 'wrong_ca'});
		await more.startWorker();
		assert.deepEqual(more.testAlert(plain),
		    ['Test alert accepted.', 0]);
		assert.deepEqual(more.testAlert(opened), [NO_CONNECTION, 1]);
		await more.stopWorker();
		copyFileSync(join(more.receiver.dir, 'other-ca.pem'),
		    join(more.dir, 'extra.pem'));
		await more.startWorker();
		await check('the CA in between', () =>
			assert.deepEqual(more.testAlert(opened),
			    ['Test alert accepted.', 0]));
		await check('and the others still', () =>
			assert.deepEqual(more.testAlert(plain),
			    ['Test alert accepted.', 0]));
		settle();
	}));

test('extra_ca_file that is of no use: no start', () =>
	withExtra(null, async (more) => {
		const extra = join(more.dir, 'extra.pem');
		const start = async (said) => {
			const end = await more.refusedWorker();

			assert.deepEqual([end.code, end.signal], [1, null]);
			assert.match(end.said, said);
		};

		writeFileSync(extra, 'no certificate\n');
		await check('no certificate', () => start(
		    /extra_ca_file .*extra\.pem holds no certificate in PEM/));
		rmSync(extra);
		await check('no file', () => start(
		    /extra_ca_file .*extra\.pem can't be read: No such file/));
		mkdirSync(extra);
		await check('a folder', () => start(
		    /extra_ca_file .*can't be read/));
		settle();
	}));
