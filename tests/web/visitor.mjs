/*
 * visitor.mjs - a browser without scripts, as far as HTTP goes: it keeps
 * cookies, reads the forms of a page and sends them.
 *
 * node:http and not fetch: a test also sends what fetch would not.
 */
import assert from 'node:assert/strict';
import {request} from 'node:http';

/*
 * ask(url, {method, path, headers, body, localAddress}): the response, whole;
 * from one of this machine's addresses.
 */
export function ask(url, {method = 'GET', path = '/', headers = {},
	body = null, localAddress} = {})
{
	const {hostname, port, host} = new URL(url);
	const all = {host, ...headers};

	if (body !== null && !('transfer-encoding' in all))
		all['content-length'] ??= Buffer.byteLength(body);
	return new Promise((done, failed) => {
		const req = request({hostname, port, method, path,
			headers: all, agent: false, localAddress}, (res) => {
			const parts = [];

			res.on('data', (part) => parts.push(part));
			res.on('error', failed);
			res.on('end', () => done(new Answer(res,
			    Buffer.concat(parts))));
		});

		req.on('error', failed);
		req.end(body);
	});
}

class Answer {
	constructor(res, bytes)
	{
		Object.assign(this, {status: res.statusCode, bytes,
			headers: res.headers, raw: res.rawHeaders});
	}

	get text()
	{
		return this.bytes.toString('utf8');
	}

	get json()
	{
		return JSON.parse(this.text);
	}

	/* all(name): the values of a header, each time that it was sent. */
	all(name)
	{
		return this.raw.filter((value, i) => i % 2 === 1 &&
			this.raw[i - 1].toLowerCase() === name);
	}

	/* form(action): the one that goes there, with what it would send. */
	form(action)
	{
		const found = forms(this.text).find((f) =>
			f.action.split('?')[0] === action);

		assert.ok(found, `no form for ${action} in:\n${this.text}`);
		return found;
	}
}

function plain(text)
{
	const named = {amp: '&', lt: '<', gt: '>', quot: '"', apos: "'"};

	return text.replace(/&(#x?[0-9a-f]+|[a-z]+);/gi, (whole, name) => {
		if (name[0] !== '#')
			return named[name] ?? whole;
		return String.fromCodePoint(/^#x/i.test(name) ?
			parseInt(name.slice(2), 16) : Number(name.slice(1)));
	});
}

/* The attributes of one tag; one without a value is "". */
function attributes(tag)
{
	const found = {};

	for (const [, name, , value] of tag.matchAll(
	    /\s([a-z-]+)(=(?:"([^"]*)"))?/g))
		found[name] = plain(value ?? '');
	return found;
}

/*
 * forms(html): each as {action, method, fields}, with fields as a browser
 * sends them that touches nothing and presses no button.
 */
export function forms(html)
{
	return [...html.matchAll(/(<form\b[^>]*>)(.*?)<\/form>/gs)]
	    .map(([, tag, inside]) => {
		const {action = '', method = 'get'} = attributes(tag);
		const fields = {};

		for (const [input] of inside.matchAll(/<input\b[^>]*>/g)) {
			const a = attributes(input);
			const box = a.type === 'checkbox' || a.type === 'radio';

			if (a.name && !('disabled' in a) &&
			    (!box || 'checked' in a))
				fields[a.name] = a.value ?? (box ? 'on' : '');
		}
		return {action, method: method.toLowerCase(), fields};
	});
}

export class Visitor {
	/* canaries: who is told what it got to see; null: nobody. */
	constructor(url, {localAddress, canaries = null} = {})
	{
		Object.assign(this, {url, localAddress, canaries});
		this.cookies = new Map();
	}

	/* ask(options): as above, with this visitor's cookies. */
	async ask({headers = {}, ...options})
	{
		const cookie = [...this.cookies].map(([n, v]) => `${n}=${v}`)
			.join('; ');
		const {localAddress} = this;
		const answer = await ask(this.url, {localAddress, ...options,
			headers: {...cookie && {cookie}, ...headers}});

		for (const line of answer.all('set-cookie')) {
			const [pair] = line.split(';');
			const at = pair.indexOf('=');

			this.cookies.set(pair.slice(0, at),
			    pair.slice(at + 1));
			this.canaries?.add('a session cookie',
			    pair.slice(at + 1));
		}
		this.canaries?.shown('page', answer.bytes);
		return answer;
	}

	get(path, headers = {})
	{
		return this.ask({path, headers});
	}

	/*
	 * post(path, fields, headers): as a form of the same origin; fields as
	 * an object, as pairs or as encoded text.
	 */
	post(path, fields, headers = {})
	{
		const body = typeof fields === 'string' ? fields :
			new URLSearchParams(fields).toString();

		return this.ask({method: 'POST', path, body, headers: {
			'content-type': 'application/x-www-form-urlencoded',
			'origin': this.url, 'sec-fetch-site': 'same-origin',
			...headers}});
	}

	/*
	 * submit(page, action, changes): send a form of a page with some
	 * fields changed; one that is null is not sent.
	 */
	submit(page, action, changes = {})
	{
		const form = page.form(action);
		const fields = Object.entries({...form.fields, ...changes})
			.filter(([, value]) => value !== null);

		return this.post(form.action, fields);
	}

	/* follow(answer): the page that a redirect leads to. */
	follow(answer)
	{
		assert.equal(answer.status, 303, answer.text);
		return this.get(answer.headers.location);
	}
}
