/*
 * appliance.mjs - a simulated appliance: lines of events on standard output.
 *
 *   node trial/appliance.mjs [--window-ms 20000] [--seconds N] [--seed N]
 *       [--pace MS] [--start-id N] [--list]
 *
 * First every rule of the decision is shown, timed by --window-ms (the
 * window that the worker is set to), then scores wander until SIGTERM or for
 * --seconds.  --list prints the rules.  Event numbers go on from --start-id;
 * the default grows with time, so that no second run repeats a number.
 */
import {setTimeout as sleep} from 'node:timers/promises';
import {parseArgs} from 'node:util';

import {plan} from './appliance-plan.mjs';
import {listText} from './appliance-scenario.mjs';

/* Numbers start small: milliseconds since the beginning of 2026. */
const EPOCH_MS = Date.UTC(2026, 0, 1);

/* Each option: its default, smallest and largest value. */
const OPTIONS = {
	'window-ms': [20000, 100, 86400000],
	'seconds': [null, 1, 1e9],
	'seed': [1, 0, Number.MAX_SAFE_INTEGER],
	'pace': [2000, 10, 3600000],
	'start-id': [null, 1, Number.MAX_SAFE_INTEGER - 1e9],
};

function die(why)
{
	process.stderr.write(`appliance: ${why}\n`);
	process.exit(1);
}

function readArgs()
{
	const options = {list: {type: 'boolean'}};

	for (const name of Object.keys(OPTIONS))
		options[name] = {type: 'string'};
	try {
		return parseArgs({options}).values;
	} catch (err) {
		return die(err.message);
	}
}

function number(values, name)
{
	const [absent, min, max] = OPTIONS[name];
	const text = values[name];

	if (text === undefined)
		return absent;
	if (!/^\d+$/.test(text) || Number(text) < min || Number(text) > max)
		die(`--${name} is a whole number from ${min} to ${max}`);
	return Number(text);
}

/* A full pipe holds us up: an appliance buffers, it does not drop. */
async function write(line)
{
	if (!process.stdout.write(`${line}\n`))
		await new Promise((done) => {
			process.stdout.once('drain', done);
		});
}

/* Wait until ms after start; events that are overdue go out at once. */
async function until(start, ms)
{
	const left = start + ms - performance.now();

	if (left > 0)
		await sleep(left);
}

async function main()
{
	const values = readArgs();
	const seconds = number(values, 'seconds');
	const end = seconds === null ? Infinity : seconds * 1000;
	const events = plan({windowMs: number(values, 'window-ms'),
		seed: number(values, 'seed'), paceMs: number(values, 'pace'),
		startId: number(values, 'start-id') ?? Date.now() - EPOCH_MS});

	if (values.list) {
		await write(listText());
		return;
	}
	const start = performance.now();
	for (const event of events) {
		if (event.at_ms > end)
			break;
		await until(start, event.at_ms);
		await write(event.line(Date.now()));
	}
	await until(start, end);
}

/* The reader went away: nobody is left to tell. */
process.stdout.on('error', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));
process.once('SIGINT', () => process.exit(0));
await main();
