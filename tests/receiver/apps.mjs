/*
 * apps.mjs - the apps that the receiver stands in for; a row each, the first
 * that fits a request names its app.
 *
 *   name    as Tocsin stores it
 *   title   as the page calls its destinations
 *   host    who serves it; none: people run it on hosts of their own
 *   path    of a request, without its query
 *   headers(h)       a further condition, on lower-case names
 *   secret(h, json)  what else but the URL carries the right to post; two
 *                    destinations may differ in nothing but this
 *   base    the part of the path that all requests of one destination share
 *   id      the part of the path that its label shows
 *   hides   where in a path the secret starts: after the first group
 *   answer(m)        what the app says to a good request, as in script.mjs;
 *                    m is {path, query, json, n}
 *
 * Hosts of their own come last: what is served under a known name is that.
 */
export const APPS = [
	{
		name: 'teams', title: 'Workflow',
		path: /\/workflows\/[A-Za-z0-9_-]+.*\/triggers\//,
		id: /\/workflows\/([A-Za-z0-9_-]+)/,
		answer: () => ({status: 202}),
	},
	{
		name: 'slack', title: 'Slack',
		host: /^hooks\.slack(-gov)?\.com$/,
		id: /^\/services\/[^/]+\/([^/]+)/,
		hides: [/^(\/services\/(?!collector\/)[^/]+\/[^/]+\/)[^/]+/,
			/^(\/triggers\/[A-Z0-9]+\/[0-9]+\/)[^/]+/,
			/^(\/workflows\/T[A-Z0-9]+\/[A-Z0-9]+\/[0-9]+\/)[^/]+/],
		answer: () => ({status: 200, body: 'ok',
			headers: {'Content-Type': 'text/plain'}}),
	},
	{
		name: 'discord', title: 'Discord',
		host: /^((canary|ptb)\.)?discord(app)?\.com$/,
		path: /^\/api\/(v\d+\/)?webhooks\//,
		id: /\/webhooks\/([^/]+)/,
		hides: [/^(\/api\/(?:v\d+\/)?webhooks\/[^/]+\/)[^/]+/],
		answer: discordAnswer,
	},
	{
		name: 'googlechat', title: 'Google Chat',
		host: /^chat\.googleapis\.com$/,
		path: /^\/v1\/spaces\/[^/]+\/messages$/,
		id: /^\/v1\/spaces\/([^/]+)/,
		answer: ({path, json, n}) => ({status: 200, body: {
			name: `${path.slice('/v1/'.length)}/${n}.${n}`,
			text: json?.text ?? '',
			createTime: new Date().toISOString()}}),
	},
	{
		name: 'pagerduty', title: 'PagerDuty',
		host: /^events(\.eu)?\.pagerduty\.com$/,
		path: /^\/v2\/enqueue$/,
		secret: (h, json) => h['x-routing-key'] ?? json?.routing_key,
		answer: ({json, n}) => ({status: 202, body: {status: 'success',
			message: 'Event processed',
			dedup_key: json?.dedup_key ?? `made-${n}`}}),
	},
	{
		name: 'webex', title: 'Webex',
		host: new RegExp('^(webexapis\\.com|api\\.ciscospark\\.com|' +
			'api-usgov\\.webex\\.com)$'),
		path: /^\/v1\/webhooks\/incoming\//,
		hides: [/^(\/v1\/webhooks\/incoming\/)[^/]+/],
		answer: () => ({status: 204}),
	},
	{
		name: 'jsm', title: 'JSM',
		host: /^api\.atlassian\.com$/,
		path: /^\/jsm\/ops\/integration\/v2\/alerts(\/|$)/,
		secret: credential, base: /^.*?\/v2\/alerts/,
		answer: jsmAnswer,
	},
	{
		name: 'jsm', title: 'Opsgenie',
		host: /^api(\.eu)?\.opsgenie\.com$/,
		path: /^\/v2\/alerts(\/|$)/,
		secret: credential, base: /^\/v2\/alerts/,
		answer: jsmAnswer,
	},
	{
		name: 'webhook', title: null,
		headers: (h) => h['webhook-id'] !== undefined ||
			h['webhook-signature'] !== undefined ||
			/^application\/cloudevents\b/.test(h['content-type']),
		answer: () => ({status: 204}),
	},
	{
		name: 'splunk', title: 'Splunk',
		path: /(^|\/)services\/collector(\/|$)/,
		secret: credential, base: /^.*?services\/collector/,
		answer: () => ({status: 200, body: {text: 'Success', code: 0}}),
	},
	{
		name: 'mattermost', title: 'Mattermost',
		path: /\/hooks\/[A-Za-z0-9]{26}$/,
		hides: [/^((?:\/[^/]+)*?\/hooks\/).+/],
		answer: () => ({status: 200, body: 'ok',
			headers: {'Content-Type': 'text/plain'}}),
	},
	{
		name: 'rocketchat', title: 'Rocket.Chat',
		path: /\/hooks\/[^/]+\/[^/]+$/,
		answer: () => ({status: 200, body: {success: true}}),
	},
];

/* What a Workflow says, for all that is no app's. */
const OTHER = {name: 'other', title: null, answer: APPS[0].answer};

/*
 * recognise(host, url, headers): the row of a request's app; never null.
 * headers by lower-case name, as node has them.
 */
export function recognise(host, url, headers)
{
	const path = url.split('?')[0];

	return APPS.find((app) => (app.host?.test(host) ?? true) &&
		(app.path?.test(path) ?? true) &&
		(app.headers?.(headers) ?? true)) ?? OTHER;
}

/* appOf(name): a row by its name, for records of earlier runs. */
export function appOf(name)
{
	return APPS.find((app) => app.name === name) ?? OTHER;
}

/*
 * ownAnswer(app, {url, body, n}): what the app would say to request n, as an
 * answer of script.mjs.
 */
export function ownAnswer(app, {url, body, n})
{
	const [path, query = ''] = url.split('?');

	return {do: 'answer', ...app.answer({path, n,
		query: new URLSearchParams(query),
		/* Few answers depend on it, and it may be large. */
		get json() {
			return parse(body);
		}})};
}

/*
 * secretOf(app, headers, body): the credential that a request carries outside
 * its URL, or null.
 */
export function secretOf(app, headers, body)
{
	const found = app.secret?.(headers, parse(body));

	return typeof found === 'string' && found !== '' ? found : null;
}

/* Without its scheme: "Splunk X", "GenieKey X". */
function credential(headers)
{
	return headers.authorization?.split(' ').at(-1);
}

/* Without wait=true the app tells nothing of what becomes of a message. */
function discordAnswer(m)
{
	if (m.query.get('wait') !== 'true')
		return {status: 204};
	const {path, json, n} = m;
	const id = /\/webhooks\/([^/]+)/.exec(path)?.[1] ?? '';

	return {status: 200, body: {id: String(n), type: 0, webhook_id: id,
		content: json?.content ?? '', embeds: json?.embeds ?? [],
		timestamp: new Date().toISOString()}};
}

function jsmAnswer({n})
{
	return {status: 202, body: {result: 'Request will be processed',
		took: 0.1, requestId: `00000000-0000-4000-8000-${
			String(n).padStart(12, '0')}`}};
}

/* The object in a body; nothing else is looked into. */
function parse(body)
{
	try {
		const json = JSON.parse(body);

		return typeof json === 'object' ? json : null;
	} catch {
		return null;
	}
}
