/*
 * script.mjs - which answer is next.
 *
 * A rule matches requests by host and by the start of the path and holds a
 * list of answers, used up in order.  The newest rule that matches decides; a
 * rule with the same match replaces the one before.  Without a rule a request
 * gets what its app would say; see apps.mjs.
 */
import {BEHAVIOURS, STOP_AT, STOP_HOW} from './behaviours.mjs';
import {TLS_FAULTS} from './certs.mjs';
import {CONN_AT, CONN_HOW} from './conns.mjs';
import {FORMS} from './dates.mjs';

/* What the members of an answer must be. */
const FIELDS = {
	do: (v) => Object.hasOwn(BEHAVIOURS, v),
	status: (v) => Number.isInteger(v) && v >= 200 && v <= 599,
	headers: isPlain,
	body: (v) => typeof v === 'string' || isPlain(v) || Array.isArray(v),
	delay_ms: (v) => Number.isFinite(v) && v >= 0,
	times: (v) => Number.isInteger(v) && v >= 1,
	bytes_per_s: (v) => Number.isFinite(v) && v > 0,
	location: (v) => typeof v === 'string',
	at: (v) => STOP_AT.includes(v),
	how: (v) => STOP_HOW.includes(v),
	bytes: (v) => typeof v === 'string',
	mib: (v) => Number.isInteger(v) && v >= 1 && v <= 64,
	retry_after: (v) => isPlain(v) && FORMS.includes(v.form) &&
		Number.isFinite(v.in_s),
};

/* A mistake in what a test asked for: answered with 400. */
export class ScriptError extends Error {}

export class Script {
	#rules = [];

	/*
	 * add({match: {host, path}, answers, tls}): add a rule.  An answer is
	 * {status, headers, body, delay_ms, times} or {do, ...} with a name
	 * out of BEHAVIOURS.  Each is used `times` times (default 1); the
	 * last one for ever, unless it states `times` itself: after those the
	 * rule is spent.  tls is a name out of TLS_FAULTS and needs a host.
	 * conn is {at, how, times}, see conns.mjs; at `accepted` nobody knows
	 * the host yet, so there the rule must not name one.
	 */
	add(asked)
	{
		const rule = parseRule(asked);
		const same = this.#rules.findIndex((r) =>
			r.host === rule.host && r.path === rule.path);

		if (same >= 0)
			this.#rules.splice(same, 1);
		this.#rules.unshift(rule);
	}

	clear()
	{
		this.#rules = [];
	}

	/*
	 * next(host, url): the answer for this request, taken off its rule, or
	 * null where there is none.
	 */
	next(host, url)
	{
		for (const rule of this.#rules) {
			if (rule.host !== null && rule.host !== host)
				continue;
			if (!url.startsWith(rule.path))
				continue;
			const answer = take(rule);
			if (answer !== null)
				return answer;
		}
		return null;
	}

	/* tlsFault(host): the fault to show to clients that ask for host. */
	tlsFault(host)
	{
		return this.#rules.find((r) => r.host === host &&
			r.tls !== null)?.tls ?? null;
	}

	/*
	 * connFault(at, host): what to do to a connection at that moment, or
	 * null; taken off its rule.
	 */
	connFault(at, host)
	{
		const conn = this.#rules.find((r) => r.conn?.at === at &&
			r.conn.left !== 0 &&
			(r.host === null || r.host === host))?.conn;

		if (conn === undefined)
			return null;
		if (conn.left !== null)
			conn.left--;
		return conn.how;
	}

	/* list(): the rules with what is left of them, newest first. */
	list()
	{
		return this.#rules.map(({host, path, tls, conn, answers}) =>
			({match: {host, path}, tls, conn, answers}));
	}
}

function take(rule)
{
	const answer = rule.answers[0];

	if (answer === undefined)
		return null;
	if (rule.answers.length === 1 && answer.left === null)
		return answer;
	answer.left = (answer.left ?? 1) - 1;
	if (answer.left === 0)
		rule.answers.shift();
	return answer;
}

function parseRule(asked)
{
	demand(isPlain(asked), 'a rule is an object');
	const {match = {}, answers = [], tls = null, conn = null} = asked;

	demand(isPlain(match), 'match is an object');
	const {host = null, path = ''} = match;

	demand(host === null || typeof host === 'string', 'host is a string');
	demand(typeof path === 'string', 'path is a string');
	demand(Array.isArray(answers), 'answers is a list');
	demand(tls === null || Object.hasOwn(TLS_FAULTS, tls),
	    `tls is one of ${Object.keys(TLS_FAULTS).join(', ')}`);
	demand(tls === null || host !== null, 'tls needs match.host');
	demand(tls !== null || conn !== null || answers.length > 0,
	    'answers are missing');
	return {host: host === null ? null : host.toLowerCase(), path, tls,
		conn: conn === null ? null : parseConn(conn, host),
		answers: answers.map(parseAnswer)};
}

function parseConn(conn, host)
{
	demand(isPlain(conn) && CONN_AT.includes(conn.at),
	    `conn.at is one of ${CONN_AT.join(', ')}`);
	demand(CONN_HOW.includes(conn.how),
	    `conn.how is one of ${CONN_HOW.join(', ')}`);
	demand(conn.times === undefined || FIELDS.times(conn.times),
	    'bad value for conn.times');
	demand(conn.at !== 'accepted' || host === null,
	    'at accepted the host is not known');
	return {at: conn.at, how: conn.how, left: conn.times ?? null};
}

function parseAnswer(asked)
{
	demand(isPlain(asked), 'an answer is an object');
	for (const [name, value] of Object.entries(asked)) {
		demand(Object.hasOwn(FIELDS, name), `unknown member ${name}`);
		demand(FIELDS[name](value), `bad value for ${name}`);
	}
	demand(asked.do !== 'stop' || (asked.at && asked.how),
	    'stop needs at and how');
	return {do: 'answer', ...asked, left: asked.times ?? null};
}

function isPlain(v)
{
	return typeof v === 'object' && v !== null && !Array.isArray(v);
}

function demand(holds, why)
{
	if (!holds)
		throw new ScriptError(why);
}
