/*
 * front.mjs - one more nginx before a site, with TLS: as an installed system
 * has it, in a prefix of its own that leads to the socket by a link.
 */
import {once} from 'node:events';
import {spawn} from 'node:child_process';
import {closeSync, openSync, readFileSync, symlinkSync, writeFileSync}
	from 'node:fs';
import {connect as connectPlain} from 'node:net';
import {request} from 'node:https';
import {join} from 'node:path';
import {connect as connectTls} from 'node:tls';

import {accepts, nginxCommand, socketOf, writePrefix}
	from '../../trial/nginx.mjs';
import {children, freePort} from '../e2e/lib.mjs';
import {openCerts} from '../receiver/certs.mjs';
import {SHARE} from './site.mjs';

export class Front {
	/*
	 * start(site, name, {port, edit, files}): port: of TLS, on localhost.
	 * edit(text): nginx.conf as it shall be.  files: more in tls/.
	 */
	static async start(site, name, {port, edit = (text) => text,
		files = {}} = {})
	{
		const front = new Front();
		const certs = await openCerts(join(site.dir, 'front-ca'));
		const prefix = join(site.dir, name);
		const conf = join(prefix, 'nginx.conf');

		Object.assign(front, {port, plain: await freePort(),
			log: join(site.dir, `${name}.log`),
			ca: readFileSync(certs.caPath)});
		writePrefix(prefix, {share: SHARE, port: front.plain,
			tls: {port, ...await certs.pair('localhost')}});
		writeFileSync(conf, edit(readFileSync(conf, 'utf8')));
		for (const [file, text] of Object.entries(files))
			writeFileSync(join(prefix, 'tls', file), text);
		symlinkSync(socketOf(site.prefix), socketOf(prefix));
		await front.#run(site, nginxCommand(prefix));
		return front;
	}

	async #run(site, {file, args, options})
	{
		const log = openSync(this.log, 'a');
		const child = spawn(file, args, {stdio: ['ignore', log, log],
			...options});

		closeSync(log);
		children.add(child);
		this.child = child;
		this.ended = once(child, 'exit').finally(() =>
			children.delete(child));
		await site.until('nginx with TLS', () => {
			if (child.exitCode !== null)
				throw new Error(readFileSync(this.log, 'utf8'));
			return accepts({host: '127.0.0.1', port: this.port});
		});
	}

	/* hello(options): how a handshake ends: {protocol, cipher} or code. */
	hello(options = {})
	{
		return new Promise((done) => {
			const socket = this.connect(options);

			socket.on('secureConnect', () => {
				done({protocol: socket.getProtocol(),
					cipher: socket.getCipher().name,
					alpn: socket.alpnProtocol});
				socket.destroy();
			});
			socket.on('error', (err) => done(err.code));
		});
	}

	/* connect(options): a TLS connection, from another address if given. */
	connect(options = {})
	{
		return connectTls({host: '127.0.0.1', port: this.port,
			servername: 'localhost', ca: this.ca, ...options});
	}

	/* ask({method, path, headers, body}): {status, headers, text}. */
	ask({method = 'GET', path = '/', headers = {}, body = ''} = {})
	{
		return new Promise((done, failed) => {
			const req = request({host: '127.0.0.1',
				servername: 'localhost', port: this.port,
				ca: this.ca, method, path, agent: false,
				headers: {host: `localhost:${this.port}`,
					...headers}}, (res) => {
				let text = '';

				res.on('data', (data) => text += data);
				res.on('end', () => done({text,
					status: res.statusCode,
					headers: res.headers}));
			});

			req.on('error', failed);
			req.end(body);
		});
	}

	/* raw(text): all that comes back for these bytes until the end. */
	raw(text)
	{
		return new Promise((done) => {
			const socket = this.connect();
			let said = '';

			socket.on('secureConnect', () => socket.write(text));
			socket.on('data', (data) => said += data);
			socket.on('error', () => {});
			socket.on('close', () => done(said));
		});
	}

	/* slow(n, bytes): that many TCP connections that go no further. */
	slow(n, bytes)
	{
		return Array.from({length: n}, () => {
			const socket = bytes === null ?
				connectPlain(this.port, '127.0.0.1') :
				this.connect();

			socket.on('error', () => {});
			socket.on('secureConnect', () => socket.write(bytes));
			return socket;
		});
	}

	async close()
	{
		this.child.kill('SIGTERM');
		await this.ended;
	}
}
