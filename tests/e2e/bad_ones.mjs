/*
 * bad_ones.mjs - 23 destinations that are bad in eight ways, and what a
 * receiver's log says about who was held up by whom.
 *
 * The judge knows the receiver's log and what a producer was told is safe;
 * what Tocsin wrote down itself is no evidence here.
 */
import assert from 'node:assert/strict';
import {connect, createServer} from 'node:net';

import {newHost} from './events.mjs';
import {freePort} from './ports.mjs';

/* The way of each in turn; the last has one destination of either kind. */
export const WAYS = [
	['hangs', {answers: [{do: 'hang'}]}],
	['hangs within the header',
		{answers: [{do: 'stop', at: 'header', how: 'hang',
			status: 503}]}],
	['a byte a second', {answers: [{do: 'slow', bytes_per_s: 1}]}],
	['reset at once', {conn: {at: 'hello', how: 'reset'}}],
	['reset after the request', {answers: [{do: 'reset'}]}],
	['500', {answers: [{status: 500}]}],
	['429', {answers: [{status: 429, headers: {'Retry-After': '1'}}]}],
	['no TLS', {tls: 'self_signed'}],
];
const REFUSED = ['refused port', null];

export const MANY = 23;

/*
 * BadOnes: made before the System, which must lead one host to a port where
 * nobody listens: see connectTo.
 */
export class BadOnes {
	static async create()
	{
		const port = await freePort();

		return new this(port);
	}

	constructor(port)
	{
		this.port = port;
		this.closedHost = newHost();
		this.connectTo = [`${this.closedHost}::127.0.0.1:${port}`];
		this.list = [];
	}

	/*
	 * add(sys, options): the destinations; good ones until spoil() is
	 * called.  options are those of `tocsin destination add`.
	 */
	add(sys, options = [])
	{
		this.sys = sys;
		for (let i = 0; i < MANY; i++) {
			const closed = i === WAYS.length - 1;
			const [way, rule] = closed ? REFUSED :
				WAYS[i % WAYS.length];
			const d = sys.addDestination({name: `bad ${i} ${way}`,
				options, ...closed && {host: this.closedHost}});

			this.list.push({d, way, rule});
		}
	}

	async spoil()
	{
		await this.#close();
		for (const {d, rule} of this.list)
			if (rule !== null)
				await this.#script(d, rule);
	}

	/* mend(): all answer 202 from now on. */
	async mend()
	{
		await this.#open();
		for (const {d} of this.list)
			await this.#script(d, {answers: [{status: 202}]});
	}

	/* Tests are how a person says that a broken one works again. */
	tryHeld()
	{
		for (const {d, way} of this.list)
			if (way === 'no TLS')
				assert.deepEqual(this.sys.testAlert(d),
				    ['Test alert accepted.', 0]);
	}

	#script(d, rule)
	{
		return this.sys.receiver.script({match: d.match, ...rule});
	}

	/* The refused port leads to the receiver once it is mended. */
	#open()
	{
		this.sockets = new Set();
		this.server = createServer((from) => {
			const to = connect(this.sys.receiver.https,
			    '127.0.0.1');

			for (const s of [from, to]) {
				this.sockets.add(s);
				s.on('error', () => s.destroy());
				s.on('close', () => this.sockets.delete(s));
			}
			from.pipe(to).pipe(from);
		});
		return new Promise((done) =>
			this.server.listen(this.port, '127.0.0.1', done));
	}

	async #close()
	{
		const {server} = this;

		if (server === undefined)
			return;
		this.server = undefined;
		await new Promise((done) => {
			server.close(done);
			for (const s of this.sockets)
				s.destroy();
		});
	}

	close()
	{
		return this.#close();
	}
}

/* The entity's name says which event a card is about: host-42. */
const HOST = /host-(\d+)\b/;

/* How many alerts a digest tells of. */
const DIGEST = /"(\d+) alerts in one message/;

/*
 * pickPost(record): a request as the judge needs it; see rig.mjs Posts.  What
 * a test alert looks like is not judged here.
 */
export function pickPost(record)
{
	const {n, t_ms, dest, body} = record;
	const digest = DIGEST.exec(body);

	if (body.includes('Tocsin reaches this destination'))
		return null;
	const accepted = record.do === 'answer' && record.status === 202;

	return {n, t_ms, dest, id: record.alert_id, accepted,
		event: digest === null ? Number(HOST.exec(body)?.[1]) : null,
		members: digest === null ? 0 : Number(digest[1])};
}

/*
 * judge({due, posts, dest, from, to}): what is wrong with dest's part of the
 * log from record `from` up to record `to`, a line of text each:
 *   lost     an event that is due and no accepted request tells of, unless a
 *            digest's count makes up for it
 *   twice    accepted more than once, or under more than one alert id
 *   foreign  about no event that is due, or without an id
 */
export function judge({due, posts, dest, from = 0, to = Infinity})
{
	const mine = posts.filter((p) => p.dest === dest && p.n >= from &&
		p.n < to);
	const accepted = mine.filter((p) => p.accepted);
	const single = new Set();
	const digests = new Map();
	const ids = new Map();
	const faults = [];

	for (const p of mine) {
		if (p.id === null || p.event !== null && !due.has(p.event))
			faults.push(`foreign: request ${p.n}`);
		if (p.event !== null && (ids.get(p.event) ?? p.id) !== p.id)
			faults.push(`twice: event ${p.event} by two ids`);
		if (p.event !== null)
			ids.set(p.event, p.id);
	}
	for (const p of accepted) {
		const before = p.event === null ? digests.has(p.id) :
			single.has(p.event);

		if (before)
			faults.push(`twice: ${p.event ?? 'a digest'}`);
		if (p.event === null)
			digests.set(p.id, p.members);
		else
			single.add(p.event);
	}
	const told = single.size +
		[...digests.values()].reduce((a, b) => a + b, 0);
	if (told !== due.size)
		faults.push(`lost: ${told} of ${due.size} were told`);
	return faults;
}

/*
 * mostRequests(ms, baseMs): what a destination that is tried for ms may be
 * asked, whatever it answers: what was under way as its breaker opened, what
 * it took to open it, and then one at a time with pauses of baseMs or more.
 */
export function mostRequests(ms, baseMs)
{
	const FAILURES = 5, AT_ONCE = 8;

	return FAILURES + AT_ONCE + Math.ceil(ms / baseMs);
}
