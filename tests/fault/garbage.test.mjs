/*
 * garbage.test.mjs - events that are none, by each way in, mixed with good
 * ones: refused or put aside with a reason, and every good one arrives.
 *
 *   GARBAGE  how many in all (default 1500)
 *   SEED     to repeat them
 */
import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {caseName, judge, pickPost} from '../e2e/kill_oracle.mjs';
import {Posts, random} from '../e2e/rig.mjs';
import {garbage, insert, rows} from './garbage.mjs';
import {mutant} from './mutant.mjs';
import {line} from './scene.mjs';
import {Site} from './web_scene.mjs';

const GARBAGE = Number(process.env.GARBAGE ?? 1500);
const SEED = Number(process.env.SEED ?? Date.now() % 1000000);

/* For each of a few bad ones comes a good one. */
const BETWEEN = 10;

/* Of one call by HTTP. */
const BATCH = 400;

const rand = random(SEED);
const acknowledged = [];
let site, posts, dests, token, next = 0, cases = 0, from;

before(async () => {
	from = Date.now();
	console.log(`# SEED=${SEED} GARBAGE=${GARBAGE}`);
	site = await Site.start({processes: 1});
	dests = [1, 2, 3, 4].map(() => site.addDestination());
	token = site.token();
	posts = new Posts(site.receiver.logPath, pickPost);
});
after(async () => {
	posts.close();
	await site.close();
});

/* Good ones among the bad: [bytes] and how many of each. */
function mixed(bad)
{
	const lines = [], good = [];

	bad.forEach(([, bytes], i) => {
		lines.push(Buffer.from(bytes));
		if (i % BETWEEN === 0 || i === bad.length - 1) {
			good.push(next);
			lines.push(Buffer.from(line(next++).trimEnd()));
		}
	});
	return {lines, good};
}

const joined = (lines) => Buffer.concat(lines.flatMap((l) =>
	[l, Buffer.from('\n')]));

/* What was counted as accepted must arrive. */
function acknowledge(good)
{
	acknowledged.push(...good);
}

test('by tocsin ingest', () => {
	const bad = garbage(rand, Math.ceil(GARBAGE / 2));
	const {lines, good} = mixed(bad);
	const r = spawnSync(join(process.env.TOCSIN_BUILD ?? 'build/hard',
	    'tocsin'), ['-c', site.conf, 'ingest'], {input: joined(lines),
	    maxBuffer: 1 << 28});
	const out = r.stdout.toString(), told = r.stderr.toString()
		.trimEnd().split('\n');

	cases += bad.length;
	assert.equal(r.status, 1, told.slice(-3).join('\n'));
	assert.match(out, new RegExp(`^accepted ${good.length}, duplicate 0, ` +
	    `refused ${bad.length}$`, 'm'), unrefused(told, lines));
	/* Each is told by its line and with a reason. */
	assert.equal(told.length, bad.length);
	for (const text of told)
		assert.match(text, /^line \d+: \S/);
	acknowledge(good);
});

/* Lines that were wrongly taken, for the message of a failure. */
function unrefused(told, lines)
{
	const refused = new Set(told.map((t) =>
		Number(/^line (\d+)/.exec(t)?.[1])));

	return lines.map((l, i) => [i + 1, l.toString().slice(0, 150)])
	    .filter(([n, l]) => !refused.has(n) && !l.includes('case-'))
	    .map(([n, l]) => `${n}: ${l}`).join('\n');
}

test('by HTTP', async () => {
	const bad = garbage(rand, Math.ceil(GARBAGE / 4)).filter(([, b]) =>
		Buffer.from(b).toString('latin1').trim() !== '');

	for (let at = 0; at < bad.length; at += BATCH) {
		const some = bad.slice(at, at + BATCH);
		/* One of 10 MB is refused with all of its call: see below. */
		const {lines, good} = mixed(some.filter(([, b]) =>
			b.length < 1000000));
		const answer = await site.ask({method: 'POST',
			path: '/api/v1/events', body: joined(lines), headers: {
			'authorization': `Bearer ${token}`,
			'content-type': 'application/x-ndjson'}});

		cases += some.length;
		assert.equal(answer.status, 200, answer.text.slice(0, 500));
		const {accepted, refused_total, refused} = answer.json;
		assert.deepEqual([accepted, refused_total], [good.length,
			lines.length - good.length], unrefused(refused.map((r) =>
			`line ${r.line}`), lines));
		assert.ok(refused.every((r) => r.reason !== ''));
		acknowledge(good);
	}
	const large = await site.ask({method: 'POST', path: '/api/v1/events',
		body: 'x'.repeat(10485760), headers: {
		'authorization': `Bearer ${token}`}});
	assert.equal(large.status, 413);
});

/* sql(statements): as an outside producer writes, in one transaction. */
function sql(statements)
{
	const file = join(site.dir, 'rows.sql');

	writeFileSync(file, ['BEGIN IMMEDIATE;', ...statements, 'COMMIT;']
		.join('\n'));
	site.sql(`.read ${file}`);
}

/* Bytes that are no UTF-8 cost a name its looks, and no alert. */
function goodRow(behind = '')
{
	const n = next++;

	return [n, insert(`good-${n}`, {entity_id: `'id-${n}'`,
		entity_name: `'${caseName(n)}'${behind}`})];
}

let badRows = 0;

test('by SQL', () => {
	const count = Math.ceil(GARBAGE / 4);
	const statements = [], good = [];

	rows(rand, count).forEach((row, i) => {
		statements.push(row);
		if (i % BETWEEN === 0 || i === count - 1) {
			const [n, text] = goodRow(i % 3 === 0 ? '' :
				'|| CAST(x\'ff\' AS TEXT)');

			good.push(n);
			statements.push(text);
		}
	});
	sql(statements);
	badRows = count;
	cases += count;
	acknowledge(good);
});

function verdict(all = posts.update())
{
	return judge({acknowledged, posts: all, kills: 0, perKill: 0,
		written: new Set(acknowledged), dests: dests.map((d) =>
			d.key)});
}

test('every good one arrived, and nothing else', async () => {
	await site.until('the good ones', () => verdict().lost === 0, 60000);
	const told = verdict();
	const aside = site.log().match(/event \d+ is malformed: \S/g) ?? [];

	console.log(`# garbage: cases run ${cases}, failed ` +
	    `${told.faults.length}, ${((Date.now() - from) / 1000).toFixed(1)}` +
	    ` s, SEED=${SEED}; good ones ${acknowledged.length} to ` +
	    `${dests.length}, lost ${told.lost}, twice ${told.twice}`);
	assert.deepEqual(told.faults, []);
	assert.equal(aside.length, badRows);
	/* Control of the oracle: without one request something is missing. */
	assert.equal(verdict(posts.list.slice(1)).lost, 1);
});

/* Control: a worker that stops at what it can't read never gets further. */
test('control: a worker that stops at a bad row is found', async () => {
	await site.stopWorker();
	const bad = mutant('tocsin-worker', 'db/event.c',
	    'return n > 0 ? n : read_oversized(db, after, rows);',
	    'return -1;');
	sql([insert('too-long', {entity_name:
		'printf(\'%.*c\', 1500000, \'x\')'})]);
	const [n, text] = goodRow();

	sql([text]);
	acknowledge([n]);
	const child = site.spawnWorker([], bad);
	await site.until('it to stand still', () =>
		/trying again/.test(site.said()));
	assert.equal(verdict().lost, dests.length);
	child.kill('SIGKILL');
	await child.ended;
	await site.startWorker();
	await site.until('the good one', () => verdict().lost === 0);
	console.log('# control: a bad row that stops the worker: found');
});
