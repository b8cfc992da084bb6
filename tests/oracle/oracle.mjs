// The decision a second time, written from its description and not from the
// C: it keeps the whole history of each entity and each destination's alerts,
// and works out from those what the C code carries along as state.

export const WINDOW_MS = 6 * 60 * 60 * 1000;

// One letter a verdict, as tests/helpers/trace.c prints them.
export const VERDICTS = {
	T: "type off",
	B: "below threshold",
	D: "disabled",
	R: "not a rise",
	W: "in window",
	C: "no change",
	F: "first normal",
	S: "sent",
};

// What each scoring means by "carried", "meets" and "above the previous".
const SCORINGS = {
	respond: {
		carried: (e) => e.urgency !== null,
		meets: (e, t) => e.urgency >= t.urgency,
		above: (e, last) => e.urgency > last.urgency,
	},
	quadrant: {
		carried: (e) => e.threat !== null,
		meets: (e, t) => {
			const met = [e.threat >= t.threat,
				e.certainty >= t.certainty];

			return t.either ? met.includes(true) :
				!met.includes(false);
		},
		above: (e, last) => e.threat > last.threat ||
			e.certainty > last.certainty,
	},
};

// An event with both scorings is judged by urgency.
function scoringOf(e) {
	return SCORINGS.respond.carried(e) ? SCORINGS.respond :
		SCORINGS.quadrant;
}

// The words that mean normal; letter case does not matter.
const NORMAL = new Set(["ok", "skip", "success", "normal"]);

function stateOf(word) {
	if (word === null || word === "")
		return null;
	return NORMAL.has(word.toLowerCase()) ? "normal" : "problem";
}

export class Oracle {
	constructor() {
		this.at = -Infinity;
		this.history = new Map(); // entity -> events in row order
		this.alerts = new Map(); // entity -> `at` a destination
		this.reports = new Map(); // check -> states in row order
	}

	// The time that windows run on: neither ahead of the worker's clock
	// nor behind the row before.
	stamp(receivedAt, now) {
		this.at = Math.max(this.at, Math.min(receivedAt, now));
		return this.at;
	}

	// The entity's newest events by own time, as they followed each other:
	// one that was older than another already seen is passed over.
	static newest(events) {
		let last = -Infinity;

		return events.filter((e) => {
			const counts = e.own >= last;

			if (counts)
				last = e.own;
			return counts;
		});
	}

	// The last of those that carries this scoring; undefined if none does.
	static previous(events, scoring) {
		return Oracle.newest(events).filter(scoring.carried).pop();
	}

	// judgeEntity(e, rules, now, see): the verdicts on e, a letter a rule.
	// see(facts, rule, verdict), or null, is told of each for counting.
	judgeEntity(e, rules, now, see) {
		const key = `${e.type}:${e.id}`;
		const events = this.history.get(key) ?? [];
		const alerts = this.alerts.get(key) ?? [];
		const at = this.stamp(e.received, now);
		const scoring = scoringOf(e);
		const last = Oracle.previous(events, scoring);
		const increased = !e.decreased &&
			(last === undefined || scoring.above(e, last));
		let letters = "";

		for (const [d, rule] of rules.entries()) {
			const on = rule[e.type + "s"];
			const meets = scoring.meets(e, rule[e.type]);
			const since = at - (alerts[d] ?? -Infinity);
			const inWindow = since < WINDOW_MS;
			const alert = on && rule.enabled && meets &&
				increased && !inWindow;
			const verdict = alert ? "S" : !on ? "T" : !meets ? "B" :
				!rule.enabled ? "D" : !increased ? "R" : "W";

			if (alert)
				alerts[d] = at;
			letters += verdict;
			see?.({on, meets, increased, since, last}, rule,
				verdict);
		}
		this.history.set(key, [...events, e]);
		this.alerts.set(key, alerts);
		return letters;
	}

	// judgeSystem(e, rules, now, see): the same for a system event.
	judgeSystem(e, rules, now, see) {
		const states = this.reports.get(e.check) ?? [];
		const last = states[states.length - 1];
		const state = stateOf(e.status);
		const silent = state === null ? null :
			last === undefined && state === "normal" ? "F" :
			last === state ? "C" : null;
		let letters = "";

		this.stamp(e.received, now);
		for (const rule of rules) {
			const verdict = !rule.system ? "T" :
				silent ?? (rule.enabled ? "S" : "D");

			letters += verdict;
			see?.({state, last}, rule, verdict);
		}
		// What states nothing changes nothing.
		if (state !== null)
			this.reports.set(e.check, [...states, state]);
		return letters;
	}
}
