/*
 * behaviours.mjs - what a receiver may do to a request; a row each.
 *
 * run(x) acts once the request's record is with the kernel, with
 *   x.req, x.res   node's pair
 *   x.socket       the TLS socket, x.raw the TCP socket below it
 *   x.answer       the scripted answer
 *   x.outcome(w)   say how it ends, for the record
 * early: the behaviour acts before the request's body is read.
 * status(a): the status that the client will have read whole, or null.
 */
const FILL = 'x'.repeat(65536);

export const BEHAVIOURS = {
	answer: {run: answer, status: (a) => a.status ?? 202},
	redirect: {run: redirect, status: (a) => a.status ?? 302},
	slow: {run: slow, status: (a) => a.status ?? 200},
	hang: {run: hang, status: () => null},
	close: {run: close, status: () => null},
	reset: {run: reset, status: () => null},
	reset_early: {run: reset, status: () => null, early: true},
	cut_body: {run: cutBody, status: (a) => a.status ?? 200},
	endless: {run: endless, status: (a) => a.status ?? 200},
	endless_head: {run: endlessHead, status: () => null},
	garbage: {run: garbage, status: () => null},
};

/* The scripted body; an object is sent as JSON. */
function payload(a)
{
	const headers = {...a.headers};
	const given = Object.keys(headers).map((n) => n.toLowerCase());
	let body = a.body ?? '';

	if (typeof body !== 'string') {
		body = JSON.stringify(body);
		if (!given.includes('content-type'))
			headers['Content-Type'] = 'application/json';
	}
	return {headers, body: Buffer.from(body)};
}

function answer({res, answer: a})
{
	const {headers, body} = payload(a);
	const status = a.status ?? 202;

	if (status === 204 || status === 304) {
		res.writeHead(status, headers).end();
		return;
	}
	res.writeHead(status, {'Content-Length': body.length, ...headers});
	res.end(body);
}

function redirect({res, answer: a})
{
	const {headers, body} = payload(a);

	res.writeHead(a.status ?? 302, {'Content-Length': body.length,
		'Location': a.location ?? '/', ...headers});
	res.end(body);
}

/* Accept and never answer; the client's patience ends it. */
function hang({outcome})
{
	outcome('hanging');
}

/* An orderly end of the connection where an answer was due. */
function close({socket, outcome})
{
	outcome('closed');
	socket.end();
}

/* A TCP reset, below TLS: the client's next read fails. */
function reset({raw, outcome})
{
	outcome('reset');
	raw.resetAndDestroy();
}

/* Promise more bytes than are sent, then close. */
function cutBody({socket, answer: a, outcome})
{
	const {headers, body} = payload({body: 'only a part of it', ...a});
	const head = {...headers, 'Content-Length': body.length + 1000};

	outcome('cut');
	socket.end(headOf(a.status ?? 200, head) + body);
}

/* The whole answer, status line included, at bytes_per_s. */
function slow({socket, answer: a, outcome})
{
	const {headers, body} = payload({body: FILL.slice(0, 1000), ...a});
	const head = {...headers, 'Content-Length': body.length,
		'Connection': 'close'};
	let rest = Buffer.concat(
	    [Buffer.from(headOf(a.status ?? 200, head)), body]);
	const perSecond = a.bytes_per_s ?? 10;
	/* At least one byte a tick, at most ten ticks a second. */
	const tickMs = Math.max(100, 1000 / perSecond);
	const step = Math.max(1, Math.round(perSecond * tickMs / 1000));
	const timer = setInterval(() => {
		socket.write(rest.subarray(0, step));
		rest = rest.subarray(step);
		if (rest.length > 0)
			return;
		clearInterval(timer);
		outcome('answered');
		socket.end();
	}, tickMs);

	socket.on('close', () => clearInterval(timer));
}

/* A body that never ends, as fast as the client takes it. */
function endless({res, answer: a, outcome})
{
	const more = () => {
		while (!res.destroyed && res.write(FILL))
			continue;
	};

	outcome('endless');
	res.on('drain', more);
	res.writeHead(a.status ?? 200, a.headers);
	more();
}

/* Header lines that never end. */
function endlessHead({socket, outcome})
{
	const more = () => {
		while (!socket.destroyed &&
		    socket.write(`X-Fill: ${FILL.slice(0, 8000)}\r\n`))
			continue;
	};

	outcome('endless');
	socket.on('drain', more);
	socket.write('HTTP/1.1 200 OK\r\n');
	more();
}

/* Something that is no HTTP at all. */
function garbage({socket, outcome})
{
	outcome('garbage');
	socket.end('220 mail.example ESMTP ready\r\n');
}

function headOf(status, headers)
{
	const lines = Object.entries(headers).map(([n, v]) => `${n}: ${v}`);

	return `HTTP/1.1 ${status} Scripted\r\n${lines.join('\r\n')}\r\n\r\n`;
}
