/*
 * rotate.test.mjs - the keys are rotated while alerts flow and pages are used,
 * and the command is killed at the Nth call of each kind that changes
 * something; run again it goes on.
 *
 *   ROTATE_POINTS  how many of them (default 8); "all" for every one
 *   SEED           to repeat a choice
 */
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {existsSync, readFileSync, readdirSync, readlinkSync, renameSync, rmSync,
	writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {random} from '../e2e/rig.mjs';
import {mutant} from './mutant.mjs';
import {Scene} from './rotate_scene.mjs';
import {spread} from './scene.mjs';
import {children, flowUrl} from './web_scene.mjs';
import {injecting, most, noStrace, tracing} from './strace.mjs';

const POINTS = process.env.ROTATE_POINTS === 'all' ? Infinity :
	Number(process.env.ROTATE_POINTS ?? 8);
const SEED = Number(process.env.SEED ?? Date.now() % 1000000);
const WHY = noStrace();
const KILLED = ['rename', 'fsync', 'unlink', 'fchown', 'write', 'pwrite64',
	'fdatasync', 'flock', 'exit_group'];

let scene;

if (WHY !== null)
	console.log(`# SKIPPED: kills of a rotation: ${WHY}`);
before(async () => {
	scene = await Scene.create();
});
after(() => scene.close());

/* Some of the points, or all. */
function points(count, rand)
{
	const all = KILLED.flatMap((call) => Array.from(
	    {length: count.get(call) ?? 0}, (_, i) => [call, i + 1]));

	return spread(Math.min(POINTS, all.length), all.length, rand)
		.map((i) => all[i - 1]);
}

/* A rotation that nothing disturbs. */
async function whole(what, more = [])
{
	const end = await scene.rotate(more);

	assert.equal(end.code, 0, `${what}: ${end.out}`);
	scene.finished(what);
}

test('keys are rotated under load', async () => {
	const before = readFileSync(scene.publicKey, 'utf8');

	await whole('whole');
	assert.notEqual(readFileSync(scene.publicKey, 'utf8'), before);
	/* The worker hears of it by itself. */
	await scene.site.until('the worker to drop the old key', () =>
		/key [0-9a-f]{8} is in force, 1 in all/.test(scene.site.log()));
	assert.deepEqual(await scene.told(), []);
	await scene.undisturbed();
	assert.deepEqual(scene.faults, []);
	const actions = scene.site.rows('SELECT action FROM audit ORDER BY ' +
	    'seq', 'config').map((r) => r.action).filter((a) => /^key/.test(a));

	/* The worker takes them over, so there may be none left. */
	assert.ok(['key rotation begun,key rotated', ''].includes(
	    actions.join()), actions.join());
});

test('kill at the Nth call of a rotation', {skip: WHY ?? false}, async () => {
	const rand = random(SEED), from = Date.now(), {dir} = scene.site;
	let kills = 0;

	await whole('traced', tracing(dir, KILLED));
	const count = most(dir);

	for (const [call, n] of points(count, rand)) {
		const what = `${call} ${n}`;
		const end = await scene.rotate(injecting(dir, call,
		    'signal=SIGKILL', n));

		kills += /\+\+\+ killed by SIGKILL/.test(readFileSync(
		    join(dir, 'trace'), 'utf8')) ? 1 : 0;
		/* Killed half way it goes on working, ... */
		scene.usable(what);
		await scene.produce();
		await scene.told();
		/* ... and the next one ends what was begun. */
		if (end.code !== 0)
			await whole(`after ${what}`);
	}
	await scene.told();
	await scene.undisturbed();
	console.log(`# kills of a rotation: cases run ${scene.cases}, failed ` +
	    `${scene.faults.length}, ${((Date.now() - from) / 1000)
	    .toFixed(1)} s, SEED=${SEED}; kills ${kills}, events ` +
	    `${scene.acknowledged.length} to 4, saves ${scene.saves}, tests ` +
	    `${scene.tests}, calls of one ${JSON.stringify(
	    Object.fromEntries(count))}`);
	assert.ok(kills > 0);
	assert.deepEqual(scene.faults, []);
});

/* Whether that process has config.db open. */
function hasConfig(pid)
{
	return readdirSync(`/proc/${pid}/fd`).some((fd) => {
		try {
			return readlinkSync(`/proc/${pid}/fd/${fd}`)
				.endsWith('/config.db');
		} catch {
			/* It was closed meanwhile. */
			return false;
		}
	});
}

/*
 * A process that was held up between sealing and storing, over a whole
 * rotation: it seals once more, and nobody notices.
 */
test('a save that a rotation overtakes', async () => {
	const {site} = scene;
	/* Where the web tier may write. */
	const held = join(site.data, 'config/held');
	const go = join(site.data, 'config/go');
	const slow = mutant('tocsin-web', 'cgi/page_editor.c',
	    '\trc = destination_save(x->web->config,',
	    `\tif (access("${go}", F_OK) != 0) {\n` +
	    `\t\tfclose(fopen("${held}", "w"));\n` +
	    `\t\twhile (access("${go}", F_OK) != 0)\n` +
	    '\t\t\tusleep(1000);\n\t}\n' +
	    '\trc = destination_save(x->web->config,',
	    '#include <string.h>', '#include <string.h>\n' +
	    '#include <unistd.h>');

	await site.stop('web');
	await site.startWeb(slow);
	/* The URL that is kept, and a new one. */
	for (const url of ['', flowUrl(77)]) {
		rmSync(held, {force: true});
		rmSync(go, {force: true});
		const page = await site.get(
		    `/destinations/edit?id=${scene.id('save edited')}`);
		const answer = site.submit(page, '/destinations/edit', {
			do: 'save', url});

		await site.until('a save that is held', () =>
			existsSync(held));
		assert.equal((await scene.run(['key', 'rotate'])).code, 0);
		scene.copyKeys();
		writeFileSync(go, '');
		assert.equal((await answer).status, 303);
		scene.finished('overtaken');
	}
	assert.deepEqual(scene.faults, []);
	await site.stop('web');
	await site.startWeb();
});

/*
 * A web process that has not heard of the new key stores nothing for the old
 * one.  Control: without the list of retired keys it would, and that is found.
 */
test('sealed for a retired key: not stored', async () => {
	const {site} = scene;
	const deaf = mutant('tocsin-web', 'cgi/web.c',
	    'if (stat(w->conf.public_key, &st) == 0 &&', 'if (1) return;\n' +
	    '\tif (stat(w->conf.public_key, &st) == 0 &&');
	const send = async () => {
		const page = await site.get(
		    `/destinations/edit?id=${scene.id('save edited')}`);

		return site.submit(page, '/destinations/edit', {do: 'save',
			url: flowUrl(99)});
	};

	await site.stop('web');
	await site.startWeb(deaf);
	/* The key is read before config.db is opened. */
	await site.until('all to have read the key', () =>
		children(site.parts.get('web').pid).filter(hasConfig)
			.length === 3);
	assert.equal((await scene.run(['key', 'rotate'])).code, 0);
	scene.copyKeys();
	const answer = await send();

	assert.equal(answer.status, 503, answer.text);
	assert.match(answer.text, /keys are being changed/);
	scene.finished('a deaf process');
	assert.deepEqual(scene.faults, []);
	site.sql('DELETE FROM retired_key', 'config');
	assert.equal((await send()).status, 303);
	scene.finished('without the list');
	assert.equal(scene.faults.length > 0, true);
	scene.faults = [];
	console.log('# control: nothing keeps old seals out: found');
	await site.stop('web');
	await site.startWeb();
	site.must('destination', 'remove', site.rows('SELECT v.name FROM ' +
	    'destination d JOIN destination_version v ON v.destination_id = ' +
	    'd.id AND v.version = d.version WHERE v.name LIKE \'save%\'',
	    'config')[0].name);
});

/* As the manual says it: the line of the old key, behind the new one's. */
test('a backup from before opens with the key of its time', async () => {
	const {site} = scene;
	const path = site.database('config');
	const backup = join(scene.keyDir, 'config.db');
	const old = readFileSync(site.secretKey);

	assert.equal(spawnSync('sqlite3', [path, `.backup '${backup}'`])
		.status, 0);
	assert.equal((await scene.run(['key', 'rotate'])).code, 0);
	scene.copyKeys();
	await site.stop('web');
	await site.stopWorker();
	for (const suffix of ['-wal', '-shm'])
		rmSync(path + suffix);
	writeFileSync(path, readFileSync(backup));
	site.must('setup');
	assert.ok(scene.opened([site.secretKey]).none > 0);
	writeFileSync(`${site.secretKey}.both`, Buffer.concat(
	    [readFileSync(site.secretKey), old]), {mode: 0o400});
	renameSync(`${site.secretKey}.both`, site.secretKey);
	assert.equal((await scene.run(['key', 'rotate'])).code, 0);
	scene.finished('a backup');
	assert.deepEqual(scene.faults, []);
	await site.startWorker();
	await scene.produce();
	await scene.told();
	await site.startWeb();
});

/* Control: the old key goes before its last seal does. */
test('control: an old key that goes at once is found', async () => {
	const hasty = mutant('tocsin', 'cli/key.c',
	    'key_reseal(c, who) == 0 && drop_old(c) == 0',
	    'drop_old(c) == 0 && key_reseal(c, who) == 0');
	spawnSync(hasty, ['-c', scene.site.conf, 'key', 'rotate']);
	scene.usable('hasty');
	assert.match(scene.faults.join(), /can't be opened/);
	console.log('# control: the old key dropped at once: found');
});
