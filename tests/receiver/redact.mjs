/*
 * redact.mjs - what of a request may be kept, and how it is named.
 *
 * A webhook URL is a credential: the receiver's log and page must not be a
 * place to read it from, or a test for leaks would find it here first.  What a
 * test may ask for all the same is in memory only; see store.mjs.
 */
import {createHash} from 'node:crypto';

import {APPS} from './apps.mjs';

export const REDACTED = '<redacted>';

/* Query members of the apps' URLs that carry the right to post. */
const SECRET_QUERY = new Set(['sig', 'key', 'token', 'code', 'access_token',
	'apikey', 'api_key', 'routing_key']);
const SECRET_HEADER = new Set(['authorization', 'proxy-authorization',
	'cookie', 'x-api-key', 'x-routing-key']);

/*
 * Apps whose secret is part of the path, on any host: what a test sends to
 * the wrong one is no less secret.
 */
const SECRET_PATH = APPS.flatMap((app) => app.hides ?? []);

/* And one that may have it in the body. */
const SECRET_MEMBER = /("routing_key"\s*:\s*")(?:[^"\\]|\\.)*/g;

/* redactUrl(url): a request's path and query, secrets replaced. */
export function redactUrl(url)
{
	const cut = url.indexOf('?');
	const query = cut < 0 ? '' : url.slice(cut + 1);
	let path = cut < 0 ? url : url.slice(0, cut);

	for (const shape of SECRET_PATH)
		path = path.replace(shape, (all, kept) =>
			kept + shortDigest(all.slice(kept.length)));
	if (cut < 0)
		return path;
	return `${path}?${query.split('&').map(redactMember).join('&')}`;
}

/*
 * shortDigest(secret): what stands in its place; 16 bits of its digest stay,
 * so that two destinations on one host can be told apart.
 */
export function shortDigest(secret)
{
	return `<redacted-${createHash('sha256').update(secret)
		.digest('hex').slice(0, 4)}>`;
}

function redactMember(member)
{
	const eq = member.indexOf('=');
	/* "%73ig=" is "sig=" to the one who reads the query. */
	const name = decode(eq < 0 ? member : member.slice(0, eq));

	if (eq < 0 || !SECRET_QUERY.has(name.toLowerCase()))
		return member;
	return `${member.slice(0, eq)}=${REDACTED}`;
}

function decode(text)
{
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/* pairs(raw): node's flat list of headers as [name, value] pairs. */
export function pairs(raw)
{
	const list = [];

	for (let i = 0; i + 1 < raw.length; i += 2)
		list.push([raw[i], raw[i + 1]]);
	return list;
}

/* redactHeaders(raw): the same, redacted. */
export function redactHeaders(raw)
{
	return pairs(raw).map(([name, value]) => [name,
		SECRET_HEADER.has(name.toLowerCase()) ? REDACTED : value]);
}

/* redactBody(body): a Buffer; the same one where there is nothing to hide. */
export function redactBody(body)
{
	if (!body.includes('"routing_key"'))
		return body;
	/* Bytes one by one: it may be no text. */
	return Buffer.from(body.toString('latin1')
		.replace(SECRET_MEMBER, `$1${REDACTED}`), 'latin1');
}

/*
 * Where an alert's id may stand, first hit wins: the header of Standard
 * Webhooks, a member of that name, or in a card a text of its own, "Alert X".
 * What an incident is recognised by comes last: it may see several alerts.
 */
const ALERT_ID = [
	/"(?:alert_id|alertId)"\s*:\s*"([^"\\]{4,128})"/g,
	/"(?:text|value)"\s*:\s*"Alert (?:ID:? )?([A-Za-z0-9_-]{4,128})"/g,
	/"footer"\s*:\s*"Alert ([A-Za-z0-9_-]{4,128})"/g,
	/"value"\s*:\s*"`Alert ([A-Za-z0-9_-]{4,128})`"/g,
	/\\nAlert ([A-Za-z0-9_-]{4,128})(?:\\n|")/g,
	/"(?:dedup_key|message_key|alias)"\s*:\s*"([^"\\]{4,512})"/g,
];

/* alertId(headers, body): the id, or null where the message shows none. */
export function alertId(headers, body)
{
	const named = headers.find(([n]) => n.toLowerCase() === 'webhook-id');

	if (named !== undefined)
		return named[1];
	for (const shape of ALERT_ID) {
		/* The last: a host may be called "Alert 1234". */
		const hit = [...body.matchAll(shape)].at(-1);
		if (hit !== undefined)
			return hit[1];
	}
	return null;
}
