/*
 * fastcgi.mjs - a FastCGI program that tells what it was given, in place of
 * tocsin-web: the response's body is JSON, {params, bytes}.
 *
 * As much of the protocol as nginx needs: one request a connection.
 */
import {createServer} from 'node:net';

const END = 3;
const PARAMS = 4;
const STDIN = 5;
const STDOUT = 6;

function record(type, body)
{
	const head = Buffer.from([1, type, 0, 1, body.length >> 8,
		body.length & 255, 0, 0]);

	return Buffer.concat([head, body]);
}

/* Records until the end of standard input: {params, stdin}, or null. */
function parse(bytes)
{
	const parts = {[PARAMS]: [], [STDIN]: []};
	let at = 0;

	while (at + 8 <= bytes.length) {
		const type = bytes[at + 1];
		const length = bytes.readUInt16BE(at + 4);
		const next = at + 8 + length + bytes[at + 6];

		if (next > bytes.length)
			return null;
		if (type === STDIN && length === 0)
			return {params: pairs(Buffer.concat(parts[PARAMS])),
				stdin: Buffer.concat(parts[STDIN])};
		parts[type]?.push(bytes.subarray(at + 8, at + 8 + length));
		at = next;
	}
	return null;
}

function pairs(bytes)
{
	const found = {};
	let at = 0;
	/* One byte, or four where the first bit is set. */
	const length = () => {
		if (bytes[at] < 128)
			return bytes[at++];
		at += 4;
		return bytes.readUInt32BE(at - 4) & 0x7fffffff;
	};
	const text = (n) => {
		at += n;
		return bytes.toString('latin1', at - n, at);
	};

	while (at < bytes.length) {
		const [name, value] = [length(), length()];

		found[text(name)] = text(value);
	}
	return found;
}

/* listen(path, headers): answers each request with these headers. */
export async function listen(path, headers)
{
	const server = createServer((socket) => {
		let all = Buffer.alloc(0);

		socket.on('error', () => {});
		socket.on('data', (data) => {
			all = Buffer.concat([all, data]);
			const got = parse(all);
			if (got === null)
				return;
			const body = JSON.stringify({params: got.params,
				bytes: got.stdin.length});
			const text = Buffer.from(`${headers.map((h) =>
				`${h}\r\n`).join('')}\r\n${body}`);
			socket.end(Buffer.concat([record(STDOUT, text),
				record(END, Buffer.alloc(8))]));
		});
	});

	await new Promise((done, failed) => {
		server.on('error', failed);
		server.listen(path, done);
	});
	return {close: () => new Promise((done) => server.close(done))};
}
