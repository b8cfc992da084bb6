/*
 * front.mjs - nginx with TLS before a running site: its own nginx.conf with
 * another listener, in a folder of its own, and a certificate of a CA that is
 * made here.
 */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync}
	from 'node:fs';
import {join} from 'node:path';

import {accepts, nginxCommand, socketOf, writePrefix}
	from '../../trial/nginx.mjs';
import {children, waitFor} from '../e2e/lib.mjs';
import {openCerts} from '../receiver/certs.mjs';
import {SHARE} from '../web/site.mjs';

/* What an installed system is told to use. */
export const STRONG = [
	'ssl_protocols TLSv1.2 TLSv1.3;',
	'ssl_ciphers ECDHE+AESGCM:ECDHE+CHACHA20;',
	'ssl_prefer_server_ciphers on;',
	'ssl_ecdh_curve X25519:prime256v1:secp384r1;',
	'ssl_session_tickets off;',
];

/* Planted: what testssl.sh must object to. */
export const WEAK = [
	'ssl_protocols TLSv1 TLSv1.1 TLSv1.2;',
	'ssl_ciphers ALL:@SECLEVEL=0;',
];

const HSTS = 'add_header Strict-Transport-Security ' +
	'"max-age=63072000; includeSubDomains" always;';

/* exchanged(text, from, to): each must be there, or nothing was planted. */
export function exchanged(text, from, to)
{
	assert.ok(text.includes(from), `no "${from}"`);
	return text.replaceAll(from, to);
}

export class Front {
	/*
	 * start(site, {port, plain, name, tls, change}): at https on port,
	 * with a plain port that only redirects there.  change(text) plants
	 * something in nginx.conf.
	 */
	static async start(site, {port, plain, name, tls = STRONG,
		change = (text) => text})
	{
		const front = new Front();
		const prefix = join(site.dir, name);
		const file = join(prefix, 'nginx.conf');

		Object.assign(front, {port, plain, log: '',
			url: `https://localhost:${port}`});
		writePrefix(prefix, {share: SHARE, port});
		symlinkSync(socketOf(site.prefix), socketOf(prefix));
		front.ca = await certificate(site.dir, prefix);
		writeFileSync(file, change(withTls(
		    readFileSync(file, 'utf8'), front, tls)));
		await front.run(prefix);
		return front;
	}

	async run(prefix)
	{
		const {file, args, options} = nginxCommand(prefix);

		this.child = spawn(file, args, {...options,
			stdio: ['ignore', 'ignore', 'pipe']});
		children.add(this.child);
		this.child.stderr.on('data', (data) => this.log += data);
		this.ended = new Promise((done) => this.child.on('exit', done));
		await waitFor('nginx with TLS', async () => {
			assert.equal(this.child.exitCode, null, this.log);
			return accepts({host: '127.0.0.1', port: this.port});
		});
	}

	async stop()
	{
		this.child.kill('SIGTERM');
		await this.ended;
		children.delete(this.child);
	}
}

/* A pair for localhost in the prefix; the path of the CA's certificate. */
async function certificate(dir, prefix)
{
	const folder = join(dir, 'front-ca');
	const {key, cert} = await (await openCerts(folder)).pair('localhost');

	mkdirSync(prefix, {recursive: true});
	rmSync(join(prefix, 'key.pem'), {force: true});
	writeFileSync(join(prefix, 'key.pem'), key, {mode: 0o600});
	writeFileSync(join(prefix, 'cert.pem'), cert);
	return join(folder, 'ca.pem');
}

function withTls(text, {port, plain, url}, tls)
{
	const listen = `listen 127.0.0.1:${port};`;

	return exchanged(exchanged(text, listen, [
		`listen 127.0.0.1:${port} ssl http2;`,
		'ssl_certificate cert.pem;', 'ssl_certificate_key key.pem;',
		...tls, HSTS].join('\n\t\t')),
	'\tserver {', [
		'\tserver {', `\t\tlisten 127.0.0.1:${plain};`,
		`\t\treturn 301 ${url}$request_uri;`, '\t}', '\tserver {',
	].join('\n'));
}
