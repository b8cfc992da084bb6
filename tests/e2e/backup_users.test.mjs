/*
 * backup_users.test.mjs - backups of a system of several users, by root.
 */
import assert from 'node:assert/strict';
import {cpSync, existsSync, lstatSync, mkdirSync, readFileSync, readdirSync,
	rmSync, statSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {mutant} from '../fault/mutant.mjs';
import {waitFor} from '../receiver/client.mjs';
import {NAMES, contents} from './backup_kit.mjs';
import {FLOWS, flowUrl} from './rig.mjs';
import {WEB, WORKER, as, refused, skip, stranger, usersRig, web, worked}
	from './users.mjs';

let rig, dir;

before(async () => {
	rig = await usersRig();
	if (rig === null)
		return;
	rig.must(['destination', 'add', '--name', 'Team'],
	    `${flowUrl(FLOWS[0])}\n`);
	dir = join(rig.dir, 'backup');
});
after(async () => {
	if (!skip)
		await rig.end();
});

/* Everything in the data folder: "path mode owner group". */
function listing()
{
	return readdirSync(rig.data, {recursive: true}).sort().map((name) => {
		const s = lstatSync(join(rig.data, name));

		return `${name} ${(s.mode & 0o7777).toString(8)} ${s.uid} ` +
		    `${s.gid}`;
	});
}

test('a backup is for root alone, and no key is in it', {skip}, () => {
	rig.must(['backup', dir]);
	assert.deepEqual(readdirSync(dir).sort(), NAMES.map((n) => `${n}.db`)
		.sort());
	for (const name of ['', ...NAMES.map((n) => `${n}.db`)]) {
		const s = statSync(join(dir, name));

		assert.deepEqual([s.mode & 0o777, s.uid, s.gid],
		    [name === '' ? 0o700 : 0o600, 0, 0], name);
	}
	const worker = (...argv) => as(WORKER, WORKER, argv);

	for (const who of [web, worker, stranger])
		for (const name of NAMES)
			refused(who('cat', join(dir, `${name}.db`)), name);
	worked(as(0, 0, ['cat', join(dir, 'config.db')]), 'root');
});

test('what is put back belongs to whom it belonged', {skip}, () => {
	const files = listing();

	rig.must(['destination', 'remove', 'Team']);
	rig.must(['restore', dir]);
	assert.match(rig.must(['destination', 'list']), /Team/);
	assert.deepEqual(listing().filter((l) => !/lock/.test(l)), files);
	/* The worker can hold its lock. */
	assert.ok(listing().includes(`outbox/worker.lock 600 ${WORKER} ${WEB}`),
	    listing().join('\n'));
	assert.deepEqual(contents((n) => rig.db(n)), contents((n) =>
		join(dir, `${n}.db`)));
	/* As nobody can who may not write there, not from a copy of his own. */
	const open = join(rig.dir, 'open');

	cpSync(dir, open, {recursive: true});
	worked(as(0, 0, ['chmod', '-R', 'a+rX', open]), 'chmod');
	for (const who of [web, stranger]) {
		refused(who(rig.program('tocsin'), '-c', rig.conf, 'restore',
		    open), 'restore');
		refused(who(rig.program('tocsin'), '-c', rig.conf, 'backup',
		    join(rig.dir, 'theirs')), 'backup');
	}
	assert.deepEqual(contents((n) => rig.db(n)), contents((n) =>
		join(dir, `${n}.db`)));
});

test('a directory that the owners cannot reach', {skip}, () => {
	const closed = join(rig.dir, 'closed');

	mkdirSync(closed, {mode: 0o700});
	const r = rig.tocsin(['backup', join(closed, 'one')]);

	assert.equal(r.status, 1);
	assert.match(r.err, /take a directory whose parents are open to all/);
	assert.deepEqual(readdirSync(closed), []);
});

/*
 * broken(file, code): tocsin with a child that does that first for config.db:
 * what the web tier's user can do to it from outside.
 */
const broken = (file, code) => file === 'backup' ?
	mutant('tocsin', 'cli/backup_copy.c', '\tfree(to);\n\treturn rc;',
	    `\tif (y->part->schema == &schema_config) { ${code} }\n` +
	    '\tfree(to);\n\treturn rc;', '#include <stdio.h>',
	    '#include <fcntl.h>\n#include <signal.h>\n#include <stdio.h>') :
	mutant('tocsin', 'cli/restore.c', '\tif (fd >= 0 && lay_down(',
	    `\tif (r->part->schema == &schema_config) { ${code} }\n` +
	    '\tif (fd >= 0 && lay_down(', '#include <stdio.h>',
	    '#include <signal.h>\n#include <stdio.h>');

const runs = (program, ...args) => as(0, 0, [program, '-c', rig.conf,
	...args]);

/* What an owner who was broken into could leave where the copy is to be. */
const PLANTED = {
	'a link': 'unlink(to); symlink("VICTIM", to);',
	'a second name': 'link(to, "OWN/again");',
	'a pipe': 'unlink(to); mkfifo(to, 0666);',
	'a folder': 'unlink(to); mkdir(to, 0777);',
	'nothing': 'unlink(to);',
};

for (const [what, code] of Object.entries(PLANTED))
	test(`a copy that is ${what} is not taken over`, {skip}, () => {
		const victim = join(rig.dir, 'victim');
		const own = join(rig.data, 'config');
		const program = broken('backup', code.replace('VICTIM', victim)
			.replace('OWN', own));
		const to = join(rig.dir, 'planted');

		writeFileSync(victim, 'mine', {mode: 0o640});
		const r = runs(program, 'backup', to);

		assert.equal(r.status, 1, r.err);
		assert.match(r.err, /planted\.part\/config\/config\.db/);
		assert.ok(!existsSync(to));
		const s = statSync(victim);
		assert.deepEqual([s.mode & 0o777, s.uid], [0o640, 0]);
		rmSync(`${to}.part`, {recursive: true, force: true});
		rmSync(join(own, 'again'), {force: true});
	});

/* Who had the copy open before it was taken over. */
test('a backup can\'t be written to afterwards', {skip}, async () => {
	const go = join(rig.dir, 'go'), to = join(rig.dir, 'held');
	const own = join(rig.data, 'config/written');
	const program = broken('backup', 'int e = open(to, O_RDWR); ' +
	    'if (fork() == 0) { close(1); close(2); ' +
	    `while (access("${go}", F_OK) != 0) usleep(1000); ` +
	    `fclose(fopen(pwrite(e, "EVIL", 4, 0) == 4 ? "${own}" : "/", ` +
	    '"w")); _exit(0); }');
	const r = runs(program, 'backup', to);

	assert.equal(r.status, 0, r.err);
	const was = readFileSync(join(to, 'config.db'));
	writeFileSync(go, '');
	await waitFor('it to be written to', () => existsSync(own));
	assert.deepEqual(readFileSync(join(to, 'config.db')), was);
	rmSync(own);
});

/* A signal is all that user needs for that. */
for (const command of ['backup', 'restore'])
	test(`${command}: who is stopped for ever is ended`, {skip}, () => {
		const to = join(rig.dir, 'stopped');
		const r = runs(broken(command, 'raise(SIGSTOP);'), command,
		    command === 'backup' ? to : dir);

		assert.equal(r.status, 1);
		assert.match(r.err, /somebody stopped the process/);
		/* And nothing is held by it. */
		rig.must(['restore', dir]);
		rig.must(['backup', to]);
		rmSync(to, {recursive: true});
	});

/* What it is that keeps the worker out stays with root and the worker. */
test('restore: the lock is not in the web tier\'s hands', {skip}, () => {
	const seen = join(rig.data, 'config/seen');
	const r = runs(broken('restore', 'char l[99]; ssize_t n; int i; ' +
	    `FILE *f = fopen("${seen}", "w"); for (i = 3; i < 99; i++) { ` +
	    'char p[40]; sprintf(p, "/proc/self/fd/%d", i); n = readlink(p, ' +
	    'l, 98); if (n > 0) { l[n] = 0; fprintf(f, "%s\\n", l); } } ' +
	    'fclose(f);'), 'restore', dir);

	assert.equal(r.status, 0, r.err);
	const open = readFileSync(seen, 'utf8');
	assert.match(open, /backup\/config\.db/);
	assert.doesNotMatch(open, /worker\.lock/);
	rmSync(seen);
});
