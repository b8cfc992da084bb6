/*
 * clock.test.mjs - the wall clock is stepped while events flow: nobody is
 * muted for longer than the window, and nobody is told twice for it.
 *
 * The judge knows when each event was handed over, by a clock that nobody
 * steps, and which events the receiver was told of.
 */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {sleep} from '../receiver/client.mjs';
import {Clock, TZ} from './faketime.mjs';
import {hostEvent, System} from './lib.mjs';

const WINDOW_MS = 2000;
const HOUR = 3600;
const DAY = 24 * HOUR;
const HOSTS = 4;

/* Smaller steps are not seen; see worker/clock_watch.c. */
const UNSEEN_MS = 5000;

const started = Date.now();
const told = {stages: 0, events: 0, alerts: 0, extra: 0};
let sys, clock, d;

before(async () => {
	({sys, clock, d} = await make());
});
after(async () => {
	console.log(`# ${told.stages} stages, ${told.events} events, ` +
	    `${told.alerts} alerts, ${told.extra} extra, ` +
	    `${Math.round((Date.now() - started) / 1000)} s`);
	await sys.close();
});

async function make(options)
{
	const made = await System.create({settings: {
		window: `${WINDOW_MS}ms`}});

	const own = new Clock(made.dir, options);
	Object.assign(made.env, own.env);
	const dest = made.addDestination({});
	await made.script(dest, {status: 202});
	await made.startWorker();
	return {sys: made, clock: own, d: dest};
}

let stages = 0;

/*
 * Hosts of their own for each stage.  A tick is one rise of each, from far
 * below the threshold: it alerts whenever the window allows it.
 */
class Stage {
	constructor(where = {sys, d})
	{
		Object.assign(this, where, {id: ++stages, ticks: []});
	}

	tick()
	{
		const lines = [];
		const n = this.ticks.length;

		for (let host = 0; host < HOSTS; host++)
			for (const urgency of [10, 60])
				lines.push(hostEvent(`${this.id}-${host}`,
				    urgency, {name: `s${this.id}-h${host}-t${n}`}));
		const from = performance.now();
		const got = this.sys.ingest(lines);
		assert.equal(got.accepted, lines.length, got.stderr);
		this.ticks.push({from, to: performance.now()});
	}

	async run(ms)
	{
		const end = performance.now() + ms;

		do {
			this.tick();
			await sleep(100);
		} while (performance.now() < end);
	}

	/* The ticks that each host was told of, oldest first. */
	async #alerts()
	{
		const name = new RegExp(`s${this.id}-h(\\d+)-t(\\d+)\\b`);
		const hosts = Array.from({length: HOSTS}, () => new Set());

		for (const r of await this.sys.requests(this.d)) {
			const found = name.exec(r.body);

			if (found !== null)
				hosts[found[1]].add(Number(found[2]));
		}
		return hosts.map((set) => [...set].sort((a, b) => a - b));
	}

	/* All is decided and sent. */
	async settle()
	{
		const [{n}] = this.sys.rows('SELECT max(seq) AS n FROM event',
		    'events');

		await this.sys.until('all to be sent', () => this.sys.rows(
		    `SELECT 1 FROM worker WHERE cursor >= ${n} AND NOT EXISTS` +
		    ' (SELECT 1 FROM delivery WHERE ended_at IS NULL)')
			.length === 1);
	}

	/*
	 * judge(slack): events that were muted though no alert lay within the
	 * window and slack, and alerts within the window.  It can't be more
	 * exact than one tick: that is how well it knows when one was received.
	 */
	async judge(slack = 0)
	{
		const gap = Math.max(0, ...this.ticks.slice(1).map((t, i) =>
			t.to - this.ticks[i].from)) + 50;
		const muted = [], extra = [];

		await this.settle();
		for (const [host, alerts] of (await this.#alerts()).entries()) {
			told.alerts += alerts.length;
			for (const [n, t] of this.ticks.entries()) {
				const last = this.ticks[alerts.filter((a) =>
					a < n).at(-1)];

				if (alerts.includes(n) && last !== undefined &&
				    t.to - last.from < WINDOW_MS - gap)
					extra.push(`h${host} t${n}`);
				if (!alerts.includes(n) && (last === undefined ||
				    t.from - last.to > WINDOW_MS + gap + slack))
					muted.push(`h${host} t${n}`);
			}
		}
		told.stages++;
		told.events += this.ticks.length * HOSTS;
		told.extra += extra.length;
		return {muted, extra, alerts: await this.#alerts()};
	}
}

const steps = (s = sys) => s.rows('SELECT step_ms FROM clock_step ' +
    'ORDER BY rowid').map((r) => Math.round(r.step_ms / 1000));

/* Step it, while events go on; the worker writes down that it saw it. */
async function step(stage, seconds)
{
	const seen = steps().length;

	clock.step(seconds);
	await sys.until(`a step of ${seconds} s to be seen`, () => {
		stage.tick();
		return steps().length > seen;
	});
	assert.deepEqual(steps().slice(seen), [seconds]);
}

for (const seconds of [DAY, -DAY])
	test(`${seconds > 0 ? 'a day forward' : 'a day back'}`, async () => {
		const stage = new Stage();

		await stage.run(WINDOW_MS / 2);
		await step(stage, seconds);
		await stage.run(WINDOW_MS * 1.5);
		const {muted, extra, alerts} = await stage.judge();
		assert.deepEqual(muted, []);
		assert.deepEqual(extra, []);
		/* It did go on after the step. */
		assert.ok(alerts.every((a) => a.length >= 2), alerts.join('; '));
	});

test('an hour forward and back, twenty times', async () => {
	const stage = new Stage();

	for (let i = 0; i < 20; i++) {
		await step(stage, i % 2 === 0 ? HOUR : -HOUR);
		await stage.run(100);
	}
	await stage.run(WINDOW_MS);
	const {muted, extra} = await stage.judge();
	assert.deepEqual(muted, []);
	assert.deepEqual(extra, []);
});

for (const seconds of [HOUR, -HOUR])
	test(`${seconds / HOUR} h while the worker is down`, async () => {
		const stage = new Stage();
		const seen = steps().length;

		await stage.run(200);
		await stage.settle();
		const stopped = performance.now();
		await sys.stopWorker();
		/* Received by the old time, long after the alert. */
		await stage.run(WINDOW_MS * 1.3);
		clock.step(seconds);
		await stage.run(200);
		await sys.startWorker();
		const down = performance.now() - stopped;
		assert.deepEqual(steps().slice(seen), [seconds]);
		await stage.run(seconds < 0 ? WINDOW_MS + down : WINDOW_MS / 2);
		/*
		 * Back: all that waited lies in the future and counts as now,
		 * as does its alert.
		 */
		const {muted, extra, alerts} = await stage.judge(
		    seconds < 0 ? down : 0);
		assert.deepEqual(muted, []);
		assert.ok(alerts.every((a) => a.length >= 2), alerts.join('; '));
		assert.ok(extra.length <= (seconds < 0 ? HOSTS : 0),
		    extra.join());
	});

test('it stands still, and goes on', async () => {
	const stage = new Stage();
	const seen = steps().length;

	await stage.run(200);
	clock.freeze();
	await stage.run(UNSEEN_MS + WINDOW_MS);
	assert.ok(steps().length > seen && steps().at(-1) < 0);
	clock.step(0);
	await stage.run(WINDOW_MS);
	const {muted, extra} = await stage.judge(UNSEEN_MS);
	assert.deepEqual(muted, []);
	/* What is below the limit of a step may cost one alert, forward. */
	assert.ok(extra.length <= HOSTS, extra.join());
});

test(`the hour that ${TZ} has twice`, async () => {
	const stage = new Stage();
	const change = Date.parse('2031-10-26T01:00:00Z');
	let seen = steps().length;

	clock.to(change - 1500);
	await sys.until('the step there to be seen', () =>
		steps().length > seen);
	seen = steps().length;
	await stage.run(WINDOW_MS * 2);
	assert.ok(clock.now() > change);
	assert.equal(steps().length, seen);
	const {muted, extra} = await stage.judge();
	assert.deepEqual(muted, []);
	assert.deepEqual(extra, []);
});

test('an event of a leap second', async () => {
	const got = sys.ingest([hostEvent('leap', 60,
	    {name: 'leap-host', at: '2016-12-31T23:59:60Z'})]);

	assert.equal(got.accepted, 1, got.stderr);
	await sys.until('its alert', async () => (await sys.requests(d))
		.some((r) => r.body.includes('leap-host')));
});

/* The same judge, where the worker can't see that the clock was stepped. */
test('control: unseen, a step back mutes and one forward tells twice',
	async (t) => {
		const blind = await make({alike: true});
		const stage = new Stage(blind);

		t.after(() => blind.sys.close());
		await stage.run(200);
		await stage.settle();
		blind.clock.step(HOUR);
		await stage.run(200);
		blind.clock.step(-HOUR);
		await stage.run(WINDOW_MS * 1.5);
		const {muted, extra} = await stage.judge();
		assert.ok(muted.length > 0);
		assert.ok(extra.length > 0);
		assert.deepEqual(steps(blind.sys), []);
		told.stages--;
		told.extra -= extra.length;
		console.log(`# control: ${muted.length} muted, ` +
		    `${extra.length} extra`);
	});
