/*
 * world_main.mjs - inside the namespaces that world.mjs makes: every address
 * there is belongs to this machine.
 *
 * A name server on 127.0.0.1, told its names by lines of JSON on standard
 * input; a port 443 on all addresses that counts who comes to which of them
 * and passes them on to a receiver of its own.  What happens is told by lines
 * of JSON on standard output:
 *   {ready}, {connect: ADDRESS}, {query: NAME, type}, {set: N}
 *
 * A name is {a, aaaa, rcode, delay_ms}; a and aaaa are lists of addresses, or
 * with `turns` there is a list of such names, one a query of type A.
 */
import {spawn} from 'node:child_process';
import {createSocket} from 'node:dgram';
import {connect, createServer, isIPv6} from 'node:net';
import {createInterface} from 'node:readline';

const [, , RECEIVER_MAIN, DIR] = process.argv;
const RECEIVER_PORT = 8443;
const TYPES = {1: 'a', 28: 'aaaa'};
const UDP_MAX = 512;
/* How often a name was asked for; stays when the names are told again. */
const turns = new Map();
let names = {}, set = 0;

const say = (what) => process.stdout.write(`${JSON.stringify(what)}\n`);

/* The question of a DNS message: its name, type and where it ends. */
function question(msg)
{
	const labels = [];
	let at = 12;

	while (msg[at] !== 0) {
		labels.push(msg.toString('latin1', at + 1, at + 1 + msg[at]));
		at += 1 + msg[at];
	}
	return {name: labels.join('.').toLowerCase(),
		type: TYPES[msg.readUInt16BE(at + 1)] ?? null, end: at + 5};
}

function bytesOf(address)
{
	if (!isIPv6(address))
		return Buffer.from(address.split('.').map(Number));
	/* The platform's own reading, in its longest form. */
	const [head, tail = null] = address.split('::');
	const words = (s) => (s ? s.split(':') : []).flatMap((w) =>
		w.includes('.') ? [bytesOf(w).readUInt16BE(0),
		    bytesOf(w).readUInt16BE(2)] : [parseInt(w, 16)]);
	const left = words(head), right = tail === null ? [] : words(tail);
	const out = Buffer.alloc(16);

	[...left, ...Array(8 - left.length - right.length).fill(0), ...right]
		.forEach((w, i) => out.writeUInt16BE(w, 2 * i));
	return out;
}

function record(type, address)
{
	const data = bytesOf(address);
	const head = Buffer.from([0xc0, 12, 0, type === 'a' ? 1 : 28, 0, 1,
		0, 0, 0, 0, 0, data.length]);

	return Buffer.concat([head, data]);
}

/* The answer and how long it takes; null for one that never comes. */
function answer(msg)
{
	const {name, type, end} = question(msg);
	let entry = names[name] ?? {rcode: 3};

	if (entry.turns !== undefined) {
		const at = turns.get(name) ?? 0;

		if (type === 'a')
			turns.set(name, at + 1);
		entry = entry.turns[Math.min(at, entry.turns.length - 1)];
	}
	say({query: name, type});
	const records = (entry[type] ?? []).map((x) => record(type, x));
	const head = Buffer.from(msg.subarray(0, end));

	head.writeUInt16BE(0x8180 | (entry.rcode ?? 0), 2);
	head.writeUInt16BE(records.length, 6);
	head.writeUInt32BE(0, 8);
	return {bytes: Buffer.concat([head, ...records]), end,
		delay: entry.delay_ms ?? 0};
}

/* Messages with their length before them, several in a row. */
function talk(socket)
{
	let rest = Buffer.alloc(0);

	socket.on('error', () => socket.destroy());
	socket.on('data', (chunk) => {
		rest = Buffer.concat([rest, chunk]);
		while (rest.length >= 2 &&
		    rest.length >= 2 + rest.readUInt16BE(0)) {
			const end = 2 + rest.readUInt16BE(0);
			const {bytes, delay} = answer(rest.subarray(2, end));
			const size = Buffer.alloc(2);

			rest = rest.subarray(end);
			size.writeUInt16BE(bytes.length);
			setTimeout(() => socket.write(
			    Buffer.concat([size, bytes])), delay);
		}
	});
}

function serveNames()
{
	const udp = createSocket('udp4');
	const tcp = createServer(talk);

	udp.on('message', (msg, from) => {
		let {bytes, end, delay} = answer(msg);

		/* Too long: say so, and the client asks again by TCP. */
		if (bytes.length > UDP_MAX) {
			bytes = bytes.subarray(0, end);
			bytes[2] |= 2;
			bytes.writeUInt16BE(0, 6);
		}
		setTimeout(() => udp.send(bytes, from.port, from.address),
		    delay);
	});
	udp.bind(53, '127.0.0.1');
	tcp.listen(53, '127.0.0.1');
}

/* IPv4 is seen as mapped here: tell it by its own name. */
function plain(address)
{
	return address.replace(/^::ffff:(?=\d+\.)/, '');
}

function serveConnections()
{
	const server = createServer((socket) => {
		say({connect: plain(socket.localAddress)});
		const out = connect(RECEIVER_PORT, '127.0.0.1');

		for (const s of [socket, out])
			s.on('error', () => {
				socket.destroy();
				out.destroy();
			});
		socket.pipe(out).pipe(socket);
	});

	return new Promise((done) => server.listen(443, '::', done));
}

/* Its own receiver: nobody outside is reached from here. */
function startReceiver()
{
	const child = spawn(process.execPath, [RECEIVER_MAIN, '--dir', DIR,
	    '--https-port', String(RECEIVER_PORT)],
	    {stdio: ['ignore', 'pipe', 'inherit']});

	process.on('exit', () => child.kill());
	return new Promise((done) => child.stdout.once('data', done));
}

/* The world ends with whoever made it. */
const lines = createInterface({input: process.stdin});
lines.on('line', (line) => {
	names = JSON.parse(line);
	say({set: ++set});
});
lines.on('close', () => process.exit(0));
serveNames();
await serveConnections();
await startReceiver();
say({ready: true});
