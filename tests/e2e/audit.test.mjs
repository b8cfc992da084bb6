/*
 * audit.test.mjs - the audit trail of a running system: who did what from
 * where, taken over once each whatever is killed, gaps and tampering told.
 */
import assert from 'node:assert/strict';
import {copyFileSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {setTimeout} from 'node:timers/promises';

import {Site} from '../web/site.mjs';
import {leaks} from './leaks.mjs';
import {System} from './lib.mjs';
import {random} from './rig.mjs';

const SEED = Number(process.env.SEED ?? Date.now() % 1e9);
const KILLS = 15;
const ROWS = 15000;
const FLOOD = 30000;
const REFUSED = 300;

/* Rows of the chain, oldest first. */
function trail(system, where = '')
{
	return system.rows(`SELECT * FROM audit ${where} ORDER BY n`)
		.map((r) => ({...r, detail: JSON.parse(r.detail)}));
}

/* Until all that config.db has is in the chain. */
function taken(system)
{
	return system.until('the rows to be taken over', () =>
		(system.rows('SELECT taken_seq AS n FROM audit_ends')[0]?.n ??
		    0) === system.rows('SELECT max(seq) AS n FROM audit',
		    'config')[0].n);
}

/* verify(system, ...args): exit status and what was said. */
function verify(system, ...args)
{
	const r = system.tocsin(['audit', 'verify', ...args]);

	return [r.status, r.stdout.trim()];
}

/* Rows as the web tier writes them, in one transaction. */
function plant(system, n)
{
	system.sql('WITH RECURSIVE c (i) AS (SELECT 1 UNION ALL SELECT i + 1 ' +
	    `FROM c WHERE i < ${n}) INSERT INTO audit (at, by, address, via, ` +
	    'action, outcome, object_id, object, detail) SELECT ' +
	    `${Date.now()}, 'alice', '192.0.2.7', 'web', 'planted', 'done', ` +
	    "i, '', '{}' FROM c", 'config');
}

let site;

before(async () => {
	site = await Site.start();
});
after(() => site?.close());

test('what is done by page and by command is told, old and new', async () => {
	const d = site.addDestination({name: 'SOC'});
	const {hex} = site.rows("SELECT printf('%016x', id) AS hex FROM " +
	    'destination WHERE deleted_at IS NULL', 'config')[0];
	const page = await site.get(`/destinations/edit?id=${hex}`);
	const saved = await site.submit(page, '/destinations/edit',
	    {do: 'save', name: 'SOC L1', host_urgency: '80'});

	assert.equal(saved.status, 303, saved.text);
	site.set('window', '3h');
	site.testAlert({...d, name: 'SOC L1'});
	site.must('destination', 'retry', 'SOC L1');
	site.token('feed');
	site.must('token', 'remove', 'feed');
	site.must('destination', 'remove', 'SOC L1');
	await taken(site);
	const rows = trail(site);
	const of = (action, object) => {
		const found = rows.filter((r) => r.action === action &&
			r.object === object);

		assert.equal(found.length, 1, `${action} ${object}`);
		return found[0];
	};

	const changed = of('destination changed', 'SOC L1');
	assert.equal(changed.via, 'web');
	assert.match(changed.address, /^127\./);
	assert.notEqual(changed.by, 'nobody');
	assert.deepEqual(changed.detail, {name: ['SOC', 'SOC L1'],
		host_urgency: [50, 80]});
	const added = of('destination added', 'SOC');
	assert.deepEqual([added.by, added.via, added.address],
	    ['cli:root', 'cli', '']);
	assert.match(added.detail.url, /^[0-9a-f]{8}$/);
	assert.deepEqual(of('setting changed', 'window').detail,
	    {value: ['6h', '3h']});
	for (const action of ['test sent', 'tried again',
		'destination deleted'])
		of(action, 'SOC L1');
	for (const action of ['token added', 'token removed'])
		of(action, 'feed');
	assert.equal(rows[0].action, 'worker started');
	console.log('# taken over after at most', Math.max(...rows
		.filter((r) => r.by !== 'worker' && r.at > rows[0].at)
		.map((r) => r.taken_at - r.at)), 'ms');
	assert.equal(verify(site)[0], 0, verify(site)[1]);
	const listed = site.must('audit', 'list').trim().split('\n')
		.map((line) => JSON.parse(line));
	assert.deepEqual(listed.map((r) => [r.n, r.mac]),
	    rows.map((r) => [r.n, r.mac]));
	assert.equal(site.must('audit', 'list', '--since', '2100-01-01'), '');
	assert.equal(site.tocsin(['audit', 'list', '--since', 'x']).status, 2);
});

test('a URL that is replaced is told by fingerprints alone', async () => {
	const d = site.addDestination({name: 'Secretive'});
	const {hex} = site.rows("SELECT printf('%016x', id) AS hex FROM " +
	    'destination WHERE deleted_at IS NULL', 'config')[0];
	const page = await site.get(`/destinations/edit?id=${hex}`);
	const other = d.url.replace(/sig=.*/, 'sig=canary-that-nobody-sees');
	const saved = await site.submit(page, '/destinations/edit',
	    {do: 'save', url: other});

	assert.equal(saved.status, 303, saved.text);
	site.urls.push({url: other, sig: 'canary-that-nobody-sees'});
	await taken(site);
	const [row] = trail(site, "WHERE action = 'destination changed' AND " +
	    "object = 'Secretive'");
	const [was, is] = row.detail.url;
	assert.deepEqual(Object.keys(row.detail), ['url']);
	assert.match(`${was} ${is}`, /^[0-9a-f]{8} [0-9a-f]{8}$/);
	assert.notEqual(was, is);
	assert.deepEqual(leaks(site, site.urls), []);
});

test('refusals are told, very many of them as a number', async () => {
	const before = trail(site, "WHERE outcome = 'refused'").length;
	let due = 0;

	await Promise.all(Array.from({length: REFUSED}, async () => {
		const res = await site.newVisitor().ask({method: 'POST',
			path: '/api/v1/events', body: '{}',
			headers: {authorization: 'Bearer nonsense',
				'content-type': 'application/json'}});

		/* nginx turns some of them away itself. */
		assert.ok([401, 429].includes(res.status), String(res.status));
		due += res.status === 401;
	}));
	/* The rest is told at the latest when the web tier ends. */
	await site.stop('web');
	await taken(site);
	const rows = trail(site, "WHERE outcome = 'refused'").slice(before);
	const told = rows.filter((r) => r.action === 'access refused');
	const more = rows.filter((r) => r.action === 'more refused');

	/* Two minutes, should one have ended meanwhile. */
	assert.ok(told.length >= 10 && told.length <= 20,
	    String(told.length));
	assert.ok(due > told.length, String(due));
	assert.equal(more.reduce((sum, r) => sum + r.detail.count,
	    told.length), due);
	assert.deepEqual([told[0].by, told[0].via, told[0].object],
	    ['nobody', 'web', '/api/v1/events']);
	assert.ok(more.every((r) => r.detail['of strangers'] ===
		r.detail.count));
	await site.startWeb();
});

test(`kill -9 while rows are taken over, seed ${SEED}`, async (t) => {
	const system = await System.create();
	const rand = random(SEED);
	let halfWay = 0;

	t.after(() => system.close());
	for (let i = 0; i < KILLS; i++) {
		plant(system, ROWS / KILLS);
		system.spawnWorker();
		/* Any moment will do: from its start to after the last row. */
		await setTimeout(rand() * 150);
		await system.killWorker();
		const [{n}] = system.rows('SELECT coalesce(max(taken_seq), 0)' +
		    ' AS n FROM audit_ends');
		halfWay += n > 0 && n < (i + 1) * ROWS / KILLS;
	}
	console.log(`# ${KILLS} kills, ${halfWay} half way, seed ${SEED}`);
	await system.startWorker();
	await taken(system);
	const seqs = system.rows('SELECT source_seq AS s FROM audit WHERE ' +
	    's > 0 ORDER BY n').map((r) => r.s);
	const due = system.rows('SELECT max(seq) AS n FROM audit', 'config');
	assert.deepEqual(seqs, Array.from({length: due[0].n}, (_, i) => i + 1));
	assert.ok(due[0].n >= ROWS);
	await system.stopWorker();
	/* Each anchor that any of them logged is still true. */
	const [status, said] = verify(system, '--anchors', system.logPath);
	assert.equal(status, 0, said);
	assert.ok(Number(/(\d+) anchors/.exec(said)[1]) >= ROWS / 100 / 2,
	    said);
});

/* By the worker's own times: the alert went out while rows came in. */
test('a flood of rows holds no alert up', async (t) => {
	const system = await System.create();

	t.after(() => system.close());
	system.addDestination();
	plant(system, FLOOD);
	system.rise('flooded', 90);
	await system.startWorker();
	await system.until('the alert', () => system.rows('SELECT state FROM ' +
	    'delivery')[0]?.state === 'accepted');
	await taken(system);
	const [{ended}] = system.rows('SELECT ended_at AS ended FROM delivery');
	const {length} = system.rows('SELECT n FROM audit WHERE taken_at > ' +
	    ended);

	console.log(`# of ${FLOOD} rows ${length} after the alert`);
	assert.ok(length > 0);
});

test('what is missing in config.db is told', async () => {
	await site.stopWorker();
	plant(site, 5);
	site.sql('DELETE FROM audit WHERE seq = (SELECT max(seq) - 2 FROM ' +
	    'audit)', 'config');
	await site.startWorker();
	await taken(site);
	const [row] = trail(site, "WHERE action = 'audit rows missing'");
	assert.equal(row.by, 'worker');
	assert.equal(row.detail.from, row.detail.to);
	assert.equal(verify(site)[0], 0);
	assert.match(site.said(), /audit rows \d+ to \d+ are missing/);
});

test('steps of the clock are told', async () => {
	/* The pair of readings that the next one is compared with. */
	await site.stopWorker();
	site.sql('UPDATE worker SET wall_ms = wall_ms - 3600000', 'outbox');
	await site.startWorker();
	await site.until('the row', () =>
		trail(site, "WHERE action = 'clock moved'").length > 0);
	const [row] = trail(site, "WHERE action = 'clock moved'");
	assert.ok(Math.abs(row.detail.ms - 3600000) < 60000,
	    JSON.stringify(row));
});

/* The database as a file, with all of its WAL in it. */
function freeze(system)
{
	system.sql('PRAGMA wal_checkpoint(TRUNCATE)', 'outbox');
	return readFileSync(system.database('outbox'));
}

test('tampering is found, by anchors what nothing else shows', async () => {
	await site.stopWorker();
	const file = site.database('outbox');
	const log = join(site.dir, 'anchors');
	const old = freeze(site);

	await site.startWorker();
	plant(site, 120);
	await taken(site);
	await site.stopWorker();
	copyFileSync(site.logPath, log);
	const whole = freeze(site);
	assert.equal(verify(site, '--anchors', log)[0], 0);
	for (const [sql, said] of [
		["UPDATE audit SET by = 'mallory' WHERE n = 3",
			/^tampered: row 3: row 3 was changed/],
		['DELETE FROM audit WHERE n = 4',
			/^tampered: row 4: row 4 is missing/],
		['DELETE FROM audit WHERE n > 10',
			/^tampered: row 11: the trail ends at row 10/]]) {
		site.sql(sql, 'outbox');
		const [status, text] = verify(site);

		assert.equal(status, 1, sql);
		assert.match(text, said);
		freeze(site);
		writeFileSync(file, whole);
	}
	writeFileSync(file, old);
	assert.equal(verify(site)[0], 0);
	const [status, text] = verify(site, '--anchors', log);
	assert.equal(status, 1);
	assert.match(text, /an anchor tells of row \d+: rows were cut off/);
	writeFileSync(file, whole);
	assert.equal(verify(site, '--anchors', log)[0], 0);
	assert.equal(site.tocsin(['audit', 'verify', '--anchors',
		join(site.dir, 'none')]).status, 1);
	assert.equal(site.tocsin(['audit', 'verify', 'x']).status, 2);
	assert.equal(site.tocsin(['audit']).status, 2);
});
