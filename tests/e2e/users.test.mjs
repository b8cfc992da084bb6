/*
 * users.test.mjs - what each user of the machine can do to whose files.
 */
import assert from 'node:assert/strict';
import {appendFileSync, chmodSync, chownSync, copyFileSync, cpSync, lstatSync,
	mkdirSync, readFileSync, readdirSync, statSync} from 'node:fs';
import {join, relative} from 'node:path';
import {after, before, test} from 'node:test';

import {waitFor} from '../receiver/client.mjs';
import {exchange, request, vars} from './fcgi.mjs';
import {children} from './procs.mjs';
import {BUILD, FLOWS, ROOT, SECRET, flowKey, flowUrl}
	from './rig.mjs';
import {FEED, NGINX, PRODUCERS, STRANGER, WEB, WORKER, as, refused, skip,
	stranger, web, usersRig, worked} from './users.mjs';

let rig;
let worker;

/* SQL on a database. */
function sql(who, name, text, ...options)
{
	return who('sqlite3', '-batch', '-bail', ...options, rig.db(name),
	    text);
}

/* The same as docs/events.md asks it of those who write. */
function write(uid, gid, name, text)
{
	return as(uid, gid, ['sqlite3', '-batch', '-bail', rig.db(name)],
	    ['.timeout 5000', 'PRAGMA synchronous=FULL;',
		    'PRAGMA wal_autocheckpoint=0;',
		    '.dbconfig no_ckpt_on_close on', 'BEGIN IMMEDIATE;',
		    `${text};`, 'COMMIT;', ''].join('\n'));
}

/* Everything below a folder as "path mode owner group", sorted. */
function listing(...folders)
{
	const lines = [];
	const visit = (path) => {
		const s = lstatSync(path);

		lines.push(`${relative(rig.dir, path)} ` +
		    `${(s.mode & 0o7777).toString(8)} ${s.uid} ${s.gid}`);
		if (s.isDirectory())
			for (const name of readdirSync(path))
				visit(join(path, name));
	};

	folders.forEach((f) => visit(join(rig.dir, f)));
	return lines.sort();
}

function startWorker()
{
	return rig.worker(['setpriv', `--reuid=${WORKER}`,
		`--regid=${WORKER}`, '--clear-groups', '--']);
}

/* arrived(name): a card about that entity at both destinations. */
function arrived(name)
{
	return waitFor(`alerts about ${name}`, async () => {
		assert.equal(worker.exitCode, null, rig.logText('worker'));
		const read = await rig.receiver.log('read');
		const where = new Set(read.filter((r) =>
			r.body.includes(name)).map((r) => r.dest));

		return FLOWS.every((f) => where.has(flowKey(f)));
	});
}

function event(name)
{
	return `${JSON.stringify({kind: 'entity', type: 'host', id: name, name,
		urgency: 90})}\n`;
}

/* What setup promises; the same after anything that root does. */
const FILES = [
	`data 755 0 0`,
	`data/config 2750 ${WEB} ${WORKER}`,
	`data/config/config.db 640 ${WEB} ${WORKER}`,
	`data/config/config.db-shm 640 ${WEB} ${WORKER}`,
	`data/config/config.db-wal 640 ${WEB} ${WORKER}`,
	`data/events 2770 ${WORKER} ${PRODUCERS}`,
	`data/events/events.db 660 ${WORKER} ${PRODUCERS}`,
	`data/events/events.db-shm 660 ${WORKER} ${PRODUCERS}`,
	`data/events/events.db-wal 660 ${WORKER} ${PRODUCERS}`,
	`data/outbox 2750 ${WORKER} ${WEB}`,
	`data/outbox/outbox.db 640 ${WORKER} ${WEB}`,
	`data/outbox/outbox.db-shm 640 ${WORKER} ${WEB}`,
	`data/outbox/outbox.db-wal 640 ${WORKER} ${WEB}`,
].sort();

/* Once a worker has run: web must not be able to hold its lock. */
const RUNNING = [...FILES,
	`data/outbox/ballast 600 ${WORKER} ${WEB}`,
	`data/outbox/worker.lock 600 ${WORKER} ${WEB}`].sort();

before(async () => {
	rig = await usersRig();
});
after(async () => {
	if (!skip)
		await rig.end();
});

test('setup gives every file to its owner', {skip}, () => {
	assert.deepEqual(listing('data'), FILES);
	assert.deepEqual(listing('etc').filter((l) => l.includes('.key')), [
		`etc/audit.key 400 ${WORKER} ${WORKER}`,
		'etc/public.key 644 0 0',
		`etc/web.key 400 ${WEB} ${WEB}`,
		`etc/worker.key 400 ${WORKER} ${WORKER}`,
	]);
});

test('setup a second time changes nothing', {skip}, () => {
	const before2 = listing('data', 'etc');
	const sums = () => worked(as(0, 0, ['sha256sum', ...['worker', 'web',
		'public'].map((k) => join(rig.dir, `etc/${k}.key`))]),
	'sha256sum');
	const keys = sums();

	rig.must(['setup']);
	assert.deepEqual(listing('data', 'etc'), before2);
	assert.equal(sums(), keys);
});

test('what root does by the CLI leaves nothing to root', {skip}, () => {
	FLOWS.forEach((flow, i) => rig.must(['destination', 'add', '--name',
		`Team ${i + 1}`, '--urgency', '50'], `${flowUrl(flow)}\n`));
	rig.must(['setting', 'set', 'window', '1h']);
	rig.must(['destination', 'list']);
	rig.must(['user', 'add', 'alice', '--role', 'Auditor']);
	rig.must(['user', 'list']);
	rig.must(['ingest'], event('by-root'));
	assert.deepEqual(listing('data'), FILES);
});

test('the worker runs as its own user', {skip}, async () => {
	worker = startWorker();
	await arrived('by-root');
	assert.deepEqual(listing('data'), RUNNING);
	assert.match(readFileSync(`/proc/${worker.pid}/status`, 'utf8'),
	    new RegExp(`^Uid:(\\s+${WORKER}){4}$`, 'm'));
});

test('the web user cannot open a sealed URL', {skip}, () => {
	const url = worked(sql(web, 'config',
	    'SELECT sealed FROM destination_version LIMIT 1'), 'SELECT');

	assert.ok(url.length > 40 && !url.includes(SECRET) &&
	    !url.includes(FLOWS[0]));
	refused(web('cat', join(rig.dir, 'etc/worker.key')), 'worker.key');
	refused(web('cat', join(rig.dir, 'etc/audit.key')), 'audit.key');
	worked(web('cat', join(rig.dir, 'etc/public.key')), 'public.key');
	/* No other file that it can read has the secret or the key either. */
	const grep = web('grep', '-rls', '-e', SECRET, rig.data,
	    join(rig.dir, 'etc'));
	assert.equal(grep.out, '');
	/* The worker's memory is closed, even to others of its own user. */
	for (const uid of [WEB, WORKER])
		refused(as(uid, uid, ['cat', `/proc/${worker.pid}/maps`]),
		    `memory of the worker as ${uid}`);
});

test('the web user reads outbox.db while the worker runs', {skip}, () => {
	assert.ok(Number(worked(sql(web, 'outbox',
	    'SELECT count(*) FROM decision', '-readonly'), 'SELECT')) >= 2);
	assert.deepEqual(listing('data'), RUNNING);
});

test('the web user cannot touch outbox.db', {skip}, () => {
	const dir = join(rig.data, 'outbox');

	refused(sql(web, 'outbox', 'DELETE FROM decision'), 'DELETE');
	refused(sql(web, 'outbox', 'PRAGMA wal_checkpoint=TRUNCATE;' +
	    'UPDATE worker SET cursor=cursor+1'), 'UPDATE');
	refused(web('touch', join(dir, 'mine')), 'a new file');
	for (const suffix of ['', '-wal', '-shm']) {
		const file = rig.db('outbox') + suffix;

		refused(web('dd', 'if=/dev/null', `of=${file}`,
		    'conv=notrunc', 'status=none'), `write ${suffix}`);
		refused(web('rm', '-f', file), `unlink ${suffix}`);
		refused(web('mv', file, `${file}.old`), `rename ${suffix}`);
		refused(web('chmod', '666', file), `chmod ${suffix}`);
	}
	refused(web('mv', dir, `${dir}.old`), 'replace the directory');
	assert.deepEqual(listing('data'), RUNNING);
});

test('the web user writes config.db while the worker runs', {skip},
async () => {
	worked(write(WEB, WEB, 'config', "UPDATE setting SET saved_by='w'"),
	    'UPDATE');
	assert.equal(worked(sql(web, 'config',
	    'SELECT DISTINCT saved_by FROM setting'), 'SELECT'), 'w');
	worked(as(WEB, WEB, [rig.program('tocsin'), '-c', rig.conf, 'setting',
		'set', 'window', '2h']), 'setting set');
	rig.must(['ingest'], event('after-config-write'));
	await arrived('after-config-write');
	assert.deepEqual(listing('data'), RUNNING);
});

test('the worker user cannot write or replace config.db', {skip},
async () => {
	const me = (...argv) => as(WORKER, WORKER, argv);
	const dir = join(rig.data, 'config');

	worked(sql(me, 'config', 'SELECT count(*) FROM destination',
	    '-readonly'), 'SELECT');
	refused(sql(me, 'config', "INSERT INTO setting VALUES('a','b',1,1,'c')"),
	    'INSERT');
	refused(me('touch', join(dir, 'mine')), 'a new file');
	for (const suffix of ['', '-wal', '-shm']) {
		const file = rig.db('config') + suffix;

		refused(me('dd', 'if=/dev/null', `of=${file}`,
		    'conv=notrunc', 'status=none'), `write ${suffix}`);
		refused(me('rm', '-f', file), `unlink ${suffix}`);
		refused(me('mv', file, `${file}.old`), `rename ${suffix}`);
	}
	refused(me('mv', dir, `${dir}.old`), 'replace the directory');

	/* Written many times while the worker decides and reads it. */
	for (let i = 0; i < 10; i++) {
		worked(as(WEB, WEB, [rig.program('tocsin'), '-c', rig.conf,
			'setting', 'set', 'window', `${i + 1}h`]), 'set');
		rig.must(['ingest'], event(`busy-config-${i}.`));
	}
	for (let i = 0; i < 10; i++)
		await arrived(`busy-config-${i}.`);
	assert.doesNotMatch(rig.logText('worker'), /trying again|config.*fail/);
});

/*
 * The command opens config.db as its owner and has every secret key then: a
 * lock holds it there while we look.
 */
test('a rotation of keys is closed to the web user', {skip}, async () => {
	const holder = rig.start('holder', 'setpriv', [`--reuid=${WEB}`,
		`--regid=${WEB}`, '--clear-groups', '--', 'sqlite3', '-bail',
		'-cmd', '.filectrl persist_wal 1', rig.db('config')], 'pipe');
	/* Of what the kernel shows of a process that is open to its user. */
	const owner = (id) => statSync(`/proc/${id}/environ`).uid;
	const is = (pid, uid) => new RegExp(`^Uid:(\\s+${uid}){4}$`, 'm')
		.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
	const before2 = readFileSync(join(rig.dir, 'etc/public.key'), 'utf8');
	let pid;

	holder.stdin.write('BEGIN IMMEDIATE;\n.system echo held\n');
	await waitFor('the lock', () => rig.logText('holder')
		.includes('held'));
	const rotation = rig.start('rotate', rig.program('tocsin'),
	    ['-c', rig.conf, 'key', 'rotate']);

	await waitFor('it to be the web user', () => {
		[pid] = children(rotation.pid);
		return pid !== undefined && is(pid, WEB);
	});
	assert.equal(owner(pid), 0);
	for (const uid of [WEB, WORKER])
		for (const name of ['maps', 'mem', 'environ'])
			refused(as(uid, uid, ['head', '-c1',
				`/proc/${pid}/${name}`]), name);
	/* Control: another program of that user is open to it. */
	assert.equal(owner(holder.pid), WEB);
	worked(web('head', '-c1', `/proc/${holder.pid}/environ`), 'environ');
	holder.stdin.end('ROLLBACK;\n');
	assert.deepEqual(await rotation.over, {code: 0, signal: null},
	    rig.logText('rotate'));
	assert.notEqual(readFileSync(join(rig.dir, 'etc/public.key'), 'utf8'),
	    before2);
	assert.ok(listing('etc').includes(
	    `etc/worker.key 400 ${WORKER} ${WORKER}`));
	assert.deepEqual(listing('data'), RUNNING);
	rig.must(['ingest'], event('after-rotation'));
	await arrived('after-rotation');
	/* The worker reads the new file by itself. */
	await waitFor('the worker to hear of it', () =>
		/key [0-9a-f]{8} is in force, 1 in all/.test(
		    rig.logText('worker')));
});

test('a producer inserts by SQL and the alert is sent', {skip}, async () => {
	const feed = (...argv) => as(FEED, PRODUCERS, argv);
	const now = Date.now();

	worked(write(FEED, PRODUCERS, 'events',
	    'INSERT INTO event (source, source_id, received_at, event_at,' +
	    ' kind, entity_type, entity_id, entity_name, urgency) VALUES' +
	    ` ('feed', 'host:1', ${now}, ${now}, 'entity', 'host', '1',` +
	    " 'by-sql', 77) ON CONFLICT (source, source_id) DO NOTHING"),
	    'INSERT');
	await arrived('by-sql');
	assert.deepEqual(listing('data'), RUNNING);
	refused(sql(feed, 'config', 'SELECT * FROM setting'), 'config.db');
	refused(sql(feed, 'outbox', 'SELECT * FROM worker'), 'outbox.db');
	refused(feed('cat', join(rig.dir, 'etc/worker.key')), 'worker.key');
});

test('the web user without the group cannot write events', {skip}, () => {
	refused(sql(web, 'events', 'SELECT * FROM event'), 'events.db');
});

/* What packaging/tocsin.tmpfiles makes, and the program where all reach it. */
function installWeb()
{
	const run = join(rig.dir, 'run');

	copyFileSync(join(BUILD, 'tocsin-web'), rig.program('tocsin-web'));
	chmodSync(rig.program('tocsin-web'), 0o755);
	cpSync(join(ROOT, 'templates'), join(rig.dir, 'templates'),
	    {recursive: true});
	mkdirSync(run);
	chownSync(run, WEB, NGINX);
	chmodSync(run, 0o2750);
	appendFileSync(rig.conf, ['', '[web]',
		`socket = ${join(run, 'web.sock')}`,
		`templates = ${join(rig.dir, 'templates')}`,
		'origin = http://127.0.0.1:8080', ''].join('\n'));
	return join(run, 'web.sock');
}

const CONNECT = 'import socket, sys; ' +
	'socket.socket(socket.AF_UNIX).connect(sys.argv[1])';

test('nginx reaches the pages, and nothing behind them', {skip}, async () => {
	const socket = installWeb();
	const nginx = (...argv) => as(NGINX, NGINX, argv);
	const program = rig.start('web', 'setpriv', [`--reuid=${WEB}`,
		`--regid=${WEB}`, `--groups=${PRODUCERS}`, '--',
		rig.program('tocsin-web'), '-c', rig.conf]);

	await waitFor('a page', async () => {
		assert.equal(program.exitCode, null, rig.logText('web'));
		const page = await exchange(socket,
		    request(vars('127.0.0.1:8080'))).catch(() => null);

		return page !== null && page.status < 500;
	});
	const made = lstatSync(socket);
	assert.deepEqual([made.mode & 0o777, made.uid, made.gid],
	    [0o660, WEB, NGINX]);
	worked(nginx('/usr/bin/python3', '-c', CONNECT, socket), 'nginx connects');
	for (const uid of [STRANGER, WORKER, FEED])
		refused(as(uid, uid, ['/usr/bin/python3', '-c', CONNECT, socket]),
		    `${uid} connects`);
	for (const name of ['config', 'events', 'outbox'])
		refused(nginx('cat', rig.db(name)), name);
	refused(nginx('cat', join(rig.dir, 'etc/worker.key')), 'worker.key');
	refused(nginx('rm', '-f', socket), 'the socket');
	/* Each process's memory is closed to others of its own user. */
	for (const pid of [program.pid, ...children(program.pid)])
		refused(web('cat', `/proc/${pid}/maps`), `memory of ${pid}`);
	assert.deepEqual(listing('data'), RUNNING);
	program.kill('SIGTERM');
	assert.deepEqual(await program.over, {code: 0, signal: null});
});

test('the key of second factors is the web user\'s alone', {skip}, () => {
	const key = join(rig.dir, 'etc/web.key');

	worked(web('cat', key), 'web.key');
	refused(as(WORKER, WORKER, ['cat', key]), 'web.key');
	refused(as(FEED, PRODUCERS, ['cat', key]), 'web.key');
	refused(stranger('cat', key), 'web.key');
});

test('a stranger reads none of the databases', {skip}, () => {
	for (const name of ['config', 'events', 'outbox']) {
		refused(sql(stranger, name, 'SELECT * FROM sqlite_schema',
		    '-readonly'), name);
		for (const suffix of ['', '-wal', '-shm'])
			refused(stranger('cat', rig.db(name) + suffix), name);
		refused(stranger('ls', join(rig.data, name)), name);
	}
	refused(stranger('cat', join(rig.dir, 'etc/worker.key')), 'the key');
});

test('the worker ends in good order and owns what it leaves', {skip},
async () => {
	worker.kill('SIGTERM');
	assert.deepEqual(await worker.over, {code: 0, signal: null});
	assert.deepEqual(listing('data'), RUNNING);
});
