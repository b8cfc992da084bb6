/*
 * start.test.mjs - starts that must be refused, with the reason, and one that
 * waits; what stands in a refused file is left alone.
 */
import assert from 'node:assert/strict';
import {chmodSync, existsSync, renameSync, rmSync, writeFileSync}
	from 'node:fs';
import {after, before, test} from 'node:test';

import {System} from './lib.mjs';

let sys;
let entity = 100;

before(async () => {
	sys = await System.create();
	await sys.startWorker();
	/* A cursor that is beyond an empty events.db. */
	sys.rise(++entity, 60);
	await sys.until('the first event to be decided', () =>
		sys.rows('SELECT cursor FROM worker')[0].cursor === 1);
});

after(() => sys?.close());

/* The running system, as one that is down, for tests that spoil a file. */
async function whileDown(spoil, mend, check)
{
	await sys.stopWorker();
	try {
		await spoil();
		const end = await sys.refusedWorker();
		assert.deepEqual([end.code, end.signal], [1, null]);
		check(end.said);
	} finally {
		await mend();
	}
	await sys.startWorker();
}

test('no start without the secret key', () => {
	const aside = `${sys.secretKey}.aside`;

	return whileDown(() => renameSync(sys.secretKey, aside),
	    () => renameSync(aside, sys.secretKey), (said) => {
		assert.ok(said.includes(sys.secretKey), said);
		assert.match(said, /No such file/);
	});
});

test('no start with a key that cannot be read', () => {
	const aside = `${sys.secretKey}.aside`;

	return whileDown(() => {
		renameSync(sys.secretKey, aside);
		/* Root may read any mode: a key that is none. */
		writeFileSync(sys.secretKey, 'no key\n', {mode: 0o400});
	}, () => renameSync(aside, sys.secretKey), (said) =>
		assert.ok(said.includes(`${sys.secretKey}: `), said));
});

test('no start with a key that others may read', () =>
	whileDown(() => chmodSync(sys.secretKey, 0o644),
	    () => chmodSync(sys.secretKey, 0o400), (said) =>
		assert.ok(said.includes(`${sys.secretKey}: `), said)));

for (const name of ['outbox', 'events', 'config'])
	test(`no start with a foreign ${name}.db`, () => {
		const path = sys.database(name);

		return whileDown(() => setAside(path, () =>
			sys.sql('CREATE TABLE mine (a)', name)),
		    () => putBack(path), (said) => {
			assert.ok(said.includes(path), said);
			assert.match(said, /not a Tocsin database/);
		});
	});

for (const name of ['outbox', 'events', 'config'])
	test(`no start with an ${name}.db of a newer Tocsin`, () => {
		const path = sys.database(name);
		let version;

		return whileDown(() => {
			[{user_version: version}] =
			    sys.rows('PRAGMA user_version', name);
			sys.sql('PRAGMA user_version = 1000000', name);
		}, () => sys.sql(`PRAGMA user_version = ${version}`, name),
		    (said) => {
			assert.ok(said.includes(path), said);
			assert.match(said, /made by a newer Tocsin/);
		});
	});

const SUFFIXES = ['', '-wal', '-shm'];

/* A database goes for a while, with what belongs to it. */
function setAside(path, instead)
{
	for (const suffix of SUFFIXES)
		if (existsSync(path + suffix))
			renameSync(path + suffix, `${path}.aside${suffix}`);
	instead?.();
}

function putBack(path)
{
	for (const suffix of SUFFIXES) {
		rmSync(path + suffix, {force: true});
		if (existsSync(`${path}.aside${suffix}`))
			renameSync(`${path}.aside${suffix}`, path + suffix);
	}
}

test('no start with an events.db that is behind the cursor', () => {
	const path = sys.database('events');
	const {cursor} = sys.rows('SELECT cursor FROM worker')[0];

	return whileDown(() => setAside(path, () => sys.must('setup')),
	    () => putBack(path), (said) => {
		assert.ok(said.includes(`but ${cursor} are decided`), said);
		assert.match(said, /restore both from one backup/);
	});
});

test('no start with another events.db that was filled again', () => {
	const path = sys.database('events');
	const {cursor} = sys.rows('SELECT cursor FROM worker')[0];

	return whileDown(() => {
		setAside(path);
		sys.must('setup');
		/* As many as were decided, and one more. */
		for (let i = 0; i <= cursor; i++)
			sys.rise(`other-${i}`, 60);
	}, () => putBack(path), (said) => {
		assert.match(said, new RegExp(`event ${cursor} of events.db ` +
		    'is not the one that was decided last'));
		assert.match(said, /restore both from one backup/);
	});
});

test('after all those refusals it goes on where it was', async (t) => {
	const d = sys.borrowDestination(t);

	sys.rise(++entity, 60);
	await sys.states(d, 'accepted');
});

test('config.db missing: waits, says so, goes on', async (t) => {
	const own = await System.create({setup: false});
	t.after(() => own.close());
	own.must('setup');
	const path = own.database('config');

	setAside(path);
	own.spawnWorker();
	await own.until('the worker to say what it waits for', () =>
		own.said().includes('waiting: '));
	assert.ok(own.said().includes(path), own.said());
	assert.equal(own.worker.exitCode, null);
	/* Events that come meanwhile are not lost. */
	own.rise(1, 90);
	own.must('setup');
	await own.until('the start', () => own.said().includes('started:'));
	const d = own.addDestination();
	await own.until('the destination in force', () =>
		own.rows('SELECT 1 FROM destination_use').length === 1);
	own.rise(2, 90);
	await own.states(d, 'accepted');
	assert.equal(own.rows('SELECT cursor FROM worker')[0].cursor, 2);
});

test('a second worker stands by until the first one ends', async (t) => {
	const own = await System.create();
	t.after(() => own.close());
	await own.startWorker();
	const first = own.worker;

	const second = own.spawnWorker();
	await own.until('the second to say that it waits', () =>
		own.said().includes('another worker runs'));
	assert.equal(first.exitCode, null);
	assert.ok(!own.said().includes('started:'));
	first.kill('SIGKILL');
	await first.ended;
	await own.until('the second to start', () =>
		own.said().includes('started:'));
	assert.equal(second.exitCode, null);
});
