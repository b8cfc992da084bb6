/*
 * conns.mjs - every connection, from accept to its end.
 *
 * Each leaves one line in the journal when it is over:
 *   {phase: "conn", conn, sni, tls, wire_bytes, wire_sent, http_bytes, fault}
 * tls says whether the handshake was done, http_bytes how many bytes of HTTP
 * were read below it: 0 is the proof that a client which refused this receiver
 * told it nothing.
 *
 * A scripted fault acts before there is a request, at
 *   accepted   TCP is there and nothing was read
 *   hello      the client's TLS hello was read, nothing was answered
 *   secured    the handshake is done, no byte of HTTP was read
 * One that hangs takes what comes and never says a word.
 */
export const CONN_AT = ['accepted', 'hello', 'secured'];
export const CONN_HOW = ['hang', 'reset', 'close'];

export class Conns {
	#journal;
	#script;
	/* By the client's port: node does not say which socket TLS runs on. */
	#raws = new Map();
	#secured = new Set();
	#count = 0;

	constructor({journal, script})
	{
		this.#journal = journal;
		this.#script = script;
	}

	/* watch(server): take part in all that it accepts. */
	watch(server)
	{
		server.on('connection', (raw) => this.#accepted(raw));
		server.on('secureConnection', (socket) =>
			this.#isSecured(socket));
		server.on('tlsClientError', (err, socket) => {
			this.#journal.append({phase: 'tls_failed',
				t_ms: Date.now(),
				sni: socket.servername || null,
				why: err.code ?? err.message});
			socket.destroy();
		});
	}

	#accepted(raw)
	{
		const about = {conn: ++this.#count, sni: null, tls: false,
			http: () => 0, fault: null, silent: false};

		this.#raws.set(raw.remotePort, raw);
		raw.conn = about.conn;
		raw.about = about;
		raw.on('close', () => {
			if (this.#raws.get(raw.remotePort) === raw)
				this.#raws.delete(raw.remotePort);
			this.#journal.append({phase: 'conn', t_ms: Date.now(),
				conn: about.conn, sni: about.sni,
				tls: about.tls, wire_bytes: raw.bytesRead,
				wire_sent: raw.bytesWritten,
				http_bytes: about.http(), fault: about.fault});
		});
		raw.on('error', () => raw.destroy());
		this.#strike(raw, 'accepted', null);
	}

	#isSecured(socket)
	{
		const raw = this.#raws.get(socket.remotePort);

		socket.raw = raw;
		socket.busy = 0;
		if (raw !== undefined) {
			raw.about.tls = true;
			/* Read as late as can be: it counts what TLS gave. */
			raw.about.http = () => socket.bytesRead;
		}
		this.#secured.add(socket);
		socket.on('close', () => this.#secured.delete(socket));
		socket.on('error', () => socket.destroy());
		this.#strike(raw, 'secured', socket.servername || null);
	}

	/*
	 * hello(port, name): the client at that port asks for name; whether to
	 * go on with the handshake.
	 */
	hello(port, name)
	{
		const raw = this.#raws.get(port);

		if (raw !== undefined)
			raw.about.sni = name;
		return !this.#strike(raw, 'hello', name) && !this.silent(port);
	}

	/* silent(port): whether the client at that port gets no answer. */
	silent(port)
	{
		return this.#raws.get(port)?.about.silent ?? false;
	}

	/* Do what the script has for this moment; whether it has anything. */
	#strike(raw, at, name)
	{
		const host = name?.toLowerCase() ?? null;
		const how = raw && this.#script.connFault(at, host);

		if (!how)
			return false;
		raw.about.fault = `${how} ${at}`;
		raw.about.silent = true;
		if (how === 'reset')
			raw.resetAndDestroy();
		else if (how === 'close')
			raw.end();
		return true;
	}

	/*
	 * closeIdle(host): connections to that host, or all, that have no
	 * request under way.
	 */
	closeIdle(host)
	{
		for (const socket of this.#secured)
			if (socket.busy === 0 && (host === null ||
			    socket.servername?.toLowerCase() === host))
				socket.destroy();
	}

	/* Those still shaking hands as well. */
	destroyAll()
	{
		for (const raw of this.#raws.values())
			raw.destroy();
	}
}
