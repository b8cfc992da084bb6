/*
 * fcgi.mjs - a FastCGI client for a unix socket, as nginx is one: one request
 * a connection.  Its parts are there for tests that get it wrong.
 */
import {connect} from 'node:net';

export const BEGIN_REQUEST = 1;
export const END_REQUEST = 3;
export const PARAMS = 4;
export const STDIN = 5;
export const STDOUT = 6;

/* record(type, content): one record of request 1; at most 65535 bytes. */
export function record(type, content = Buffer.alloc(0))
{
	const head = Buffer.from([1, type, 0, 1, 0, 0, 0, 0]);

	head.writeUInt16BE(content.length, 4);
	return Buffer.concat([head, content]);
}

/* begin(keep): a responder's begin record; keep: the connection shall stay. */
export function begin(keep = false)
{
	return record(BEGIN_REQUEST,
	    Buffer.from([0, 1, keep ? 1 : 0, 0, 0, 0, 0, 0]));
}

function length(n)
{
	const long = Buffer.alloc(4);

	if (n < 128)
		return Buffer.from([n]);
	long.writeUInt32BE((n | 0x80000000) >>> 0);
	return long;
}

/* params(object): its pairs, as the content of a record. */
export function params(object)
{
	return Buffer.concat(Object.entries(object).flatMap(([name, value]) => {
		const [n, v] = [Buffer.from(name), Buffer.from(value)];

		return [length(n.length), length(v.length), n, v];
	}));
}

/* A stream: records of at most 32 KiB, ended by an empty one. */
function stream(type, content)
{
	const parts = [];

	for (let at = 0; at < content.length; at += 32768)
		parts.push(record(type, content.subarray(at, at + 32768)));
	return Buffer.concat([...parts, record(type)]);
}

/* request(vars, body): all bytes of a request. */
export function request(vars, body = '')
{
	return Buffer.concat([begin(), stream(PARAMS, params(vars)),
		stream(STDIN, Buffer.from(body))]);
}

/* The content of all records of the type, and whether the end was told. */
function unpack(bytes)
{
	const out = [];
	let at = 0, ended = false;

	while (at + 8 <= bytes.length) {
		const n = bytes.readUInt16BE(at + 4);

		if (bytes[at + 1] === STDOUT)
			out.push(bytes.subarray(at + 8, at + 8 + n));
		ended ||= bytes[at + 1] === END_REQUEST;
		at += 8 + n + bytes[at + 6];
	}
	return {text: Buffer.concat(out).toString(), ended};
}

function parse(bytes)
{
	const {text, ended} = unpack(bytes);
	const split = text.indexOf('\r\n\r\n');
	const headers = {};

	if (!ended || split < 0)
		return null;
	for (const line of text.slice(0, split).split('\r\n')) {
		const colon = line.indexOf(': ');
		headers[line.slice(0, colon).toLowerCase()] =
			line.slice(colon + 2);
	}
	return {status: Number.parseInt(headers.status, 10), headers,
		body: text.slice(split + 4)};
}

/*
 * exchange(path, bytes): send bytes and read until the other side closes:
 * {status, headers, body}, or null where that was no whole response.
 */
export function exchange(path, bytes)
{
	return new Promise((resolve, reject) => {
		const socket = connect(path, () => socket.write(bytes));
		const read = [];

		socket.on('data', (data) => read.push(data));
		socket.on('error', (error) => {
			/* It closed on what it did not want to read. */
			if (!['ECONNRESET', 'EPIPE'].includes(error.code))
				reject(error);
		});
		socket.on('close', () => resolve(parse(Buffer.concat(read))));
	});
}

/* vars(host, more): the parameters of a GET, changed by more. */
export function vars(host, more = {})
{
	return {REQUEST_METHOD: 'GET', REQUEST_URI: '/sign-in',
		HTTP_HOST: host, REMOTE_ADDR: '127.0.0.1', CONTENT_LENGTH: '',
		...more};
}
