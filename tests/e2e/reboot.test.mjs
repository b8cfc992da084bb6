/*
 * reboot.test.mjs - the machine comes up with a wrong clock: far behind, far
 * ahead, and so far that no certificate holds.  Nothing is given up, pruned or
 * broken for that, and when the clock is set right all of it arrives.
 *
 * A reboot is the worker stopped, its stored boot id changed, and the clock.
 */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {Clock} from './faketime.mjs';
import {System} from './lib.mjs';

const started = Date.now();
let sys, clock, boots = 0, host = 0, cases = 0;

before(async () => {
	/* What is pruned would be pruned at once. */
	sys = await System.create({settings: {window: '1h', keep: '8d',
		retry_base: '100ms', retry_max: '300ms', tell_broken: 'on'}});
	clock = new Clock(sys.dir);
	Object.assign(sys.env, clock.env);
	await sys.startWorker();
});
after(async () => {
	console.log(`# ${cases} clocks, 0 failed, ` +
	    `${Math.round((Date.now() - started) / 1000)} s`);
	await sys.close();
});

async function reboot(date)
{
	await sys.stopWorker();
	sys.sql(`UPDATE worker SET boot_id = 'boot ${++boots}'`, 'outbox');
	clock.to(Date.parse(date));
	await sys.startWorker();
}

const steps = () => sys.rows('SELECT count(*) AS n FROM clock_step')[0].n;
const counts = () => ({
	...sys.rows('SELECT count(*) AS events FROM event', 'events')[0],
	...sys.rows('SELECT (SELECT count(*) FROM decision) AS decisions, ' +
	    '(SELECT count(*) FROM delivery) AS deliveries, ' +
	    '(SELECT count(*) FROM alert) AS alerts, ' +
	    '(SELECT count(*) FROM window) AS windows')[0],
});

const health = (d) => sys.rows('SELECT h.* FROM destination_health h WHERE ' +
    'destination_id = (SELECT destination_id FROM delivery WHERE ' +
    `destination_name = '${d.name}')`)[0];

async function decided(what)
{
	const [{n}] = sys.rows('SELECT max(seq) AS n FROM event', 'events');

	await sys.until(what, () => sys.rows('SELECT cursor FROM worker')[0]
		.cursor >= n);
}

/* The control: by a clock that nobody doubts, such a certificate breaks. */
test('control: an expired certificate breaks a destination', async (t) => {
	const d = sys.borrowDestination(t);

	await sys.receiver.script({match: {host: d.host}, tls: 'expired'});
	sys.rise(++host, 60);
	await sys.states(d, 'held');
	assert.match(health(d).broken_reason, /certificate/);
});

/* Set right as by NTP: without a reboot. */
async function setRight()
{
	const before = steps();

	clock.set(0);
	await sys.until('the step to be seen', () => steps() > before);
}

for (const {date, holds, preserved} of [
	{date: '1970-01-02', holds: false, preserved: true},
	{date: '2035-06-01', holds: true, preserved: false},
	{date: '2055-06-01', holds: false, preserved: false},
])
	test(`up with a clock in ${date}`, async (t) => {
		const open = sys.borrowDestination(t);
		const down = sys.borrowDestination(t);
		const [told, later, fresh] = [++host, ++host, ++host];

		cases++;
		/* A window is open, and an alert waits. */
		await sys.script(open, {status: 202});
		await sys.script(down, {status: 503});
		sys.rise(told, 60);
		await sys.states(open, 'accepted');
		await sys.until('a failed attempt', () =>
			sys.attempts(down).length > 0);
		const before = counts();
		const recorded = steps();
		await reboot(date);
		assert.equal(steps(), recorded + 1);

		/* What comes now is decided, and tried. */
		sys.rise(told, 70);
		sys.rise(fresh, 60);
		await decided('both');
		if (holds)
			await sys.until('the new one', () => sys.deliveries(open)
				.every((r) => r.state === 'accepted'));
		else
			await dates(open);
		/* A worker that is started again knows no less. */
		await sys.killWorker();
		await sys.startWorker();
		if (!holds)
			await dates(open);
		sys.rise(later, 60);
		await decided('the last one');
		await unharmed(before, [open, down]);

		await setRight();
		await sys.script(down, {status: 202});
		for (const d of [open, down])
			await sys.until('all of it', () => sys.deliveries(d)
				.every((r) => r.state === 'accepted'));
		/* Once about each; about the first again if its window ended. */
		const names = (await sys.requests(open)).map((r) =>
			/host-(\d+)/.exec(r.body)[1]);
		assert.equal(new Set(names).size, 3);
		assert.equal(names.length, preserved ? 3 : 4, names.join());
		/* And all windows are open now, as they were. */
		sys.rise(told, 80);
		sys.rise(fresh, 80);
		await decided('the rises');
		assert.equal(sys.deliveries(open).length, names.length);
		await unharmed(before, [open, down]);
	});

/* The certificate does not hold, and we take that for our own fault. */
async function dates(d)
{
	const seen = sys.attempts(d).length;

	await sys.until('another attempt', () =>
		sys.attempts(d).some((a, i) => i >= seen && a.ended_at !== null));
	const bad = sys.attempts(d).filter((a) => a.outcome !== 'accepted' &&
		a.ended_at !== null);
	assert.ok(bad.length > 0);
	for (const a of bad)
		assert.deepEqual([a.outcome, a.fault], ['retry', 'ours'],
		    a.error);
}

async function unharmed(before, all)
{
	const now = counts();

	for (const [table, n] of Object.entries(before))
		assert.ok(now[table] >= n, `${table}: ${n}, now ${now[table]}`);
	for (const d of all) {
		assert.deepEqual(sys.deliveries(d).filter((r) =>
			['failed', 'cancelled'].includes(r.state)), []);
		assert.equal(health(d)?.broken_since ?? null, null);
	}
}
