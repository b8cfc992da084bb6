/*
 * producer.mjs - a program that takes events and acknowledges them, fed as
 * long as it lives.
 */
import {spawn} from 'node:child_process';
import {join} from 'node:path';

import {BUILD} from '../e2e/lib.mjs';
import {sleep} from '../receiver/client.mjs';
import {children, line} from './kit.mjs';

/* Between two chunks, and the most lines of one: a few hundred a second. */
const PAUSE_MS = 20;
const CHUNK = 20;

export class Producer {
	/* mode: null for `tocsin ingest`, else how careful the control is. */
	constructor(place, rand, mode = null)
	{
		const [file, args] = mode === null ?
		    ['tocsin', ['-c', place.conf, 'ingest', '--progress']] :
		    ['tests/helpers/writer', [place.database('events'), mode]];

		Object.assign(this, {place, rand, names: [], said: '', rest: '',
			errors: '', acked: 0, over: false});
		this.child = spawn(join(BUILD, file), args,
		    {stdio: ['pipe', 'pipe', 'pipe']});
		children.add(this.child);
		this.child.stdout.on('data', (data) => this.#heard(data));
		this.child.stderr.on('data', (data) => {
			this.errors += data;
		});
		this.child.stdin.on('error', () => {});
		/* close: all that it said has been read. */
		this.ended = new Promise((done) => this.child.on('close',
		    (code, signal) => {
			this.over = true;
			children.delete(this.child);
			done({code, signal});
		}));
		this.feeding = this.#feed();
	}

	#heard(data)
	{
		const lines = (this.rest + data).split('\n');

		this.rest = lines.pop();
		for (const text of lines) {
			const m = /^durable up to line (\d+)$/.exec(text);

			while (m !== null && this.acked < Number(m[1]))
				this.place.acked.add(this.names[this.acked++]);
		}
	}

	async #feed()
	{
		while (!this.over && !this.stopped) {
			const names = this.place.names(
			    1 + Math.floor(this.rand() * CHUNK));

			this.names.push(...names);
			this.child.stdin.write(names.map(line).join(''));
			await sleep(PAUSE_MS);
		}
	}

	/* No more events; it ends by itself or is killed. */
	async end(signal = 'SIGKILL')
	{
		this.stopped = true;
		if (signal === null)
			this.child.stdin.end();
		else
			this.child.kill(signal);
		await this.feeding;
		return this.ended;
	}
}
