/*
 * world.mjs - a network of its own for a worker: no way out, every address
 * there is ends at a counting port 443, and names are what a test says.
 *
 * It needs root and namespaces; where there are none, whyNoWorld() says so and
 * tests skip loudly.
 */
import {spawn, spawnSync} from 'node:child_process';
import {copyFileSync, mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {createInterface} from 'node:readline';
import {fileURLToPath} from 'node:url';

import {children, waitFor} from './lib.mjs';
import {readLog} from '../receiver/client.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/* Local delivery for every address: the kernel then takes them as its own. */
const SET_UP = 'mount --bind "$1" /etc/resolv.conf && ip link set lo up && ' +
	'ip route add local 0.0.0.0/0 dev lo && ' +
	'ip -6 route add local ::/0 dev lo && ' +
	'shift && exec "$@"';

/* whyNoWorld(): null where there can be one, else what is missing. */
export function whyNoWorld()
{
	const r = spawnSync('unshare', ['-n', '-m', 'sh', '-c',
	    'ip link set lo up && ip route add local 0.0.0.0/0 dev lo && ' +
	    'ip -6 route add local ::/0 dev lo'], {encoding: 'utf8'});

	if (r.status === 0)
		return null;
	return `no network namespace: ${r.error?.message ?? r.stderr.trim()}`;
}

/*
 * makeWorld(dir, ca): one whose receiver has the CA of the receiver folder
 * ca.  The caller ends it with end().
 */
export async function makeWorld(dir, ca)
{
	const receiver = join(dir, 'world');
	const resolv = join(dir, 'resolv.conf');

	mkdirSync(receiver);
	for (const name of ['ca.pem', 'ca.key', 'ca.csr'])
		copyFileSync(join(ca, name), join(receiver, name));
	/* One question each: a slow server must not be asked for ever. */
	writeFileSync(resolv, 'nameserver 127.0.0.1\n' +
	    'options timeout:20 attempts:1\n');
	const child = spawn('unshare', ['-n', '-m', 'sh', '-c', SET_UP, 'sh',
	    resolv, process.execPath, here('world_main.mjs'),
	    here('../receiver/main.mjs'), receiver],
	    {stdio: ['pipe', 'pipe', 'inherit']});

	children.add(child);
	const world = new World(child, receiver);

	await waitFor('the world', () => {
		if (child.exitCode !== null)
			throw new Error('the world ended at once');
		return world.ready;
	}, 20000);
	return world;
}

class World {
	#set = 0;
	#names = {};

	constructor(child, dir)
	{
		Object.assign(this, {child, dir, ready: false, connects: [],
			queries: []});
		createInterface({input: child.stdout}).on('line', (line) => {
			const said = JSON.parse(line);

			if (said.ready)
				this.ready = true;
			if (said.connect !== undefined)
				this.connects.push(said.connect);
			if (said.query !== undefined)
				this.queries.push(said);
			if (said.set !== undefined)
				this.#set = said.set;
		});
	}

	/* What a program is started by to live in it. */
	get before()
	{
		return ['nsenter', '-t', String(this.child.pid), '-n', '-m'];
	}

	/* names({name: {a, aaaa, ...}}): all the names there are from now. */
	async names(all)
	{
		const from = this.#set;

		this.#names = all;
		this.child.stdin.write(`${JSON.stringify(all)}\n`);
		await waitFor('the names', () => this.#set > from);
	}

	/* sync(): all that happened until now is in connects and queries. */
	sync()
	{
		return this.names(this.#names);
	}

	/* log(phase): the journal of the receiver inside. */
	log(phase)
	{
		return readLog(join(this.dir, 'requests.ndjson'), phase);
	}

	async end()
	{
		const over = new Promise((done) => this.child.once('exit', done));

		this.child.stdin.end();
		await over;
		children.delete(this.child);
	}
}
