/*
 * backup.test.mjs - tocsin backup and tocsin restore, killed at the Nth call
 * of each kind that changes something.
 *
 *   BACKUP_POINTS  how many of them for each (default 12); "all"
 *   SEED           to repeat a choice
 */
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {cpSync, existsSync, readFileSync, readdirSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {NAMES, contents, seals, sound} from '../e2e/backup_kit.mjs';
import {BUILD, System, hostEvent} from '../e2e/lib.mjs';
import {random} from '../e2e/rig.mjs';
import {mutant} from './mutant.mjs';
import {spread} from './scene.mjs';
import {injecting, noStrace, most, tracing} from './strace.mjs';

const POINTS = process.env.BACKUP_POINTS === 'all' ? Infinity :
	Number(process.env.BACKUP_POINTS ?? 12);
const SEED = Number(process.env.SEED ?? Date.now() % 1000000);
const WHY = noStrace();
const CALLS = ['mkdir', 'rmdir', 'unlink', 'renameat', 'renameat2', 'fchown',
	'fchmod', 'lchown', 'fsync', 'fdatasync', 'ftruncate', 'write',
	'pwrite64', 'flock', 'exit_group'];

let sys, dir, saved, was, now, faults = [], cases = 0, kills = 0;

if (WHY !== null)
	console.log(`# SKIPPED: kills of a backup: ${WHY}`);

const live = () => contents((name) => sys.database(name));
const of = (path) => contents((name) => join(path, `${name}.db`));
const run = (program, args, prefix = []) => {
	const [file, ...all] = [...prefix, program, '-c', sys.conf, ...args];
	const r = spawnSync(file, all, {encoding: 'utf8', timeout: 60000});

	sys.printed += r.stdout + r.stderr;
	return r;
};
const tocsin = join(BUILD, 'tocsin');

/*
 * Two states: one in a backup, with an alert that waits, and one that came to
 * be since.
 */
before(async () => {
	sys = await System.create();
	const d = sys.addDestination();

	await sys.script(d, {status: 503, headers: {'Retry-After': '600'}});
	await sys.startWorker();
	sys.ingest(Array.from({length: 30}, (_, i) => hostEvent(i, 60)));
	await sys.until('one to be tried', () => sys.rows('SELECT 1 FROM ' +
	    'delivery WHERE attempts = 1 AND state = \'queued\'').length > 0);
	await sys.stopWorker();
	dir = join(sys.dir, 'backup');
	sys.must('backup', dir);
	was = of(dir);
	sys.addDestination();
	sys.ingest(Array.from({length: 30}, (_, i) => hostEvent(i + 50, 60)));
	await sys.startWorker();
	await sys.until('all to be decided', () => sys.rows('SELECT cursor ' +
	    'FROM worker')[0].cursor === 60);
	await sys.stopWorker();
	now = live();
	for (const name of NAMES)
		assert.notEqual(was[name], now[name], name);
	saved = join(sys.dir, 'saved');
	cpSync(sys.data, saved, {recursive: true, preserveTimestamps: true});
});
after(() => sys.close());

/* Back to what came to be since. */
function reset()
{
	rmSync(sys.data, {recursive: true});
	cpSync(saved, sys.data, {recursive: true, preserveTimestamps: true});
}

/* judged(what, check): what an assertion says of it, if anything. */
function judged(what, check)
{
	try {
		check();
	} catch (err) {
		faults.push(`${what}: ${err.message}`);
	}
}

/* Each of some points, or of all. */
function each(args, rand, work)
{
	run(tocsin, args, tracing(sys.dir, CALLS));
	const count = most(sys.dir);
	const all = CALLS.flatMap((call) => Array.from(
	    {length: count.get(call) ?? 0}, (_, i) => [call, i + 1]));

	assert.ok(all.length > 50, `${all.length} points`);
	for (const i of spread(Math.min(POINTS, all.length), all.length,
	    rand)) {
		const [call, n] = all[i - 1];

		cases++;
		work(`${args[0]}: ${call} ${n}`, injecting(sys.dir, call,
		    'signal=SIGKILL', n));
		kills += /\+\+\+ killed by SIGKILL/.test(readFileSync(
		    join(sys.dir, 'trace'), 'utf8')) ? 1 : 0;
	}
	return all.length;
}

/* tell(what, points, from): the line of figures, and nothing was wrong. */
function tell(what, points, from)
{
	console.log(`# kills of a ${what}: cases run ${cases} of ${points}, ` +
	    `kills ${kills}, failed ${faults.length}, ` +
	    `${((Date.now() - from) / 1000).toFixed(1)} s, SEED=${SEED}`);
	assert.ok(kills > 0);
	assert.deepEqual(faults, []);
	kills = cases = 0;
}

/* A database is the old or the new one, and its keys open it. */
function oldOrNew(what)
{
	judged(what, () => {
		const is = live();

		for (const name of NAMES)
			assert.ok([was[name], now[name]].includes(is[name]),
			    `${name}.db is neither`);
		/* What is newer than outbox.db is decided again, not lost. */
		if (is.outbox === now.outbox)
			assert.deepEqual(is, now);
		const {none, more} = seals(sys.database('config'),
		    sys.secretKey);
		assert.deepEqual([none, more], [0, 0]);
		sound(sys);
	});
}

test('kill at the Nth call of restore', {skip: WHY ?? false}, () => {
	const from = Date.now();
	const points = each(['restore', dir], random(SEED), (what, prefix) => {
		reset();
		const r = run(tocsin, ['restore', dir], prefix);

		oldOrNew(what);
		judged(`after ${what}`, () => {
			if (r.status !== 0)
				sys.must('restore', dir);
			assert.deepEqual(live(), was);
			sound(sys);
			assert.deepEqual(readdirSync(sys.data, {recursive:
				true}).filter((f) => /restore/.test(f)), []);
		});
	});

	tell('restore', points, from);
});

test('kill at the Nth call of backup', {skip: WHY ?? false}, () => {
	const to = join(sys.dir, 'to'), part = `${to}.part`;
	const clear = () => [to, part].forEach((path) =>
		rmSync(path, {recursive: true, force: true}));
	const from = Date.now();

	reset();
	const points = each(['backup', to], random(SEED), (what, prefix) => {
		clear();
		const r = run(tocsin, ['backup', to], prefix);

		judged(what, () => {
			assert.deepEqual(live(), now);
			assert.ok(existsSync(to) || r.status !== 0);
			if (existsSync(to))
				assert.deepEqual(of(to), now);
			else if (existsSync(part))
				assert.match(run(tocsin, ['backup', to])
					.stderr, /one was cut short/);
			clear();
			sys.must('backup', to);
			assert.deepEqual(of(to), now);
			sound(sys);
		});
	});

	tell('backup', points, from);
});

/* Control: the bytes of the copy are written over the database. */
test('control: a way back that is no commit', {skip: WHY ?? false}, () => {
	const plain = mutant('tocsin', 'cli/restore.c',
	    'else if ((done = db_put_back(db, path, false, why)) != DB_OK)',
	    'else if ((done = over(aside, path)) != DB_OK)',
	    '#include <sys/file.h>', '#include <sys/file.h>\n' +
	    '#include <sys/sendfile.h>', 'static int\nput_back(',
	    'static enum db_error\nover(const char *a, const char *b)\n{\n' +
	    '\tint f = open(a, O_RDONLY), t = open(b, O_WRONLY);\n' +
	    '\twhile (sendfile(t, f, 0, 16384) > 0)\n\t\t;\n' +
	    '\treturn DB_OK;\n}\n\nstatic int\nput_back(');
	const found = [];

	run(plain, ['restore', dir], tracing(sys.dir, ['sendfile']));
	const writes = most(sys.dir).get('sendfile');

	for (let n = 1; n <= writes; n++) {
		reset();
		run(plain, ['restore', dir], injecting(sys.dir, 'sendfile',
		    'signal=SIGKILL', n));
		oldOrNew(`sendfile ${n}`);
		found.push(...faults);
		faults = [];
	}
	console.log('# control: bytes written over a database: ' +
	    `${writes} kills, ${found.length} found`);
	assert.ok(found.length > 0);
	reset();
});
