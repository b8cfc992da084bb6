/*
 * appliance.test.mjs - the simulated appliance shows what its table says.
 *
 * The lines are read as a feed's reader would, and judged by a second,
 * independent statement of the rules on a clock that only counts: the
 * verdicts written in the table must come out, whatever the window.
 */
import assert from 'node:assert/strict';
import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {createInterface} from 'node:readline';
import {test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';

import {plan, scriptMs} from '../../trial/appliance-plan.mjs';
import {ENTITIES, SYSTEMS, THRESHOLDS}
	from '../../trial/appliance-scenario.mjs';

const MAIN = fileURLToPath(
    new URL('../../trial/appliance.mjs', import.meta.url));
const run = promisify(execFile);
const START = Date.UTC(2026, 10, 23, 9, 0, 0);

/* The plan up to a time, each event with its line written on that clock. */
function walk({windowMs = 20000, seed = 1, paceMs = 500, startId = 1000,
	untilMs = scriptMs(windowMs)} = {})
{
	const events = [];

	for (const event of plan({windowMs, seed, paceMs, startId})) {
		if (event.at_ms > untilMs)
			return events;
		const now = START + event.at_ms;
		const line = event.line(now);
		events.push({...event, now, text: line, ...read(line)});
	}
	return events;
}

/* A line of any shape as {stream, key, sid, score, down, status, own_ms}. */
function read(line)
{
	const o = JSON.parse(line.slice(line.indexOf('{')));

	if (o.kind === 'entity')
		return {key: `${o.type}:${o.id}`, score: o.urgency,
			name: o.name, own_ms: o.at, sid: o.source_id};
	if (o.kind === 'system')
		return {key: `${o.check} ${o.device}`, system: true,
			status: o.status ?? null, sid: o.source_id};
	if (o.urgency_score !== undefined)
		return {key: `${o.type}:${o.entity_id}`, name: o.name,
			score: o.urgency_score, sid: `${o.type}:${o.id}`,
			own_ms: Date.parse(o.event_timestamp)};
	if (o.health_check_name !== undefined)
		return {key: `${o.health_check_name} ${o.entity_name}`,
			system: true, status: o.status, sid: `health:${o.id}`};
	if (o.result !== undefined)
		return {key: `${o.type} ${o.source_ip}`, system: true,
			status: o.result, sid: line};
	const type = o.host_id === undefined ? 'account' : 'host';
	return {key: `${type}:${o.host_id ?? o.account_id}`, sid: line,
		name: o.host_name ?? o.account_uid, down: o.score_decreases,
		score: {threat: o.threat, certainty: o.certainty},
		own_ms: Number(o.vectra_timestamp) * 1000};
}

/* Both scorings as a pair of numbers. */
function pair(score)
{
	return typeof score === 'object' ?
		[score.threat, score.certainty] : [score, score];
}

/* The rules, once more; one judge is one destination. */
class Judge {
	constructor(threshold, windowMs)
	{
		Object.assign(this, {threshold, windowMs,
			last: new Map(), opened: new Map()});
	}

	verdict(event)
	{
		return event.system ? this.#system(event) :
			this.#entity(event);
	}

	#entity({key, score, down, own_ms, now})
	{
		const [a, b] = pair(score);
		const before = this.last.get(key);
		const rise = !down && (before === undefined ||
			a > before.a || b > before.b);

		if (before === undefined || own_ms >= before.own_ms)
			this.last.set(key, {a, b, own_ms});
		if (a < this.threshold || b < this.threshold)
			return 'below threshold';
		if (!rise)
			return 'not a rise';
		if (now - (this.opened.get(key) ?? -Infinity) < this.windowMs)
			return 'in window';
		this.opened.set(key, now);
		return 'sent';
	}

	#system({key, status})
	{
		const before = this.last.get(key);

		if (status === null)
			return 'sent';
		const normal = ['OK', 'success', 'normal'].includes(status);
		this.last.set(key, normal);
		if (before === normal)
			return 'no change';
		return before === undefined && normal ? 'first normal' : 'sent';
	}
}

for (const windowMs of [1000, 20000, 21600000]) {
	test(`the table's verdicts come out, window ${windowMs} ms`, () => {
		const l1 = new Judge(THRESHOLDS.L1, windowMs);
		const l2 = new Judge(THRESHOLDS.L2, windowMs);
		let steps = 0;

		for (const event of walk({windowMs, paceMs: windowMs / 40})) {
			const got = [l1.verdict(event), l2.verdict(event)];
			if (event.expect === null)
				continue;
			steps++;
			assert.deepEqual(got, event.expect,
			    `${event.rule}: ${event.text}`);
		}
		assert.ok(steps > 80, `${steps} steps`);
	});
}

test('each rule runs in the order of its table, spaced as it says', () => {
	const windowMs = 20000;
	const events = walk({windowMs});

	for (const row of [...ENTITIES, ...SYSTEMS]) {
		const mine = events.filter((e) => e.rule === row.rule);
		assert.deepEqual(mine.map((e) => e.status ?? e.score ?? null),
		    row.steps.map(([, s]) => typeof s === 'object' && s ?
		    {threat: s.threat, certainty: s.certainty} : s), row.rule);
		assert.deepEqual(mine.map((e) => e.at_ms),
		    row.steps.map(([at]) => at * windowMs));
	}
});

test('gaps keep clear of the edge of the window', () => {
	for (const row of ENTITIES)
		for (const column of [2, 3])
			checkGaps(row, column);
});

/* From each step that tells of a window to the alert that opened it. */
function checkGaps(row, column)
{
	let opened = null;

	for (const step of row.steps) {
		const gap = opened === null ? null : step[0] - opened;
		if (step[column] === 'in window')
			assert.ok(gap <= 0.7501, `${row.rule}: ${gap}`);
		if (step[column] !== 'sent')
			continue;
		if (gap !== null)
			assert.ok(gap >= 1.2499, `${row.rule}: ${gap}`);
		opened = step[0];
	}
}

test('every verdict is there, and all within two minutes at 20 s', () => {
	const seen = new Set(walk().flatMap((e) => e.expect ?? []));

	assert.deepEqual([...seen].sort(), ['below threshold', 'first normal',
		'in window', 'no change', 'not a rise', 'sent']);
	assert.ok(scriptMs(20000) <= 115000);
});

test('the late event is older by its own time than the one before', () => {
	const [first, late, last] = walk().filter((e) =>
		e.rule?.startsWith('an event that comes late'));

	assert.ok(late.own_ms < first.own_ms);
	assert.ok(late.now > first.now);
	assert.ok(last.own_ms > first.own_ms);
	assert.ok(late.score > last.score && last.score > first.score);
});

test('the lines are in order of time; ids rise and repeat none', () => {
	const events = walk({untilMs: 600000});
	const ids = new Set(events.map((e) => e.sid));
	const last = new Map();

	assert.equal(ids.size, events.length);
	for (let i = 1; i < events.length; i++)
		assert.ok(events[i].at_ms >= events[i - 1].at_ms);
	for (const {sid} of events) {
		const [stream, n] = sid.split(':');
		if (!['host', 'account', 'health', 'own'].includes(stream))
			continue;
		assert.ok(Number(n) > (last.get(stream) ?? 999), sid);
		last.set(stream, Number(n));
	}
});

test('a second run with later ids repeats none of the first', () => {
	const first = walk({untilMs: 120000});
	const top = Math.max(...first.map((e) => Number(
	    /^\w+:(\d+)$/.exec(e.sid)?.[1] ?? 0)));
	const ids = new Set(first.map((e) => e.sid));
	const second = walk({untilMs: 120000, startId: top + 1})
	    .filter((e) => /^\w+:\d+$/.test(e.sid));

	assert.ok(second.length > 100);
	assert.deepEqual(second.filter((e) => ids.has(e.sid)), []);
});

test('the same seed gives the same lines, another seed others', () => {
	const texts = (seed) => walk({seed}).map((e) => e.text);

	assert.deepEqual(texts(7), texts(7));
	assert.notDeepEqual(texts(7), texts(8));
});

test('40 hosts, 15 accounts; scores climb, fall and come back', () => {
	const events = walk({untilMs: 3600000});
	const scores = new Map();
	let wanderers = 0;

	for (const e of events.filter((x) => !x.system))
		scores.set(e.key, [...scores.get(e.key) ?? [],
			pair(e.score)[0]]);
	const keys = [...scores.keys()];
	/* The one that is new in each run is one of the 40. */
	assert.equal(keys.filter((k) => k.startsWith('host:')).length, 40);
	assert.equal(keys.filter((k) => k.startsWith('account:')).length, 15);
	for (const list of scores.values()) {
		const high = list.findIndex((s) => s >= 50);
		const low = list.findIndex((s, i) => i > high && s < 30);
		const again = list.findIndex((s, i) => i > low && s >= 50);
		if (high >= 0 && low > high && again > low)
			wanderers++;
	}
	assert.ok(wanderers > 25, `${wanderers}`);
});

test('all shapes occur, with hostile names among them', () => {
	const texts = walk({untilMs: 120000}).map((e) => e.text);
	const has = (what) => texts.some((t) => t.includes(what));

	for (const what of ['vectra_json_v2 -: {', '"kind":"system"',
		'vectra_json_account_v2 -: {', 'vectra_json_health -: {',
		'"last_detection":{', '"last_detection_url":',
		'"kind":"entity"', '"health_check_name":', 'HOST_SCORING',
		'HOST SCORING', '"score_decreases":true', '](https://evil',
		'{{DATE(', '<at>everyone', 'https://appliance.example/hosts/'])
		assert.ok(has(what), what);
	assert.ok(texts.every((t) => !t.includes('\n')));
	for (const t of texts.filter((x) => x.startsWith('<')))
		assert.match(t, /^<\d+>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d A/);
});

test('the program writes the lines, in time, and stops by itself', async () => {
	const start = Date.now();
	const {stdout} = await run(process.execPath, [MAIN, '--window-ms',
	    '500', '--seconds', '2', '--pace', '50', '--start-id', '5']);
	const lines = stdout.trimEnd().split('\n');
	const rules = walk({windowMs: 500, paceMs: 50, startId: 5,
		untilMs: 2000});

	assert.ok(Date.now() - start >= 2000);
	assert.deepEqual(lines.map((l) => read(l).key),
	    rules.map((e) => e.key));
	const times = lines.map((l) => read(l).own_ms).filter((t) => t);
	assert.ok(Math.abs(Math.max(...times) - Date.now()) < 3000);
});

test('it goes on until SIGTERM, and stops when nobody reads', async () => {
	for (const end of ['term', 'pipe']) {
		const child = spawn(process.execPath, [MAIN, '--window-ms',
		    '100', '--pace', '10'], {stdio: ['ignore', 'pipe',
		    'inherit']});
		const gone = once(child, 'exit');
		let count = 0;
		for await (const line of createInterface(child.stdout)) {
			read(line);
			/* Past the scenario: the background goes on. */
			if (++count === 200)
				break;
		}
		if (end === 'term')
			child.kill('SIGTERM');
		else
			child.stdout.destroy();
		assert.deepEqual(await gone, [0, null], end);
	}
});

test('--list names every rule; nonsense is refused in one line', async () => {
	const {stdout} = await run(process.execPath, [MAIN, '--list']);

	for (const row of [...ENTITIES, ...SYSTEMS])
		assert.ok(stdout.includes(row.rule), row.rule);
	assert.doesNotMatch(stdout, /\u202e/);
	for (const args of [['--seed', 'x'], ['--nope'], ['--pace', '0']]) {
		const err = await run(process.execPath, [MAIN, ...args])
		    .catch((e) => e);
		assert.equal(err.code, 1);
		assert.match(err.stderr, /^appliance: [^\n]+\n$/);
	}
});
