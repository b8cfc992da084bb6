/*
 * control.mjs - the plain-HTTP side: the page, and the API by which a test
 * scripts answers and reads what arrived.
 *
 *   GET    /                    the page; ?to=KEY shows one destination
 *   POST   /script              add a rule, see script.mjs; 204
 *   GET    /script              the rules that are left
 *   DELETE /script              back to the apps' own answers
 *   GET    /requests?since=N    {requests, next, oldest}: the kept ones
 *   GET    /raw?n=N             {url, headers, body_base64}: request N with its
 *                               secrets; 404 without --keep-raw
 *   POST   /names               {key, name}: what the page calls a
 *                               destination, key as `dest` in a record
 *   GET    /api/...             what the page itself asks for
 */
import {createServer} from 'node:http';
import {readFile} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

import {describe} from './destinations.mjs';
import {pairs} from './redact.mjs';
import {ScriptError} from './script.mjs';

const PAGE = join(dirname(fileURLToPath(import.meta.url)), 'page');
const BODY_MAX_BYTES = 16 * 1024 * 1024;
const BATCH = 50;
/* How often the page hears of news at most. */
const NOTIFY_MS = 200;

/*
 * Scripts and styles from here only.  The policies are the renderer's own;
 * it makes them as it loads.
 */
const HEADERS = {
	'Content-Security-Policy': "default-src 'none'; script-src 'self'; " +
		"style-src 'self'; img-src 'self' data:; " +
		"connect-src 'self'; base-uri 'none'; form-action 'self'; " +
		"frame-ancestors 'none'; " +
		"require-trusted-types-for 'script'; trusted-types " +
		'adaptivecards#deprecatedExportedFunctionPolicy ' +
		'adaptivecards#markdownPassthroughPolicy ' +
		'adaptivecards#restoreContentsPolicy',
	'X-Content-Type-Options': 'nosniff',
	'Referrer-Policy': 'no-referrer',
	'Cross-Origin-Opener-Policy': 'same-origin',
	'Cache-Control': 'no-store',
};

const HTML = 'text/html; charset=utf-8';
const CSS = 'text/css; charset=utf-8';
const JS = 'text/javascript; charset=utf-8';

const STYLES = ['page', 'apps'];
const SCRIPTS = ['feed', 'message', 'card', 'apps', 'attachments', 'chat',
	'discord', 'dom', 'event', 'googlechat', 'incident', 'markdown',
	'mrkdwn', 'slack'];

function files()
{
	const {resolve} = createRequire(import.meta.url);
	const lib = (name, file) =>
		join(dirname(resolve(`${name}/package.json`)), 'dist', file);

	return {
		'/': [join(PAGE, 'index.html'), HTML],
		...Object.fromEntries(STYLES.map((name) =>
			[`/${name}.css`, [join(PAGE, `${name}.css`), CSS]])),
		...Object.fromEntries(SCRIPTS.map((name) =>
			[`/${name}.js`, [join(PAGE, `${name}.js`), JS]])),
		'/icon.svg': [join(PAGE, 'icon.svg'), 'image/svg+xml'],
		'/lib/adaptivecards.js':
			[lib('adaptivecards', 'adaptivecards.min.js'), JS],
		'/lib/markdown-it.js':
			[lib('markdown-it', 'markdown-it.min.js'), JS],
	};
}

/*
 * createControl({script, store, refreshTls}): the server, not yet listening.
 */
export function createControl(parts)
{
	const known = files();

	return createServer((req, res) => {
		handle(parts, known, req, res).catch((err) => {
			const status = err instanceof ScriptError ? 400 : 500;
			sendJson(res, status, {error: err.message});
		});
	});
}

async function handle(parts, known, req, res)
{
	const url = new URL(req.url, 'http://127.0.0.1');
	const route = ROUTES[`${req.method} ${url.pathname}`];

	for (const [name, value] of Object.entries(HEADERS))
		res.setHeader(name, value);
	if (!isLocal(req))
		return sendJson(res, 403, {error: 'only from this machine'});
	if (route !== undefined)
		return route(parts, req, res, url.searchParams);
	if (req.method === 'GET' && Object.hasOwn(known, url.pathname))
		return sendFile(res, known[url.pathname]);
	return sendJson(res, 404, {error: 'no such page'});
}

/*
 * A web page elsewhere may make a browser on this machine send requests:
 * under a host name that it owns (DNS rebinding) or across origins.
 */
function isLocal(req)
{
	const host = req.headers.host ?? '';
	const origin = req.headers.origin;

	return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host) &&
		(origin === undefined || origin === `http://${host}`);
}

const ROUTES = {
	'POST /script': async ({script, refreshTls}, req, res) => {
		const asked = await readJson(req);

		script.add(asked);
		if (asked.match?.host !== undefined)
			refreshTls(asked.match.host.toLowerCase());
		res.writeHead(204).end();
	},
	'GET /script': ({script}, req, res) =>
		sendJson(res, 200, {rules: script.list()}),
	'DELETE /script': ({script, refreshTls}, req, res) => {
		script.clear();
		refreshTls(null);
		res.writeHead(204).end();
	},
	'POST /names': async ({store}, req, res) => {
		const {key, name} = await readJson(req);

		if (typeof key !== 'string' || typeof name !== 'string')
			throw new ScriptError('key and name are strings');
		store.name(key, name);
		res.writeHead(204).end();
	},
	'GET /requests': ({store}, req, res, query) => {
		const since = Number(query.get('since') ?? 0) || 0;
		const requests = store.since(since);

		sendJson(res, 200, {requests,
			next: requests.at(-1)?.n ?? since,
			oldest: store.since(0)[0]?.n ?? null});
	},
	'GET /raw': ({store}, req, res, query) => {
		const raw = store.raw(Number(query.get('n')));

		if (raw === null)
			return sendJson(res, 404, {error: 'not kept'});
		return sendJson(res, 200, {url: raw.url,
			headers: pairs(raw.rawHeaders),
			body_base64: raw.body.toString('base64')});
	},
	'GET /api/messages': ({store}, req, res, query) => {
		const before = Number(query.get('before')) || Infinity;
		const to = query.get('to') || null;

		sendJson(res, 200, {
			messages: store.before(before, to, BATCH).map(forPage),
			destinations: store.destinations(),
		});
	},
	'GET /api/news': ({store}, req, res) => news(store, req, res),
};

/* What the page shows of a record; most headers stay in the journal. */
function forPage(r)
{
	const {app, host} = describe(r);

	return {n: r.n, t_ms: r.arrived_ms, dest: r.dest, host, app,
		method: r.method, path: r.path.split('?')[0],
		headers: shownHeaders(r.headers), status: r.status, do: r.do,
		body: r.body ?? `(${r.body_bytes} bytes that are no text)`,
		body_bytes: r.body_bytes, alert_id: r.alert_id,
		repeat_of: r.repeat_of};
}

/* Those that tell of an event; of signatures only their kinds. */
function shownHeaders(list)
{
	const shown = {};

	for (const [name, value] of list) {
		const lower = name.toLowerCase();

		if (lower === 'webhook-signature')
			shown[lower] = value.replace(/,\S*/g, '');
		else if (/^(webhook-(id|timestamp)$|ce-)/.test(lower))
			shown[lower] = value;
	}
	return shown;
}

/*
 * Server-sent events that only say "there is more", a few times a second at
 * most: a page left open does not slow a receiver under load.
 */
function news(store, req, res)
{
	let timer = null;
	const tell = () => {
		timer = null;
		res.write('data: more\n\n');
	};
	const stop = store.watch(() => {
		timer ??= setTimeout(tell, NOTIFY_MS);
	});

	res.writeHead(200, {'Content-Type': 'text/event-stream'});
	/* Also the first thing after a lost connection: look again. */
	res.write('retry: 1000\n\ndata: more\n\n');
	req.on('close', () => {
		clearTimeout(timer);
		stop();
	});
}

async function readJson(req)
{
	const chunks = [];
	let bytes = 0;

	for await (const chunk of req) {
		bytes += chunk.length;
		if (bytes > BODY_MAX_BYTES)
			throw new ScriptError('too long');
		chunks.push(chunk);
	}
	try {
		return JSON.parse(Buffer.concat(chunks).toString('utf8'));
	} catch {
		throw new ScriptError('not JSON');
	}
}

async function sendFile(res, [path, type])
{
	const data = await readFile(path);

	res.writeHead(200, {'Content-Type': type});
	res.end(data);
}

function sendJson(res, status, value)
{
	if (res.headersSent)
		return res.destroy();
	res.writeHead(status, {'Content-Type': 'application/json'});
	res.end(JSON.stringify(value));
}
