/*
 * kit.mjs - what tests of load share: a backlog made by SQL, what a process
 * holds, and alerts that must get through meanwhile.
 */
import assert from 'node:assert/strict';
import {readFileSync, readdirSync, readlinkSync, statSync} from 'node:fs';

import {hostEvent, waitFor} from '../e2e/lib.mjs';
import {Posts} from '../e2e/rig.mjs';
import {sleep} from '../receiver/client.mjs';

/*
 * memory(pid): {rss, hwm, threads}: KiB now, KiB at its highest, threads.
 * What a process shares with others counts in full.
 */
export function memory(pid)
{
	const text = readFileSync(`/proc/${pid}/status`, 'utf8');
	const field = (name) =>
		Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(text)[1]);

	return {rss: field('VmRSS'), hwm: field('VmHWM'),
		threads: field('Threads')};
}

/* descriptors(pid): what each is, in order; sockets without their number. */
export function descriptors(pid)
{
	const dir = `/proc/${pid}/fd`;
	const found = [];

	for (const fd of readdirSync(dir)) {
		try {
			found.push(readlinkSync(`${dir}/${fd}`)
				.replace(/^socket:.*/, 'socket'));
		} catch {
			/* Closed since the folder was read. */
		}
	}
	return found.sort();
}

/* wal(sys, name): bytes of a database's WAL. */
export function wal(sys, name = 'outbox')
{
	return statSync(`${sys.database(name)}-wal`).size;
}

/* The id that a destination has in the databases, as SQL reads it. */
export function destinationId(sys, d)
{
	return sys.rows('SELECT printf(\'%d\', destination_id) AS id FROM ' +
	    'destination_version WHERE name = ' +
	    `'${d.name}'`, 'config')[0].id;
}

/*
 * fill(sys, d, n, {offset, expires}): n alerts wait for d, each with the window that it opened,
 * as if they had been decided one by one; the worker must not run.  They tell
 * of the events that outbox.db has copies of already.  A second call needs an
 * offset: the number of the first.
 */
export function fill(sys, d, n, {offset = 0, expires} = {})
{
	const now = Date.now();
	const id = destinationId(sys, d);
	/* Below any id that the worker makes from now on. */
	const base = (BigInt(now - 60000) << 21n) + BigInt(offset);

	sys.sql('PRAGMA cache_size = -100000; BEGIN;' +
	    'WITH RECURSIVE c(i) AS (VALUES (0) UNION ALL SELECT i + 1 ' +
	    `FROM c WHERE i + 1 < ${n}) INSERT INTO delivery (id, kind, ` +
	    'event_seq, destination_id, destination_name, app, state, ' +
	    'created_at, due_at, expires_at, attempts, possible_repeat, ' +
	    `score) SELECT ${base} + i, 'alert', a.seq0 + i % a.n, ${id}, ` +
	    `'${d.name}', 'teams', 'queued', ${now}, ${now}, ` +
	    `${expires ?? now + 86400000}, 0, 0, i % 100 FROM c, (SELECT ` +
	    'min(event_seq) AS seq0, count(*) AS n FROM alert) a;' +
	    'INSERT INTO window (destination_id, source, entity_type, ' +
	    'entity_id, opened_at, delivery_id) SELECT destination_id, ' +
	    '\'\', \'host\', printf(\'filled-%08d\', id - ' +
	    `${base}), created_at, id FROM delivery WHERE ` +
	    `destination_id = ${id} AND kind = 'alert' AND ` +
	    `id >= ${base}; COMMIT`, 'outbox');
}

/*
 * Alerts for one destination, one after the other, from start() to stop(): how
 * long each takes from its acknowledgement to its request.
 */
export class Pulse {
	#n = 0;
	#going = null;
	#stop = false;

	/* first: the number of its first entity, one that nobody else has. */
	constructor(sys, d, first)
	{
		Object.assign(this, {sys, d, first, took: []});
		this.posts = new Posts(sys.receiver.logPath, (r) =>
			r.dest === d.key ? r : null);
	}

	start()
	{
		this.#stop = false;
		this.#going = this.#run();
		/* Told by stop(); until then it is nobody's. */
		this.#going.catch(() => {});
	}

	async #run()
	{
		while (!this.#stop) {
			await this.once();
			await sleep(200);
		}
	}

	/* once(): one alert; fails when it does not come. */
	async once()
	{
		const id = this.first + this.#n++;
		const name = `host-${id} `;
		const got = this.sys.ingest([hostEvent(id, 99)]);
		const from = Date.now();

		assert.equal(got.accepted, 1, got.stderr);
		const post = await waitFor(`the alert about ${name}`, () =>
			this.posts.update().find((p) => p.body.includes(name)),
		    30000);
		this.took.push(Math.max(0, post.t_ms - from));
		this.posts.list.length = 0;
	}

	/* stop(): {n, most}: how many there were, the slowest in ms. */
	async stop()
	{
		this.#stop = true;
		await this.#going;
		const told = {n: this.took.length, most: Math.max(...this.took)};

		this.took = [];
		return told;
	}
}
