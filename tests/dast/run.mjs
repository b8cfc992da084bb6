/*
 * run.mjs - wapiti, sqlmap, testssl.sh and MDN's HTTP Observatory over the
 * running system, signed in.
 *
 * What they find must stand in baseline.json, with the reason why it may stay.
 * Then each of them meets a build with a planted bug, and must find that: a
 * scanner that no longer gets anywhere would find nothing in ours either.
 *
 * TOOLS=wapiti,testssl runs these alone.
 */
import assert from 'node:assert/strict';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

import {freePort} from '../e2e/ports.mjs';
import {Front} from '../web/front.mjs';
import {Site} from '../web/site.mjs';
import {oldTls, rawTemplates, sqlByText, useTemplates, withoutHeaders}
	from './plant.mjs';
import {observatory, sqlmap, testssl, wapiti} from './tools.mjs';

const BASELINE = JSON.parse(readFileSync(
    new URL('baseline.json', import.meta.url), 'utf8'));
const only = process.env.TOOLS?.split(',') ?? null;
const dir = mkdtempSync(join(tmpdir(), 'tocsin-dast-'));
process.on('exit', () => rmSync(dir, {recursive: true, force: true}));
let failed = 0;

/* line(tool, what, ok, said): one line for each verdict. */
function line(tool, what, ok, said)
{
	failed += ok ? 0 : 1;
	console.log(`dast: ${tool}: ${what}: ${ok ? 'ok' : 'FAILED'}: ${said}`);
}

/* Against the baseline: each row is {find, reason}, find a pattern. */
function judge(tool, {found, ...more}, began)
{
	const known = (BASELINE[tool.split(' ')[0]] ?? []).map((row) =>
		new RegExp(`^(?:${row.find})$`));
	const fresh = found.filter((f) => !known.some((re) => re.test(f)));
	const seconds = Math.round((Date.now() - began) / 1000);

	line(tool, 'tocsin', fresh.length === 0, `${fresh.length} new, ` +
	    `${found.length - fresh.length} of the baseline` +
	    `${more.grade ? `, ${more.grade} ${more.score}` : ''}` +
	    `${more.checks ? `, ${more.checks} checks` : ''}, ${seconds} s`);
	for (const f of fresh)
		console.log(`    ${f}`);
}

function planted(tool, {found}, pattern)
{
	const hit = found.find((f) => pattern.test(f));

	line(tool, 'planted bug', hit !== undefined,
	    hit ?? `not found among ${found.length}`);
}

/* What the access log of the site says of a time: paths, and their ends. */
function asked(site, since)
{
	const lines = readFileSync(join(site.prefix, 'access.log'), 'utf8')
		.split('\n').slice(since).filter((l) => l !== '');

	return {n: lines.length, seen: new Set(lines.map((l) =>
		l.replace(/^\S+ \S+ (\S+) "([^"]*)" (\d+).*$/, '$1 $2 $3')))};
}

const asksBefore = (site) => readFileSync(join(site.prefix, 'access.log'),
    'utf8').split('\n').length - 1;

/* A scanner that was thrown out, or met no form, has shown nothing. */
async function gotSomewhere(site, since)
{
	const {n, seen} = asked(site, since);
	const forms = [...seen].filter((s) => /^POST .* (303|422)$/.test(s));

	line('wapiti', 'reach', n > 200 && forms.length > 0 &&
	    seen.has('GET /destinations/edit 200') &&
	    seen.has('POST /destinations/new 422'),
	`${n} requests, ${seen.size} kinds of answers, forms taken: ` +
	    forms.join(', '));
	assert.equal((await site.get('/destinations')).status, 200,
	    'the session has ended');
}

/* What somebody meets who has no account: signing in and its neighbours. */
async function runStranger(site)
{
	const visitor = site.newVisitor({role: null});
	const since = asksBefore(site), began = Date.now();

	await visitor.get('/sign-in');
	judge('wapiti stranger', await wapiti(site, dir, {visitor,
		start: '/sign-in', seconds: 60,
		modules: 'crlf,exec,file,redirect,sql,xss'}), began);
	const {n, seen} = asked(site, since);
	line('wapiti', 'reach', seen.has('POST /sign-in 422') ||
	    seen.has('POST /sign-in 429'), `${n} requests, ` +
	    [...seen].filter((s) => s.startsWith('POST')).join(', '));
}

async function runWapiti(site)
{
	const since = asksBefore(site), began = Date.now();

	judge('wapiti signed in', await wapiti(site, dir), began);
	await gotSomewhere(site, since);
	await runStranger(site);
	const back = await useTemplates(site, rawTemplates(dir));
	planted('wapiti', await wapiti(site, dir, {modules: 'xss'}),
	    /^Cross Site Scripting: .*name/);
	back();
	await site.stop('web');
	await site.startWeb();
}

async function runSqlmap(site)
{
	/* wapiti may have deleted all there were. */
	site.addDestination({name: 'Team d'});
	const page = await site.get('/destinations');
	const id = /\/destinations\/edit\?id=([0-9a-f]{16})/.exec(page.text)[1];
	const edit = {path: `/destinations/edit?id=${id}`, name: 'id'};
	const form = (await site.get(edit.path)).form('/destinations/edit');
	const data = new URLSearchParams({...form.fields, do: 'app'})
		.toString();
	const visitor = site.newVisitor({role: null});
	const signIn = (await visitor.get('/sign-in')).form('/sign-in');
	const began = Date.now();

	judge('sqlmap', await sqlmap(site, dir, [edit,
		{path: '/sign-in', visitor, name: 'user', data:
			new URLSearchParams({...signIn.fields, user: 'a',
				password: 'wrong'}).toString()},
		...['id', 'name', 'version', 'host_urgency'].map((name) =>
			({path: '/destinations/edit', data, name}))]), began);
	await site.stop('web');
	await site.startWeb(sqlByText(join(site.data, 'config/config.db')));
	planted('sqlmap', await sqlmap(site, dir, [edit]), /injection: /);
	await site.stop('web');
	await site.startWeb();
}

/* nginx with TLS, and a plain port that only leads there. */
async function startFront(site, name, port, edit = (text) => text)
{
	const redirect = await freePort();
	const front = await Front.start(site, name, {port, edit, files: {
		'redirect.conf': `server { listen 127.0.0.1:${redirect};
			return 308 https://localhost:${port}$request_uri; }`}});

	return Object.assign(front, {redirect,
		caPath: join(site.dir, 'front-ca', 'ca.pem')});
}

/* Another one, with something planted; each in a folder of its own. */
async function besides(site, tool, edit, use)
{
	const front = await startFront(site, `planted-${tool}`,
	    await freePort(), edit);

	try {
		return await use(front);
	} finally {
		await front.close();
	}
}

async function runTestssl(site, front)
{
	const began = Date.now();

	judge('testssl', await testssl(front, dir), began);
	planted('testssl', await besides(site, 'testssl', oldTls,
	    (f) => testssl(f, dir)), /^(TLS1|LUCKY13|cipherlist_)/);
}

async function runObservatory(site, front)
{
	const cookie = [...site.visitor.cookies].map(([n, v]) =>
		`__Host-${n}=${v}`).join('; ');

	/* Signed in, a page of an error, and what a stranger gets. */
	for (const [path, who, status] of [['/destinations', cookie, 200],
		['/nowhere', cookie, 404], ['/', '', 200]]) {
		const began = Date.now();
		const seen = await observatory(front, {path, cookie: who});

		judge(`observatory ${path}`, seen, began);
		line('observatory', 'reach', seen.status === status &&
		    (who === '' || seen.at === path),
		`${seen.status} at ${seen.at}`);
	}
	planted('observatory', await besides(site, 'observatory',
	    withoutHeaders, (f) => observatory(f, {path: '/destinations', cookie})), /^grade /);
}

const port = await freePort();
const site = await Site.start({origins: [`https://localhost:${port}`]});
const front = await startFront(site, 'tls', port);

try {
	for (const letter of ['a', 'b', 'c'])
		site.addDestination({name: `Team ${letter}`});
	await site.get('/destinations/new');
	for (const [name, go] of Object.entries({wapiti: runWapiti,
		sqlmap: runSqlmap, testssl: runTestssl,
		observatory: runObservatory}))
		if (only === null || only.includes(name))
			await go(site, front);
} finally {
	await front.close();
	await site.close();
}
console.log(`dast: ${failed === 0 ? 'all as expected' : `${failed} FAILED`}`);
process.exit(failed === 0 ? 0 : 1);
