/*
 * cases.mjs - what a file of tests says at its end: cases, failed, seconds.
 */
const started = Date.now();
let run = 0, failed = 0;
const wrong = [];

/* check(what, f): one case more; f throws or rejects where it fails. */
export async function check(what, f)
{
	run++;
	try {
		await f();
	} catch (err) {
		failed++;
		wrong.push(`${what}: ${err.message}`);
	}
}

/* settle(): fail with all that was wrong since the last time. */
export function settle()
{
	const all = wrong.splice(0);

	if (all.length > 0)
		throw new Error(all.join('\n'));
}

/* report(name): the line for people. */
export function report(name)
{
	const seconds = ((Date.now() - started) / 1000).toFixed(1);

	console.log(`# ${name}: ${run} cases, ${failed} failed, ` +
	    `${seconds} s`);
}
