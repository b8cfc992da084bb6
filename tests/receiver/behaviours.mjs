/*
 * behaviours.mjs - what a receiver may do to a request; a row each.
 *
 * An answer of a rule (script.mjs) is {do: NAME, ...}, `answer` if none is
 * given.  What each takes, beside delay_ms and times:
 *
 *   answer        status, headers, body, retry_after: the whole of it.
 *                 retry_after {form, in_s} becomes the header, reckoned as
 *                 the answer leaves; form is seconds, imf, rfc850 or asctime
 *   redirect      status, location
 *   slow          bytes_per_s: the whole answer, status line included
 *   stop          at, how: go on as far as `at`, then `how`
 *   hang, close, reset   stop at `status`; reset_early at `request`
 *   cut_body      promise more bytes than are sent, then close
 *   raw           bytes (latin1): exactly these, then close
 *   endless       a body that never ends; chunked, or with a length if asked
 *   endless_head, endless_1xx   header lines, "100 Continue" for ever
 *   gzip_bomb     mib of zeros as a small gzip body that nobody asked for
 *   garbage       no HTTP at all
 *
 * `at`: request (its head is read, its body not), request_body (a part of it
 * is), status (nothing answered), status_line (half of it), header (half of
 * the head), body_start (the head, no body), body (half of the body).
 * `how`: hang, reset (TCP, below TLS), close (TLS and TCP in order),
 * half_close (TCP's FIN alone: no TLS farewell, still reading).
 *
 * What happens before a request can be read is a rule's `conn` and `tls`; see
 * script.mjs.
 *
 * run(x) acts once the request's record is with the kernel, with
 *   x.req, x.res   node's pair
 *   x.socket       the TLS socket, x.raw the TCP socket below it
 *   x.answer       the scripted answer
 *   x.outcome(w)   say how it ends, for the record
 * early(a): when it acts: "head" before the request's body is read, "part"
 * within it, else after it.
 * status(a): the status that the client will have read whole, or null.
 */
import {gzipSync} from 'node:zlib';

import {httpDate} from './dates.mjs';

const FILL = 'x'.repeat(65536);

export const BEHAVIOURS = {
	answer: {run: answer, status: (a) => a.status ?? 202},
	redirect: {run: redirect, status: (a) => a.status ?? 302},
	slow: {run: slow, status: (a) => a.status ?? 200},
	stop: {run: stop, early: (a) => EARLY[a.at] ?? null,
		status: (a) => SHOWS_STATUS.has(a.at) ? a.status ?? 200 : null},
	hang: {run: (x) => END.hang(x), status: () => null},
	close: {run: (x) => END.close(x), status: () => null},
	reset: {run: (x) => END.reset(x), status: () => null},
	reset_early: {run: (x) => END.reset(x), status: () => null,
		early: () => 'head'},
	cut_body: {run: cutBody, status: (a) => a.status ?? 200},
	raw: {run: raw, status: () => null},
	endless: {run: endless, status: (a) => a.status ?? 200},
	endless_head: {run: endlessHead, status: () => null},
	endless_1xx: {run: endless1xx, status: () => null},
	gzip_bomb: {run: gzipBomb, status: (a) => a.status ?? 200},
	garbage: {run: garbage, status: () => null},
};

/* When a stop acts that does not wait for the whole request. */
const EARLY = {request: 'head', request_body: 'part'};
const SHOWS_STATUS = new Set(['body_start', 'body']);

export const STOP_AT = ['request', 'request_body', 'status', 'status_line',
	'header', 'body_start', 'body'];

/* How it ends there. */
const END = {
	/* Never say anything more; the client's patience ends it. */
	hang: ({outcome}) => outcome('hanging'),
	/* The client's next read fails. */
	reset: ({raw: tcp, outcome}) => {
		outcome('reset');
		tcp.resetAndDestroy();
	},
	close: ({socket, outcome}) => {
		outcome('closed');
		socket.end();
	},
	half_close: ({raw: tcp, outcome}) => {
		outcome('half_closed');
		tcp.end();
	},
};

export const STOP_HOW = Object.keys(END);

/* The scripted body; an object is sent as JSON. */
function payload(a)
{
	const headers = {...a.headers};
	const given = Object.keys(headers).map((n) => n.toLowerCase());
	let body = a.body ?? '';

	if (a.retry_after !== undefined)
		headers['Retry-After'] = httpDate(a.retry_after);
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

/* How much of the answer leaves before it stops there. */
function part(at, head, body)
{
	switch (at) {
	case 'status_line':
		return head.slice(0, 'HTTP/1.1 2'.length);
	case 'header':
		return head.slice(0, head.length - 10);
	case 'body_start':
		return head;
	case 'body':
		return head + body.toString('latin1').slice(0, body.length / 2);
	default:
		return '';
	}
}

function stop(x)
{
	const {socket, answer: a} = x;
	const {headers, body} = payload({body: FILL.slice(0, 1000), ...a});
	const head = headOf(a.status ?? 200,
	    {...headers, 'Content-Length': body.length});
	const bytes = part(a.at, head, body);

	if (bytes === '')
		END[a.how](x);
	else
		/* With the kernel first, or a reset would overtake it. */
		socket.write(bytes, 'latin1', () =>
			setTimeout(() => END[a.how](x), 50));
}

/* Promise more bytes than are sent, then close. */
function cutBody({socket, answer: a, outcome})
{
	const {headers, body} = payload({body: 'only a part of it', ...a});
	const head = {...headers, 'Content-Length': body.length + 1000};

	outcome('cut');
	socket.end(headOf(a.status ?? 200, head) + body);
}

function raw({socket, answer: a, outcome})
{
	outcome('raw');
	socket.end(a.bytes ?? '', 'latin1');
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

/* As fast as the client takes it. */
function pour(socket, first, more)
{
	const next = () => {
		while (!socket.destroyed && socket.write(more))
			continue;
	};

	socket.on('drain', next);
	socket.write(first);
	next();
}

/* A body that never ends. */
function endless({res, socket, answer: a, outcome})
{
	const length = a.headers?.['Content-Length'];

	outcome('endless');
	if (length !== undefined) {
		pour(socket, headOf(a.status ?? 200, a.headers), FILL);
		return;
	}
	const more = () => {
		while (!res.destroyed && res.write(FILL))
			continue;
	};

	res.on('drain', more);
	res.writeHead(a.status ?? 200, a.headers);
	more();
}

/* Header lines that never end. */
function endlessHead({socket, outcome})
{
	outcome('endless');
	pour(socket, 'HTTP/1.1 200 OK\r\n',
	    `X-Fill: ${FILL.slice(0, 8000)}\r\n`);
}

/* Interim answers that never end, as slowly as bytes_per_s if given. */
function endless1xx({socket, answer: a, outcome})
{
	const one = 'HTTP/1.1 100 Continue\r\n\r\n';

	outcome('endless');
	if (a.bytes_per_s === undefined) {
		pour(socket, one, one.repeat(100));
		return;
	}
	const timer = setInterval(() => socket.write(one),
	    1000 * one.length / a.bytes_per_s);

	socket.on('close', () => clearInterval(timer));
}

/* The same bytes for all: packing takes a while. */
const bombs = new Map();

function gzipBomb({res, answer: a})
{
	const mib = a.mib ?? 32;

	if (!bombs.has(mib))
		bombs.set(mib, gzipSync(Buffer.alloc(mib << 20)));
	const body = bombs.get(mib);

	res.writeHead(a.status ?? 200, {...a.headers,
		'Content-Encoding': 'gzip', 'Content-Length': body.length});
	res.end(body);
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
