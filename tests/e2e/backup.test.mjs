/*
 * backup.test.mjs - tocsin backup while everything runs, and tocsin restore.
 */
import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import {once} from 'node:events';
import {copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync,
	rmSync, statSync, symlinkSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {NAMES, content, contents, seals, sound} from './backup_kit.mjs';
import {BUILD, ROOT, Posts} from './rig.mjs';
import {System} from './lib.mjs';

let sys, d, posts, entity = 0;
const live = () => contents((name) => sys.database(name));
const of = (dir) => contents((name) => join(dir, `${name}.db`));
const place = (name) => join(sys.dir, name);
const audit = (action) => sys.rows('SELECT at, by, via, detail FROM audit ' +
    `WHERE action = '${action}' ORDER BY n DESC`);

before(async () => {
	sys = await System.create();
	d = sys.addDestination({name: 'Team'});
	posts = new Posts(sys.receiver.logPath, (r) => r.status === 202 ?
		/host-(\d+)\b/.exec(r.body)?.[1] ?? null : null);
	await sys.startWorker();
});
after(async () => {
	posts.close();
	await sys.close();
});

const times = (id) => posts.update().filter((p) => p === String(id)).length;
const told = (...ids) => sys.until(`alerts about ${ids}`, () =>
	ids.every((id) => times(id) > 0));
const rise = () => {
	sys.rise(++entity, 60);
	return entity;
};

/* refused(args, why): it says so, and nothing is changed. */
function refused(args, why)
{
	const was = live(), files = readdirSync(sys.data, {recursive: true});
	const r = sys.tocsin(args);

	assert.equal(r.status, 1, args.join(' '));
	assert.match(r.stderr, why);
	assert.equal(r.stdout, '');
	assert.deepEqual(live(), was);
	assert.deepEqual(readdirSync(sys.data, {recursive: true}), files);
}

test('a backup while events come and alerts go', async () => {
	const dir = place('running'), ids = [];
	const child = spawn(join(BUILD, 'tocsin'), ['-c', sys.conf, 'backup',
		dir], {stdio: 'ignore'});
	const end = once(child, 'exit');

	do {
		ids.push(rise());
		await new Promise(setImmediate);
	} while (child.exitCode === null);
	assert.deepEqual(await end, [0, null]);
	assert.deepEqual(readdirSync(dir).sort(),
	    ['config.db', 'events.db', 'outbox.db']);
	assert.equal(statSync(dir).mode & 0o777, 0o700);
	for (const name of NAMES)
		assert.equal(statSync(join(dir, `${name}.db`)).mode & 0o777,
		    0o600);
	await told(...ids);
	assert.equal(content('config', join(dir, 'config.db')),
	    content('config', sys.database('config')));
	assert.deepEqual(seals(join(dir, 'config.db'), sys.secretKey),
	    {none: 0, one: 1, more: 0});
	await sys.until('who took it to be told', () =>
		audit('backup made').length === 1);
	assert.equal(JSON.parse(audit('backup made')[0].detail).to, dir);
});

test('put back, all is as it was, and what waits is sent', async () => {
	const dir = place('waiting'), before = sys.deliveries(d).length;

	await sys.script(d, {status: 503, headers: {'Retry-After': '600'}});
	const waits = rise();
	await sys.until('one to wait', () =>
		sys.deliveries(d)[before]?.attempts === 1 &&
		sys.deliveries(d)[before].state === 'queued');
	sys.session();
	await sys.stopWorker();
	sys.must('backup', dir);
	const was = of(dir);

	assert.deepEqual(live(), was);
	/* Things go on: another destination, another alert. */
	sys.addDestination({name: 'Later'});
	await sys.script(d, {status: 202});
	await sys.startWorker();
	const later = rise();
	await told(later);
	await sys.stopWorker();
	assert.notDeepEqual(live(), was);

	sys.must('restore', dir);
	assert.deepEqual(live(), was);
	sound(sys);
	assert.deepEqual(sys.rows('SELECT possible_repeat AS p FROM delivery ' +
	    'WHERE ended_at IS NULL'), [{p: 1}]);
	for (const table of ['session', 'invitation'])
		assert.deepEqual(sys.rows(`SELECT * FROM ${table}`, 'config'),
		    []);
	await sys.startWorker();
	sys.must('destination', 'retry', d.name);
	await told(waits);
	const [{body}] = (await sys.requests(d)).filter((r) =>
		r.status === 202 && r.body.includes(`host-${waits}`));
	assert.match(body, /Possible repeat/);
	await sys.until('the way back to be told', () =>
		audit('backup put back').length === 1);
	const [row] = audit('backup put back');
	assert.deepEqual([row.via, JSON.parse(row.detail)],
	    ['cli', {from: dir}]);
	assert.match(row.by, /^cli:/);
	await told(rise());
	assert.match(sys.must('audit', 'verify'), /^sound: /);
});

test('config.db alone', async () => {
	const dir = place('alone');

	sys.must('backup', dir);
	sys.addDestination({name: 'Gone again', options: ['--disabled']});
	const one = rise();
	await told(one);
	await sys.stopWorker();
	const was = live();
	sys.must('restore', dir, '--only', 'config');
	assert.deepEqual({...live(), config: was.config}, was);
	assert.deepEqual(live().config, of(dir).config);
	await sys.startWorker();
	await told(rise());
	assert.equal(times(one), 1);
});

test('a backup that may not be made', () => {
	const dir = place('twice');

	mkdirSync(dir);
	refused(['backup', dir], /is there already/);
	rmSync(dir, {recursive: true});
	mkdirSync(`${dir}.part`);
	refused(['backup', dir], /another backup is being made, or/);
	rmSync(`${dir}.part`, {recursive: true});
	symlinkSync('/nowhere', dir);
	refused(['backup', dir], /is there already/);
	rmSync(dir);
	refused(['backup', place('no/such')], /No such file/);
	assert.ok(!existsSync(dir) && !existsSync(`${dir}.part`));
	for (const args of [['backup'], ['backup', ''], ['backup', '-x'],
		['backup', 'a', 'b'], ['restore'], ['restore', 'a', '--only'],
		['restore', 'a', '--only', 'outbox']])
		assert.equal(sys.tocsin(args).status, 2, args.join(' '));
});

/* What may lie where a copy should: what it is, and what is said. */
const SPOILT = [
	['missing', (path) => rmSync(path), /No such file/],
	['a link', (path) => {
		rmSync(path);
		symlinkSync('/etc/passwd', path);
	}, /symbolic links/],
	['empty', (path) => writeFileSync(path, ''), /not a Tocsin database/],
	['no database', (path) => writeFileSync(path, 'x'.repeat(9000)),
		/not a database/],
	['cut off', (path) => writeFileSync(path, readFileSync(path)
		.subarray(0, 8192)), /malformed|damaged|no database/],
	['another one', (path) => copyFileSync(join(path, '..',
		path.endsWith('config.db') ? 'events.db' : 'config.db'), path),
		/not a Tocsin database of this kind/],
	['of a newer Tocsin', (path) => version(path, 99), /a newer Tocsin/],
	['an index without its rows', (path) => spoilIndex(path),
		/integrity_check|damaged/],
];

/* The user_version stands at byte 60, see SQLite's fileformat2.html. */
function version(path, n)
{
	const bytes = readFileSync(path);

	bytes.writeUInt32BE(n, 60);
	writeFileSync(path, bytes);
}

/* The last byte of a page that is a leaf of an index: type 10. */
function spoilIndex(path)
{
	const bytes = readFileSync(path);
	let done = 0;

	for (let at = 4096; at < bytes.length; at += 4096)
		if (bytes[at] === 10 && bytes.readUInt16BE(at + 3) > 0) {
			bytes[at + 4095] ^= 1;
			done++;
		}
	assert.ok(done > 0, path);
	writeFileSync(path, bytes);
}

test('a way back that may not be gone', async (t) => {
	const dir = place('good');

	sys.must('backup', dir);
	refused(['restore', dir], /stop tocsin-worker first/);
	await sys.stopWorker();
	for (const name of NAMES)
		for (const [what, spoil, why] of SPOILT)
			await t.test(`${name}.db: ${what}`, () => {
				const bad = place('bad');

				rmSync(bad, {recursive: true, force: true});
				mkdirSync(bad);
				for (const n of NAMES)
					copyFileSync(join(dir, `${n}.db`),
					    join(bad, `${n}.db`));
				spoil(join(bad, `${name}.db`));
				refused(['restore', bad], why);
				refused(['restore', bad],
				    /nothing was replaced/);
			});
	await sys.startWorker();
});

test('an older program puts back its own backup', async () => {
	const dir = place('older');

	sys.must('backup', dir);
	await sys.stopWorker();
	for (const name of NAMES)
		sys.sql('PRAGMA user_version = 99; CREATE TABLE later (a)',
		    name);
	const end = await sys.refusedWorker();

	assert.match(end.said, /a newer Tocsin/);
	sys.must('restore', dir);
	assert.deepEqual(live(), of(dir));
	await sys.startWorker();
	await told(rise());
});

test('an old config.db is migrated on its way', async () => {
	const dir = place('first'), path = join(dir, 'config.db');
	const id = sys.rows('PRAGMA application_id', 'config')[0]
		.application_id;

	sys.must('backup', dir);
	rmSync(path);
	execFileSync('sqlite3', [path, 'PRAGMA journal_mode=WAL; PRAGMA ' +
	    `user_version=1; PRAGMA application_id=${id};` + readFileSync(
	    join(ROOT, 'tests/unit/config_1.sql'), 'utf8')]);
	await sys.stopWorker();
	sys.must('restore', dir, '--only', 'config');
	assert.notEqual(sys.rows('PRAGMA user_version', 'config')[0]
		.user_version, 1);
	/* A damaged one can be put back too, once it is out of the way. */
	writeFileSync(sys.database('config'), 'x'.repeat(9000));
	const r = sys.tocsin(['restore', place('older'), '--only', 'config']);

	assert.equal(r.status, 1);
	assert.match(r.stderr, /move it, its -wal and its -shm away/);
	for (const suffix of ['', '-wal', '-shm'])
		rmSync(sys.database('config') + suffix);
	sys.must('setup');
	sys.must('restore', place('older'), '--only', 'config');
	assert.equal(content('config', sys.database('config')),
	    of(place('older')).config);
	await sys.startWorker();
	await told(rise());
});

test('one that was made under way: what it has is told', async () => {
	const undecided = () => sys.rows('SELECT count(*) AS n FROM event ' +
	    'WHERE seq > ' + sys.rows('SELECT cursor FROM worker')[0].cursor,
	'events')[0].n;

	await sys.stopWorker();
	sys.must('restore', place('running'));
	/* outbox.db is the older one: nothing is taken for decided. */
	const [{n, newest}] = sys.rows('SELECT count(*) AS n, max(seq) AS ' +
	    'newest FROM event', 'events');
	assert.ok(n > 0 && sys.rows('SELECT cursor FROM worker')[0].cursor <=
	    newest);
	await sys.startWorker();
	await sys.until('all to be decided', () => undecided() === 0);
	assert.deepEqual(sys.rows('SELECT count(DISTINCT event_seq) AS n ' +
	    'FROM decision'), [{n}]);
	await told(rise());
});

test('from before a change of keys: told, and then opened', async () => {
	const dir = place('keys');
	const old = readFileSync(sys.secretKey);
	const config = sys.database('config');

	sys.must('backup', dir);
	sys.must('key', 'rotate');
	await sys.stopWorker();
	const r = sys.tocsin(['restore', dir]);

	assert.equal(r.status, 0, r.stderr);
	assert.match(r.stderr, /from before key [0-9a-f]{8}: put the line/);
	assert.equal(seals(config, sys.secretKey).none, 1);
	const both = Buffer.concat([readFileSync(sys.secretKey), old]);
	rmSync(sys.secretKey);
	writeFileSync(sys.secretKey, both, {mode: 0o400});
	sys.must('key', 'rotate');
	assert.deepEqual(seals(config, sys.secretKey),
	    {none: 0, one: 1, more: 0});
	await sys.startWorker();
	await told(rise());
});
