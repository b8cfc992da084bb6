/*
 * peer_tls.test.mjs - a receiver whose TLS does not hold: refused, the reason
 * named, and not one byte of HTTP told to it; a CA that the operator adds.
 *
 * The oracle is the receiver's own count of the bytes of HTTP that it read
 * below TLS, for every connection that came under that name.
 */
import assert from 'node:assert/strict';
import {copyFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {check, report, settle} from './cases.mjs';
import {System, freePort, newHost} from './lib.mjs';

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
		state: 'queued', reason: /timed out/, hint: RECEIVER},
};

let sys, spare;

before(async () => {
	spare = await freePort();
	sys = await System.create({settings: {retry_base: '60s',
		timeout: '2s'}, connectTo: [`${OLD}::127.0.0.1:${spare}`]});
});

after(async () => {
	await sys?.close();
	report('peer_tls');
});

/* Bytes of HTTP that connections under that name brought, one number each. */
async function told(d)
{
	return (await sys.receiver.log('conn')).filter((c) =>
		c.sni === d.host).map((c) => c.http_bytes);
}

test('refused, and told nothing', async () => {
	/* Its port is known only now: nobody listens on the spare one. */
	sys.must('config', 'check');
	settle();
});

for (const [what, c] of Object.entries(CASES))
	test(what, async (t) => {
		await check(what, () => refused(t, c));
		settle();
	});

async function refused(t, c)
{
	const d = sys.borrowDestination(t, c.host ? {host: c.host} : {});

	if (c.rule !== undefined)
		await sys.receiver.script({match: {host: d.host}, ...c.rule});
	assert.deepEqual(sys.testAlert(d), [NO_CONNECTION, 1]);
}
