// What the traces must have met often enough to prove anything, as a table of
// conditions: a comparison that saw no exact six hours has not tested them.

import {VERDICTS, WINDOW_MS} from "./oracle.mjs";

const due = (c) => c.facts.on && c.rule.enabled && c.facts.meets &&
	c.facts.increased;
const closed = (c) => c.facts.since >= WINDOW_MS;
const limits = (c) => c.rule[c.event.type];
const byUrgency = (c) => c.event.urgency !== null;
const sameLast = (c) => c.facts.last !== undefined && (byUrgency(c) ?
	c.event.urgency === c.facts.last.urgency :
	c.event.threat === c.facts.last.threat &&
	c.event.certainty === c.facts.last.certainty);
const oneMet = (c) => !byUrgency(c) && c.facts.on &&
	(c.event.threat >= limits(c).threat) !==
	(c.event.certainty >= limits(c).certainty);
const repeat = (c) => c.facts.state !== null &&
	c.facts.state === c.facts.last;

// Of an entity event and one destination: {event, rule, facts, verdict}.
const ENTITY = {
	"6 h - 1 ms after the alert": (c) =>
		c.facts.since === WINDOW_MS - 1 && due(c),
	"exactly 6 h after the alert": (c) =>
		c.facts.since === WINDOW_MS && due(c),
	"6 h + 1 ms after the alert": (c) =>
		c.facts.since === WINDOW_MS + 1 && due(c),
	"0 ms after the alert": (c) => c.facts.since === 0 && due(c),
	"urgency equals threshold": (c) => c.facts.on && byUrgency(c) &&
		c.event.urgency === limits(c).urgency,
	"urgency one below threshold": (c) => c.facts.on && byUrgency(c) &&
		c.event.urgency === limits(c).urgency - 1,
	"threat equals threshold, decides": (c) => oneMet(c) &&
		c.event.threat === limits(c).threat && limits(c).either,
	"certainty equals threshold, decides": (c) => oneMet(c) &&
		c.event.certainty === limits(c).certainty && limits(c).either,
	"one of two met, either": (c) => oneMet(c) && limits(c).either,
	"one of two met, both needed": (c) => oneMet(c) && !limits(c).either,
	"same scores again": (c) => c.facts.on && c.facts.meets &&
		sameLast(c) && closed(c),
	"only one of threat and certainty rose": (c) => due(c) && closed(c) &&
		!byUrgency(c) && c.facts.last !== undefined &&
		(c.event.threat > c.facts.last.threat) !==
		(c.event.certainty > c.facts.last.certainty),
	"disabled, else sent": (c) => c.verdict === "D" &&
		c.facts.increased && closed(c),
	"type off, else sent": (c) => c.verdict === "T" && c.rule.enabled &&
		c.facts.meets && c.facts.increased && closed(c),
	"flagged decrease, higher than before": (c) => c.event.decreased &&
		c.verdict === "R" && c.facts.last !== undefined &&
		(byUrgency(c) ? c.event.urgency > c.facts.last.urgency :
		c.event.threat > c.facts.last.threat),
	"flagged decrease, no previous": (c) => c.event.decreased &&
		c.verdict === "R" && c.facts.last === undefined,
	"host and account thresholds disagree": (c) => c.facts.on &&
		byUrgency(c) && (c.event.urgency >= c.rule.host.urgency) !==
		(c.event.urgency >= c.rule.account.urgency),
};

// Of a system event and one destination.
const SYSTEM = {
	"first status normal": (c) => c.verdict === "F",
	"first status a problem": (c) => c.verdict === "S" &&
		c.facts.state === "problem" && c.facts.last === undefined,
	"normal again": (c) => repeat(c) && c.facts.state === "normal",
	"problem again": (c) => repeat(c) && c.facts.state === "problem",
	"problem to normal": (c) => c.verdict === "S" &&
		c.facts.state === "normal" && c.facts.last === "problem",
	"normal to problem": (c) => c.verdict === "S" &&
		c.facts.state === "problem" && c.facts.last === "normal",
	"no status, known before": (c) => c.verdict === "S" &&
		c.facts.state === null && c.facts.last !== undefined,
	"no status, nothing known": (c) => c.verdict === "S" &&
		c.facts.state === null && c.facts.last === undefined,
	"system, disabled": (c) => c.verdict === "D",
	"system, type off": (c) => c.verdict === "T",
};

// Of one event: {event, now, at (of the row before), seen (of its entity)}.
const EVENT = {
	"clock behind the row before": (c) => c.now < c.at,
	"received ahead of the clock": (c) => c.event.received > c.now,
	"received before the row before": (c) => c.event.received < c.at &&
		c.now >= c.at,
	"older than the entity's last": (c) => c.seen.some((e) =>
		e.own > c.event.own),
	"as old as the entity's last": (c) => c.seen.some((e) =>
		e.own === c.event.own),
	"both scorings in one event": (c) => c.event.urgency !== null &&
		c.event.threat !== null,
	"scoring differs from the one before": (c) => c.seen.length > 0 &&
		c.event.kind === "entity" &&
		(c.seen.at(-1).urgency === null) !==
		(c.event.urgency === null),
	"settings changed in between": (c) => c.edited,
};

export class Counts {
	constructor() {
		this.verdicts = {};
		this.edges = {};
		for (const letter of Object.keys(VERDICTS))
			this.verdicts[letter] = 0;
		for (const table of [ENTITY, SYSTEM, EVENT])
			for (const name of Object.keys(table))
				this.edges[name] = 0;
	}

	#add(table, c) {
		for (const name in table)
			if (table[name](c))
				this.edges[name]++;
	}

	// One event as it is about to be judged.
	event(c) {
		this.#add(EVENT, c);
	}

	// One verdict on it.
	verdict(event, rule, facts, verdict) {
		this.verdicts[verdict]++;
		this.#add(event.kind === "system" ? SYSTEM : ENTITY,
			{event, rule, facts, verdict});
	}

	// Every name with its count, as [name, count] rows.
	rows() {
		const named = Object.entries(this.verdicts).map(([k, n]) =>
			[`verdict: ${VERDICTS[k]}`, n]);

		return [...named, ...Object.entries(this.edges)];
	}
}
