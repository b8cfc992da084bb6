/*
 * sandbox.test.mjs - what a program that was taken over could still do: one
 * thing at a time is tried in the sandbox of each, and outside of any, where
 * it must work.
 */
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync}
	from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {waitFor} from '../receiver/client.mjs';
import {mutant} from '../fault/mutant.mjs';
import {Site} from '../web/site.mjs';
import {children} from './procs.mjs';
import {BUILD} from './rig.mjs';

const HELPER = join(BUILD, 'tests/helpers/sandbox');
const INET = '2';
const PACKET = '17';
const UNIX = '1';

let dir;
let server;
let open; /* a port that takes connections */
let said; /* what the last attempt in a sandbox logged */

function writeConf(name, more = [])
{
	writeFileSync(join(dir, name), ['[paths]',
		`data = ${join(dir, 'data')}`,
		`public_key = ${join(dir, 'keys/public.key')}`,
		`secret_key = ${join(dir, 'keys/worker.key')}`,
		`readable = ${join(dir, 'readable')}`,
		'[egress]', `ca_file = ${join(dir, 'ca/ca.pem')}`,
		`extra_ca_file = ${join(dir, 'extra/ca.pem')}`, ...more,
		'[web]', `socket = ${join(dir, 'run/web.sock')}`,
		''].join('\n'));
}

before(async () => {
	dir = mkdtempSync(join(tmpdir(), 'tocsin-sandbox-'));
	for (const name of ['data/config', 'data/events', 'data/outbox',
		'keys', 'ca', 'extra', 'run', 'readable', 'elsewhere']) {
		mkdirSync(join(dir, name), {recursive: true});
		writeFileSync(join(dir, name, 'file'), 'text');
	}
	server = createServer((socket) => socket.destroy());
	await new Promise((done) => server.listen(0, '127.0.0.1', done));
	open = String(server.address().port);
	writeConf('tocsin.conf');
	writeConf('proxy.conf', ['proxy = http://127.0.0.1:1']);
	writeConf('here.conf', [`proxy = http://127.0.0.1:${open}`]);
});
after(() => {
	server.close();
	rmSync(dir, {recursive: true, force: true});
});

/* attempt(who, action, argument, conf): what came of it. */
function attempt(who, action, argument = '', conf = 'tocsin.conf')
{
	const r = spawnSync(HELPER, [who, join(dir, conf), action, argument],
	    {encoding: 'utf8', cwd: dir});

	if (who !== 'nobody')
		said = r.stderr;
	return r.signal ?? r.stdout.trim();
}

/* This kernel's ABI of Landlock, as a program logs it; 0: none. */
function abi()
{
	attempt('worker', 'read', '/dev/urandom');
	return Number(/Landlock ABI (\d+), seccomp/.exec(said)?.[1] ?? 0);
}

/* Files: who may [read, write] what. */
const FILES = {
	'data/config/file': {worker: [true, false], child: [true, true]},
	'data/events/file': {worker: [true, true], child: [true, true]},
	'data/outbox/file': {worker: [true, true], child: [true, false]},
	'keys/file': {worker: [true, false], child: [true, false]},
	'ca/file': {worker: [true, false], child: [false, false]},
	'extra/file': {worker: [true, false], child: [false, false]},
	'readable/file': {worker: [true, false], child: [true, false]},
	'run/file': {worker: [false, false], child: [false, false]},
	'elsewhere/file': {worker: [false, false], child: [false, false]},
	'/etc/resolv.conf': {worker: [true, false], child: [false, false]},
	'/etc/passwd': {child: [false, false]},
	'/etc/hosts': {child: [false, false]},
	'/root/.profile': {worker: [false, false], child: [false, false]},
	'/dev/urandom': {worker: [true, false], child: [true, false]},
};

test('files: each program those that it needs', (t) => {
	if (abi() === 0) {
		t.skip('NO LANDLOCK IN THIS KERNEL');
		return;
	}
	t.diagnostic(said.trim());
	const wrong = [];

	for (const [path, who] of Object.entries(FILES))
		for (const [name, may] of Object.entries(who))
			['read', 'write'].forEach((action, i) => {
				const got = attempt(name, action, path);
				const free = attempt('nobody', 'read', path);

				if (free !== 'done')
					return;
				if (got !== (may[i] ? 'done' : 'EACCES'))
					wrong.push([name, action, path, got]);
			});
	assert.deepEqual(wrong, []);
	/* The socket is the parent's to remove, and no child's. */
	assert.equal(attempt('child', 'remove', 'run/file'), 'EACCES');
	assert.equal(attempt('parent', 'remove', 'run/file'), 'done');
	assert.equal(attempt('worker', 'remove', 'data/config/file'),
	    'EACCES');
});

/* Calls: action, argument, then what comes of it for each. */
const KILL = 'SIGSYS';
const CALLS = [
	/* action      argument     nobody  worker    parent   child */
	['exec', '/bin/true', '', KILL, KILL, KILL],
	['ptrace', '', 'done', KILL, KILL, KILL],
	['namespace', '', 'done', KILL, KILL, KILL],
	['code', '', 'done', 'ENOSYS', 'ENOSYS', 'ENOSYS'],
	['code-later', '', 'done', 'ENOSYS', 'ENOSYS', 'ENOSYS'],
	['dumpable', '', 'done', 'ENOSYS', 'ENOSYS', 'ENOSYS'],
	['unknown', '', 'ENOSYS', 'ENOSYS', 'ENOSYS', 'ENOSYS'],
	['fork', '', 'done', 'ENOSYS', 'done', KILL],
	['thread', '', 'done', 'done', 'done', KILL],
	['socket', INET, 'done', 'done', KILL, KILL],
	['socket', UNIX, 'done', 'done', KILL, KILL],
	['socket', PACKET, 'done', 'ENOSYS', KILL, KILL],
	['listen', '', 'done', KILL, KILL, KILL],
];

test('calls: what nobody needs ends it, or does not exist', () => {
	const got = CALLS.map(([action, argument]) => [action, argument,
		...['nobody', 'worker', 'parent', 'child'].map((who) =>
			attempt(who, action, argument))]);

	/* The kernel's own answer, for want of rights or of the family. */
	for (const row of got)
		if (/^(EPERM|E[A-Z]+NOSUPPORT)$/.test(row[2]))
			row[2] = 'done';
	assert.deepEqual(got, CALLS);
});

test('signals go to nobody outside', (t) => {
	if (abi() < 6) {
		t.skip('NO SCOPES IN THIS KERNEL');
		return;
	}
	const pid = String(process.pid);

	assert.equal(attempt('nobody', 'signal', pid), 'done');
	assert.equal(attempt('parent', 'signal', pid), 'EPERM');
});

test('TCP: nobody is listened to; with a proxy only that', (t) => {
	if (abi() < 4) {
		t.skip('NO RULES FOR TCP IN THIS KERNEL');
		return;
	}
	const connect = (conf) => attempt('worker', 'connect', open, conf);

	assert.equal(attempt('nobody', 'bind', '0'), 'done');
	assert.equal(attempt('worker', 'bind', '0'), 'EACCES');
	assert.equal(connect('tocsin.conf'), 'done');
	assert.equal(connect('proxy.conf'), 'EACCES');
	assert.equal(connect('here.conf'), 'done');
});

const field = (pid, file, name) => new RegExp(`^${name}:?\\s+(.*)$`, 'm')
	.exec(readFileSync(`/proc/${pid}/${file}`, 'utf8'))[1].trim();

test('the programs run in them, without core dumps', async (t) => {
	const site = await Site.start();

	t.after(() => site.close());
	const web = site.parts.get('web').pid;
	await waitFor('the keeper and two that serve', () =>
		children(web).length === 3);
	for (const pid of [site.worker.pid, web, ...children(web)]) {
		await waitFor(`${pid} to be shut in`, () =>
			field(pid, 'status', 'Seccomp') === '2');
		assert.equal(field(pid, 'status', 'NoNewPrivs'), '1');
		assert.match(field(pid, 'limits', 'Max core file size'),
		    /^0 +0 /);
	}
	for (const pid of children(web)) {
		await waitFor(`${pid} to be shut in twice`, () =>
			field(pid, 'status', 'Seccomp_filters') === '2');
		assert.match(field(pid, 'limits', 'Max processes'), /^0 +0 /);
		assert.match(field(pid, 'limits', 'Max address space'),
		    /^536870912 /);
		assert.match(field(pid, 'limits', 'Max open files'), /^256 /);
	}
	assert.match(site.said(), /sandbox: Landlock ABI|sandbox: no /);
	assert.match(site.said('web'), /sandbox: Landlock ABI|sandbox: no /);
});

/* A request that makes a process start a program, as an exploit would. */
test('a process that was taken over ends, and the site goes on', async (t) => {
	const site = await Site.start({worker: false});

	t.after(() => site.close());
	await site.stop('web');
	await site.startWeb(mutant('tocsin-web', 'cgi/serve.c',
	    'req->head = strcmp(method, "HEAD") == 0;',
	    'if (strcmp(req->path, "/exploit") == 0)' +
	    ' execl("/bin/true", "true", (char *)NULL);' +
	    ' req->head = strcmp(method, "HEAD") == 0;'));
	for (let i = 0; i < 4; i++)
		assert.equal((await site.get('/exploit')).status, 503);
	assert.equal((await site.get('/none')).status, 404);
	await site.until('the log to say it', () =>
		site.said('web').match(/signal \d+ \(Bad system call\)/g)
		    ?.length === 4);
});
