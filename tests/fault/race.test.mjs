/*
 * race.test.mjs - worker, web tier and four writers at once: commits and
 * checkpoints of several processes on the same files, and nothing is torn or
 * lost.  SQLite 3.40 loses commits where they meet in the wrong way.
 *
 *   RACE_SECONDS  how long (default 8)
 */
import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {copyFileSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {judge, pickPost} from '../e2e/kill_oracle.mjs';
import {Posts} from '../e2e/rig.mjs';
import {sleep} from '../receiver/client.mjs';
import {line} from './scene.mjs';
import {BUILD} from '../e2e/lib.mjs';
import {Site, flowUrl, half, saved} from './web_scene.mjs';

const SECONDS = Number(process.env.RACE_SECONDS ?? 8);
const WRITERS = 4;

/* Of one call; few, so that there are many commits. */
const LINES = 20;
const DATABASES = ['events', 'outbox', 'config'];
const CHECK_MS = 2000;

const acked = [];
const done = {commits: 0, saves: 0, checks: 0};
let site, dests, posts, next = 0, end;

before(async () => {
	site = await Site.start({processes: 2});
	dests = [1, 2].map(() => site.addDestination());
	posts = new Posts(site.receiver.logPath, pickPost);
});
after(async () => {
	posts.close();
	await site.close();
});

/* Producers are only a little ahead: a backlog is another matter. */
async function room()
{
	while (acked.length * dests.length - posts.update().length > 4000)
		await sleep(20);
}

/* A producer by the command line: one commit a process. */
async function ingest()
{
	while (Date.now() < end) {
		await room();
		const first = next;

		next += LINES;
		const child = spawn(join(BUILD, 'tocsin'),
		    ['-c', site.conf, 'ingest'],
		    {stdio: ['pipe', 'pipe', 'inherit']});
		let out = '';

		child.stdout.on('data', (data) => out += data);
		child.stdin.end(Array.from({length: LINES}, (_, i) =>
			line(first + i)).join(''));
		await once(child, 'close');
		assert.match(out, new RegExp(`^accepted ${LINES},`));
		acknowledged(first);
	}
}

function acknowledged(first)
{
	done.commits++;
	for (let i = 0; i < LINES; i++)
		acked.push(first + i);
}

/* A producer by HTTP: long-lived connections of the web processes. */
async function post(token)
{
	while (Date.now() < end) {
		await room();
		const first = next;

		next += LINES;
		const answer = await site.ask({method: 'POST',
			path: '/api/v1/events', headers: {
			'authorization': `Bearer ${token}`,
			'content-type': 'application/x-ndjson'},
		body: Array.from({length: LINES}, (_, i) =>
			line(first + i)).join('')});

		assert.equal(answer.status, 200, answer.text);
		assert.equal(answer.json.accepted, LINES);
		acknowledged(first);
	}
}

/* An admin who saves all the time; what is answered is stored. */
async function save()
{
	const visitor = site.newVisitor();
	const add = (await visitor.get('/destinations/new'))
		.form('/destinations/new');
	let answer = await visitor.post('/destinations/new', {...add.fields,
		do: 'save', name: 'save r 1', host_urgency: 1,
		account_urgency: 1, url: flowUrl(1)});

	for (let n = 2; Date.now() < end; n = n % 99 + 1) {
		assert.equal(answer.status, 303, answer.text);
		const row = saved(site).find((r) =>
			r.name.startsWith('save r '));
		const id = site.rows('SELECT printf(\'%016x\', id) AS id ' +
		    'FROM destination WHERE deleted_at IS NULL AND name_key ' +
		    `= '${row.name}'`, 'config')[0].id;
		const form = (await visitor.get(
		    `/destinations/edit?id=${id}`)).form('/destinations/edit');

		answer = await visitor.post('/destinations/edit', {
			...form.fields, do: 'save', name: `save r ${n}`,
			host_urgency: n, account_urgency: n, url: ''});
		done.saves++;
	}
}

function integrity(path)
{
	const r = spawnSync('sqlite3', ['-cmd', '.timeout 5000', '-cmd',
	    '.filectrl persist_wal 1', path, 'PRAGMA integrity_check'],
	    {encoding: 'utf8'});

	return (r.stdout + r.stderr).trim().split('\n').at(-1);
}

/* What a reader sees is sound and adds up, at any moment. */
async function watch()
{
	while (Date.now() < end) {
		await sleep(Math.min(CHECK_MS, SECONDS * 200));
		for (const name of DATABASES)
			assert.equal(site.rows('PRAGMA integrity_check',
			    name)[0].integrity_check, 'ok', name);
		assert.equal(half(saved(site).filter((r) =>
			r.name.startsWith('save'))).length, 0);
		assert.ok(rowsOfEvents() >= acked.length - done.commits);
		done.checks++;
	}
}

function rowsOfEvents()
{
	return site.rows('SELECT count(*) AS n FROM event', 'events')[0].n;
}

/* The one that is saved all the time has no threshold to count on. */
const verdict = () => judge({acknowledged: acked, posts: posts.update()
	.filter((p) => dests.some((d) => d.key === p.dest)), kills: 0, perKill: 0, dests: dests.map((d) => d.key),
	written: new Set(acked)});

test('checkpoints and commits of many processes', async () => {
	const token = site.token();

	end = Date.now() + SECONDS * 1000;
	await Promise.all([save(), watch(), ...Array.from({length: WRITERS},
	    (_, i) => (i % 2 === 0 ? ingest() : post(token)))]);
	await site.until('all alerts', () => verdict().lost === 0, 120000);
	const told = verdict();

	console.log(`# race: cases run ${done.commits + done.saves}, failed ` +
	    `${told.faults.length}, ${SECONDS} s; commits of events ` +
	    `${done.commits}, saves ${done.saves}, checks ${done.checks}, ` +
	    `lost ${told.lost}`);
	assert.deepEqual(told.faults, []);
	/* Row sums: as many as were acknowledged, each decided. */
	assert.equal(rowsOfEvents(), acked.length);
	assert.equal(site.rows('SELECT count(DISTINCT event_seq) AS n FROM ' +
	    'decision')[0].n, acked.length);
	assert.ok(done.checks > 1);
});

/* Control: one page of a copy, as a lost frame would leave it. */
test('control: a page of the past is found', async () => {
	await site.stopWorker();
	const copy = join(site.dir, 'copy.db');

	assert.equal(integrity(site.database('outbox')), 'ok');
	site.sql('PRAGMA wal_checkpoint(TRUNCATE)', 'outbox');
	copyFileSync(site.database('outbox'), copy);
	assert.equal(integrity(copy), 'ok');
	const bytes = readFileSync(copy);

	/* The last page over one in the middle. */
	bytes.copy(bytes, 4096 * (bytes.length / 8192 | 0),
	    bytes.length - 4096);
	writeFileSync(copy, bytes);
	assert.notEqual(integrity(copy), 'ok');
	console.log('# control: a page exchanged: found');
});
