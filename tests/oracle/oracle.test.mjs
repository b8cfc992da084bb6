// The rule of core/decide against a second one written independently, over
// random traces on a clock of their own.  SEED repeats a run, TRACES shortens
// or lengthens it.

import assert from "node:assert/strict";
import {test} from "node:test";

import {compare, helper, SAMPLE} from "./compare.mjs";
import {runSeed} from "./random.mjs";

const TRACES = Number(process.env.TRACES ?? 100000);
const ENOUGH = 1000;

test("core/decide and the oracle agree on every verdict", () => {
	const seed = runSeed();

	console.log(`SEED=${seed} TRACES=${TRACES}`);
	const r = compare(helper("trace"), seed, TRACES);
	const rows = r.counts.rows();

	console.log(`counted in every ${SAMPLE}th trace:`);
	for (const [name, n] of rows)
		console.log(`${String(n).padStart(10)}  ${name}`);
	console.log(`${r.traces} traces, ${r.events} events, ` +
		`${r.verdicts} verdicts, ${r.differences} differences`);
	assert.equal(r.differences, 0, `SEED=${seed}\n${r.first}`);
	assert.deepEqual(rows.filter(([, n]) => n < ENOUGH), [],
		`each must occur ${ENOUGH} times`);
});
