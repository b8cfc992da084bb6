/*
 * store.mjs - the newest requests, for the page and the control API.
 *
 * Only these are kept in memory; the journal has them all.
 */
import {destination} from './redact.mjs';

const KEPT = 500;

/* Ids and digests to recognise a repeat by; older ones are forgotten. */
const SEEN_MAX = 20000;

export class Store {
	#records = [];
	#firstOf = new Map();
	#watchers = new Set();
	#names = [];

	/* add(record): take a record of phase "read". */
	add(record)
	{
		const entry = {...record,
			repeat_of: this.#earlier(record)};

		this.#records.push(entry);
		if (this.#records.length > KEPT)
			this.#records.shift();
		for (const watcher of this.#watchers)
			watcher(entry);
	}

	/*
	 * The number of the first request to the same destination with the
	 * same alert id, or without an id the same bytes; else null.
	 */
	#earlier({n, dest, alert_id, sha256, body_bytes})
	{
		const what = alert_id ?? (body_bytes > 0 ? sha256 : n);
		const key = `${dest} ${what}`;
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
			const d = found.get(r.dest) ?? {...this.#describe(r),
				count: 0};
			d.count++;
			found.set(r.dest, d);
		}
		return [...found.values()].sort((a, b) =>
			a.label.localeCompare(b.label));
	}

	#describe(record)
	{
		const host = record.dest.split('/')[0];
		const d = destination(host, record.path);
		const named = this.#names.findLast((x) =>
			d.key.startsWith(x.key));

		return {...d, label: named?.name ?? d.label,
			named: named !== undefined};
	}
}
