/*
 * flood.mjs - very many requests, and what their answers hold.
 */
import {Agent, request} from 'node:http';

/*
 * Requests over kept connections.  They come from several addresses of this
 * machine, as the limit of requests is for each of them.
 */
export class Flood {
	constructor(url, cookie)
	{
		Object.assign(this, {url: new URL(url), cookie, sent: 0});
		this.agents = [2, 3, 4, 5, 6, 7, 8, 9].map((n) => new Agent(
		    {keepAlive: true, maxSockets: 1,
			localAddress: `127.0.0.${n}`}));
	}

	/* post(path, body): as a form of the site; {status, text}. */
	post(path, body)
	{
		const {origin, host, hostname, port} = this.url;
		const agent = this.agents[this.sent++ % this.agents.length];

		return new Promise((done, failed) => {
			const req = request({agent, hostname, port, path,
				method: 'POST', headers: {host, origin,
					'cookie': this.cookie,
					'content-type':
					'application/x-www-form-urlencoded',
					'sec-fetch-site': 'same-origin',
					'content-length':
					Buffer.byteLength(body)}}, (res) => {
				let text = '';

				res.setEncoding('utf8');
				res.on('data', (part) => {
					text += part;
				});
				res.on('error', failed);
				res.on('end', () => done(
				    {status: res.statusCode, text}));
			});

			req.on('error', failed);
			req.end(body);
		});
	}

	/* each(list, run): run(item) for all, several at a time. */
	async each(list, run)
	{
		const rest = list[Symbol.iterator]();

		await Promise.all(this.agents.map(async () => {
			for (const item of rest)
				await run(item);
		}));
	}

	close()
	{
		for (const agent of this.agents)
			agent.destroy();
	}
}

/* One tag: its name, and its attributes with their values. */
const TAG = new RegExp('<(/?[a-zA-Z][^\\s/>]*)' +
    '((?:\\s+[^\\s=>"\'/]+(?:\\s*=\\s*(?:"[^"]*"|\'[^\']*\'|[^\\s>"\']+))?)*)' +
    '\\s*/?>|<', 'g');
const ATTRIBUTE = /([^\s=>"'/]+)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>"']+))?/g;

/*
 * structure(html): its tags and the names of their attributes, in order, as
 * one text.  What a value is does not show in it; a value that became markup
 * does.
 */
export function structure(html)
{
	const tags = [];

	for (const [, name, inside] of html.matchAll(TAG)) {
		const names = name === undefined ? ['<'] :
			[...inside.matchAll(ATTRIBUTE)].map((a) => a[1]);

		tags.push(`${name ?? ''} ${names.join(' ')}`);
	}
	return tags.join('\n');
}
