/*
 * user.test.mjs - tocsin user and role: who may sign in, by the command line.
 */
import assert from 'node:assert/strict';
import {chmodSync, readFileSync, rmSync, statSync, writeFileSync} from
	'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {System} from './lib.mjs';

const PASSWORD = 'correct horse battery staple';
const CODE = /^[a-z2-7]{6}(-[a-z2-7]{6}){3}$/m;

let system;
let firstCode;

before(async () => {
	system = await System.create({setup: false});
	firstCode = system.must('setup').match(CODE)?.[0];
});
after(() => system.close());

/* run(...args): {status, stdout, stderr}. */
const run = (...args) => system.tocsin(args);

/* refused(args, why): it changes nothing and says why. */
function refused(args, why, input)
{
	const r = system.tocsin(args, input);

	assert.equal(r.status, 1, args.join(' '));
	assert.match(r.stderr, why);
	assert.equal(r.stdout, '');
}

const users = () => system.must('user', 'list').trimEnd().split('\n');

test('set-up makes a code for the first user, and keeps it', () => {
	const key = join(system.dir, 'web.key');
	const bytes = readFileSync(key);

	assert.ok(firstCode, 'a first-run code was printed');
	assert.match(bytes.toString(), /^tocsin-single-1 /);
	assert.equal(statSync(key).mode & 0o777, 0o400);
	/* Somebody may have written it down: it is not replaced. */
	assert.doesNotMatch(system.must('setup'), CODE);
	assert.deepEqual(readFileSync(key), bytes);
	/* One that is lost is, by hand; and no account was made. */
	assert.match(system.must('user', 'first'), CODE);
	assert.deepEqual(system.rows('SELECT count(*) AS n FROM invitation',
	    'config'), [{n: 1}]);
	assert.equal(system.must('user', 'list'), '');
});

test('a code that is out of date is made anew by set-up', () => {
	system.sql('UPDATE invitation SET until = 1', 'config');
	assert.match(system.must('setup'), CODE);
	assert.doesNotMatch(system.must('setup'), CODE);
});

test('users come with a code, or with a password from a file', () => {
	const file = join(system.dir, 'password');
	const r = run('user', 'add', 'alice', '--role', 'super admin');

	assert.equal(r.status, 0, r.stderr);
	assert.match(r.stdout, new RegExp(`${CODE.source}\n`, 'm'));
	assert.match(r.stderr, /alice sets a password, on the page \/activate/);
	/* The code alone, so that a script can hand it on. */
	assert.equal(r.stdout.trim().split('\n').length, 1);
	assert.equal(system.tocsin(['user', 'add', 'Bob', '--role', 'Auditor',
	    '--password-file', '-'], `${PASSWORD}\n`).status, 0);
	writeFileSync(file, PASSWORD, {mode: 0o600});
	system.must('user', 'add', '--password-file', file, '--role',
	    'read-only', 'carol');
	chmodSync(file, 0o640);
	refused(['user', 'add', 'dave', '--role', 'Admin', '--password-file',
		file], /group or others/);
	rmSync(file);
	refused(['user', 'add', 'dave', '--role', 'Admin', '--password-file',
		file], /No such file/);
	assert.deepEqual(users(), ['alice  Super Admin  no password yet',
		'Bob  Auditor', 'carol  Read-Only']);
	/* Now that there are users, nobody else becomes the first. */
	refused(['user', 'first'], /there are users already/);
	assert.doesNotMatch(system.must('setup'), CODE);
});

test('what a name or password may not be is said', () => {
	const add = (name, role = 'Admin') => ['user', 'add', name, '--role',
		role];
	const withPassword = [...add('dave'), '--password-file', '-'];

	refused(add('ALICE'), /there is a user alice already/);
	refused(add('cli:root'), /NAME: give 1 to 64/);
	refused(add('nobody'), /NAME: give 1 to 64/);
	refused(add('dave', 'King'), /there is no role King/);
	refused(withPassword, /at least 8 characters/, 'short');
	refused(withPassword, /Many people use/, 'Password1\n');
	refused(withPassword, /without your name/, 'i am dave himself\n');
	refused(withPassword, /one line/, `${PASSWORD}\n${PASSWORD}\n`);
	refused(withPassword, /one line/, 'x'.repeat(300));
	refused(withPassword, /well-formed/, Buffer.from([...Buffer.from(
	    'bad bytes '), 0xff, 0xfe]));
	assert.equal(users().length, 3);
});

test('the last Super Admin stays', () => {
	const last = /alice is the last Super Admin who may sign in/;

	refused(['user', 'disable', 'alice'], last);
	refused(['user', 'remove', 'alice'], last);
	refused(['user', 'role', 'alice', 'Auditor'], last);
	system.must('user', 'role', 'bob', 'Super Admin');
	system.must('user', 'disable', 'alice');
	refused(['user', 'disable', 'alice'], /disabled already/);
	refused(['user', 'disable', 'bob'], /bob is the last|Bob is the last/);
	system.must('user', 'enable', 'alice');
	refused(['user', 'enable', 'alice'], /enabled already/);
	system.must('user', 'role', 'bob', 'auditor');
	system.must('user', 'remove', 'CAROL');
	refused(['user', 'remove', 'carol'], /there is no user carol/);
});

test('a reset ends sessions and password, and prints a code', () => {
	const now = Date.now();

	/* As a browser would have signed in. */
	system.sql('INSERT INTO session (id_hash, created_at, seen_at, flash,' +
	    ' shown_id, user_id, stage, address, agent) SELECT \'h\',' +
	    ` ${now}, ${now}, '', 291, id, 'signed in', '192.0.2.1',` +
	    ' \'Lynx\' || char(27) || \'[2J\' FROM user' +
	    ' WHERE name_key = \'bob\'', 'config');
	const list = system.must('user', 'sessions', 'bob');

	assert.match(list, /^0000000000000123  since .* 192\.0\.2\.1  Lynx/);
	/* What a browser calls itself does nothing to a terminal. */
	assert.ok(!list.includes('\x1b'));
	refused(['user', 'end', 'bob', '0000000000000124'], /no session/);
	refused(['user', 'end', 'bob', 'x'], /no session x/);
	system.must('user', 'end', 'bob', '0000000000000123');
	assert.equal(system.must('user', 'sessions', 'bob'), '');
	assert.match(system.must('user', 'end', 'bob'), /^0 sessions ended/);
	assert.match(system.must('user', 'reset', 'bob', '--second-factor'),
	    CODE);
	assert.match(users()[1], /^Bob {2}Auditor {2}no password yet$/);
	assert.match(system.must('user', 'invite', 'bob'), CODE);
	const r = system.tocsin(['user', 'reset', 'bob', '--password-file',
		'-'], `${PASSWORD}\n`);

	assert.deepEqual([r.status, r.stdout], [0, '']);
	assert.equal(users()[1], 'Bob  Auditor');
	/* The code that was made before opens nothing now. */
	assert.deepEqual(system.rows('SELECT count(*) AS n FROM invitation i' +
	    ' JOIN user u ON u.id = i.user_id WHERE u.name_key = \'bob\'',
	    'config'), [{n: 0}]);
});

test('custom roles', () => {
	system.must('role', 'add', 'Night shift', 'View Event Destinations');
	refused(['role', 'add', 'night SHIFT', 'View Audit Log'], /already/);
	refused(['role', 'add', 'Auditor', 'View Audit Log'], /already/);
	refused(['role', 'add', 'More', 'Fly'],
	    /no permission "Fly"[^]*Configuration - Edit Event Destinations/);
	refused(['role', 'add', 'a<b', 'View Audit Log'], /NAME: give/);
	system.must('role', 'add', 'Builder',
	    'Configuration - Edit Event Destinations');
	assert.match(system.must('role', 'list'), new RegExp(
	    'Builder \\(custom\\)\n' +
	    ' {4}Configuration - View Event Destinations\n' +
	    ' {4}Configuration - Edit Event Destinations\n' +
	    'Night shift \\(custom\\)\n' +
	    ' {4}Configuration - View Event Destinations\n$'));
	system.must('user', 'role', 'bob', 'night shift');
	assert.equal(users()[1], 'Bob  Night shift');
	refused(['role', 'remove', 'Night shift'], /somebody has the role/);
	refused(['role', 'remove', 'admin'], /of the appliance/);
	system.must('user', 'role', 'bob', 'Auditor');
	system.must('role', 'remove', 'night shift');
	refused(['role', 'remove', 'night shift'], /there is no role/);
});

test('wrong usage is 2, and says how', () => {
	for (const args of [[], ['add'], ['add', 'x'], ['add', 'x', '--role'],
		['add', 'x', '--second-factor', '--role', 'Admin'],
		['reset'], ['reset', 'x', '--role', 'Admin'], ['disable'],
		['role', 'x'], ['end'], ['list', 'x'], ['first', 'x']]) {
		const r = run('user', ...args);

		assert.equal(r.status, 2, args.join(' '));
		assert.match(r.stderr, /usage: tocsin \[-c FILE\] user/);
	}
	assert.equal(run('role', 'add', 'x').status, 2);
});

test('everything is in the audit trail, and no secret', () => {
	const rows = system.rows('SELECT by, via, action, object, detail' +
	    ' FROM audit ORDER BY seq', 'config');
	const actions = new Set(rows.map((row) => row.action));

	for (const action of ['first-run code made', 'user added',
		'user invited', 'user disabled', 'user enabled',
		'user changed', 'user removed', 'user reset',
		'password changed', 'session ended', 'role added',
		'role removed'])
		assert.ok(actions.has(action), action);
	assert.ok(rows.every((row) => row.by.startsWith('cli:') &&
	    row.via === 'cli'));
	assert.ok(rows.some((row) => row.object === 'Bob' && row.detail ===
	    '{"role":{"old":"Auditor","new":"Super Admin"}}'));
	assert.doesNotMatch(JSON.stringify(rows), /argon2|correct horse/);
	assert.ok(!JSON.stringify(rows).includes(firstCode));
	/* Nor is one anywhere in the file. */
	for (const suffix of ['', '-wal']) {
		const file = readFileSync(system.database('config') + suffix);

		assert.ok(!file.includes(firstCode));
		assert.ok(!file.includes(PASSWORD));
	}
	/* The control: it holds what is no secret. */
	assert.ok(['', '-wal'].some((suffix) => readFileSync(
	    system.database('config') + suffix).includes('first-run code')));
});
