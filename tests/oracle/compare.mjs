// Runs random traces through the C code and through the oracle.

import {spawnSync} from "node:child_process";
import path from "node:path";

import {Counts} from "./edges.mjs";
import {Oracle} from "./oracle.mjs";
import {DESTINATIONS, encode, trace} from "./traces.mjs";

// One start of the helper runs this many traces, so that neither side holds
// much of them in memory.
const BATCH = 500;

// What occurred is counted in every so many-th trace: counting takes longer
// than comparing, and the sample says enough.
export const SAMPLE = 4;

// Traces of one run have seeds of their own, far from those of the next.
const seedOf = (seed, i) => Math.imul(seed, 1000003) + i;

// helper(name): the path of a test helper that was built.
export function helper(name) {
	return path.join(process.env.TOCSIN_BUILD ?? "build/hard",
		"tests/helpers", name);
}

// What the helper should print for the trace; counts is null to count nothing.
function expected(t, counts) {
	const oracle = new Oracle();
	const rules = [...t.rules];
	let text = "";

	for (const {edit, event, now} of t.steps) {
		const see = counts && ((facts, rule, verdict) =>
			counts.verdict(event, rule, facts, verdict));

		if (edit !== null)
			rules[edit.d] = edit.rule;
		counts?.event({event, now, at: oracle.at, edited: edit !== null,
			seen: oracle.history.get(`${event.type}:${event.id}`) ??
				[]});
		const letters = event.kind === "system" ?
			oracle.judgeSystem(event, rules, now, see) :
			oracle.judgeEntity(event, rules, now, see);

		text += `${oracle.at} ${letters}\n`;
	}
	return text;
}

function run(binary, input) {
	const r = spawnSync(binary, {input, maxBuffer: 1 << 26,
		encoding: "latin1"});

	if (r.error !== undefined || r.status !== 0)
		throw new Error(`${binary}: ${r.error ?? r.stderr}`);
	return r.stdout;
}

// The lines that differ of one trace, with what led there.
function explain(t, seed, got, want) {
	const lines = [`trace seed ${seed}:`, encode(t)];
	const wanted = want.split("\n");

	for (const [i, line] of got.split("\n").entries())
		if (line !== wanted[i])
			lines.push(`event ${i}: core/decide ${line}`,
				`event ${i}: oracle      ${wanted[i]}`);
	return lines.join("\n");
}

// How many verdicts (and times) of two answers differ.
function distance(got, want) {
	const a = got.split("\n");
	const b = want.split("\n");
	let n = Math.abs(a.length - b.length);

	for (let i = 0; i < Math.min(a.length, b.length); i++) {
		const [atA, lettersA = ""] = a[i].split(" ");
		const [atB, lettersB = ""] = b[i].split(" ");

		n += atA === atB ? 0 : 1;
		if (lettersA !== lettersB)
			n += [...lettersB].filter((x, d) =>
				x !== lettersA[d]).length || 1;
	}
	return n;
}

// compare(binary, seed, total): {traces, events, verdicts, differences,
// first, counts}; first tells of the first trace that differs, or is null.
export function compare(binary, seed, total) {
	const result = {traces: total, events: 0, differences: 0, first: null,
		counts: new Counts()};

	for (let start = 0; start < total; start += BATCH) {
		const size = Math.min(BATCH, total - start);
		const seeds = Array.from({length: size},
			(_, i) => seedOf(seed, start + i));
		const traces = seeds.map(trace);
		const wants = traces.map((t, i) => expected(t,
			i % SAMPLE === 0 ? result.counts : null));
		const want = wants.join("");
		const got = run(binary, traces.map(encode).join(""));

		result.events += want.split("\n").length - 1;
		if (got === want)
			continue;
		result.differences += distance(got, want);
		for (let i = 0; i < size && result.first === null; i++) {
			const alone = run(binary, encode(traces[i]));

			if (alone !== wants[i])
				result.first = explain(traces[i], seeds[i],
					alone, wants[i]);
		}
	}
	result.verdicts = result.events * DESTINATIONS;
	return result;
}
