/*
 * rig.mjs - a whole Tocsin in a temporary folder, and what a test looks at.
 *
 * The programs come from TOCSIN_BUILD (default build/hard).
 */
import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {chmodSync, closeSync, copyFileSync, mkdirSync, mkdtempSync, openSync,
	readSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

import {learn} from '../canary/cli.mjs';
import {Canaries, files} from '../canary/hunt.mjs';
import {startReceiver} from '../receiver/client.mjs';

export const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)));
export const BUILD = resolve(ROOT, process.env.TOCSIN_BUILD ?? 'build/hard');

/* Four destinations in the shape of real workflow URLs; all made up. */
const FLOW_HOST = `default${'a1b2c3'.repeat(5)}.4d` +
	'.environment.api.powerplatform.com';
export const FLOWS = ['1', '2', '3', '4'].map((c) => c.repeat(32));
export const SECRET = 'rig-signature-that-nobody-may-see';

export function flowPath(flow)
{
	return `/powerautomate/automations/direct/workflows/${flow}` +
	    '/triggers/manual/paths/invoke';
}

export function flowUrl(flow)
{
	return `https://${FLOW_HOST}${flowPath(flow)}?api-version=1` +
	    `&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${SECRET}`;
}

/* What the receiver's log calls a destination. */
export function flowKey(flow)
{
	return `${FLOW_HOST}/${flow}`;
}

/*
 * makeRig({users}): receiver, tocsin.conf, set-up and nothing running but the
 * receiver.  users is {web, worker, producers} for a system of several users
 * (as root), else everything belongs to who runs the test.
 */
export async function makeRig({users = null} = {})
{
	const dir = mkdtempSync(join(tmpdir(), 'tocsin-rig-'));

	/* Other users must reach what is theirs in it. */
	if (users !== null)
		chmodSync(dir, 0o755);
	for (const name of ['bin', 'etc'])
		mkdirSync(join(dir, name));
	/* The folder of the build may be closed to other users. */
	for (const name of ['tocsin', 'tocsin-worker']) {
		copyFileSync(join(BUILD, name), join(dir, 'bin', name));
		chmodSync(join(dir, 'bin', name), 0o755);
	}
	const receiver = await startReceiver(join(dir, 'receiver'));
	const rig = new Rig(dir, receiver);

	rig.writeConf(users ?? ownUser());
	/* A test that is cut short leaves no worker behind either. */
	process.on('exit', () => rig.signalAll());
	for (const name of ['SIGTERM', 'SIGINT'])
		process.on(name, () => process.exit(1));
	return rig;
}

function ownUser()
{
	const me = process.getuid() === 0 ? 'root' : String(process.getuid());

	return {web: me, worker: me, producers: me};
}

function killGroup(child)
{
	try {
		process.kill(-child.pid, 'SIGKILL');
	} catch {
		/* It ended by itself just now. */
	}
}

class Rig {
	constructor(dir, receiver)
	{
		Object.assign(this, {dir, receiver});
		this.conf = join(dir, 'etc/tocsin.conf');
		this.data = join(dir, 'data');
		this.children = new Set();
		this.canaries = new Canaries();
	}

	writeConf(users)
	{
		const ca = join(this.dir, 'etc/ca.pem');

		copyFileSync(this.receiver.ca, ca);
		chmodSync(ca, 0o644);
		writeFileSync(this.conf, ['[paths]', `data = ${this.data}`,
			`web_key = ${join(this.dir, 'etc/web.key')}`,
			`public_key = ${join(this.dir, 'etc/public.key')}`,
			`secret_key = ${join(this.dir, 'etc/worker.key')}`,
			`audit_key = ${join(this.dir, 'etc/audit.key')}`,
			'[users]', `web = ${users.web}`,
			`worker = ${users.worker}`,
			`producers = ${users.producers}`,
			'[egress]', `ca_file = ${ca}`,
			`connect_to = ::127.0.0.1:${this.receiver.https}`,
			'allow_cidr = 127.0.0.0/8', ''].join('\n'));
	}

	program(name)
	{
		return join(this.dir, 'bin', name);
	}

	/* replace(name, file): run this one from now on, for a control. */
	replace(name, file)
	{
		copyFileSync(file, this.program(name));
	}

	db(name)
	{
		return join(this.data, name, `${name}.db`);
	}

	/* tocsin(args, input): {status, out, err}. */
	tocsin(args, input = '')
	{
		const r = spawnSync(this.program('tocsin'),
		    ['-c', this.conf, ...args], {input, encoding: 'utf8'});

		learn(this.canaries, args, input, r);
		return {status: r.status, out: r.stdout, err: r.stderr};
	}

	/* must(args, input): the same where failing is no option. */
	must(args, input = '')
	{
		const r = this.tocsin(args, input);

		if (r.status !== 0)
			throw new Error(`tocsin ${args.join(' ')}: ${r.err}`);
		return r.out;
	}

	/* setUp(): databases and the destinations, threshold 50. */
	setUp()
	{
		this.must(['setup']);
		this.addDestinations();
	}

	/*
	 * addDestinations(): one for each flow, with nothing between an alert
	 * and its request: an oracle of requests counts on that.
	 */
	addDestinations()
	{
		this.must(['setting', 'set', 'pace', 'off']);
		this.must(['setting', 'set', 'tell_broken', 'off']);
		FLOWS.forEach((flow, i) => this.must(['destination', 'add',
			'--name', `Team ${i + 1}`, '--urgency', '50'],
		    `${flowUrl(flow)}\n`));
	}

	/*
	 * start(file, args, options): a child in a process group of its own,
	 * so that one signal ends it with all that it started; .over resolves
	 * to {code, signal}.  Its log is appended to dir/NAME.log.
	 */
	start(name, file, args, stdin = 'ignore', stdout = null)
	{
		const log = openSync(join(this.dir, `${name}.log`), 'a');
		const child = spawn(file, args, {detached: true,
			stdio: [stdin, stdout ?? log, log]});

		closeSync(log);
		child.over = once(child, 'exit').then(([code, signal]) => {
			this.children.delete(child);
			return {code, signal};
		});
		this.children.add(child);
		return child;
	}

	/* worker(before): the worker, behind another program if asked. */
	worker(before = [])
	{
		const [file, ...args] = [...before,
			this.program('tocsin-worker'), '-c', this.conf];

		return this.start('worker', file, args);
	}

	logText(name)
	{
		return readFileSync(join(this.dir, `${name}.log`), 'utf8');
	}

	signalAll()
	{
		for (const child of this.children)
			killGroup(child);
		if (this.receiver.child.exitCode === null)
			this.receiver.child.kill('SIGTERM');
	}

	/* killAll(): no child is left, whatever state a test was in. */
	async killAll()
	{
		for (const child of [...this.children]) {
			killGroup(child);
			await child.over;
		}
	}

	/* end(keep): stop all; the folder stays where a test failed. */
	async end(keep = false)
	{
		await this.killAll();
		await this.receiver.stop();
		try {
			this.hunt();
		} finally {
			if (keep)
				console.log(`# kept: ${this.dir}`);
			else
				rmSync(this.dir,
				    {recursive: true, force: true});
		}
	}

	/* hunt(): see System in lib.mjs. */
	hunt()
	{
		this.canaries.none(files(this.dir, this.canaries.own));
	}
}

/*
 * A receiver's log as it grows.  Only new bytes are read, so asking ten times
 * a second costs nothing even when the log has a hundred megabytes.
 */
export class Posts {
	#fd;
	#at = 0;
	#rest = Buffer.alloc(0);
	#buffer = Buffer.alloc(1 << 20);

	/* pick(record): what to keep of a request that was read, or null. */
	constructor(path, pick)
	{
		this.#fd = openSync(path, 'r');
		this.pick = pick;
		this.list = [];
	}

	/* update(): all posts so far. */
	update()
	{
		for (;;) {
			const n = readSync(this.#fd, this.#buffer, 0,
			    this.#buffer.length, this.#at);
			if (n === 0)
				return this.list;
			this.#at += n;
			this.#take(Buffer.concat(
			    [this.#rest, this.#buffer.subarray(0, n)]));
		}
	}

	/* A line without its end is still being written. */
	#take(bytes)
	{
		const end = bytes.lastIndexOf(10) + 1;

		this.#rest = Buffer.from(bytes.subarray(end));
		for (const line of bytes.toString('utf8', 0, end).split('\n')) {
			if (line === '')
				continue;
			const record = JSON.parse(line);
			const kept = record.phase === 'read' ?
			    this.pick(record) : null;
			if (kept !== null)
				this.list.push(kept);
		}
	}

	close()
	{
		closeSync(this.#fd);
	}
}

/* random(seed): numbers from 0 to 1, the same for the same seed. */
export function random(seed)
{
	let a = seed >>> 0;

	/* The mulberry32 generator. */
	return () => {
		a = (a + 0x6d2b79f5) >>> 0;
		let t = Math.imul(a ^ (a >>> 15), a | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}
