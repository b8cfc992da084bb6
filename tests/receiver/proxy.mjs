/*
 * proxy.mjs - a scripted HTTP proxy that knows CONNECT, for tests.
 *
 * `mode` says what it does with the next connection:
 *   works          connect to where the client wants, or to `to` if given
 *   STATUS         a number: answer CONNECT with it and close
 *   hang           read the request, never answer
 *   hang_accept    never read either
 *   reset          reset once the request is read
 *   reset_accept   reset at once
 *   cut            a part of a status line, then close
 *   garbage        no HTTP
 *   hang_tunnel    200, then nothing: what comes is read and dropped
 *   reset_tunnel   200, then a reset
 * Every connection is an entry of `log`: {mode, target, login, sent, got}:
 * what CONNECT asked for, its Proxy-Authorization decoded, and the bytes that
 * went through the tunnel towards the receiver and back.
 */
import {connect, createServer} from 'node:net';

const REASONS = {403: 'Forbidden', 407: 'Proxy Authentication Required',
	502: 'Bad Gateway', 503: 'Service Unavailable'};

/* startProxy({mode, to}): listening on a free port of 127.0.0.1. */
export async function startProxy({mode = 'works', to = null} = {})
{
	const proxy = new Proxy(mode, to);

	await new Promise((done) =>
		proxy.server.listen(0, '127.0.0.1', done));
	proxy.port = proxy.server.address().port;
	proxy.url = `http://127.0.0.1:${proxy.port}`;
	return proxy;
}

class Proxy {
	#sockets = new Set();

	constructor(mode, to)
	{
		Object.assign(this, {mode, to, log: []});
		this.server = createServer((socket) => this.#take(socket));
	}

	#keep(socket)
	{
		this.#sockets.add(socket);
		socket.on('close', () => this.#sockets.delete(socket));
		socket.on('error', () => socket.destroy());
	}

	#take(socket)
	{
		const entry = {mode: this.mode, target: null, login: null,
			sent: 0, got: 0};
		let head = '';

		this.log.push(entry);
		this.#keep(socket);
		if (entry.mode === 'reset_accept')
			return socket.resetAndDestroy();
		if (entry.mode === 'hang_accept')
			return socket.pause();
		const read = (chunk) => {
			head += chunk.toString('latin1');
			if (!head.includes('\r\n\r\n'))
				return;
			socket.off('data', read);
			this.#answer(socket, head, entry);
		};

		socket.on('data', read);
		return null;
	}

	#answer(socket, head, entry)
	{
		const login = /^proxy-authorization: basic (\S+)/im.exec(head);

		entry.target = /^CONNECT (\S+) HTTP/.exec(head)?.[1] ?? null;
		if (login !== null)
			entry.login = Buffer.from(login[1], 'base64')
				.toString();
		if (typeof entry.mode === 'number')
			socket.end(refusal(entry.mode));
		else
			this.#act(socket, entry);
	}

	#act(socket, entry)
	{
		const ok = 'HTTP/1.1 200 Connection established\r\n\r\n';

		switch (entry.mode) {
		case 'hang':
			break;
		case 'reset':
			socket.resetAndDestroy();
			break;
		case 'cut':
			socket.end('HTTP/1.1 2');
			break;
		case 'garbage':
			socket.end('220 mail.example ESMTP ready\r\n');
			break;
		case 'hang_tunnel':
			socket.on('data', (chunk) => {
				entry.sent += chunk.length;
			});
			socket.write(ok);
			break;
		case 'reset_tunnel':
			socket.write(ok, () => socket.resetAndDestroy());
			break;
		default:
			this.#tunnel(socket, entry, ok);
		}
	}

	#tunnel(socket, entry, ok)
	{
		const [, host, port] = /^(.*):(\d+)$/.exec(entry.target);
		const out = connect(this.to ?? Number(port),
		    this.to === null ? host : '127.0.0.1');

		this.#keep(out);
		out.on('connect', () => {
			socket.write(ok);
			socket.pipe(out).pipe(socket);
		});
		out.on('error', () => socket.end(refusal(502)));
		socket.on('data', (chunk) => {
			entry.sent += chunk.length;
		});
		out.on('data', (chunk) => {
			entry.got += chunk.length;
		});
		socket.on('close', () => out.destroy());
		out.on('close', () => socket.destroy());
	}

	/* clear(): forget the log and end what is open. */
	clear()
	{
		this.log = [];
		for (const socket of this.#sockets)
			socket.destroy();
	}

	close()
	{
		this.clear();
		return new Promise((done) => this.server.close(done));
	}
}

/* A hint and a body, which must not be taken for the receiver's. */
function refusal(status)
{
	return `HTTP/1.1 ${status} ${REASONS[status] ?? 'Scripted'}\r\n` +
	    'Proxy-Authenticate: Basic realm="proxy"\r\nRetry-After: 999\r\n' +
	    'Content-Length: 5\r\nConnection: close\r\n\r\nproxy';
}
