/*
 * 2_sign_in.mjs - how long the admin takes to sign in, on a quiet system and
 * while strangers try 10,000 passwords a minute and hold 200 connections.  See
 * README.md.
 *
 *   SECONDS  of each part (default 30), RATE  attempts a minute (10000),
 *   SLOW  connections that trickle (200)
 */
import {createConnection} from 'node:net';
import {readFileSync} from 'node:fs';

import {sleep} from '../tests/receiver/client.mjs';
import {children} from '../tests/e2e/procs.mjs';
import {Site, Visitor} from '../tests/web/site.mjs';
import {figures, head, ratio, row} from './kit.mjs';

const SECONDS = Number(process.env.SECONDS ?? 30);
const RATE = Number(process.env.RATE ?? 10000);
const SLOW = Number(process.env.SLOW ?? 200);
const PASSWORD = 'four unrelated words here';

/* Users whose passwords are guessed at, four times each: none has to wait. */
const NAMES = 10;

/* Between two sign-ins of an admin. */
const PAUSE_MS = 400;

/* Admins, in turn: one account passes 20 times, then once in 3 seconds. */
const ADMINS = 8;

const site = await Site.start({processes: 4, worker: false});

for (let i = 0; i < ADMINS; i++)
	site.tocsin(['user', 'add', `boss-${i}`, '--role', 'Super Admin',
		'--password-file', '-'], `${PASSWORD}\n`);

const stranger = (n) => new Visitor(site.url,
    {localAddress: `127.0.${n >> 8}.${n & 255}`});

/* The page, the form, the first page behind it: as a browser does it. */
async function signIn(user, device)
{
	const visitor = new Visitor(site.url);
	const from = performance.now();

	if (device)
		visitor.cookies.set('device', device);
	const answer = await visitor.submit(await visitor.get('/sign-in'),
	    '/sign-in', {user, password: PASSWORD});
	if (answer.status === 303)
		await visitor.follow(await visitor.follow(answer));
	return {ok: answer.status === 303, us: (performance.now() - from) *
		1000, device: visitor.cookies.get('device')};
}

const admins = [];

for (let i = 0; i < ADMINS; i++)
	admins.push([`boss-${i}`, (await signIn(`boss-${i}`, null)).device]);
let failed = 0, turn = 0;

async function part()
{
	const times = [], end = performance.now() + SECONDS * 1000;

	while (performance.now() < end) {
		const {ok, us} = await signIn(...admins[turn++ % ADMINS]);

		if (ok)
			times.push(us);
		else
			failed++;
		await sleep(PAUSE_MS);
	}
	return times;
}

/* From 50 addresses, on the admin's account and on names that nobody has. */
const statuses = new Map();
let over = false, sent = 0;

async function flood()
{
	const visitors = Array.from({length: 50}, (_, i) => stranger(2 + i));
	const began = performance.now();
	const under = new Set();

	for (const v of visitors)
		v.form = (await v.get('/sign-in')).form('/sign-in');
	while (!over) {
		const due = (performance.now() - began) * RATE / 60000;

		while (sent < due && under.size < 400) {
			const v = visitors[sent % visitors.length];
			const one = v.post('/sign-in', {...v.form.fields,
				user: sent % 2 ? `boss-${sent % ADMINS}` :
					`name-${sent}`,
				password: 'wrong'}).then(({status}) =>
				statuses.set(status,
				    (statuses.get(status) ?? 0) + 1),
			() => statuses.set('none',
			    (statuses.get('none') ?? 0) + 1));

			sent++;
			under.add(one);
			one.finally(() => under.delete(one));
		}
		await sleep(5);
	}
	await Promise.all(under);
}

/* A byte each second of a request that never ends; cut ones come again. */
async function slow()
{
	while (!over) {
		await new Promise((done) => {
			const socket = createConnection(
			    {host: '127.0.0.1', port: site.port,
				localAddress: `127.0.1.${1 + Math.floor(
				    Math.random() * 250)}`});
			const timer = setInterval(() => over ?
				socket.destroy() : socket.write('x'), 1000);

			socket.write('POST /sign-in HTTP/1.1\r\nHost: ' +
			    `127.0.0.1:${site.port}\r\nX-Slow: `);
			socket.on('error', () => {});
			socket.on('close', () => {
				clearInterval(timer);
				done();
			});
		});
	}
}

/* Times of a wrong password, for names of users and of nobody in turn. */
async function guesses()
{
	const times = {user: [], nobody: []};

	for (let i = 0; i < NAMES * 4; i++)
		for (const kind of ['user', 'nobody']) {
			const visitor = stranger(1000 + i);
			const page = await visitor.get('/sign-in');
			const from = performance.now();

			await visitor.submit(page, '/sign-in', {user:
				`${kind}-${i % NAMES}`, password: 'wrong'});
			times[kind].push((performance.now() - from) * 1000);
		}
	return times;
}

for (let i = 0; i < NAMES; i++)
	site.tocsin(['user', 'add', `user-${i}`, '--role', 'Admin',
		'--password-file', '-'], `${PASSWORD}\n`);

const quiet = [await part(), await part()];
const wrong = await guesses();
const strangers = [flood(), ...Array.from({length: SLOW}, slow)];
const before = performance.now();
const under = await part();

over = true;
await Promise.all(strangers);
const minutes = (performance.now() - before) / 60000;
const peak = Math.max(...children(site.parts.get('web').pid).map((n) =>
	Number(/^VmHWM:\s+(\d+)/m.exec(
	    readFileSync(`/proc/${n}/status`, 'utf8'))[1]))) / 1024;

head('2. The admin signs in, in a browser that is known');
row('quiet', figures(quiet.flat()));
row(`${Math.round(sent / minutes)} attempts a minute`, figures(under));
ratio('flood / quiet', figures(under), figures(quiet.flat()));
ratio('noise: quiet / quiet', figures(quiet[1]), figures(quiet[0]));
row("wrong, a user's", figures(wrong.user));
row("wrong, nobody's", figures(wrong.nobody));
ratio("a user's / nobody's", figures(wrong.user), figures(wrong.nobody));
console.log(`\nAnswers to the strangers: ${[...statuses].map(([s, n]) =>
	`${n} of ${s}`).join(', ')}; ${SLOW} slow connections held.`);
console.log(`The admin was refused ${failed} times. The largest process ` +
    `needed ${peak.toFixed(0)} MiB.`);

await site.close();
