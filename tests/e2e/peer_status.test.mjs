/*
 * peer_status.test.mjs - every status and every form of Retry-After: what
 * becomes of the alert, when it is tried again, and that nobody is asked in a
 * hot loop.
 *
 * The oracle for times is the receiver's journal; that the row in the database
 * says the same is checked beside it.
 */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {FORMS, httpDate} from '../receiver/dates.mjs';
import {check, report, settle} from './cases.mjs';
import {System} from './lib.mjs';

const BASE_MS = 1000;
/* What is added to a receiver's wish at most. */
const JITTER_MS = 250;
const HOUR_MS = 3600000;

/* Status, the state after the first answer, the state once it is mended. */
const STATUSES = [[202, 'accepted'], [400, 'failed'], [401, 'held'],
	[403, 'held'], [404, 'held'], [408, 'again'], [410, 'held'],
	[413, 'failed'], [415, 'failed'], [422, 'failed'], [425, 'again'],
	[429, 'again'], [500, 'again'], [501, 'again'], [502, 'again'],
	[503, 'again'], [504, 'again'], [511, 'again'], [302, 'held'],
	[308, 'held']];

/* How long each is watched: two doublings of the backoff at least. */
const WATCH_MS = 6000;

let sys, exact = 0;

before(async () => {
	sys = await System.create({settings: {retry_base: '1s',
		retry_max: '2s', timeout: '5s'}});
	await sys.startWorker();
});

after(async () => {
	await sys?.close();
	report('peer_status');
});

/* Destinations for all cases at once, each with its rule. */
async function make(cases)
{
	for (const c of cases) {
		c.d = sys.addDestination();
		await sys.script(c.d, ...c.answers);
	}
}

function drop(cases)
{
	for (const c of cases)
		sys.must('destination', 'remove', c.d.name);
}

test('every status, and no hot loop', async () => {
	const cases = STATUSES.map(([status, state]) => ({status, state,
		answers: [{status}]}));

	await make(cases);
	const from = Date.now();
	sys.rise('status', 60);
	for (const c of cases)
		await check(`HTTP ${c.status}`, async () => {
			await sys.until(`${c.status}: an answer`, () =>
				(sys.attempts(c.d)[0]?.ended_at ?? 0) > 0);
			const [attempt] = sys.attempts(c.d);
			const [row] = sys.deliveries(c.d);

			assert.equal(attempt.http_status, c.status);
			if (c.state === 'again')
				assert.ok(['queued', 'sending'].includes(
				    row.state), row.state);
			else
				assert.equal(row.state, c.state);
			assert.equal(row.possible_repeat, 0);
		});
	await sys.until('the end of the watch', () =>
		Date.now() - from > WATCH_MS, WATCH_MS + 10000);
	await sys.stopWorker();
	const seconds = (Date.now() - from) / 1000;
	const rates = [];
	for (const c of cases) {
		const n = (await sys.requests(c.d)).length;

		rates.push(`${c.status}: ${Math.round(n * 60 / seconds)}`);
		await check(`rate ${c.status}`, () => {
			/* The shortest wait is the base. */
			const most = c.state === 'again' ?
				1 + seconds * 1000 / BASE_MS : 1;
			assert.ok(n >= 1 && n <= most, `${n} requests`);
			/* The control: what is tried again is. */
			assert.ok(c.state !== 'again' || n >= 2, `${n}`);
		});
	}
	console.log(`# requests a minute: ${rates.join(', ')}`);
	await sys.startWorker();
	drop(cases);
	settle();
});

/* What the header says, and the wait in ms that it has to bring about. */
function hints()
{
	const at = Math.ceil(Date.now() / 1000) * 1000 + 6000;
	const date = (form) => httpDate({form, in_s: 6},
	    Math.ceil(Date.now() / 1000) * 1000);
	const none = {min: BASE_MS, max: 2 * BASE_MS};
	const least = {min: BASE_MS, max: BASE_MS + JITTER_MS};
	const most = {min: HOUR_MS, max: HOUR_MS + JITTER_MS};

	return [
		['no header', null, none],
		['0', '0', least],
		['1', '1', least],
		['3', '3', {min: 3000, max: 3000 + JITTER_MS}],
		['4 with blanks', ' 4 ', {min: 4000, max: 4000 + JITTER_MS}],
		['-1', '-1', none],
		['1e12', '1e12', none],
		['10^12', '1000000000000', most],
		['3600', '3600', most],
		['3601', '3601', most],
		['1.5', '1.5', none],
		['garbage', 'soon', none],
		['empty', '', none],
		['an ISO date', new Date(at).toISOString(), none],
		['no such day', 'Sun, 31 Feb 2038 00:00:00 GMT', none],
		...FORMS.filter((f) => f !== 'seconds').map((form) =>
			[`a date, ${form}`, date(form), {at}]),
		['a past date', 'Sun, 06 Nov 1994 08:49:37 GMT', least],
		['a past date, rfc850', 'Sunday, 06-Nov-94 08:49:37 GMT',
			least],
		['a past date, asctime', 'Sun Nov  6 08:49:37 1994', least],
		['a far date', 'Thu, 01 Jan 2099 00:00:00 GMT', most],
	].map(([what, value, want]) => ({what, value, want}));
}

test('Retry-After in every form, good and bad', async () => {
	const cases = hints().map((h) => ({...h, answers: [{status: 429,
		times: 1, headers: h.value === null ? {} :
		{'Retry-After': h.value}}, {status: 202}]}));

	await make(cases);
	/* Dates are of now: this takes its time, they are made as it ends. */
	const fresh = hints();
	for (const [i, c] of cases.entries()) {
		Object.assign(c, {value: fresh[i].value, want: fresh[i].want});
		if (c.want.at !== undefined)
			await sys.script(c.d, {status: 429, times: 1,
				headers: {'Retry-After': c.value}},
				{status: 202});
	}
	sys.rise('hints', 60);
	for (const c of cases)
		await check(`row: ${c.what}`, () => rowSays(c));
	for (const c of cases.filter((x) => x.want.max !== HOUR_MS + JITTER_MS))
		await check(`sent: ${c.what}`, () => sentThen(c));
	await check('most of the rows were seen while they waited', () =>
		assert.ok(exact >= cases.length / 2, `${exact}`));
	console.log(`# due_at seen: ${exact} of ${cases.length}`);
	/* Those who asked for an hour are not asked again. */
	for (const c of cases.filter((x) => x.want.max === HOUR_MS + JITTER_MS))
		await check(`quiet: ${c.what}`, async () =>
			assert.equal((await sys.requests(c.d)).length, 1));
	drop(cases);
	settle();
});

/* The wait after the first answer, by the database's own times. */
async function rowSays({d, want, what})
{
	let row, first;

	await sys.until(`${what}: an answer`, () => {
		[first] = sys.attempts(d);
		[row] = sys.deliveries(d);
		return first?.ended_at > 0 && row.attempts >= 1;
	});
	/* Tried again already: due_at is gone, what it was kept to is not. */
	if (row.state !== 'queued' || row.attempts !== 1) {
		const [, second] = sys.attempts(d);

		assert.ok(second.started_at >= (want.at ??
		    first.ended_at + want.min), 'too early');
		return;
	}
	exact++;
	/* A date counts from when its header came, before the answer ended. */
	const [{t_ms: asked}] = await sys.requests(d);
	const late = first.ended_at - asked;
	const min = want.at ?? first.ended_at + want.min;
	const max = want.at === undefined ? first.ended_at + want.max :
		want.at + late + JITTER_MS;

	assert.ok(row.due_at >= min && row.due_at <= max,
	    `due ${row.due_at - first.ended_at} ms after the answer`);
}

/* The next request, by the receiver's own clock, which is ours. */
async function sentThen({d, want, what})
{
	await sys.until(`${what}: accepted`, () =>
		sys.deliveries(d)[0].state === 'accepted');
	const [first, second] = await sys.requests(d);
	const wait = second.arrived_ms - first.t_ms;

	if (want.at !== undefined)
		assert.ok(second.arrived_ms >= want.at,
		    `${want.at - second.arrived_ms} ms too early`);
	else
		assert.ok(wait >= want.min, `${wait} ms`);
}
