/*
 * scene.mjs - a system, a small fixed load, and a fault somewhere in it.
 *
 * One case: events are acknowledged, a test alert is asked for, a worker runs
 * under a fault until it ends or has done all; where it ended, a sound one
 * goes on.  What it must come to is judged over all cases, from the producer's
 * acknowledgements and the receiver's log alone.
 */
import assert from 'node:assert/strict';
import {createHash} from 'node:crypto';

import {caseName, judge, pickPost} from '../e2e/kill_oracle.mjs';
import {FLOWS, Posts, flowKey, flowPath, makeRig} from '../e2e/rig.mjs';
import {waitFor} from '../receiver/client.mjs';

export const DESTS = FLOWS.map(flowKey);

/* Of one case; the first destination fails one of them at first. */
const EVENTS = 2;

/* More than any step takes; what takes longer hangs. */
const PATIENCE_MS = 60000;

/* As a stop waits for requests under way, and some more. */
const STOP_MS = 40000;

/* What differs from one message to the next of the same kind. */
const VARIES = [[/case-\d{5,}/g, 'CASE'], [/Alert [0-9a-f]{16}/g, 'ALERT'],
	[/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC/g, 'TIME']];

/*
 * shape(body): the same for all messages of a kind to one destination: what
 * lost a part of itself on the way has another one.
 */
function shape(body)
{
	/* The mark is a block of its own; whoever holds it holds more. */
	const marked = (v) => v.type === 'RichTextBlock' &&
		JSON.stringify(v).includes('Possible repeat');
	const whole = JSON.stringify(JSON.parse(body), (key, value) =>
		(Array.isArray(value) ? value.filter((v) => !marked(v)) :
		value));
	const text = VARIES.reduce((s, [from, to]) => s.replace(from, to),
	    whole);

	return createHash('sha256').update(text).digest('hex');
}

/* pick(record): a request that was answered by 202; a test has no event. */
function pick(record)
{
	if (record.status !== 202)
		return null;
	const post = pickPost(record);

	return {...post, test: post.event === null, shape: shape(record.body)};
}

/* line(n): event n, as the producer gives it. */
export function line(n)
{
	return `${JSON.stringify({kind: 'entity', type: 'host', id: `id-${n}`,
		name: caseName(n), urgency: 80})}\n`;
}

export class Scene {
	static async create()
	{
		return new this(await makeRig());
	}

	constructor(rig)
	{
		Object.assign(this, {rig, next: 0, acknowledged: [],
			kills: 0, cases: 0, failed: 0, from: Date.now()});
		rig.setUp();
		/* Else a case would wait a second for its second attempt. */
		rig.must(['setting', 'set', 'retry_base', '10ms']);
		rig.must(['setting', 'set', 'retry_max', '20ms']);
		this.posts = new Posts(rig.receiver.logPath, pick);
		this.shapes = new Map();
	}

	/* produce(count): so many events, acknowledged; their numbers. */
	produce(count = EVENTS)
	{
		const fresh = Array.from({length: count}, () => this.next++);
		const said = this.rig.must(['ingest'],
		    fresh.map(line).join(''));

		assert.match(said, new RegExp(`^accepted ${count},`));
		this.acknowledged.push(...fresh);
		return fresh;
	}

	/* told(events): have all of them reached everybody? */
	told(events)
	{
		const missing = new Set(events.flatMap((e) =>
			DESTS.map((d) => `${e} ${d}`)));

		for (const p of this.posts.update().slice(-2000))
			missing.delete(`${p.event} ${p.dest}`);
		return missing.size === 0;
	}

	/* stop(child): as a service manager does, whoever stands before it. */
	async stop(child)
	{
		const late = setTimeout(() => {
			child.late = true;
			process.kill(-child.pid, 'SIGKILL');
		}, STOP_MS);

		if (child.exitCode === null && child.signalCode === null)
			process.kill(-child.pid, 'SIGTERM');
		const end = await child.over;
		clearTimeout(late);
		return {...end, late: child.late === true};
	}

	/* Until all is told, or the worker ended. */
	async work(child, events)
	{
		await waitFor('the worker to do its work or to end', () =>
			child.exitCode !== null || child.signalCode !== null ||
			this.told(events), PATIENCE_MS).catch(() => {
			child.late = true;
			process.kill(-child.pid, 'SIGKILL');
		});
	}

	/* load(): what a case has to do; the numbers of its events. */
	async load()
	{
		await this.rig.receiver.script({match: {
			path: flowPath(FLOWS[0])}, answers: [
			{status: 500}, {status: 202}]});
		const events = this.produce();

		this.rig.start('test', this.rig.program('tocsin'),
		    ['-c', this.rig.conf, 'destination', 'test', 'Team 2']);
		return events;
	}

	/*
	 * run(before): one case, behind the programs of `before`: {code,
	 * signal, late, ended, said}; ended: by itself, before all was told.
	 */
	async run(before)
	{
		const at = this.logBytes();
		const events = await this.load();
		const worker = this.rig.worker(before);

		this.cases++;
		await this.work(worker, events);
		const ended = worker.exitCode !== null ||
			worker.signalCode !== null;
		const end = await this.stop(worker);
		const said = this.said(at);

		await this.recover(events);
		/* What fails in its last transaction ends it as well. */
		return {...end, ended: ended || end.code !== 0, said};
	}

	/* recover(events): a worker without faults does the rest. */
	async recover(events)
	{
		const at = this.logBytes();
		const worker = this.rig.worker();

		/* Told to stop any sooner it would not hear it. */
		await waitFor('a start', () => this.said(at).includes(
		    ': started: '), PATIENCE_MS);
		await this.work(worker, events);
		const end = await this.stop(worker);

		assert.deepEqual(end, {code: 0, signal: null, late: false},
		    this.said(0).slice(-2000));
	}

	logBytes()
	{
		try {
			return Buffer.byteLength(this.rig.logText('worker'));
		} catch {
			return 0;
		}
	}

	said(at)
	{
		return Buffer.from(this.rig.logText('worker'))
			.toString('utf8', at);
	}

	/* fail(why): one case that did not end as it must. */
	fail(why)
	{
		this.failed++;
		console.log(`# FAILED: ${why}`);
	}

	/* damaged(): messages that are not whole, by their shape. */
	damaged()
	{
		let n = 0;

		for (const p of this.posts.list) {
			const kind = `${p.test} ${p.dest}`;
			const whole = this.shapes.get(kind);

			if (whole === undefined)
				this.shapes.set(kind, p.shape);
			else if (whole !== p.shape)
				n++;
		}
		return n;
	}

	/* verdict(): the oracle's, over everything so far. */
	verdict()
	{
		const alerts = this.posts.update().filter((p) => !p.test);
		const told = judge({acknowledged: this.acknowledged,
			written: new Set(this.acknowledged), posts: alerts,
			dests: DESTS, kills: this.kills, perKill: 8});
		const damaged = this.damaged();

		if (damaged > 0)
			told.faults.push(`damaged: ${damaged}`);
		return {...told, damaged};
	}

	/* finish(name, more): print and judge; the whole must be faultless. */
	finish(name, more = '')
	{
		const v = this.verdict();

		console.log(`# ${name}: cases run ${this.cases}, failed ` +
		    `${this.failed}, ${this.seconds()} s${more}; lost ` +
		    `${v.lost}, twice ${v.twice}, repeats ${v.repeats}, ` +
		    `unmarked ${v.unmarked}, damaged ${v.damaged}`);
		assert.deepEqual(v.faults, []);
		assert.equal(this.failed, 0);
	}

	seconds()
	{
		return ((Date.now() - this.from) / 1000).toFixed(1);
	}

	async end(keep)
	{
		this.posts.close();
		await this.rig.end(keep);
	}
}

/*
 * spread(count, most, rand): count numbers out of 1 to most, one at random in
 * each of as many equal parts; all of them where count is enough.
 */
export function spread(count, most, rand)
{
	if (count >= most)
		return Array.from({length: most}, (_, i) => i + 1);
	return Array.from({length: count}, (_, i) => 1 +
		Math.floor((i + rand()) * most / count));
}
