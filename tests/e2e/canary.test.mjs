/*
 * canary.test.mjs - secrets go in by every door and through everything that
 * can go wrong; then they are looked for in all that is left, in every form.
 * Controls: each form is planted, a worker that logs a URL, a core dump.
 */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync}
	from 'node:fs';
import {once} from 'node:events';
import {join} from 'node:path';
import {after, before, test} from 'node:test';

import {FORMS} from '../canary/forms.mjs';
import {files} from '../canary/hunt.mjs';
import {mutant} from '../fault/mutant.mjs';
import {totp} from '../web/authenticator.mjs';
import {Site} from '../web/site.mjs';
import {newHost} from './events.mjs';
import {hostEvent} from './lib.mjs';

const NEW = '/destinations/new', EDIT = '/destinations/edit';

/* In the folder of its conf, and free to leave a core there, if it could. */
const DUMPS = ['sh', '-c', 'cd "$(dirname "$3")" && ulimit -c unlimited && ' +
	'exec "$@"', 'sh'];

let site, flow = 0;

before(async () => {
	site = await Site.start({processes: 2, before: DUMPS});
});
after(() => site.close());

/* With bytes in it that each encoding writes in its own way. */
function canary(what)
{
	const text = `canary/${randomBytes(12).toString('base64')}+=&"'`;

	site.canaries.add(what, text);
	return text;
}

function url(what, host = newHost())
{
	const id = (++flow).toString(16).padStart(32, '0');

	return `https://${host}/powerautomate/automations/direct/workflows/` +
	    `${id}/triggers/manual/paths/invoke?api-version=1&` +
	    'sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=' +
	    encodeURIComponent(canary(what));
}

function editPath(name)
{
	const [{id}] = site.rows('SELECT printf(\'%016x\', destination_id) ' +
	    'AS id FROM destination_version WHERE name = ' +
	    `'${name}'`, 'config');

	return `${EDIT}?id=${id}`;
}

/* Send the form of a page: the answer, which must have that status. */
async function send(path, action, fields, status, visitor = site)
{
	const page = await visitor.get(path);
	const answer = await visitor.post(action,
	    {...page.form(action).fields, ...fields});

	assert.equal(answer.status, status, answer.text);
	return answer;
}

/* A test from the form, to its end: the page that tells of it. */
async function tested(path, action, fields)
{
	const asked = await send(path, action, {...fields, do: 'test'}, 303);

	await site.until('the test', async () => (await site.get(
	    asked.headers.location, {accept: 'application/json'}))
		.json.state !== 'working');
	return site.get(asked.headers.location);
}

/* What is found now, without an end of the system. */
function found(where)
{
	try {
		site.hunt();
		return '';
	} catch (err) {
		assert.match(err.message, /must not be/);
		return where === undefined ? err.message :
			err.message.split('\n').filter((line) =>
				line.startsWith(where)).join('\n');
	}
}

test('by the pages: typed, tested, saved, replaced', async () => {
	const typed = url('a URL that was tested and left');

	assert.match((await tested(NEW, NEW, {name: 'left', url: typed})).text,
	    /accepted/);
	await send(NEW, NEW, {do: 'save', name: 'kept', url:
		url('a URL that was saved')}, 303);
	await tested(editPath('kept'), EDIT, {});
	await send(editPath('kept'), EDIT, {do: 'save',
		url: url('a URL in the place of another')}, 303);
	await send(NEW, NEW, {do: 'save', name: 'splunk', app: 'splunk',
		shown: 'splunk', url:
		'https://splunk.example:8088/services/collector/event',
		secret: '0badcafe-1234-4321-abcd-0123456789ab'}, 303);
	site.canaries.add('a secret that was typed',
	    '0badcafe-1234-4321-abcd-0123456789ab');
});

test('by the pages: whatever is refused', async () => {
	await send(NEW, NEW, {do: 'save', name: 'kept', url:
		url('a URL beside a taken name')}, 422);
	await send(NEW, NEW, {do: 'save', name: 'no host', url:
		url('a URL of a foreign host', 'elsewhere.example')}, 422);
	await send(NEW, NEW, {do: 'save', name: 'no URL', url:
		`not a URL ${canary('what was typed for a URL')}`}, 422);
	await send(NEW, NEW, {do: 'save', name: 'no secret', app: 'splunk',
		shown: 'splunk', url: 'https://splunk.example/services/' +
		'collector/event', secret: canary('a wrong secret')}, 422);
	await send(NEW, NEW, {do: 'save', csrf: 'x'.repeat(64),
		url: url('a URL in a forged form')}, 403);
	await send(NEW, NEW, {do: 'save', url: url('a URL in a form that ' +
	    'is too large'), name: 'x'.repeat(70000)}, 413);
	/* In the query, which no log has; a path is in each. */
	const lost = canary('a secret in a query');

	for (const path of ['/', NEW, '/nowhere'])
		await site.get(`${path}?url=${encodeURIComponent(lost)}`);
	const other = site.newVisitor();
	const stale = (await other.get(editPath('kept'))).form(EDIT).fields;

	await send(editPath('kept'), EDIT, {do: 'save', host_urgency: 71}, 303);
	const conflict = await other.post(EDIT, {...stale, do: 'save',
		url: url('a URL in a conflict')});

	assert.equal(conflict.status, 409);
});

test('by HTTP and the command line', async () => {
	const token = site.token();
	const good = {authorization: `Bearer ${token}`,
		'content-type': 'application/json'};
	const post = (headers) => site.ask({method: 'POST',
		path: '/api/v1/events', headers,
		body: hostEvent('by-token', 60)});

	assert.equal((await post(good)).status, 200);
	assert.equal((await post({...good, authorization:
		`Bearer ${canary('a token that is none')}`})).status, 401);
	const d = site.addDestination({name: 'by the CLI'});

	site.tocsin(['destination', 'add', '--name', 'refused'],
	    `${url('a URL that the CLI refused', 'elsewhere.example')}\n`);
	site.must('destination', 'disable', d.name);
	site.must('destination', 'enable', d.name);
	for (const args of [['destination', 'list'], ['token', 'list'],
		['setting', 'list'], ['key', 'list'], ['config', 'check']])
		site.must(...args);
	site.must('key', 'rotate');
	site.must('key', 'list');
});

/* Shown where they are made: on that page, or by that command. */
const shownOnce = (what, where, text) => site.canaries.add(what, text, where);

test('by signing in', async () => {
	const visitor = site.newVisitor({role: null});
	const form = async (path, fields, status, action = path) =>
		send(path, action, fields, status, visitor);
	const code = site.must('user', 'add', 'carol', '--role', 'Admin').trim();
	const password = canary('a password');

	shownOnce('an invitation', 'CLI output', code);
	await form('/activate', {code, user: 'carol', new_password: 'password1'},
	    422);
	await form('/activate', {code, user: 'carol',
		new_password: `carol ${canary('one that is refused')}`}, 422);
	await form('/activate', {code, user: 'carol', new_password: password},
	    303);
	await form('/sign-in', {user: 'carol',
		password: canary('a wrong password')}, 422);
	/* What it was typed into shows it to whoever typed it, and to no log. */
	const slip = `slip${randomBytes(12).toString('hex')}`;
	shownOnce('a password as a name', 'page', slip);
	await form('/sign-in', {user: slip, password: ''}, 422);
	await form('/sign-in', {user: 'carol', password}, 303);
	const factor = '/account/second-factor';
	const page = await visitor.get(factor);
	const key = /id="factor-key">([^<]+)</.exec(page.text)[1];

	for (const text of [key, key.replaceAll(' ', '')])
		shownOnce('a seed', 'page', text);
	/* Each look at the page makes another key: so by the same one. */
	const made = await visitor.submit(page, factor, {code: totp(key)});
	const codes = [...made.text.matchAll(/<li>([a-z2-7-]+)<\/li>/g)];

	assert.equal(codes.length, 10, made.text);
	for (const [, text] of codes)
		shownOnce('a recovery code', 'page', text);
	await form('/account', {}, 303, '/sign-out');
	await form('/sign-in', {user: 'carol', password}, 303);
	await form('/sign-in/code', {code: codes[0][1]}, 303);
});

test('receivers that repeat it, fail and hang', async () => {
	const d = site.addDestination({name: 'failing'});

	await site.script(d,
	    {status: 400, body: `{"error":"no ${d.url}"}`},
	    {status: 500, body: d.sig, headers: {'x-echo': d.sig}},
	    {status: 302, headers: {location: d.url}, body: ''},
	    {status: 404, body: encodeURIComponent(d.url)});
	for (let i = 0; i < 4; i++)
		site.testAlert(d);
	site.rise('failing', 95);
	await site.until('a request', async () =>
		(await site.requests(d)).length > 4);
	await tested(editPath('failing'), EDIT, {});
	await site.get('/destinations');
});

/* Cores of both programs: neither leaves one. */
test('crashes', async () => {
	const d = site.addDestination({name: 'hanging'});

	await site.script(d, {do: 'hang'});
	site.rise('hanging', 95);
	await site.until('a request under way', async () =>
		(await site.requests(d)).length > 0);
	assert.equal((await site.stopWorker('SIGABRT')).signal, 'SIGABRT');
	await site.startWorker();
	await site.stop('nginx');
	site.parts.get('web').kill('SIGABRT');
	await site.stop('web');
	await site.startWeb();
	await site.startNginx();
	assert.deepEqual(readdirSync(site.dir).filter((n) =>
		n.startsWith('core')), []);
});

test('no secret is anywhere', async () => {
	site.must('backup', join(site.dir, 'backup'));
	assert.ok(site.canaries.size >= 20, String(site.canaries.size));
	assert.equal(found(), '');
	console.log(`# canaries: ${site.canaries.size}, found 0`);
});

test('control: each form is found where it is planted', () => {
	const secret = canary('a planted one');
	const dir = join(site.dir, 'planted');
	const file = join(dir, 'file');
	let n = 0;

	mkdirSync(dir);

	for (const [form, make] of Object.entries(FORMS)) {
		writeFileSync(file, Buffer.concat([randomBytes(100),
			Buffer.from(make(secret)), randomBytes(100)]));
		assert.match(site.canaries.hunt(files(dir)).join(),
		    /a planted one/, form);
		n++;
	}
	rmSync(dir, {recursive: true});
	site.sql('INSERT INTO setting VALUES (\'planted\', ' +
	    `'${secret.replaceAll("'", "''")}', 1, 0, '')`, 'config');
	assert.match(found('data/config/config.db'), /a planted one/);
	site.sql('DELETE FROM setting WHERE key = \'planted\'; VACUUM; ' +
	    'PRAGMA wal_checkpoint(TRUNCATE)', 'config');
	console.log(`# planted: ${n + 1}, found ${n + 1}`);
});

test('control: a worker that logs a URL is found', async () => {
	/* One request hangs. */
	await site.killWorker();
	const worker = site.spawnWorker([], mutant('tocsin-worker',
	    'worker/access.c', 'app_recognise(app_find(d->app), *url,',
	    'fprintf(stderr, "GET %s\\n", *url);\n' +
	    '\tapp_recognise(app_find(d->app), *url,'));

	await site.until('the worker', () => site.said().includes('started:'));
	assert.equal(worker.exitCode, null);
	assert.match(found('worker.log'), /a URL/);
	await site.killWorker();
	writeFileSync(site.logPath, readFileSync(site.logPath, 'utf8')
		.replace(/^GET .*$/gm, ''));
	assert.equal(found(), '');
});

/* Control: a program that may leave a core does, and it is looked through. */
test('control: a core is found', async (t) => {
	const secret = canary('what stood in memory');
	const child = spawn('sh', ['-c', 'ulimit -c unlimited && exec sleep 60'],
	    {cwd: site.dir, env: {...process.env, SECRET: secret}});

	await site.until('its memory', () => readFileSync(
	    `/proc/${child.pid}/comm`, 'utf8') === 'sleep\n');
	child.kill('SIGABRT');
	await once(child, 'exit');
	const cores = readdirSync(site.dir).filter((n) => n.startsWith('core'));

	if (cores.length === 0) {
		t.skip('SKIPPED: this machine keeps no cores in a folder');
		return;
	}
	assert.match(found('core'), /what stood in memory/);
	for (const name of cores)
		rmSync(join(site.dir, name));
});
