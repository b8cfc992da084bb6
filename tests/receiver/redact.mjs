/*
 * redact.mjs - what of a request may be kept, and how it is named.
 *
 * A webhook URL is a credential: the receiver's log and page must not be a
 * place to read it from, or a test for leaks would find it here first.
 */
import {createHash} from 'node:crypto';

export const REDACTED = '<redacted>';

/* Query members of the apps' URLs that carry the right to post. */
const SECRET_QUERY = new Set(['sig', 'key', 'token', 'code', 'access_token']);
const SECRET_HEADER = new Set(['authorization', 'proxy-authorization',
	'cookie', 'x-api-key']);

/*
 * Apps whose secret is part of the path.  16 bits of its digest stay, so that
 * two destinations on one host can be told apart.
 */
const SECRET_PATH = [
	/^(\/services\/[^/]+\/[^/]+\/)[^/?]+/,
	/^(\/api\/(?:v\d+\/)?webhooks\/[^/]+\/)[^/?]+/,
	/^((?:\/[^/?]+)*?\/hooks\/)[^?]+/,
	/^(\/v1\/webhooks\/incoming\/)[^/?]+/,
];

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

function shortDigest(secret)
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

/* redactHeaders(raw): node's flat list as [name, value] pairs, redacted. */
export function redactHeaders(raw)
{
	const pairs = [];

	for (let i = 0; i + 1 < raw.length; i += 2) {
		const secret = SECRET_HEADER.has(raw[i].toLowerCase());
		pairs.push([raw[i], secret ? REDACTED : raw[i + 1]]);
	}
	return pairs;
}

/*
 * destination(host, path): whom a request is for, as {key, host, app, label}
 * from its redacted path.  Of a workflow URL only host and workflow id count,
 * since sig and api-version may change when it is renewed.
 */
export function destination(host, path)
{
	const bare = path.split('?')[0];
	const flow = /\/workflows\/([A-Za-z0-9_-]+)/.exec(bare);

	if (flow !== null && bare.includes('/triggers/'))
		return {key: `${host}/${flow[1]}`, host, app: 'teams',
			label: `Workflow ${shorten(flow[1])}`};
	if (host === 'hooks.slack.com' || host === 'hooks.slack-gov.com')
		return {key: host + bare, host, app: 'slack',
			label: `Slack ${bare.split('/')[3] ?? ''}`.trim()};
	return {key: host + bare, host, app: 'other', label: host + bare};
}

/* Enough of an id to tell two apart, little enough to read. */
function shorten(id)
{
	return id.length > 12 ? `${id.slice(0, 6)}…${id.slice(-4)}` : id;
}

/*
 * Where an alert's id may stand, first hit wins: the header of Standard
 * Webhooks, a member of that name, or in a card a text of its own, "Alert X".
 */
const ALERT_ID = [
	/"(?:alert_id|alertId|dedup_key|message_key)"\s*:\s*"([^"\\]{4,128})"/g,
	/"(?:text|value)"\s*:\s*"Alert (?:ID:? )?([A-Za-z0-9_-]{4,128})"/g,
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
