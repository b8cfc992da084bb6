/*
 * crafted.test.mjs - files that are no database of ours, in the place of each
 * of the three: refused with a reason that names them, and left as they are.
 */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {createHash} from 'node:crypto';
import {cpSync, lstatSync, readFileSync, readlinkSync, rmSync}
	from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {BUILD} from '../e2e/lib.mjs';
import {CRAFTED} from './crafted.mjs';
import {Place, SEED, children, random, skipped, told, waitFor} from './kit.mjs';

const root = process.getuid() === 0;

let place, good;

before(async () => {
	place = await Place.make();
	place.addDestination();
	await place.startWorker();
	await place.startWeb();
	place.give(300);
	await place.arrive('alerts', 60000);
	await place.stopWeb();
	await place.stopWorker();
	/* A WAL that holds a page would mend it. */
	for (const name of ['config', 'events', 'outbox'])
		place.sql('PRAGMA wal_checkpoint(TRUNCATE)', name);
	rmSync(join(place.data, 'outbox', 'ballast'));
	good = join(place.dir, 'good');
	cpSync(place.data, good, {recursive: true});
});
after(() => place?.close());

/* What stands at a path, to the byte. */
function print(path)
{
	const s = lstatSync(path, {throwIfNoEntry: false});

	if (s === undefined)
		return 'nothing';
	if (s.isSymbolicLink()) {
		const to = readlinkSync(path);
		return `link to ${to}: ${print(to)}`;
	}
	return s.isFile() ? `${s.mode} ${createHash('sha256').update(
	    readFileSync(path)).digest('hex')}` : String(s.mode);
}

/* As it was; the file that is to be judged made what it should be. */
function prepare(name, craft)
{
	rmSync(place.data, {recursive: true, force: true});
	cpSync(good, place.data, {recursive: true});
	craft(place.database(name), random(SEED));
}

/* Until it has ended, waits or runs: which of them, and what it said. */
async function judged(child)
{
	const waits = () => child.said.includes('waiting: ');
	const runs = () => child.said.includes('started:');
	const ended = () => child.exitCode ?? child.signalCode;

	await waitFor('a verdict', () => ended() !== null || waits() || runs(),
	    20000).catch(() => {});
	const how = ended() !== null ? `status ${ended()}` :
		waits() ? 'waits' : runs() ? 'runs' : 'hangs';

	/* SIGTERM: the parent of the pages takes its children along. */
	child.kill(how === 'waits' ? 'SIGKILL' : 'SIGTERM');
	await child.ended;
	return {how, said: child.said};
}

/* Root may read any file, unless it gives that up. */
const HUMBLE = ['setpriv', '--bounding-set',
	'-dac_override,-dac_read_search', '--'];

/* A program until it has a verdict; .said grows. */
function start(name, before)
{
	const [file, ...args] = [...before, join(BUILD, name), '-c', place.conf];
	const child = spawn(file, args, {stdio: ['ignore', 'ignore', 'pipe']});

	children.add(child);
	child.said = '';
	child.stderr.on('data', (data) => {
		child.said += data;
	});
	child.ended = new Promise((done) => child.on('close', () => {
		children.delete(child);
		done();
	}));
	return judged(child);
}

/* Does it name the file and say what to do? */
function reason(name, said)
{
	const names = said.includes(`${name}.db`);
	const advice = /setup|restore|backup|install|check the|waiting: |mode/
	    .test(said);

	return names && advice;
}

/* The faults of one case, in words; none: all is well. */
async function faults(name, [what, verdict, craft])
{
	prepare(name, craft);
	const path = place.database(name);
	const before = print(path);
	const humble = what === 'closed to all' ? HUMBLE : [];
	const found = [];
	const check = (who, seen, ends) => {
		const tag = `${name}.db ${what}: ${who} ${seen.how}`;

		if (seen.how === 'hangs' || /SIG/.test(seen.how))
			found.push(`${tag}: ${seen.said}`);
		if (verdict === 'runs' && seen.how !== 'runs')
			found.push(`${tag}: ${seen.said}`);
		if (verdict === 'refused' && ends &&
		    !/^(status 1|waits)$/.test(seen.how))
			found.push(tag);
		if (verdict === 'refused' && ends &&
		    !reason(name, seen.said))
			found.push(`${tag}, not why: ${seen.said}`);
		if (verdict === 'refused' && print(path) !== before)
			found.push(`${tag}, and the file was changed`);
	};
	check('worker', await start('tocsin-worker', humble), true);
	/* Pages work without the worker's own, and say so as they need it. */
	if (verdict === 'refused')
		prepare(name, craft);
	check('web', await start('tocsin-web', humble), name === 'config');
	return found;
}

for (const name of ['config', 'events', 'outbox'])
	test(`crafted files in the place of ${name}.db`, async () => {
		const from = Date.now();
		const found = [];
		let failed = 0;

		/* A sound one runs, and to expect else is found to be wrong. */
		assert.deepEqual(await faults(name, ['good', 'runs',
			() => {}]), []);
		assert.notDeepEqual(await faults(name, ['good', 'refused',
			() => {}]), []);
		for (const row of CRAFTED) {
			if (!root && /closed|device/.test(row[0])) {
				skipped(`${name}.db ${row[0]}`, 'not root');
				continue;
			}
			const more = await faults(name, row);
			failed += more.length > 0;
			found.push(...more);
		}
		told(`crafted files, ${name}.db`, CRAFTED.length, failed, from);
		assert.deepEqual(found, []);
	});
