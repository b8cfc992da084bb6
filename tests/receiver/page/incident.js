/*
 * incident.js - PagerDuty and Jira Service Management: what starts an
 * incident, and what ends it.
 */
import {badge, bar, button, clock, el, facts, isObject, json, link, list,
	picture, plain, rest} from '/dom.js';

/* How urgent it is: a badge of page.css, and the bar's colour. */
const SEVERITY = {critical: ['bad', 'danger'], error: ['bad', 'danger'],
	warning: ['warn', 'warning'], info: ['info', '#36c'],
	P1: ['bad', 'danger'], P2: ['bad', 'danger'], P3: ['warn', 'warning'],
	P4: ['info', '#3366cc'], P5: ['info', '#3366cc']};
const UNKNOWN = ['info', ''];

const ACTS = {trigger: ['bad', 'Triggered'], resolve: ['ok', 'Resolved'],
	acknowledge: ['info', 'Acknowledged'], create: ['bad', 'Opened'],
	close: ['ok', 'Closed']};

/* card(act, severity, title, parts): what both apps' incidents share. */
function card(act, severity, title, parts)
{
	const [kind, word] = ACTS[act] ?? ['info', plain(act)];
	const [urgent, color] = SEVERITY[severity] ?? UNKNOWN;
	const ends = kind === 'ok';
	const head = el('p', 'badges', badge(kind, word));

	if (severity !== undefined)
		head.append(badge(urgent, plain(severity)));
	return el('div', 'sheet', bar(ends ? 'good' : color, head,
	    title === undefined ? null : el('p', 'heading', plain(title)),
	    ...parts.filter((p) => p !== null)));
}

const EVENT = new Set(['routing_key', 'event_action', 'dedup_key', 'payload',
	'links', 'images', 'client', 'client_url']);
const PAYLOAD = new Set(['summary', 'source', 'severity', 'timestamp',
	'component', 'group', 'class', 'custom_details']);

/* drawPagerDuty(m, body): as elements, or null where it is no event. */
export function drawPagerDuty(m, body)
{
	const p = isObject(body.payload) ? body.payload : {};

	if (typeof body.event_action !== 'string')
		return null;
	return card(body.event_action, p.severity, p.summary, [
		facts([['Source', p.source], ['Component', p.component],
		    ['Group', p.group], ['Class', p.class],
		    ['Time', p.timestamp && clock(p.timestamp)],
		    ['Dedup key', body.dedup_key],
		    ...rest(p, PAYLOAD), ...rest(body, EVENT)]),
		details(p.custom_details),
		links(list(body.links)),
		...list(body.images).map((i) => picture(i?.src, i?.alt ?? '')),
		body.client ? el('p', 'footer', 'From ', body.client_url ?
		    link(body.client_url, plain(body.client)) :
		    plain(body.client)) : null,
	]);
}

function links(all)
{
	if (all.length === 0)
		return null;
	return el('div', 'buttons', ...all.map((l) => isObject(l) ?
	    button(l.href, plain(l.text ?? l.href)) : json(l)));
}

/* A table of any members; not always is it an object. */
function details(found)
{
	if (found === undefined)
		return null;
	return isObject(found) ? facts(Object.entries(found)) :
		el('div', 'plain', plain(found));
}

const ALERT = new Set(['message', 'alias', 'description', 'priority', 'tags',
	'details', 'source', 'entity', 'user', 'note']);

/* drawJsm(m, body): as elements, or null where it is no alert. */
export function drawJsm(m, body)
{
	const closed = /\/alerts\/([^/]+)\/([a-z]+)$/.exec(m.path);

	if (closed === null && typeof body.message !== 'string')
		return null;
	return card(closed?.[2] ?? 'create', body.priority, body.message, [
		body.description ? el('div', 'plain',
		    plain(body.description)) : null,
		tags(list(body.tags)),
		facts([['Alias', closed ? unescaped(closed[1]) : body.alias],
		    ['Source', body.source], ['Entity', body.entity],
		    ['User', body.user], ['Note', body.note],
		    ...rest(body, ALERT)]),
		details(body.details),
	]);
}

function tags(all)
{
	return all.length === 0 ? null : el('p', 'tags', ...all.map((t) =>
		el('span', 'tag', plain(t))));
}

function unescaped(text)
{
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
