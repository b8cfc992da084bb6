// Random traces, biased so that the edges of the rule occur often: scores
// near thresholds and near the previous score, times at a window's end, clocks
// that are behind, rows that are late, settings that change in between.

import {chance, pick, random} from "./random.mjs";
import {WINDOW_MS} from "./oracle.mjs";

export const DESTINATIONS = 24;

const HOUR = 3600000;
const LEVELS = [0, 1, 25, 50, 50, 51, 80, 80, 99, 100];
const WORDS = ["OK", "ok", "SKIP", "success", "Normal", "failure", "FAILURE",
	"WARNING", "critical", null, null];

function level(rng) {
	return chance(rng, 80) ? pick(rng, LEVELS) : rng(101);
}

function threshold(rng) {
	return {
		urgency: level(rng),
		threat: level(rng),
		certainty: level(rng),
		either: chance(rng, 50),
	};
}

function rule(rng) {
	return {
		enabled: chance(rng, 85),
		hosts: chance(rng, 85),
		accounts: chance(rng, 85),
		system: chance(rng, 80),
		host: threshold(rng),
		account: threshold(rng),
	};
}

// A change that an admin makes while windows are open.
function edited(rng, old) {
	if (chance(rng, 50))
		return {...old, enabled: !old.enabled};
	return chance(rng, 50) ? {...old, host: threshold(rng)} : rule(rng);
}

function score(rng, last) {
	const kind = rng(100);
	const bound = (n) => Math.max(0, Math.min(100, n));

	if (last !== null && kind < 30)
		return last;
	if (last !== null && kind < 45)
		return bound(last + rng(3) - 1);
	if (kind < 80)
		return bound(pick(rng, LEVELS) + rng(3) - 1);
	return rng(101);
}

// Which scorings an event of this trace carries: [urgency, threat].
function carries(rng, mode) {
	if (mode !== "mixed")
		return [mode === "respond", mode === "quadrant"];
	return pick(rng, [[true, false], [false, true], [true, true]]);
}

// Moves on to the next row's time; often right to a window's possible end.
function tick(rng, sim) {
	const ends = sim.stamps.map((at) => at + WINDOW_MS + rng(3) - 1)
		.filter((end) => end > sim.time);
	const kind = rng(100);

	if (kind < 40 && ends.length > 0)
		sim.time = pick(rng, ends);
	else if (kind < 65)
		sim.time += rng(60000);
	else if (kind < 90)
		sim.time += rng(4 * HOUR);
	else if (kind < 95)
		sim.time += rng(16 * HOUR);
}

// The worker's clock and when the row came in.
function clock(rng, sim) {
	const kind = rng(100);
	const back = sim.time - rng(3 * HOUR);

	if (kind < 78)
		return {now: sim.time, received: sim.time};
	if (kind < 84)
		return {now: sim.time, received: back};
	if (kind < 92)
		return {now: sim.time, received: sim.time + rng(9 * HOUR)};
	return {now: back, received: back + rng(1000)};
}

function own(rng, sim, last) {
	const kind = rng(100);

	if (kind < 70 || last === null)
		return sim.time;
	if (kind < 78)
		return last;
	return chance(rng, 80) ? last - rng(6 * HOUR) :
		sim.time + rng(HOUR);
}

function entityEvent(rng, sim) {
	const type = chance(rng, 60) ? "host" : "account";
	const id = chance(rng, 80) ? 0 : 1;
	const last = sim.entities.get(type + id) ??
		{urgency: null, threat: null, certainty: null, own: null};
	const [urgency, threat] = carries(rng, sim.mode);
	const e = {
		kind: "entity", type, id,
		own: own(rng, sim, last.own),
		urgency: urgency ? score(rng, last.urgency) : null,
		threat: threat ? score(rng, last.threat) : null,
		certainty: threat ? score(rng, last.certainty) : null,
		decreased: chance(rng, 8),
	};

	// Only a hint for the next scores, so the last row will do.
	sim.entities.set(type + id, e);
	return e;
}

function systemEvent(rng) {
	return {kind: "system", check: rng(3), status: pick(rng, WORDS)};
}

// trace(seed): {rules, steps}; a step is {edit, event, now}, where edit is
// null or {d, rule}: destination d has that rule from this event on.
export function trace(seed) {
	const rng = random(seed);
	const sim = {
		time: 1760000000000 + rng(1e9),
		stamps: [],
		entities: new Map(),
		mode: pick(rng, ["respond", "respond", "quadrant", "quadrant",
			"mixed"]),
	};
	const rules = Array.from({length: DESTINATIONS}, () => rule(rng));
	const current = [...rules];
	const steps = [];
	const length = 4 + rng(9);

	for (let i = 0; i < length; i++) {
		const step = {edit: null};

		tick(rng, sim);
		if (chance(rng, 20)) {
			const d = rng(DESTINATIONS);

			current[d] = edited(rng, current[d]);
			step.edit = {d, rule: current[d]};
		}
		const {now, received} = clock(rng, sim);

		step.now = now;
		step.event = chance(rng, 20) ? systemEvent(rng) :
			entityEvent(rng, sim);
		step.event.received = received;
		sim.stamps.push(Math.min(now, received));
		steps.push(step);
	}
	return {rules, steps};
}

const levels = (t) => `${t.urgency} ${t.threat} ${t.certainty}`;

function ruleLine(d, r) {
	const flags = (r.enabled ? 1 : 0) | (r.hosts ? 2 : 0) |
		(r.accounts ? 4 : 0) | (r.system ? 8 : 0) |
		(r.host.either ? 16 : 0) | (r.account.either ? 32 : 0);

	return `R ${d} ${flags} ${levels(r.host)} ${levels(r.account)}\n`;
}

function eventLine(e) {
	if (e.kind === "system")
		return `S ${e.received} ${e.check} ${e.status ?? "-"}\n`;
	return `E ${e.received} ${e.own} ${e.type === "host" ? 0 : 1} ` +
		`${e.id} ${e.urgency ?? -1} ${e.threat ?? -1} ` +
		`${e.certainty ?? -1} ${e.decreased ? 1 : 0}\n`;
}

// encode(t): the trace as tests/helpers/trace.c reads it.
export function encode(t) {
	let text = "T\n";

	for (const [d, r] of t.rules.entries())
		text += ruleLine(d, r);
	for (const step of t.steps) {
		if (step.edit !== null)
			text += ruleLine(step.edit.d, step.edit.rule);
		text += `N ${step.now}\n` + eventLine(step.event);
	}
	return text;
}
