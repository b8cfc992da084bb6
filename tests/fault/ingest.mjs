/*
 * ingest.mjs - one run of `tocsin ingest` under a fault.
 */
import {spawnSync} from 'node:child_process';

import {line} from './scene.mjs';

/* Lines of one run: one transaction. */
const LINES = 3;

/* run(scene, lines, before): {status, signal, stdout, stderr}. */
function run(scene, lines, before = [])
{
	const [file, ...args] = [...before, scene.rig.program('tocsin'), '-c',
		scene.rig.conf, 'ingest'];

	return spawnSync(file, args, {input: lines, encoding: 'utf8'});
}

function accepted(out)
{
	const found = /^accepted (\d+), duplicate (\d+), refused (\d+)$/m
		.exec(out);

	return found === null ? null : found.slice(1).map(Number);
}

/*
 * ingestCase(scene, before, killed): one case behind the programs of `before`:
 * {good, said}.  All or nothing: what the same lines come to in a second run
 * tells what the first one stored.  What it acknowledged is there; half of it
 * never is; and where it did not take all, it says why.
 */
export function ingestCase(scene, before, killed = false)
{
	const fresh = Array.from({length: LINES}, () => scene.next++);
	const lines = fresh.map(line).join('');
	const r = run(scene, lines, before);
	const said = accepted(r.stdout);
	const again = accepted(run(scene, lines).stdout);
	const stored = again?.[1];
	const whole = again !== null && [0, LINES].includes(stored) &&
		again[0] + again[1] === LINES &&
		(said === null || said[0] === 0 || said[0] === stored);
	const told = r.signal !== null ? killed && r.signal === 'SIGKILL' :
		r.status === 0 ? said?.[0] === LINES :
		/error: |warning: |^tocsin: /m.test(r.stderr) ||
		/loading shared libraries/.test(r.stderr);

	scene.cases++;
	scene.acknowledged.push(...fresh);
	if (!whole || !told)
		scene.fail(`ingest: ${JSON.stringify({status: r.status,
			signal: r.signal, out: r.stdout, err: r.stderr,
			again})}`);
	return {good: whole && told, status: r.status, stderr: r.stderr,
		fresh};
}

/* ingestOnce(scene, before): to count what one run does. */
export function ingestOnce(scene, before)
{
	const n = scene.next++;

	run(scene, line(n), before);
	scene.acknowledged.push(n);
}
