// Runs tests/helpers/card.c: events in, the bytes of requests out.
import {execFileSync} from 'node:child_process';
import path from 'node:path';
import {fileURLToPath} from 'node:url';

export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

const build = path.resolve(ROOT, process.env.TOCSIN_BUILD || 'build/hard');
const helper = path.join(build, 'tests/helpers/card');

// The request bodies, as strings, for events given as objects.
export function bodies(events, args = []) {
	const input = events.map((e) => JSON.stringify(e) + '\n').join('');
	const out = execFileSync(helper, args, {
		input,
		maxBuffer: 1 << 28,
	});

	// fatal: a payload that isn't UTF-8 must not be patched up here.
	return new TextDecoder('utf-8', {fatal: true})
		.decode(out)
		.split('\n')
		.slice(0, -1);
}

// An app's request body for one of the alerts of alerts.mjs.
export function bodyOf(alert, app = 'teams', args = []) {
	const events = alert.events ?? (alert.event ? [alert.event] : []);

	return bodies(events, ['-a', app, ...args, ...alert.args])[0];
}

// The card inside a request body.
export function cardOf(body) {
	return JSON.parse(body).attachments[0].content;
}
