/*
 * client.mjs - start, script and question a receiver from a test.
 */
import {spawn} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync} from 'node:fs';
import {readFile} from 'node:fs/promises';
import {request} from 'node:https';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const MAIN = join(dirname(fileURLToPath(import.meta.url)), 'main.mjs');
const START_MS = 15000;

/* sleep(ms): a promise. */
export function sleep(ms)
{
	return new Promise((done) => setTimeout(done, ms));
}

/*
 * waitFor(what, check, ms): poll until check() gives something true and
 * resolve to it; rejects with `what` after ms.
 */
export async function waitFor(what, check, ms = 10000)
{
	const end = Date.now() + ms;

	for (;;) {
		const found = await check();
		if (found)
			return found;
		if (Date.now() > end)
			throw new Error(`gave up waiting for ${what}`);
		await sleep(20);
	}
}

/*
 * startReceiver(dir, {httpsPort, pagePort, keepRaw}): a receiver in a process
 * of its own, ready to take requests; see raw() below for keepRaw.  The caller
 * ends it with stop().
 */
export async function startReceiver(dir, {httpsPort = 0, pagePort = 0,
	keepRaw = true} = {})
{
	const child = spawn(process.execPath, [MAIN, '--dir', dir,
	    '--https-port', String(httpsPort), '--page-port',
	    String(pagePort), ...(keepRaw ? ['--keep-raw'] : [])],
	    {stdio: ['ignore', 'ignore', 'pipe']});
	let errors = '';

	child.stderr.on('data', (data) => {
		errors += data;
	});
	const ready = await waitFor('the receiver to start', async () => {
		if (child.exitCode !== null)
			throw new Error(`receiver ended: ${errors}`);
		const text = await readFile(join(dir, 'ready.json'), 'utf8')
			.catch(() => null);
		const said = text === null ? null : JSON.parse(text);
		/* An earlier run that was killed leaves its own behind. */
		return said?.pid === child.pid ? said : null;
	}, START_MS);
	return new Receiver(dir, child, ready);
}

class Receiver {
	constructor(dir, child, {https, https_old: httpsOld, page, ca})
	{
		Object.assign(this, {dir, child, https, httpsOld, page, ca});
		this.pageUrl = `http://127.0.0.1:${page}`;
		this.logPath = join(dir, 'requests.ndjson');
	}

	/* script(rule): see script.mjs; rejects if the rule is refused. */
	async script(rule)
	{
		return this.#ask('POST', '/script', rule);
	}

	async clear()
	{
		return this.#ask('DELETE', '/script');
	}

	/* name(key, name): what the page calls a destination. */
	async name(key, name)
	{
		return this.#ask('POST', '/names', {key, name});
	}

	/* requests(since): the kept ones, oldest first, up to 500. */
	async requests(since = 0)
	{
		const said = await this.#ask('GET', `/requests?since=${since}`);

		return said.requests;
	}

	/*
	 * raw(n): request n with its secrets, as {url, headers, body}: what
	 * stood in the request line, headers by lower-case name, a Buffer.
	 * Only the last 500 are there, and none of an earlier run.
	 */
	async raw(n)
	{
		const got = await this.#ask('GET', `/raw?n=${n}`);
		const headers = Object.fromEntries(got.headers.map(
		    ([name, value]) => [name.toLowerCase(), value]));

		return {url: got.url, headers,
			body: Buffer.from(got.body_base64, 'base64')};
	}

	/* log(phase): the journal's records, all or those of one phase. */
	async log(phase = null)
	{
		return readLog(this.logPath, phase);
	}

	/* stop(signal): end it; resolves to {code, signal} once it is gone. */
	async stop(signal = 'SIGTERM')
	{
		if (this.child.exitCode !== null)
			return {code: this.child.exitCode, signal: null};
		const gone = once(this.child, 'exit');

		this.child.kill(signal);
		const [code, by] = await gone;
		return {code, signal: by};
	}

	async #ask(method, path, body)
	{
		const res = await fetch(this.pageUrl + path, {method,
			body: body && JSON.stringify(body)});
		const text = await res.text();

		if (!res.ok)
			throw new Error(`${method} ${path}: ${text}`);
		return text === '' ? null : JSON.parse(text);
	}
}

/*
 * post(receiver, {host, path, headers, text}): a request to it with the body
 * text(); resolves to {status, body}.
 */
export function post(receiver, {host, path, headers = {}, text})
{
	return new Promise((done, fail) => {
		const req = request({host: '127.0.0.1', port: receiver.https,
		    servername: host, ca: readFileSync(receiver.ca),
		    method: 'POST', headers: {
			'Content-Type': 'application/json', ...headers,
			'Host': host}, agent: false, path}, (res) => {
			let body = '';

			res.setEncoding('utf8').on('data', (more) => {
				body += more;
			}).on('end', () =>
				done({status: res.statusCode, body}));
		});
		req.on('error', fail);
		req.end(text());
	});
}

/* readLog(path, phase): a journal's whole lines as objects. */
export async function readLog(path, phase = null)
{
	const text = await readFile(path, 'utf8');
	/* What follows the last line end is still being written. */
	const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n');
	const records = [];

	for (const line of lines) {
		if (line === '')
			continue;
		try {
			records.push(JSON.parse(line));
		} catch {
			/* A line that a kill cut short. */
		}
	}
	return records.filter((r) => phase === null || r.phase === phase);
}
