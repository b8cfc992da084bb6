/*
 * hunt.mjs - the secrets that a test has put into a system, and the search for
 * them in all that the system has left: at its end each must be nowhere.
 *
 * Where one may be is told by the place, never by what stands around it.
 */
import {readFileSync, readdirSync, statSync} from 'node:fs';
import {join, relative, resolve} from 'node:path';

import {LEAST, formsOf, secretsOf} from './forms.mjs';

/* No file of a usual test is longer; of a longer one both ends are read. */
const FILE_MAX = 64 << 20;

/* What is shown is looked through whenever so much has come together. */
const SHOWN_MAX = 4 << 20;

/* As long as the worker's ballast. */
const ZEROS = Buffer.alloc(16 << 20);

/* Of three bytes, whether a form begins with them. */
const begins = new Uint8Array(1 << 24);

export class Canaries {
	#known = new Map();     /* secret -> {what, except} */
	#shown = [];
	#shownBytes = 0;
	#leaks = [];
	own = new Set();        /* files that a test has written secrets into */

	/*
	 * add(what, secret, except): one more, that may be in a place of the
	 * name `except` alone ("CLI output", "page").
	 */
	add(what, secret, except = null)
	{
		if (secret.length >= LEAST && !this.#known.has(secret))
			this.#known.set(secret, {what, except});
	}

	/* addUrl(what, url): what is secret in a webhook URL. */
	addUrl(what, url)
	{
		for (const secret of secretsOf(url))
			this.add(what, secret);
	}

	get size()
	{
		return this.#known.size;
	}

	/* shown(where, bytes): somebody got to see that, over the network. */
	shown(where, bytes)
	{
		this.#shown.push([where, bytes]);
		this.#shownBytes += bytes.length;
		if (this.#shownBytes > SHOWN_MAX)
			this.#takeShown();
	}

	#takeShown()
	{
		const places = this.#shown.splice(0);

		this.#shownBytes = 0;
		this.#leaks.push(...this.#search(places));
	}

	/* By their first three bytes, so that each byte is looked at once. */
	#index()
	{
		const index = new Map();

		for (const [secret, {what, except}] of this.#known)
			for (const {form, bytes} of formsOf(secret)) {
				const key = bytes.readUIntBE(0, 3);

				begins[key] = 1;
				if (!index.has(key))
					index.set(key, []);
				index.get(key).push({what, except, form,
					bytes});
			}
		return index;
	}

	#search(places)
	{
		const index = this.#index();
		const found = new Set();

		for (const [where, bytes] of places)
			for (const hit of hits(index, bytes))
				if (hit.except !== where)
					found.add(`${where}: ${hit.what}, ` +
					    hit.form);
		for (const key of index.keys())
			begins[key] = 0;
		return [...found];
	}

	/*
	 * hunt(places): where something of them is, as "place: what, form"; in
	 * what was shown, and in places, of [name, bytes].
	 */
	hunt(places)
	{
		this.#takeShown();
		return [...this.#leaks.splice(0), ...this.#search(places)];
	}

	/* none(places): throws where something is found. */
	none(places)
	{
		const leaks = this.hunt(places);

		if (leaks.length > 0)
			throw new Error('secrets are where they must not be:\n' +
			    `${leaks.slice(0, 20).join('\n')}`);
	}
}

function *hits(index, bytes)
{
	let key = bytes.length > 1 ? bytes[0] << 8 | bytes[1] : 0;

	for (let i = 2; i < bytes.length; i++) {
		key = (key << 8 | bytes[i]) & 0xffffff;
		if (begins[key] === 0)
			continue;
		for (const form of index.get(key) ?? [])
			if (bytes.compare(form.bytes, 0, form.bytes.length,
			    i - 2, Math.min(i - 2 + form.bytes.length,
			    bytes.length)) === 0)
				yield form;
	}
}

function content(path)
{
	const {size} = statSync(path);
	const all = readFileSync(path);

	return size <= FILE_MAX ? all : Buffer.concat([
		all.subarray(0, FILE_MAX >> 1), all.subarray(-FILE_MAX >> 1)]);
}

/* Of whom others are the author: the other side, and who traces calls. */
const OTHERS = /^(receiver|world|copies)\/|(^|\/)(trace|[^/]*\.key)$/;

/*
 * files(dir, own): [name, bytes] of every file below dir but those of others,
 * keys, and a test's own.
 */
export function *files(dir, own = new Set())
{
	for (const entry of readdirSync(dir, {recursive: true,
		withFileTypes: true})) {
		const path = join(entry.parentPath ?? entry.path, entry.name);
		const name = relative(dir, path);

		if (!entry.isFile() || OTHERS.test(name) ||
		    own.has(resolve(path)))
			continue;
		try {
			const bytes = content(path);

			/* Space that is kept aside is nothing but zeros. */
			if (bytes.length < ZEROS.length ||
			    !bytes.equals(ZEROS.subarray(0, bytes.length)))
				yield [name, bytes];
		} catch (err) {
			/* It went while we looked. */
			if (err.code !== 'ENOENT')
				throw err;
		}
	}
}
