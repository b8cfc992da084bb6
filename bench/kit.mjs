/*
 * kit.mjs - what the cases share: a producer that is told when its event is
 * safe, and figures about many times.
 */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {createInterface} from 'node:readline';

import {BUILD, children} from '../tests/e2e/lib.mjs';

/* Microseconds of the wall clock, as the receiver's log has them. */
export function nowUs()
{
	return Math.round((performance.timeOrigin + performance.now()) * 1000);
}

/* cpu(pid): ms that a process has used so far; the kernel counts by 10 ms. */
export function cpu(pid)
{
	/* The name, in brackets, may hold blanks. */
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
		.replace(/^.*\) /, '').split(' ');

	return (Number(fields[11]) + Number(fields[12])) * 10;
}

/* One `tocsin ingest` that stays: no process has to start for an event. */
export class Producer {
	#waiting = [];

	constructor(sys)
	{
		this.child = spawn(join(BUILD, 'tocsin'), ['-c', sys.conf,
		    'ingest', '--progress'], {stdio: ['pipe', 'pipe',
		    'inherit']});
		children.add(this.child);
		createInterface({input: this.child.stdout}).on('line',
		    (line) => {
			if (line.startsWith('durable up to line'))
				this.#waiting.shift()?.(nowUs());
		});
	}

	/* give(line): resolves to the time at which it was told to be safe. */
	give(line)
	{
		return new Promise((done) => {
			this.#waiting.push(done);
			this.child.stdin.write(`${line}\n`);
		});
	}

	async close()
	{
		const gone = once(this.child, 'exit');

		this.child.stdin.end();
		await gone;
		children.delete(this.child);
	}
}

/* figures(times): {n, p50, p99, max} of times in us, as ms. */
export function figures(times)
{
	const sorted = [...times].sort((a, b) => a - b);
	const at = (share) => sorted[Math.min(sorted.length - 1,
		Math.floor(sorted.length * share))] / 1000;

	return {n: sorted.length, p50: at(0.5), p99: at(0.99), max: at(1)};
}

/* row(name, f): one line of a table. */
export function row(name, {n, p50, p99, max})
{
	const ms = (v) => v.toFixed(2).padStart(9);

	console.log(`${name.padEnd(28)}${String(n).padStart(6)}` +
	    `${ms(p50)}${ms(p99)}${ms(max)}`);
}

export function head(title)
{
	console.log(`\n${title}\n${'ms'.padEnd(28)}     n      p50      p99` +
	    '      max');
}

/* ratio(name, a, b): a / b, for each figure. */
export function ratio(name, a, b)
{
	const of = (key) => (a[key] / b[key]).toFixed(2).padStart(9);

	console.log(`${name.padEnd(28)}      ${of('p50')}${of('p99')}` +
	    of('max'));
}
