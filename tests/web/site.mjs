/*
 * site.mjs - a whole system with its pages in a temporary folder: what
 * tests/e2e/lib.mjs starts, and tocsin-web behind nginx on a free port.
 *
 * TOCSIN_SHARE names the folder that has static/ in it (default build/share).
 */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {closeSync, openSync, readFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

import {accepts, nginxCommand, socketOf, writePrefix}
	from '../../trial/nginx.mjs';
import {BUILD, System, children, freePort} from '../e2e/lib.mjs';
import {Visitor} from './visitor.mjs';

export {BUILD};
export {ask, forms, Visitor} from './visitor.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
export const SHARE = resolve(process.env.TOCSIN_SHARE ??
    join(root, 'build/share'));

/* More than nginx or a web process takes to end. */
const END_MS = 10000;

export class Site extends System {
	admin = null;

	/*
	 * start({processes, scoring, banner, origins, worker, settings, ...}):
	 * everything runs when it resolves.  worker: false leaves the worker
	 * out; the rest is as for System.create().
	 */
	static async start({processes = 2, scoring = null, banner = '',
		origins = [], worker = true, settings = {}, ...more} = {})
	{
		const port = await freePort();
		const url = `http://127.0.0.1:${port}`;
		const site = await this.create({...more, settings: {
			...scoring && {scoring}, ...settings},
		conf: (dir) => ['[web]',
			`socket = ${socketOf(join(dir, 'web'))}`,
			`templates = ${join(root, 'templates')}`,
			`processes = ${processes}`, `banner = ${banner}`,
			...[url, `http://localhost:${port}`, ...origins]
			    .map((o) => `origin = ${o}`)]});

		Object.assign(site, {url, port, parts: new Map(),
			prefix: join(site.dir, 'web')});
		writePrefix(site.prefix, {share: SHARE, port});
		if (worker)
			await site.startWorker();
		await site.startWeb();
		await site.startNginx();
		return site;
	}

	/* A program of the site; its log is NAME.log. */
	#spawn(name, file, args, options = {})
	{
		const log = openSync(join(this.dir, `${name}.log`), 'a');
		const child = spawn(file, args, {stdio: ['ignore', log, log],
			...options});

		closeSync(log);
		child.ended = new Promise((done) => {
			child.on('error', done);
			child.on('exit', (code, signal) =>
				done({code, signal}));
		}).finally(() => children.delete(child));
		children.add(child);
		this.parts.set(name, child);
		return child;
	}

	async #answers(name, where)
	{
		await this.until(`${name} to listen`, async () => {
			assert.equal(this.parts.get(name).exitCode, null,
			    this.said(name));
			return accepts(where);
		});
	}

	/* said(name): the log of "web" or "nginx"; without one the worker's. */
	said(name = null)
	{
		return name === null ? super.said() :
			readFileSync(join(this.dir, `${name}.log`), 'utf8');
	}

	/* startWeb(program): of this build, or another one for a control. */
	async startWeb(program = join(BUILD, 'tocsin-web'))
	{
		this.#spawn('web', program,
		    ['-c', this.conf], {env: {...process.env, ...this.env}});
		await this.#answers('web', {path: socketOf(this.prefix)});
	}

	async startNginx()
	{
		const {file, args, options} = nginxCommand(this.prefix);

		this.#spawn('nginx', file, args, options);
		await this.#answers('nginx', {host: '127.0.0.1',
			port: this.port});
		/* It tries for a while where somebody else answers there. */
		assert.doesNotMatch(this.said('nginx'), /bind\(\)/);
	}

	/* stop(name): end "web" or "nginx" as a service manager does. */
	async stop(name)
	{
		const child = this.parts.get(name);

		if (child === undefined)
			return null;
		this.parts.delete(name);
		const late = setTimeout(() => child.kill('SIGKILL'), END_MS);
		child.kill('SIGTERM');
		const end = await child.ended;
		clearTimeout(late);
		return end;
	}

	/* The admin, signed in when they are first needed. */
	get visitor()
	{
		this.admin ??= this.newVisitor();
		return this.admin;
	}

	/*
	 * newVisitor({role, name}): one with cookies of their own, signed in;
	 * role null: nobody.
	 */
	newVisitor({role = 'Super Admin', ...more} = {})
	{
		const visitor = new Visitor(this.url, {canaries: this.canaries});

		if (role !== null)
			visitor.cookies.set('sid', this.session({role,
				...more}));
		return visitor;
	}

	ask(options)
	{
		return this.visitor.ask(options);
	}

	get(path, headers)
	{
		return this.visitor.get(path, headers);
	}

	post(path, fields, headers)
	{
		return this.visitor.post(path, fields, headers);
	}

	submit(page, action, changes)
	{
		return this.visitor.submit(page, action, changes);
	}

	/* token(name): a new one, for events by HTTP. */
	token(name = 'feed')
	{
		const said = this.must('token', 'add', name);
		const found = /(?<![\w-])[\w-]{43}(?![\w-])/.exec(said);

		assert.ok(found, said);
		return found[0];
	}

	async close()
	{
		await this.stop('nginx');
		await this.stop('web');
		await super.close();
	}
}
