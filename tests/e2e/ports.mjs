/*
 * ports.mjs - ports that are no receiver's.
 */
import {createServer} from 'node:net';

/*
 * Below those that the system gives out by itself, or somebody's connection
 * could have it by the time that it is listened on; and each process of the
 * tests has some of its own.
 */
const FIRST = 10000, MANY = 20000, OWN = 37;
let given = 0;

/* A port where nobody listens. */
export async function freePort()
{
	for (;;) {
		const port = FIRST + (process.pid * OWN + given++) % MANY;
		const server = createServer();
		const free = await new Promise((done) => {
			server.once('error', () => done(false));
			server.listen(port, '127.0.0.1', () => done(true));
		});

		if (!free)
			continue;
		await new Promise((done) => server.close(done));
		return port;
	}
}

/* Listens, counts who comes, and hangs up. */
export async function countingPort()
{
	const server = createServer((socket) => {
		counter.connections++;
		socket.destroy();
	});
	const counter = {connections: 0,
		close: () => new Promise((done) => server.close(done))};

	await new Promise((done) => server.listen(0, '127.0.0.1', done));
	counter.port = server.address().port;
	return counter;
}
