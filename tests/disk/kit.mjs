/*
 * kit.mjs - what the disk and database fault tests share: a system whose data
 * lie on a disk of their own, its pages, and what its producer was told.
 *
 * Lost is judged by two things only: what the producer was told is accepted,
 * and what the receiver's log says it read.
 */
import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {appendFileSync, closeSync, existsSync, mkdirSync, openSync,
	readFileSync, writeFileSync, writeSync} from 'node:fs';
import {join} from 'node:path';

import {exchange, request, vars} from '../e2e/fcgi.mjs';
import {BUILD, System, children, waitFor} from '../e2e/lib.mjs';
import {Posts, random} from '../e2e/rig.mjs';

export {children, random, waitFor};

/* What names() gives, and the line of a card that may be a repeat. */
const NAME = /\bn\d{7}\b/g;
const MARK = 'Possible repeat: ';

export const HOST = 'tocsin.example';
export const SEED = Number(process.env.SEED ?? Date.now() % 1000000);

const mounts = new Set();
process.on('exit', () => {
	for (const path of mounts)
		run('umount', '-l', path);
});

/* run(file, args): a program to its end: {status, out, err}. */
export function run(file, ...args)
{
	const r = spawnSync(file, args, {encoding: 'utf8'});

	return {status: r.error ? -1 : r.status, out: r.stdout ?? '',
		err: r.error ? r.error.message : r.stderr};
}

export function must(file, ...args)
{
	const r = run(file, ...args);

	assert.equal(r.status, 0, `${file} ${args.join(' ')}: ${r.err}`);
	return r.out;
}

/* skipped(what, why): nobody may take a test that did not run for a pass. */
export function skipped(what, why)
{
	console.log(`# SKIPPED: ${what.toUpperCase()}: ${why.toUpperCase()}`);
	return why;
}

/* told(name, cases, failed, from): the one line that each test leaves. */
export function told(name, cases, failed, from, more = '')
{
	const seconds = ((Date.now() - from) / 1000).toFixed(1);

	console.log(`# ${name}: ${cases} cases, ${failed} failed, ` +
	    `${seconds} s, SEED=${SEED}${more === '' ? '' : `; ${more}`}`);
}

/* mountTmpfs(path, size): why it can't be, or null. */
export function mountTmpfs(path, size)
{
	mkdirSync(path, {recursive: true});
	if (process.getuid() !== 0)
		return 'only root can mount';
	const r = run('mount', '-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs',
	    path);
	if (r.status !== 0)
		return `tmpfs: ${r.err.trim()}`;
	mounts.add(path);
	return null;
}

export function unmount(path)
{
	if (mounts.delete(path))
		run('umount', '-l', path);
}

/* fillUp(path): take all the space there is; removing the file is the end. */
export function fillUp(path)
{
	const fd = openSync(path, 'a');

	for (const bytes of [1 << 20, 65536, 4096])
		for (;;)
			try {
				if (writeSync(fd, Buffer.alloc(bytes)) < bytes)
					break;
			} catch (err) {
				assert.equal(err.code, 'ENOSPC');
				break;
			}
	closeSync(fd);
}

/* cpuMs(pid): processor time that it has used, in ms; 0 where it is gone. */
export function cpuMs(pid)
{
	try {
		const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
		const f = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
		return 10 * (Number(f[11]) + Number(f[12]));
	} catch {
		return 0;
	}
}

/* A process and all that it started. */
export function family(pid)
{
	const all = [pid];

	for (const p of all)
		all.push(...run('pgrep', '-P', String(p)).out.split('\n')
		    .filter((n) => n !== '').map(Number));
	return all;
}

export function familyCpuMs(pid)
{
	return family(pid).reduce((sum, p) => sum + cpuMs(p), 0);
}

/* A system with its pages, its tokens and a memory of what was accepted. */
export class Place extends System {
	/* make(prepare, options): prepare(data) may mount a disk there. */
	static async make(prepare = () => {}, options = {})
	{
		const place = await Place.create({...options, setup: false});

		Object.assign(place, {acked: new Set(), next: 1, web: null,
			posts: null, told: new Map(), looked: 0});
		prepare(place.data);
		appendFileSync(place.conf, ['[web]',
			`socket = ${place.socket}`,
			`templates = ${new URL('../../templates',
			    import.meta.url).pathname}`, 'processes = 2',
			`origin = http://${HOST}`, ''].join('\n'));
		place.setUp();
		place.token = place.must('token', 'add', 'siem').trim();
		return place;
	}

	get socket()
	{
		return join(this.dir, 'web.sock');
	}

	webLog()
	{
		return readFileSync(join(this.dir, 'web.log'), 'utf8');
	}

	spawnWeb()
	{
		const path = join(this.dir, 'web.log');

		writeFileSync(path, '');
		const log = openSync(path, 'a');
		const web = spawn(join(BUILD, 'tocsin-web'), ['-c', this.conf],
		    {stdio: ['ignore', log, log],
			env: {...process.env, ...this.env}});

		closeSync(log);
		children.add(web);
		web.ended = new Promise((done) => web.on('exit',
		    (code, signal) => {
			children.delete(web);
			done({code, signal});
		}));
		this.web = web;
		return web;
	}

	async startWeb()
	{
		const web = this.spawnWeb();

		await waitFor('tocsin-web to listen', () => {
			assert.equal(web.exitCode, null, this.webLog());
			return existsSync(this.socket) &&
				this.webLog().includes('started:');
		});
	}

	async stopWeb()
	{
		this.web?.kill('SIGTERM');
		await this.web?.ended;
		this.web = null;
	}

	/* page(params): an answer to a browser of the admin. */
	page(params = {})
	{
		this.cookie ??= this.session();
		return exchange(this.socket, request(vars(HOST, {
			REQUEST_URI: '/destinations',
			HTTP_COOKIE: `sid=${this.cookie}`, ...params})));
	}

	/* send(count): events by HTTP: the answer, told ones remembered. */
	async send(count)
	{
		const names = this.names(count);
		const body = Buffer.from(names.map(line).join(''));
		const answer = await exchange(this.socket, request(vars(HOST, {
			REQUEST_METHOD: 'POST', REQUEST_URI: '/api/v1/events',
			HTTP_AUTHORIZATION: `Bearer ${this.token}`,
			CONTENT_TYPE: 'application/x-ndjson',
			CONTENT_LENGTH: String(body.length)}), body));

		if (answer?.status === 200)
			names.forEach((n) => this.acked.add(n));
		return {names, ...answer};
	}

	names(count)
	{
		return Array.from({length: count}, () =>
			`n${String(this.next++).padStart(7, '0')}`);
	}

	/* give(count): events by the CLI: as ingest(), with their names. */
	give(count)
	{
		const names = this.names(count);
		const got = this.ingest(names.map((n) => line(n).trim()));

		/* Commits go in the order of lines. */
		names.slice(0, got.accepted).forEach((n) => this.acked.add(n));
		return {names, ...got};
	}

	/* seen(): for each name the requests that told of it, oldest first. */
	async seen()
	{
		/* Only new lines are read, so asking often costs little. */
		this.posts ??= new Posts(this.receiver.logPath, pick);
		const all = this.posts.update();

		for (; this.looked < all.length; this.looked++)
			for (const name of all[this.looked].names)
				add(this.told, name, all[this.looked]);
		return this.told;
	}

	/* twice(): names that more than one alert was made for. */
	async twice()
	{
		return [...await this.seen()].filter(([, list]) =>
			new Set(list.map((r) => r.id)).size > 1)
			.map(([name]) => name);
	}

	/* repeats(names): requests beyond the first, and those not marked. */
	async repeats(names = this.acked)
	{
		const seen = await this.seen();
		const more = [...names].flatMap((n) =>
			(seen.get(n) ?? []).slice(1));

		return {count: more.length,
			unmarked: more.filter((r) => !r.marked).length};
	}

	/* lost(names): those accepted that never arrived. */
	async lost(names = this.acked)
	{
		const seen = await this.seen();

		return [...names].filter((n) => !seen.has(n));
	}

	/*
	 * all(what): arrive(), and one more after it: what was to be repeated
	 * was due before that one, so it has come too.
	 */
	async all(what, ms)
	{
		await this.arrive(what, ms);
		this.give(1);
		await this.arrive('one after all', ms);
	}

	async close()
	{
		await this.stopWeb();
		if (this.worker !== null && this.worker.exitCode === null)
			await this.stopWorker('SIGKILL');
		this.posts?.close();
		unmount(this.data);
		await super.close();
	}

	/* arrive(what): wait until all that was accepted has arrived. */
	async arrive(what, ms = 60000)
	{
		await this.until(what, async () =>
			(await this.lost()).length === 0, ms)
		    .catch(async (err) => {
			throw new Error(`lost: ${(await this.lost()).length} ` +
			    `of ${this.acked.size}: ${err.message}`);
		});
	}
}

/* What a request says that counts here. */
function pick(record)
{
	return {names: new Set(record.body.match(NAME)), id: record.alert_id,
		marked: record.body.includes(MARK)};
}

function add(map, key, value)
{
	const list = map.get(key) ?? [];

	list.push(value);
	map.set(key, list);
}

/* An event of its own entity, large enough to fill a small disk soon. */
export function line(name)
{
	return `${JSON.stringify({kind: 'entity', type: 'host', id: name, name,
		urgency: 90, source_id: name})}\n`;
}
