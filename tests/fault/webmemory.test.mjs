/*
 * webmemory.test.mjs - an allocation of tocsin-web fails while it answers:
 * the list, a save, events by HTTP.  The process ends with a message or the
 * answer is as ever; nginx tells that nobody answers; the next request is
 * answered; nothing is half stored.
 *
 *   WEB_PLACES  how many places of each request (default 8); "all": every one
 *   SEED        to repeat a choice
 */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {random} from '../e2e/rig.mjs';
import {hostEvent} from '../e2e/events.mjs';
import {sleep, waitFor} from '../receiver/client.mjs';
import {MODE, Memory} from './memory.mjs';
import {mutant} from './mutant.mjs';
import {spread} from './scene.mjs';
import {Site, away, checked, children, flowUrl, half, saved}
	from './web_scene.mjs';

const PLACES = process.env.WEB_PLACES === 'all' ? Infinity :
	Number(process.env.WEB_PLACES ?? 8);
assert.ok(PLACES > 0, 'a number of places, or "all"');
const SEED = Number(process.env.SEED ?? Date.now() % 1000000);
const rand = random(SEED);

const stats = {};
const failed = [];
let site, memory, token, cases = 0, from;
let next = 0;

before(async () => {
	console.log(`# SEED=${SEED} PLACES=${PLACES}`);
	from = Date.now();
	site = await Site.start({processes: 1, worker: false});
	memory = new Memory(site.dir);
	/* The CLI runs without it; the web tier starts again with it. */
	await startWeb();
	token = site.token();
});
after(() => site.close());

/* The web tier with the library, which nothing else is to have. */
async function startWeb(...program)
{
	await site.stop('web');
	Object.assign(site.env, memory.env());
	await site.startWeb(...program);
	for (const name of Object.keys(memory.env()))
		delete site.env[name];
}

function count(what)
{
	stats[what] = (stats[what] ?? 0) + 1;
}

/* All processes are there again and have nothing to do. */
async function complete()
{
	const {pid} = site.parts.get('web');

	await waitFor('processes', () => children(pid).length === 2);
}

const bad = (said) => /ended by signal|AddressSanitizer|Assertion/.test(said);

/* New processes for all: one that answered before has fewer places left. */
async function renew()
{
	const {pid} = site.parts.get('web');

	await complete();
	const all = children(pid);

	for (const child of all)
		process.kill(child, 'SIGKILL');
	await waitFor('their ends', () => all.every((child) =>
		site.said('web').includes(` ${child} ended by signal 9`)));
	await complete();
}

/* One request whose allocation number `at` fails; true where it was met. */
async function one(what, mode, at, ask, judge)
{
	await complete();
	const said = site.said('web').length;

	memory.set(mode, at);
	const answer = await ask().catch((err) => ({status: 0,
		text: String(err)}));
	memory.set(MODE.off);
	const log = () => site.said('web').slice(said);
	const met = answer.status === 503;

	cases++;
	if (met)
		await waitFor('a word about it', () =>
			/ended /.test(log()), 3000).catch(() => sleep(0));
	count(`${what} ${answer.status}`);
	if (bad(log()) || (away(answer) && !/error: .*memory/.test(log())))
		failed.push(`${what} ${mode} ${at}: ${log()}`);
	else if (!away(answer) && !judge(answer))
		failed.push(`${what} ${mode} ${at}: ${answer.status} ` +
		    answer.text.slice(0, 500));
	return answer;
}

/* How many places a request has, in a process that has just begun. */
async function places(ask)
{
	await renew();
	memory.set(MODE.place);
	await ask();
	const n = memory.counted;
	memory.set(MODE.off);
	return n;
}

async function each(what, ask, judge, then = () => {})
{
	const most = await places(ask);

	assert.ok(most > 50, `${what}: ${most} places`);
	for (const at of spread(PLACES, most, rand)) {
		await renew();
		const mode = rand() < 0.8 ? MODE.place : MODE.placeEver;

		await then(await one(what, mode, at, ask, judge));
	}
	checked(site);
	console.log(`# ${what}: places ${most}`);
}

async function page(path)
{
	return waitFor(path, async () => {
		const answer = await site.get(path);

		return answer.status === 200 && answer;
	});
}

test('the list', async () => {
	const whole = (await page('/destinations')).text;
	/* A page may say that it could not be made, but is never a part. */
	const good = (a) => (a.status === 200 ? a.text === whole :
		a.status === 500 || a.status === 503);

	await each('list', () => site.get('/destinations'), good,
	    async () => assert.equal((await page('/destinations')).text,
		whole));
	assert.deepEqual(failed, []);
});

test('a save', async () => {
	const add = (await page('/destinations/new')).form('/destinations/new');
	let fields = {...add.fields, do: 'save', name: 'save a 1',
		host_urgency: 1, account_urgency: 1, url: flowUrl(1)};
	let path = '/destinations/new';

	const edit = async () => {
		const list = await page('/destinations');
		const link = /\/destinations\/edit\?id=[0-9a-f]+/
			.exec(list.text);
		const form = (await page(link[0])).form('/destinations/edit');

		next = next % 90 + 2;
		path = '/destinations/edit';
		fields = {...form.fields, do: 'save', name: `save a ${next}`,
			host_urgency: next, account_urgency: next,
			url: flowUrl(next)};
	};
	const ask = () => site.post(path, fields);

	assert.equal((await ask()).status, 303);
	await edit();
	await each('save', ask, (a) => [303, 409, 500, 503].includes(a.status),
	    async (answer) => {
		const [row] = saved(site);

		if (half([row]).length > 0 || row.boxes !== 1)
			failed.push(`half: ${JSON.stringify(row)}`);
		if (answer.status === 303 && row.host_urgency !== next)
			failed.push(`303 and not stored: ${next}`);
		/* The same form again: stored, or stored already. */
		const again = await waitFor('an answer', async () => {
			const a = await ask();

			return !away(a) && a;
		});
		if (![303, 409].includes(again.status))
			failed.push(`again: ${again.status} ${again.text}`);
		if (saved(site)[0].host_urgency !== next)
			failed.push(`again and not stored: ${next}`);
		await edit();
	});
	assert.deepEqual(failed, []);
});

test('events by HTTP', async () => {
	let n = 0;
	const body = () => [0, 1, 2].map((i) =>
		hostEvent(`memory-${n}-${i}`, 80)).join('\n');
	const ask = () => site.ask({method: 'POST', path: '/api/v1/events',
		headers: {'authorization': `Bearer ${token}`,
			'content-type': 'application/x-ndjson'}, body: body()});
	const good = (a) => (a.status === 200 ? a.json.accepted === 3 ||
		a.json.duplicate === 3 : [500, 503].includes(a.status));

	await each('events', ask, good, async (answer) => {
		const again = await waitFor('an answer', async () => {
			const a = await ask();

			return a.status === 200 && a.json;
		});
		const stored = again.duplicate;

		if (![0, 3].includes(stored) ||
		    (answer.status === 200 && stored !== 3))
			failed.push(`events: ${JSON.stringify(again)} after ` +
			    answer.status);
		n++;
	});
	assert.deepEqual(failed, []);
});

test('what it came to', () => {
	console.log(`# web without memory: cases run ${cases}, failed ` +
	    `${failed.length}, ${((Date.now() - from) / 1000).toFixed(1)} s, ` +
	    `SEED=${SEED}, answers ${JSON.stringify(stats)}`);
	/* Else no process ever ended, and nothing was shown. */
	assert.ok(Object.keys(stats).some((k) => k.endsWith(' 503')));
});

/* Control: without a malloc() of its own, ClearSilver goes on with NULL. */
test('control: a library that does not look is found', async () => {
	await startWeb(mutant('tocsin-web', 'core/xmalloc.c', 'if (p == NULL)',
	    'if (0)'));
	const ask = () => site.get('/destinations');
	const most = await places(ask);

	failed.length = 0;
	const crash = () => failed.find((f) => /ended by signal/.test(f));

	for (let at = most; at > 0 && crash() === undefined; at -= 3) {
		await renew();
		await one('list', MODE.place, at, ask, () => true);
	}
	assert.notEqual(crash(), undefined, failed.join('\n'));
	console.log(`# control: found: ${crash().trim().split('\n').at(-1)}`);
	failed.length = 0;
});
