/*
 * webkill.test.mjs - tocsin-web's processes are killed while forms are saved:
 * a destination is the old one or the new one, what was answered is stored,
 * and the same form may be sent again.
 *
 *   WEB_KILLS  how many (default 20)
 *   SEED       to repeat the choice of moments
 */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {random} from '../e2e/rig.mjs';
import {sleep, waitFor} from '../receiver/client.mjs';
import {Site, away, checked, children, flowUrl, half, saved}
	from './web_scene.mjs';

const KILLS = Number(process.env.WEB_KILLS ?? 20);
const SEED = Number(process.env.SEED ?? Date.now() % 1000000);
const WRITERS = ['a', 'b', 'c', 'd'];
const rand = random(SEED);

const told = {posts: 0, busy: 0, cut: 0, again: 0, conflicts: 0, wrong: []};
let site, over = false;

before(async () => {
	console.log(`# SEED=${SEED} WEB_KILLS=${KILLS}`);
	site = await Site.start({processes: 2, worker: false});
});
after(() => site.close());

/* No answer, half of one, or nginx's own. */
const cut = (answer) => answer.status === 0 || away(answer);

/*
 * send(visitor, action, fields): a form until it is answered by tocsin-web.
 * Sent again, it was either stored the first time or not.
 */
async function send(visitor, action, fields)
{
	for (let tries = 0;; tries++) {
		told.busy++;
		const answer = await visitor.post(action, fields)
			.catch((err) => ({status: 0, text: String(err)}));

		told.busy--;
		told.posts++;
		if (answer.status === 303)
			return answer;
		if (answer.status === 409 && tries > 0) {
			told.conflicts++;
			return answer;
		}
		if (!cut(answer) || tries > 200)
			throw new Error(`${answer.status} ${answer.text}`);
		told.cut++;
		told.again++;
	}
}

/* A page, however often it takes while processes are killed. */
async function page(visitor, path)
{
	return waitFor(path, async () => {
		/* Cut in the middle of its answer. */
		const answer = await visitor.get(path)
			.catch((err) => ({status: 0, text: String(err)}));

		assert.ok(answer.status === 200 || cut(answer), answer.text);
		return answer.status === 200 && answer;
	});
}

/* The row of a writer, as it is in force; null: none. */
function rowOf(name)
{
	const rows = saved(site).filter((r) =>
		r.name?.startsWith(`save ${name} `));

	if (rows.length > 1)
		told.wrong.push(`${name}: ${rows.length} destinations`);
	return rows[0] ?? null;
}

/* filled(form, name, n): what belongs together: see half(). */
function filled(form, name, n, url = '')
{
	return {...form.fields, do: 'save', name: `save ${name} ${n}`,
		host_urgency: n, account_urgency: n, url};
}

/* One destination that is added, and then edited until the end. */
async function write(name, i)
{
	const visitor = site.newVisitor();
	const add = (await page(visitor, '/destinations/new'))
		.form('/destinations/new');

	await send(visitor, '/destinations/new',
	    filled(add, name, 1, flowUrl(i + 1)));
	for (let n = 2; !over; n = n % 99 + 1) {
		const list = await page(visitor, '/destinations');
		const path = list.text.match(new RegExp(
		    `href="(/destinations/edit\\?id=[0-9a-f]+)"[^>]*>` +
		    `(?:(?!href=).)*?save ${name} `, 's'))?.[1] ??
			editPath(list.text, name);
		const form = (await page(visitor, path))
			.form('/destinations/edit');
		/* Now and then with a new URL: its box is replaced. */
		const url = n % 5 === 0 ? flowUrl(100 * i + n) : '';

		await send(visitor, '/destinations/edit',
		    filled(form, name, n, url));
		const row = rowOf(name);

		if (row?.host_urgency !== n)
			told.wrong.push(`${name}: ${n} was answered, ` +
			    `${JSON.stringify(row)} is stored`);
	}
}

/* The link to the form of a destination, by its place in the page. */
function editPath(text, name)
{
	const at = text.indexOf(`save ${name} `);
	const links = [...text.matchAll(
	    /\/destinations\/edit\?id=[0-9a-f]+/g)];

	return links.reduce((a, b) => (Math.abs(a.index - at) <=
		Math.abs(b.index - at) ? a : b))[0];
}

/* It may have ended by itself just now. */
function kill(pid)
{
	try {
		process.kill(pid, 'SIGKILL');
	} catch (err) {
		assert.equal(err.code, 'ESRCH');
	}
}

async function killAll()
{
	const {pid} = site.parts.get('web');

	for (let n = 0; n < KILLS; n++) {
		await waitFor('processes', () => over ||
			children(pid).length === 3);
		/* In the middle of a form, or of what comes after it. */
		await waitFor('a form under way', () => over || told.busy > 0);
		await sleep(rand() * 3);
		for (const child of children(pid))
			if (rand() < 0.7)
				kill(child);
	}
	over = true;
}

test('kills while forms are saved', async () => {
	const from = Date.now();

	await Promise.all([killAll(), ...WRITERS.map((name, i) =>
		write(name, i).catch((err) => {
			over = true;
			throw err;
		}))]);
	checked(site);
	const rows = saved(site);
	const bad = half(rows);
	/* A URL that was replaced leaves no box behind. */
	const boxes = rows.filter((r) => r.boxes !== 1);

	console.log(`# kills of tocsin-web: cases run ${KILLS}, failed ` +
	    `${told.wrong.length + bad.length}, ` +
	    `${((Date.now() - from) / 1000).toFixed(1)} s, SEED=${SEED}; ` +
	    `forms ${told.posts}, cut by a kill and sent again ` +
	    `${told.again}, of these stored the first time ` +
	    `${told.conflicts}`);
	assert.deepEqual(told.wrong, []);
	assert.deepEqual(bad, []);
	assert.deepEqual(boxes, []);
	assert.equal(rows.length, WRITERS.length);
	assert.ok(told.cut > 0, 'no kill met a form');
});

/* Control: half of a save, as a torn write would leave it. */
test('control: half a save is found', () => {
	site.sql('UPDATE destination_version SET host_urgency = ' +
	    '(host_urgency + 1) % 100 WHERE (destination_id, version) IN ' +
	    '(SELECT id, version FROM destination WHERE slot = 1)', 'config');
	assert.equal(half(saved(site)).length, 1);
	console.log('# control: half a save: found');
});
