/*
 * lib.mjs - a whole system in a temporary folder, for end-to-end tests: the
 * real programs (TOCSIN_BUILD names their folder) and databases; genuine host
 * names lead to the scripted receiver by connect_to.  Tests wait for
 * conditions and never for a time to pass.
 */
import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {once} from 'node:events';
import {closeSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync,
	writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

import {learn} from '../canary/cli.mjs';
import {Canaries, files} from '../canary/hunt.mjs';
import {startReceiver, waitFor} from '../receiver/client.mjs';
import {hostEvent, newHost} from './events.mjs';
import {Store} from './store.mjs';

export {checkEvent, hostEvent, newHost} from './events.mjs';
export {countingPort, freePort} from './ports.mjs';
export {waitFor};
const root = fileURLToPath(new URL('../..', import.meta.url));
export const BUILD = resolve(process.env.TOCSIN_BUILD ??
    join(root, 'build/hard'));

/* Quick and quiet, unless a test is about just that. */
const QUIET = {pace: 'off', tell_broken: 'off'};

/* More than any wait of the programs that a test brings about. */
const WAIT_MS = 15000;

/* More than a stop takes that waits for requests under way. */
const END_MS = 25000;

/* What a test that fails or is ended half way must not leave behind. */
export const children = new Set();
const dirs = new Set();
process.on('exit', () => {
	for (const child of children)
		child.kill('SIGKILL');
	for (const dir of dirs)
		rmSync(dir, {recursive: true, force: true});
});
for (const signal of ['SIGTERM', 'SIGINT'])
	process.once(signal, () => process.exit(1));

let names = 0;

/* A user's name from a role's: the admin is called so. */
function slug(role)
{
	return role === 'Super Admin' ? 'admin' :
		role.toLowerCase().replaceAll(' ', '-');
}

export class System extends Store {
	/*
	 * create({egress, connectTo, settings, env, setup}): a system with its
	 * receiver, set up; the worker is started by startWorker().  egress:
	 * lines of [egress] in place of the usual allow_cidr.  connectTo:
	 * lines, or a function of the receiver, that come before the one that
	 * leads all hosts to it.  conf(dir): further lines of tocsin.conf.
	 * before: a command that the worker is started by.
	 */
	static async create(options = {})
	{
		const dir = mkdtempSync(join(tmpdir(), 'tocsin-e2e-'));
		dirs.add(dir);
		const receiver = await startReceiver(join(dir, 'receiver'));

		children.add(receiver.child);
		try {
			return new this(dir, receiver, options);
		} catch (err) {
			/* Or node would wait for it for ever. */
			await receiver.stop();
			throw err;
		}
	}

	constructor(dir, receiver, {egress = ['allow_cidr = 127.0.0.0/8'],
		connectTo = [], settings = {}, env = {}, setup = true,
		conf = () => [], before = []})
	{
		super();
		Object.assign(this, {dir, receiver, env, before, worker: null,
			printed: '', urls: [], canaries: new Canaries()});
		this.data = join(dir, 'data');
		this.conf = join(dir, 'tocsin.conf');
		this.secretKey = join(dir, 'worker.key');
		this.logPath = join(dir, 'worker.log');
		writeFileSync(this.logPath, '');
		this.#writeConf([...egress, ...conf(dir)], connectTo);
		if (!setup)
			return;
		this.setUp(settings);
	}

	/* setUp(settings): databases, and no pace nor news but those given. */
	setUp(settings = {})
	{
		this.must('setup');
		for (const [key, value] of
		    Object.entries({...QUIET, ...settings}))
			this.set(key, value);
	}

	#writeConf(more, connectTo)
	{
		const user = process.getuid() === 0 ? 'root' :
			String(process.getuid());
		const first = connectTo instanceof Function ?
			connectTo(this.receiver) : connectTo;
		const all = [...first, `::127.0.0.1:${this.receiver.https}`];

		writeFileSync(this.conf, ['[paths]', `data = ${this.data}`,
			`web_key = ${join(this.dir, 'web.key')}`,
			`public_key = ${join(this.dir, 'public.key')}`,
			`secret_key = ${this.secretKey}`,
			`audit_key = ${join(this.dir, 'audit.key')}`,
			'[users]', `web = ${user}`, `worker = ${user}`,
			`producers = ${user}`,
			'[egress]', `ca_file = ${this.receiver.ca}`,
			...all.map((c) => `connect_to = ${c}`),
			...more, ''].join('\n'));
	}

	/* tocsin(args, input): run the CLI to its end; {status, stdout, ...} */
	tocsin(args, input = '')
	{
		const r = spawnSync(join(BUILD, 'tocsin'),
		    ['-c', this.conf, ...args], {input, encoding: 'utf8',
		    timeout: 30000, env: {...process.env, ...this.env}});

		/* It may end by an error before it has read all. */
		if (r.error && r.error.code !== 'EPIPE')
			throw r.error;
		this.printed += r.stdout + r.stderr;
		learn(this.canaries, args, input, r);
		return r;
	}

	must(...args)
	{
		const r = this.tocsin(args);
		assert.equal(r.status, 0,
		    `tocsin ${args.join(' ')}: ${r.stderr}`);
		return r.stdout;
	}

	/*
	 * session({role, name}): the cookie of somebody who is signed in; the
	 * user is made where there is none of that name.
	 */
	session({role = 'Super Admin', name = slug(role)} = {})
	{
		const r = spawnSync(join(BUILD, 'tests/helpers/sign_in'),
		    [this.conf, role, name], {encoding: 'utf8'});

		assert.equal(r.status, 0, r.stderr);
		this.canaries.add('a session cookie', r.stdout.trim());
		return r.stdout.trim();
	}

	set(key, value)
	{
		this.must('setting', 'set', key, value);
	}

	/*
	 * addDestination({name, host, options}): one of its own flow, on a
	 * host of its own if none is given; `match` names it in scripts.
	 */
	addDestination({name = `team ${++names}`, host = newHost(),
		options = []} = {})
	{
		const flow = randomBytes(16).toString('hex');
		const sig = randomBytes(32).toString('base64url');
		const path = '/powerautomate/automations/direct/workflows/' +
		    `${flow}/triggers/manual/paths/invoke`;
		const url = `https://${host}${path}?api-version=1` +
		    `&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=${sig}`;
		const r = this.tocsin(['destination', 'add', '--name', name,
		    ...options], `${url}\n`);

		assert.equal(r.status, 0, r.stderr);
		this.urls.push({url, sig});
		return {name, host, path, url, sig, key: `${host}/${flow}`,
			match: {host, path}};
	}

	/* As addDestination(), gone again when the test t ends. */
	borrowDestination(t, options)
	{
		const d = this.addDestination(options);

		t.after(() => this.tocsin(['destination', 'remove', d.name]));
		return d;
	}

	/* What `tocsin destination test` says first, and its exit status. */
	testAlert(d)
	{
		const r = this.tocsin(['destination', 'test', d.name]);

		return [r.stdout.split('\n')[0], r.status];
	}

	/* ingest(lines): the acknowledgement, as numbers and text. */
	ingest(lines, args = [])
	{
		const r = this.tocsin(['ingest', ...args],
		    lines.map((l) => `${l}\n`).join(''));
		const m = /^accepted (\d+), duplicate (\d+), refused (\d+)$/m
			.exec(r.stdout);

		assert.ok(m, `no acknowledgement: ${r.stdout}${r.stderr}`);
		return {accepted: Number(m[1]), duplicate: Number(m[2]),
			refused: Number(m[3]), status: r.status,
			stderr: r.stderr};
	}

	/* rise(id, urgency): one more score, which must be accepted. */
	rise(id, urgency)
	{
		const got = this.ingest([hostEvent(id, urgency)]);

		assert.equal(got.accepted, 1, got.stderr);
	}

	log()
	{
		return readFileSync(this.logPath, 'utf8');
	}

	/* Start a worker without waiting for it; its log goes on. */
	spawnWorker(args = [], program = join(BUILD, 'tocsin-worker'))
	{
		const log = openSync(this.logPath, 'a');
		const from = this.log().length;
		const [file, ...all] = [...this.before,
		    program, '-c', this.conf, ...args];
		const worker = spawn(file, all, {stdio: ['ignore', log, log],
		    env: {...process.env, ...this.env}});

		closeSync(log);
		worker.from = from;
		worker.ended = once(worker, 'exit').then(([code, signal]) => {
			children.delete(worker);
			return {code, signal};
		});
		children.add(worker);
		this.worker = worker;
		return worker;
	}

	/* What the worker that was started last has said. */
	said()
	{
		return this.log().slice(this.worker.from);
	}

	async startWorker()
	{
		const worker = this.spawnWorker();

		await this.until('the worker to start', () => {
			assert.equal(worker.exitCode, null, this.said());
			return this.said().includes('started:');
		});
	}

	/* A worker that must not start: its end and what it said. */
	async refusedWorker()
	{
		this.spawnWorker();
		const end = await this.#end();

		return {...end, said: this.said()};
	}

	async stopWorker(signal = 'SIGTERM')
	{
		this.worker.kill(signal);
		const end = await this.#end();
		this.worker = null;
		return end;
	}

	/* How the worker ended; one that does not is killed. */
	async #end(worker = this.worker)
	{
		const late = setTimeout(() => worker.kill('SIGKILL'), END_MS);
		const end = await worker.ended;

		clearTimeout(late);
		return end;
	}

	killWorker()
	{
		return this.stopWorker('SIGKILL');
	}

	until(what, check, ms = WAIT_MS)
	{
		return waitFor(what, check, ms).catch((err) => {
			throw new Error(`${err.message}; worker log:\n` +
			    this.log().slice(-3000));
		});
	}

	/* Until the states of d's alerts are these; resolves to the rows. */
	async states(d, ...wanted)
	{
		let rows;

		await this.until(`${d.name}: ${wanted}`, () => {
			rows = this.deliveries(d);
			return rows.map((r) => r.state).join() ===
				wanted.join();
		}).catch((err) => {
			throw new Error(JSON.stringify(rows) + err.message);
		});
		return rows;
	}

	/* Requests that d's host read, oldest first, tests among them. */
	async requests(d)
	{
		return (await this.receiver.log('read')).filter((r) =>
			r.dest === d.key);
	}

	script(d, ...answers)
	{
		return this.receiver.script({match: d.match, answers});
	}

	/* Every file of the data folder, and whatever was printed. */
	*written()
	{
		for (const name of readdirSync(this.data, {recursive: true,
			withFileTypes: true}))
			if (name.isFile()) {
				const path = join(name.parentPath ?? name.path,
				    name.name);
				yield [path, readFileSync(path)];
			}
		yield ['worker log', Buffer.from(this.log())];
		yield ['CLI output', Buffer.from(this.printed)];
	}

	async close()
	{
		if (this.worker !== null && this.worker.exitCode === null)
			await this.stopWorker('SIGKILL');
		await this.receiver.stop();
		children.delete(this.receiver.child);
		try {
			this.hunt();
		} finally {
			rmSync(this.dir, {recursive: true, force: true});
			dirs.delete(this.dir);
		}
	}

	/*
	 * hunt(): throws where a secret of the system is in anything that it
	 * wrote or showed.
	 */
	hunt()
	{
		for (const {url} of this.urls)
			this.canaries.addUrl('a URL', url);
		this.canaries.none(files(this.dir, this.canaries.own));
	}
}
