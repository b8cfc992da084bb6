/*
 * event.js - what programs read: events for Splunk, and signed webhooks with
 * or without CloudEvents.
 */
import {badge, clock, el, facts, isObject, json, plain, rest}
	from '/dom.js';

const SPLUNK = new Set(['time', 'event']);

/*
 * drawSplunk(m): events as elements, or null where there is none.  A request
 * may hold several, one behind the other.
 */
export function drawSplunk(m)
{
	const events = several(m.body);

	if (events === null)
		return null;
	return el('div', 'sheet', ...events.map((e) => el('div',
	    'boxed stack', facts([['time', e.time === undefined ? undefined :
		clock(e.time)], ...rest(e, SPLUNK)]), el('hr'),
	    isObject(e.event) ? facts(Object.entries(e.event)) :
		el('div', 'plain', plain(e.event ?? 'no event')))));
}

/* JSON objects that follow one another, or null where it is not that. */
function several(text)
{
	const found = [];
	let depth = 0;
	let from = 0;
	let to = 0;

	/* Strings whole, so that a brace in one does not count. */
	for (const {0: part, index} of
	    text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}]/gs)) {
		if (part === '{' && depth++ === 0) {
			from = index;
			/* Something between them: all of it is shown. */
			if (text.slice(to, from).trim() !== '')
				return null;
		}
		if (part === '}' && --depth === 0) {
			to = index + 1;
			found.push(text.slice(from, to));
		}
	}
	try {
		return found.length > 0 && text.slice(to).trim() === '' ?
			found.map((t) => JSON.parse(t)) : null;
	} catch {
		return null;
	}
}

const PLAIN = new Set(['type', 'id', 'timestamp', 'data']);
const CLOUD = new Set(['type', 'id', 'source', 'subject', 'time', 'data',
	'specversion']);

/* drawWebhook(m, body): as elements; any object will do. */
export function drawWebhook(m, body)
{
	const cloud = body.specversion !== undefined;
	const binary = Object.entries(m.headers)
		.filter(([name]) => name.startsWith('ce-'));
	const head = el('p', 'badges', signed(m.headers['webhook-signature']));

	if (cloud || binary.length > 0)
		head.append(badge('info', `CloudEvents ${plain(
		    body.specversion ?? m.headers['ce-specversion'])}`));
	const attributes = cloud ? [['Source', body.source],
		['Subject', body.subject], ['Time', moment(body.time)]] :
		[['Time', moment(body.timestamp)]];
	const sheet = el('div', 'sheet boxed stack', head,
	    el('p', 'heading', plain(body.type ?? m.headers['ce-type'] ??
		'Event without a type')),
	    facts([['Id', body.id], ...attributes, ...binary,
		['webhook-id', m.headers['webhook-id']],
		['webhook-timestamp', moment(m.headers['webhook-timestamp'])],
		...rest(body, cloud ? CLOUD : PLAIN)]));

	if (body.data !== undefined)
		sheet.append(json(body.data));
	return sheet;
}

function moment(when)
{
	return when === undefined ? undefined : clock(when);
}

/* "v1 v1": what the receiver of this test leaves of signatures. */
function signed(kinds)
{
	if (kinds === undefined)
		return badge('warn', 'Not signed');
	const count = new Map();

	for (const kind of kinds.split(' '))
		count.set(kind, (count.get(kind) ?? 0) + 1);
	return badge('ok', `Signed: ${[...count].map(([kind, n]) =>
		`${kind} × ${n}`).join(', ')}`);
}
