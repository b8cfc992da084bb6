/*
 * ports.mjs - ports that are no receiver's.
 */
import {createServer} from 'node:net';

/* A port where nobody listens. */
export async function freePort()
{
	const server = createServer();

	await new Promise((done) => server.listen(0, '127.0.0.1', done));
	const {port} = server.address();
	await new Promise((done) => server.close(done));
	return port;
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
