/*
 * strace.mjs - faults at the Nth call of a kind, by strace.
 */
import {spawnSync} from 'node:child_process';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

/* noStrace(): why it can't be used here, or null. */
export function noStrace()
{
	const r = spawnSync('strace', ['-f', '-o', '/dev/null', '-e',
		'inject=fdatasync:signal=SIGKILL:when=1', 'true'],
	    {encoding: 'utf8'});

	if (r.error !== undefined)
		return 'strace is not installed';
	return r.status === 0 ? null : `strace: ${r.stderr.trim()}`;
}

/* tracing(dir, calls): the command to write down these calls of a program. */
export function tracing(dir, calls)
{
	return ['strace', '-f', '-qq', '-y', '-o', join(dir, 'trace'), '-e',
		`trace=${calls.join(',')}`];
}

/* injecting(dir, call, what, when): as tracing, with a fault at one. */
export function injecting(dir, call, what, when)
{
	return [...tracing(dir, [call]), '-e',
		`inject=${call}:${what}:when=${when}`];
}

/* traced(dir): how often each call was made in the run before. */
export function traced(dir)
{
	const count = new Map();
	const text = readFileSync(join(dir, 'trace'), 'utf8');

	for (const [, call] of text.matchAll(/^\d+ +([a-z0-9_]+)\(/gm))
		count.set(call, (count.get(call) ?? 0) + 1);
	return count;
}

/*
 * most(dir): how often a process made each call in the run before, the one
 * that made most of them: strace counts in each apart.
 */
export function most(dir)
{
	const each = new Map(), result = new Map();
	const text = readFileSync(join(dir, 'trace'), 'utf8');

	for (const [, pid, call] of text.matchAll(/^(\d+) +([a-z0-9_]+)\(/gm))
		each.set(`${pid} ${call}`, (each.get(`${pid} ${call}`) ?? 0) +
		    1);
	for (const [key, n] of each) {
		const call = key.split(' ')[1];

		result.set(call, Math.max(result.get(call) ?? 0, n));
	}
	return result;
}

/* hit(dir): the file whose call failed in the run before, or null. */
export function hit(dir)
{
	const line = readFileSync(join(dir, 'trace'), 'utf8').split('\n')
		.find((l) => l.includes('(INJECTED)'));

	return line === undefined ? null : /\(\d+<([^>]*)>/.exec(line)[1];
}
