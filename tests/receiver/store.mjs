/*
 * store.mjs - the newest requests, for the page and the control API.
 *
 * Only these are kept in memory; the journal has them all.  As they came, with
 * their secrets, they are kept for tests that ask for it, and never written.
 */
import {describe} from './destinations.mjs';

const KEPT = 500;

/* Ids and digests to recognise a repeat by; older ones are forgotten. */
const SEEN_MAX = 20000;

export class Store {
	#records = [];
	#firstOf = new Map();
	#watchers = new Set();
	#names = [];
	#raws = new Map();
	#keepRaw;

	constructor({keepRaw = false} = {})
	{
		this.#keepRaw = keepRaw;
	}

	/*
	 * add(record, raw): take a record of phase "read"; raw is {url,
	 * rawHeaders, body} as they came, where the request is not an earlier
	 * run's.
	 */
	add(record, raw = null)
	{
		const entry = {...record,
			repeat_of: this.#earlier(record)};

		this.#records.push(entry);
		if (this.#records.length > KEPT)
			this.#raws.delete(this.#records.shift().n);
		if (this.#keepRaw && raw !== null)
			this.#raws.set(record.n, raw);
		for (const watcher of this.#watchers)
			watcher(entry);
	}

	/* raw(n): what add() was given with record n, or null. */
	raw(n)
	{
		return this.#raws.get(n) ?? null;
	}

	/*
	 * The number of the first request to the same destination with the
	 * same alert id, or without an id the same bytes; else null.  The end
	 * of an incident is no repeat of its start.
	 */
	#earlier({n, dest, path, body, alert_id, sha256, body_bytes})
	{
		const what = alert_id ?? (body_bytes > 0 ? sha256 : n);
		const act = /"event_action"\s*:\s*"\w+"/.exec(body ?? '');
		const key = [dest, path.split('?')[0], what, act].join(' ');
		const first = this.#firstOf.get(key);

		if (first !== undefined)
			return first;
		this.#firstOf.set(key, n);
		if (this.#firstOf.size > SEEN_MAX)
			this.#firstOf.delete(this.#firstOf.keys().next().value);
		return null;
	}

	/* name(key prefix, name): how the page calls a destination. */
	name(key, name)
	{
		this.#names = this.#names.filter((x) => x.key !== key);
		this.#names.push({key, name});
	}

	/* watch(f): call f(entry) for each new one; returns how to stop. */
	watch(f)
	{
		this.#watchers.add(f);
		return () => this.#watchers.delete(f);
	}

	/* since(n): what is kept with a higher number, oldest first. */
	since(n)
	{
		return this.#records.filter((r) => r.n > n);
	}

	/* before(n, dest, max): the newest below n, newest first. */
	before(n, dest, max)
	{
		return this.#records.filter((r) => r.n < n &&
			(dest === null || r.dest === dest))
			.slice(-max).reverse();
	}

	/* destinations(): whom the kept requests went to, in order of key. */
	destinations()
	{
		const found = new Map();

		for (const r of this.#records) {
			const d = found.get(r.dest) ?? {...this.#named(r),
				count: 0};
			d.count++;
			found.set(r.dest, d);
		}
		return [...found.values()].sort((a, b) =>
			a.label.localeCompare(b.label));
	}

	#named(record)
	{
		const d = describe(record);
		const named = this.#names.findLast((x) =>
			d.key.startsWith(x.key));

		return {...d, label: named?.name ?? d.label,
			named: named !== undefined};
	}
}
