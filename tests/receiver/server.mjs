/*
 * server.mjs - the HTTPS side: take a request, record it, act as scripted.
 *
 * A request leaves up to three lines in the journal, told apart by `phase`:
 *   head  its head was read
 *   read  so was its body and an answer is chosen: every field, so that one
 *         who looks for what arrived needs these lines only
 *   end   how it ended: answered, reset, cut, client_closed, ...
 * and each connection one of its own; see conns.mjs.
 */
import {createHash, randomBytes} from 'node:crypto';
import {createServer} from 'node:https';

import {ownAnswer, recognise, secretOf} from './apps.mjs';
import {BEHAVIOURS} from './behaviours.mjs';
import {Conns} from './conns.mjs';
import {destinationKey} from './destinations.mjs';
import {alertId, redactBody, redactHeaders, redactUrl} from './redact.mjs';

/* More of a body than any app takes is counted and hashed, not kept. */
const BODY_KEPT_BYTES = 4 * 1024 * 1024;

/*
 * createReceiver({certs, script, journal, store, firstN}): the servers, not
 * yet listening, as {server, old, refreshTls(host), close()}.  old is a second
 * way to the same script that speaks TLS 1.0 and 1.1 only.
 */
export async function createReceiver(parts)
{
	const {certs, script} = parts;
	const conns = new Conns(parts);
	const options = {
		/* node calls it as a method of the connection's TLS socket. */
		SNICallback(name, cb)
		{
			if (conns.hello(this.remotePort, name))
				certs.context(name,
				    script.tlsFault(name.toLowerCase()))
					.then((c) => cb(null, c), cb);
		},
		keepAliveTimeout: 120000,
		...(await defaultPair(certs)),
	};
	const server = createServer(options);
	const old = createServer({...options, minVersion: 'TLSv1',
		maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0'});
	let n = parts.firstN - 1;

	for (const s of [server, old]) {
		conns.watch(s);
		s.on('clientError', (err, socket) => socket.destroy());
		s.on('request', (req, res) => {
			if (conns.silent(req.socket.remotePort))
				req.on('error', () => {}).resume();
			else
				new Exchange(parts, ++n, req, res).start();
		});
	}
	return {server, old, refreshTls, close};

	/*
	 * A new certificate is seen on new handshakes only: idle connections
	 * to that host are closed, and tickets to resume older ones refused.
	 */
	function refreshTls(host)
	{
		server.setTicketKeys(randomBytes(48));
		conns.closeIdle(host);
	}

	function close()
	{
		const closed = [server, old].map((s) => new Promise((done) => {
			s.close(done);
			s.closeAllConnections();
		}));

		conns.destroyAll();
		return Promise.all(closed);
	}
}

/* For clients that name no server: they came by address. */
async function defaultPair(certs)
{
	const {key, cert} = await certs.pair('localhost');

	return {key, cert};
}

/* One request from its head to its end. */
class Exchange {
	#parts;
	#req;
	#res;
	#host;
	#app;
	#answer;
	#behaviour;
	#outcome = null;
	#record;
	#read = false;

	constructor(parts, n, req, res)
	{
		const sni = req.socket.servername || null;
		const header = (req.headers.host ?? '').replace(/:\d+$/, '');
		const host = (sni ?? header).toLowerCase();

		this.#parts = parts;
		this.#req = req;
		this.#res = res;
		this.#host = host;
		this.#app = recognise(host, req.url, req.headers);
		this.#answer = parts.script.next(host, req.url);
		this.#behaviour = BEHAVIOURS[this.#answer?.do ?? 'answer'];
		this.#record = {n, phase: 'head', t_ms: Date.now(),
			conn: req.socket.raw?.conn ?? null, sni,
			host: req.headers.host ?? null, method: req.method,
			path: redactUrl(req.url), app: this.#app.name,
			headers: redactHeaders(req.rawHeaders)};
		this.#record.dest = this.#dest('');
	}

	/* One app's secret may be in the body: until then it counts as none. */
	#dest(body)
	{
		return destinationKey(this.#app, {host: this.#host,
			path: this.#record.path,
			secret: secretOf(this.#app, this.#req.headers, body)});
	}

	start()
	{
		const {journal} = this.#parts;

		this.#req.socket.busy++;
		this.#res.on('close', () => this.#end());
		/* Clients that go away are an outcome, not an error. */
		this.#req.on('error', () => {});
		this.#res.on('error', () => {});
		/* Only a scripted answer comes early. */
		switch (this.#behaviour.early?.(this.#answer)) {
		case 'head':
			journal.append(this.#record, () => this.#act());
			break;
		case 'part':
			this.#req.once('data', () => {
				this.#req.pause();
				journal.append(this.#record,
				    () => this.#act());
			});
			break;
		default:
			this.#readBody();
		}
	}

	#readBody()
	{
		const hash = createHash('sha256');
		const kept = [];
		let bytes = 0;

		this.#parts.journal.append(this.#record);
		this.#req.on('data', (chunk) => {
			hash.update(chunk);
			if (bytes < BODY_KEPT_BYTES)
				kept.push(chunk);
			bytes += chunk.length;
		});
		this.#req.on('end', () => this.#gotBody(
		    Buffer.concat(kept), bytes, hash.digest('hex')));
	}

	#gotBody(body, bytes, sha256)
	{
		const {journal, store} = this.#parts;
		const {phase, t_ms, ...head} = this.#record;
		const {url, rawHeaders} = this.#req;
		const text = asText(redactBody(body));
		const whole = body.toString();

		this.#read = true;
		this.#answer ??= ownAnswer(this.#app,
		    {url, body: whole, n: head.n});
		this.#record = {...head, phase: 'read', t_ms: Date.now(),
			t_us: nowUs(), arrived_ms: t_ms,
			dest: this.#dest(whole), body_bytes: bytes, sha256,
			...text,
			alert_id: alertId(head.headers, text.body ?? ''),
			do: this.#answer.do,
			status: this.#behaviour.status(this.#answer)};
		if (bytes > body.length)
			this.#record.body_cut = true;
		journal.append(this.#record, () => {
			store.add(this.#record, {url, rawHeaders, body});
			this.#act();
		});
	}

	/* The record is with the kernel: only now may a byte be answered. */
	#act()
	{
		const delay = this.#answer.delay_ms ?? 0;

		if (delay === 0)
			this.#run();
		else
			setTimeout(() => this.#run(), delay);
	}

	#run()
	{
		const {socket} = this.#req;

		/* The client may have given up during the delay. */
		if (socket.destroyed)
			return;
		this.#behaviour.run({req: this.#req, res: this.#res, socket,
			raw: socket.raw, answer: this.#answer,
			outcome: (word) => {
				this.#outcome = word;
			}});
	}

	#end()
	{
		const {n, sni, dest} = this.#record;
		const done = this.#res.writableFinished ? 'answered' :
			'client_closed';

		this.#req.socket.busy--;
		this.#parts.journal.append({n, phase: 'end', t_ms: Date.now(),
			sni, dest, body_read: this.#read,
			outcome: this.#outcome ?? done});
	}
}

/* The same clock in more detail, for figures. */
function nowUs()
{
	return Math.round((performance.timeOrigin + performance.now()) * 1000);
}

/* The body as text, or in base64 where it is none. */
function asText(body)
{
	try {
		return {body: new TextDecoder('utf-8', {fatal: true,
			ignoreBOM: true}).decode(body)};
	} catch {
		return {body_base64: body.toString('base64')};
	}
}
