/*
 * webcalls.test.mjs - a call of tocsin-web fails while it saves a form or
 * stores events.  After an I/O error all processes end and a complete
 * checkpoint comes first; without space the answer says so; nothing is half
 * stored, and what was answered is stored.
 *
 *   SEED  to repeat the choice of errors
 */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {after, before, test} from 'node:test';

import {hostEvent} from '../e2e/events.mjs';
import {waitFor} from '../receiver/client.mjs';
import {mutant} from './mutant.mjs';
import {hit, injecting, noStrace} from './strace.mjs';
import {Site, checked, children, flowUrl, half, saved}
	from './web_scene.mjs';

const CALLS = [['pwrite64', 'EIO'], ['fdatasync', 'EIO'], ['pread64', 'EIO'],
	['pwrite64', 'ENOSPC']];

/* Enough for any of them to find nothing more. */
const MOST = 30;
const skip = noStrace() ?? false;

const stats = {};
let site, token, cases = 0, from, n = 1;

before(async () => {
	from = Date.now();
	if (skip !== false)
		console.log(`# SKIPPED: faults at calls of the web: ${skip}`);
	site = await Site.start({processes: 1, worker: false});
	token = site.token();
});
after(() => site.close());

/* The process that serves: the keeper never accepts a connection. */
async function serving()
{
	const {pid} = site.parts.get('web');
	const all = await waitFor('processes', () => {
		const now = children(pid);

		return now.length === 2 && now;
	});

	return Math.max(...all);
}

/* ask() with a fault at a call of the process: its answer, or null. */
async function faulty(call, errno, when, ask)
{
	await waitFor('an answer', async () =>
		(await site.get('/destinations')).status === 200);
	const [file, ...args] = injecting(site.dir, call, `error=${errno}`,
	    when);
	const strace = spawn(file, [...args.filter((a) => a !== '-qq'), '-p',
		String(await serving())], {stdio: ['ignore', 'ignore', 'pipe']});
	const gone = once(strace, 'exit');

	await once(strace.stderr, 'data');
	const answer = await ask();

	strace.kill('SIGINT');
	await gone;
	cases++;
	const met = hit(site.dir) !== null;
	const what = met ? `${errno} ${answer.status}` : 'not met';

	stats[what] = (stats[what] ?? 0) + 1;
	return met ? answer : null;
}

async function each(ask, then)
{
	for (const [call, errno] of CALLS)
		for (let when = 1; when <= MOST; when++) {
			const at = site.said('web').length;
			const answer = await faulty(call, errno, when, ask);

			await then(answer);
			if (answer === null)
				break;
			/*
			 * A write that was not believed ends all of them.
			 * What fails in -shm failed at opening: it is no store
			 * and is made anew.
			 */
			if (errno === 'EIO' && call !== 'pread64' &&
			    answer.status === 503 &&
			    /\.db(-wal)?$/.test(hit(site.dir)))
				await waitFor('the check of the store', () =>
					site.said('web').slice(at).includes(
					    'can\'t be trusted'));
		}
	checked(site);
}

async function again(ask)
{
	return waitFor('an answer', async () => {
		const answer = await ask();

		return answer.status !== 503 && answer;
	}, 30000);
}

test('a save', {skip}, async () => {
	const {fields} = (await site.get('/destinations/new'))
		.form('/destinations/new');
	let path = '/destinations/new', form = {...fields, do: 'save',
		name: 'save a 1', host_urgency: 1, account_urgency: 1,
		url: flowUrl(1)};
	const ask = () => site.post(path, form);
	const next = async () => {
		const list = await again(() => site.get('/destinations'));
		const [link] = /\/destinations\/edit\?id=[0-9a-f]+/
			.exec(list.text);
		const page = await again(() => site.get(link));

		n = n % 98 + 1;
		path = '/destinations/edit';
		form = {...page.form(path).fields, do: 'save',
			name: `save a ${n}`, host_urgency: n,
			account_urgency: n, url: flowUrl(n)};
	};

	await ask();
	await next();
	await each(ask, async (answer) => {
		const [row] = saved(site);

		assert.deepEqual(half([row]), []);
		assert.ok([303, 503, undefined].includes(answer?.status));
		if (answer?.status === 303)
			assert.equal(row.host_urgency, n);
		const {status} = await again(ask);

		assert.ok(status === 303 || status === 409, String(status));
		assert.equal(saved(site)[0].host_urgency, n);
		await next();
	});
});

test('events by HTTP', {skip}, async () => {
	let k = 0;
	const ask = () => site.ask({method: 'POST', path: '/api/v1/events',
		headers: {'authorization': `Bearer ${token}`,
			'content-type': 'application/x-ndjson'},
		body: [0, 1, 2].map((i) => hostEvent(`c-${k}-${i}`, 80))
			.join('\n')});

	await each(ask, async (answer) => {
		const {duplicate} = (await again(ask)).json;

		assert.ok(duplicate === 0 || duplicate === 3);
		if (answer?.status === 200)
			assert.equal(duplicate, 3);
		k++;
	});
});

test('what it came to', {skip}, () => {
	console.log(`# web, errors at calls: cases run ${cases}, failed 0, ` +
	    `${((Date.now() - from) / 1000).toFixed(1)} s; ` +
	    JSON.stringify(stats));
	/* Else no error was met by anybody, and nothing was shown. */
	assert.ok(stats['EIO 503'] > 0 && stats['ENOSPC 503'] > 0);
});

/* Control: a web tier that takes an I/O error for a lock goes on. */
test('control: a web tier that goes on is found', {skip}, async () => {
	await site.stop('web');
	await site.startWeb(mutant('tocsin-web', 'db/db_error.c',
	    'case SQLITE_IOERR:\n', '', 'case SQLITE_LOCKED:\n',
	    'case SQLITE_LOCKED:\n\tcase SQLITE_IOERR:\n'));
	const at = site.said('web').length;
	const ask = () => site.ask({method: 'POST', path: '/api/v1/events',
		headers: {'authorization': `Bearer ${token}`,
			'content-type': 'application/json'},
		body: hostEvent(`control-${n}`, 80)});

	/* Opened before, so that the next write is one to the store. */
	await ask();
	n++;
	const answer = await faulty('fdatasync', 'EIO', 1, ask);

	assert.match(hit(site.dir), /-wal$/);
	assert.equal(answer.status, 503);
	assert.doesNotMatch(site.said('web').slice(at), /can't be trusted/);
	console.log('# control: EIO taken for a lock: it went on, as seen');
});
