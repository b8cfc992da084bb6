/*
 * run.test.mjs - node trial/run.mjs as a person uses it: it starts all, shows
 * the cards, ends all, and goes on where it ended.
 *
 *   SHOTS   folder for pictures of the receiver's page (default build/shots)
 */
import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync,
	readdirSync, rmSync} from 'node:fs';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {after, before, test} from 'node:test';

import {chromium} from 'playwright-core';

import {plan, scriptMs} from '../../trial/appliance-plan.mjs';
import {DESTINATIONS, receiverKey} from '../../trial/destinations.mjs';
import {readLog, waitFor} from '../receiver/client.mjs';
import {Visitor} from '../web/visitor.mjs';
import {freePort} from './ports.mjs';
import {BUILD, ROOT} from './rig.mjs';
import {expected} from './scenario.mjs';

const SHARE = resolve(ROOT, process.env.TOCSIN_SHARE ?? 'build/share');
const SHOTS = resolve(ROOT, process.env.SHOTS ?? 'build/shots');
const WINDOW_MS = 4000;
const STATE = mkdtempSync(join(tmpdir(), 'tocsin-run-'));
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic',
	'--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync',
	'--disable-default-apps', '--disable-dev-shm-usage'];

const runs = new Set();
const ports = {};
let first; /* the run that the first tests look at */

before(async () => {
	ports.https = await freePort();
	ports.page = await freePort();
	ports.web = await freePort();
});
after(async () => {
	for (const run of runs) {
		run.child.kill('SIGKILL');
		for (const p of run.seen.values())
			if (alive(p))
				process.kill(p.pid, 'SIGKILL');
	}
	rmSync(STATE, {recursive: true, force: true});
});

/* hold(port): a listener on it; rejects where another has it. */
async function hold(port)
{
	const server = createServer();

	server.listen(port, '127.0.0.1');
	await once(server, 'listening');
	return server;
}

/* start(): a run, with all that it says. */
function start(state = STATE, {https, page, web} = ports)
{
	const child = spawn(process.execPath, [join(ROOT, 'trial/run.mjs'),
		'--build', BUILD, '--share', SHARE, '--state', state,
		'--window', `${WINDOW_MS / 1000}s`, '--web-port', String(web),
		'--https-port', String(https), '--page-port', String(page)],
	    {stdio: ['ignore', 'pipe', 'pipe'], cwd: tmpdir()});
	const run = {child, text: '', seen: new Map()};

	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (data) => {
			run.text += data;
		});
	run.over = once(child, 'exit').then(([code, signal]) => {
		runs.delete(run);
		return {code, signal};
	});
	runs.add(run);
	return run;
}

/* A process by its number and its start, for numbers are used again. */
function stat(pid)
{
	let text;

	try {
		text = readFileSync(`/proc/${pid}/stat`, 'utf8');
	} catch {
		return null;
	}
	const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
	return {pid, name: text.slice(text.indexOf('(') + 1,
	    text.lastIndexOf(')')), parent: Number(fields[1]),
	since: fields[19], zombie: fields[0] === 'Z'};
}

function alive({pid, since})
{
	const now = stat(pid);

	return now !== null && now.since === since && !now.zombie;
}

/* Note all that a run has started up to now. */
function look(run)
{
	const all = readdirSync('/proc').filter((n) => /^\d+$/.test(n))
	    .map((n) => stat(Number(n))).filter((p) => p !== null);
	const family = [run.child.pid];

	for (const parent of family)
		for (const p of all.filter((q) => q.parent === parent)) {
			family.push(p.pid);
			run.seen.set(`${p.pid} ${p.since}`, p);
		}
	return [...run.seen.values()];
}

async function up(run)
{
	await waitFor('the run to be up', () => {
		look(run);
		assert.equal(run.child.exitCode, null, run.text);
		return /^Ctrl-C ends everything/m.test(run.text) &&
			/started: SQLite/.test(run.text);
	}, 30000);
	return look(run);
}

/* end(run): as Ctrl-C in a terminal; nothing may be left. */
async function end(run)
{
	const seen = look(run);

	run.child.kill('SIGINT');
	assert.deepEqual(await run.over, {code: 0, signal: null}, run.text);
	/* Worker, receiver, appliance, ingest, nginx and the web's at least. */
	assert.ok(seen.length >= 8, JSON.stringify(seen));
	nothingLeft(run);
	for (const port of Object.values(ports)) {
		const server = await hold(port);
		server.close();
	}
}

function nothingLeft(run)
{
	assert.deepEqual([...run.seen.values()].filter(alive), []);
}

function sql(name, text)
{
	const r = spawnSync('sqlite3', ['-batch', '-json', '-readonly',
		join(STATE, 'data', name, `${name}.db`), text],
	    {encoding: 'utf8'});

	assert.equal(r.status, 0, r.stderr);
	return r.stdout.trim() === '' ? [] : JSON.parse(r.stdout);
}

function posts()
{
	return readLog(join(STATE, 'receiver/requests.ndjson'), 'read');
}

function destinations()
{
	return sql('config', 'SELECT id, slot, version FROM destination' +
	    ' ORDER BY id');
}

function cursor()
{
	return sql('outbox', 'SELECT cursor FROM worker')[0].cursor;
}

test('all starts and messages arrive at every app', async () => {
	const keys = DESTINATIONS.map(receiverKey).sort();

	first = start();
	await up(first);
	await waitFor('messages for all', async () => {
		const got = new Set((await posts()).map((r) => r.dest));

		return keys.every((key) => got.has(key));
	}, 30000);
	assert.deepEqual([...new Set((await posts()).map((r) => r.dest))].sort(),
		keys);
	assert.match(first.text, new RegExp(`http://127\\.0\\.0\\.1:${
		ports.page}/`));
});

test('the admin signs in, and the pages say that it is a trial', async () => {
	const [, url] = /destinations +(http:\S+)/.exec(first.text);
	const [, name, password] = /name (\w+), password (\S+)$/m
		.exec(first.text);
	const visitor = new Visitor(url.replace(/\/$/, ''));
	const stranger = await visitor.get('/destinations');

	assert.equal(url, `http://127.0.0.1:${ports.web}/`);
	const form = await visitor.follow(stranger);
	assert.ok(!form.text.includes('SOC L1'));
	const {text} = await visitor.follow(await visitor.submit(form,
	    '/sign-in', {user: name, password}));
	for (const part of ['Trial: every alert goes to the local receiver',
		'SOC L1', 'SOC L2/L3', `</span>${name}</span>`])
		assert.ok(text.includes(part), part);
});

test('the event by hand that it prints arrives', async () => {
	const [, command] = /an event by hand +(curl[^]*?events)$/m
		.exec(first.text);
	const r = spawnSync('sh', ['-c', command], {encoding: 'utf8'});

	assert.deepEqual(JSON.parse(r.stdout), {accepted: 1, duplicate: 0,
		refused: [], refused_total: 0}, r.stderr);
	/* Some of the other apps take few in a minute. */
	const keys = DESTINATIONS.filter((d) => d.app === 'teams' ||
		d.app === 'webhook').map(receiverKey);
	await waitFor('its messages', async () => {
		const got = (await posts()).filter((p) =>
			p.body.includes('my-host')).map((p) => p.dest);

		return keys.every((key) => got.includes(key));
	}, 30000);
});

test('every rule of the scenario is decided as it says', async () => {
	/* The plan, not our list above, says how many events there are. */
	const events = [];

	for (const e of plan({windowMs: WINDOW_MS, seed: 1, paceMs: 2000,
		startId: 1})) {
		if (e.at_ms > scriptMs(WINDOW_MS))
			break;
		if (e.rule !== null)
			events.push(e);
	}
	const rows = expected();
	const rules = new Set(events.map((e) => e.rule));
	assert.ok(rows.every((r) => rules.has(r.rule)));
	assert.equal(rows.reduce((n, r) => n + r.steps.length, 0),
	    events.length);

	const [l1, l2] = destinations();
	const found = (row) => sql('events', 'SELECT seq FROM event WHERE ' +
	    `${row.where} ORDER BY seq`).map((e) => e.seq);
	await waitFor('the scenario to end', () => {
		assert.equal(first.child.exitCode, null, first.text);
		return rows.every((r) => {
			const seqs = found(r);
			return seqs.length >= r.steps.length &&
				cursor() >= seqs.at(-1);
		});
	}, scriptMs(WINDOW_MS) + 30000);
	const verdict = new Map(sql('outbox', 'SELECT event_seq,' +
	    ' destination_id, verdict FROM decision').map((d) =>
		[`${d.event_seq} ${d.destination_id}`, d.verdict]));
	for (const row of rows)
		assert.deepEqual(found(row).map((seq) => [l1, l2].map((d) =>
			verdict.get(`${seq} ${d.id}`) ?? 'below threshold')),
		row.steps, row.rule);
	console.log(`# ${rows.length} rules, ${events.length} events`);
});

test("the receiver's page shows the cards", async () => {
	const browser = await chromium.launch(
	    {executablePath: '/usr/bin/chromium', args: ARGS});

	try {
		mkdirSync(SHOTS, {recursive: true});
		for (const [width, height] of [[1280, 900], [390, 844]])
			await shoot(browser, {width, height});
	} finally {
		await browser.close();
	}
});

async function shoot(browser, viewport)
{
	const page = await browser.newPage({viewport});
	const faults = [];

	page.on('pageerror', (err) => faults.push(err.message));
	page.on('console', (m) => {
		if (m.type() === 'error')
			faults.push(m.text());
	});
	await page.goto(`http://127.0.0.1:${ports.page}/`);
	await page.waitForSelector('#live[data-state=on]');
	await page.waitForSelector('#feed .message .ac-adaptiveCard');
	const text = await page.textContent('body');

	/* Both teams by the names that the run gave them, and real scores. */
	for (const part of ['SOC L1', 'SOC L2/L3', 'Urgency', 'Threat'])
		assert.ok(text.includes(part), part);
	assert.ok(await page.locator('#feed .message').count() > 10);
	assert.equal(await page.evaluate(() =>
		document.documentElement.scrollWidth > innerWidth), false,
	    'the page is wider than the screen');
	assert.deepEqual(faults, []);
	/* A new card fades in; the picture is of what comes after. */
	await page.screenshot({animations: 'disabled', path: join(SHOTS,
	    `receiver-${viewport.width}.png`)});
	await page.close();
}

test('Ctrl-C ends everything and leaves the data', async () => {
	await end(first);
	assert.match(first.text, /^run: stopped; the data stays in /m);
	/* No socket, and no lock on any database. */
	for (const name of readdirSync(STATE, {recursive: true}))
		assert.ok(!lstatSync(join(STATE, name)).isSocket(), name);
	for (const name of ['config', 'events', 'outbox']) {
		const r = spawnSync('sqlite3', ['-batch',
			join(STATE, 'data', name, `${name}.db`),
			'BEGIN EXCLUSIVE; ROLLBACK; PRAGMA quick_check;'],
		    {encoding: 'utf8'});

		assert.equal(r.stdout.trim(), 'ok', r.stderr);
	}
});

test('a second start goes on with what is there', async () => {
	const told = await posts();
	const old = new Set(told.map((r) => r.alert_id));
	const had = {destinations: destinations(), cursor: cursor()};

	assert.ok(had.cursor > 0 && old.size > 20 && !old.has(null));
	const run = start();
	await up(run);
	assert.match(run.text, new RegExp('started: .* ' +
	    `${DESTINATIONS.length} destinations, events decided up to ${had.cursor}$`, 'm'));
	/* A check's incident keeps its key: its problem, then its end. */
	const fresh = async () => (await posts()).slice(told.length)
		.filter((r) => !['pagerduty', 'jsm'].includes(r.app));

	await waitFor('new events to be alerted', async () =>
		(await fresh()).length > 5 && cursor() > had.cursor, 30000);
	await end(run);
	assert.deepEqual(destinations(), had.destinations);
	assert.ok(cursor() > had.cursor);
	const again = await fresh();
	assert.ok(again.length > 5);
	assert.deepEqual(again.filter((r) => old.has(r.alert_id)), []);
	assert.equal(sql('outbox', 'SELECT count(*) AS n FROM delivery WHERE' +
	    ' possible_repeat = 1')[0].n, 0);
});

for (const which of ['https', 'page', 'web'])
	test(`a busy port (${which}) is said and ends it`, async () => {
		const server = await hold(ports[which]);
		const state = mkdtempSync(join(tmpdir(), 'tocsin-busy-'));

		try {
			const run = start(state);
			const timer = setInterval(() => look(run), 20);
			const {code} = await run.over;

			clearInterval(timer);
			assert.ok(code > 0 && code < 128, `status ${code}`);
			/* Plainly: the number, and no stack. */
			assert.match(run.text, new RegExp(`${ports[which]
			}.*(in use|EADDRINUSE)`, 'm'));
			assert.match(run.text, /^run: /m);
			assert.doesNotMatch(run.text, /^\s+at /m);
			nothingLeft(run);
			const other = ports[which === 'page' ? 'https' :
			    'page'];
			(await hold(other)).close();
			assert.ok(!existsSync(join(state, 'data')));
		} finally {
			server.close();
			rmSync(state, {recursive: true});
		}
	});
