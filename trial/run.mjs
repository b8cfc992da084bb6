// The whole system on this machine: receiver, worker, pages behind nginx, and
// a simulated appliance.
//
//   node trial/run.mjs [--build DIR] [--share DIR] [--state DIR]
//       [--window 20s] [--web-port 8080] [--https-port 8443]
//       [--page-port 8088]
//
// Everything is started here and ended here; the data stays in the state
// folder, so a second start goes on where the first one ended.  All listen on
// the loopback address only.

import {spawn, spawnSync} from 'node:child_process';
import {randomBytes} from 'node:crypto';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {parseArgs} from 'node:util';

import {addDestination, DESTINATIONS, receiverKey} from './destinations.mjs';
import {accepts, nginxCommand, socketOf, writePrefix} from './nginx.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const root = resolve(here, '..');

const {values: opt} = parseArgs({options: {
	build: {type: 'string', default: join(root, 'build/hard')},
	share: {type: 'string', default: join(root, 'build/share')},
	state: {type: 'string', default: join(root, 'trial/state')},
	window: {type: 'string', default: '20s'},
	'web-port': {type: 'string', default: '8080'},
	'https-port': {type: 'string', default: '8443'},
	'page-port': {type: 'string', default: '8088'},
}});

const state = resolve(opt.state);
const conf = join(state, 'tocsin.conf');
const prefix = join(state, 'web');
const token = join(state, 'token');
const password = join(state, 'password');
const webUrl = `http://127.0.0.1:${opt['web-port']}/`;
const children = [];
const RESTARTS = 5; // in a minute
let stopping = false;

function fail(text) {
	console.error(`run: ${text}`);
	stop(1);
}

// A child of its own process group: Ctrl-C reaches this program alone, which
// then ends the others in order.  One that ends by itself ends the trial,
// unless gone(why) does something else about it.
function start(name, file, args, options = {}, gone = null) {
	const child = spawn(file, args, {detached: true,
		stdio: ['ignore', 'inherit', 'inherit'], ...options});
	child.name = name;
	child.ended = new Promise(done => {
		const over = why => {
			child.over = true;
			done();
			if (!stopping && gone)
				gone(why);
			else if (!stopping)
				fail(`${name} ${why}${child.hint ?? ''}`);
		};
		child.on('exit', (code, signal) =>
			over(`ended (${signal ?? `status ${code}`})`));
		child.on('error', e => over(`can't be started: ${e.message}`));
	});
	children.push(child);
	return child;
}

// As an installed system does it: one that ends is started again, a second
// later.  One that falls too often needs a person to look.
function startService(name, file, args) {
	const ends = [];
	const gone = why => {
		ends.push(Date.now());
		if (ends.filter(t => t > Date.now() - 60000).length > RESTARTS)
			return fail(`${name} ${why}, too often in a minute`);
		console.log(`run: ${name} ${why}; it is started again`);
		setTimeout(() => stopping || start(name, file, args, {}, gone),
			1000);
	};
	start(name, file, args, {}, gone);
}

function tocsin(args, input = '') {
	const r = spawnSync(join(opt.build, 'tocsin'), ['-c', conf, ...args],
		{input, encoding: 'utf8'});
	// What it says besides is news only where it failed.
	if (r.status !== 0)
		throw new Error(`tocsin ${args.join(' ')} failed: ` +
			`${r.stderr ?? r.error.message}`.trim());
	return r.stdout;
}

// The receiver is ready when it has written so, with its own pid.
async function receiver() {
	const dir = join(state, 'receiver');
	const ready = join(dir, 'ready.json');
	const child = start('receiver', process.execPath,
		[join(root, 'tests/receiver/main.mjs'), '--dir', dir,
			'--https-port', opt['https-port'],
			'--page-port', opt['page-port']]);
	child.hint = '; other ports: make run HTTPS_PORT=9443 PAGE_PORT=9088';
	for (;;) {
		if (child.over)
			return null;
		if (existsSync(ready)) {
			const r = JSON.parse(readFileSync(ready, 'utf8'));
			if (r.pid === child.pid) {
				child.hint = '';
				return r;
			}
		}
		await pause();
	}
}

const pause = () => new Promise(again => setTimeout(again, 20));

// Every host name leads to the receiver here, and only a trial may connect
// to this machine itself.
function writeConf(r) {
	const user = process.getuid();
	const users = user === 0 ? 'root' : String(user);
	writeFileSync(conf, [
		'; Written by trial/run.mjs at each start.',
		'[paths]',
		`data = ${join(state, 'data')}`,
		`web_key = ${join(state, 'web.key')}`,
		`public_key = ${join(state, 'public.key')}`,
		`secret_key = ${join(state, 'worker.key')}`,
		`audit_key = ${join(state, 'audit.key')}`,
		'[users]',
		`web = ${users}`, `worker = ${users}`, `producers = ${users}`,
		'[egress]',
		`ca_file = ${r.ca}`,
		`connect_to = ::127.0.0.1:${opt['https-port']}`,
		'allow_cidr = 127.0.0.0/8',
		'[web]',
		`socket = ${socketOf(prefix)}`,
		`templates = ${join(root, 'templates')}`,
		`origin = http://127.0.0.1:${opt['web-port']}`,
		`origin = http://localhost:${opt['web-port']}`,
		'processes = 2',
		'banner = Trial: every alert goes to the local receiver',
		''].join('\n'));
}

// The token's file is all there is of it: without one, it is made anew.
function makeToken() {
	if (existsSync(token))
		return;
	if (/\btrial\b/.test(tocsin(['token', 'list'])))
		tocsin(['token', 'remove', 'trial']);
	const said = /(?<![\w-])[\w-]{43}(?![\w-])/.exec(
		tocsin(['token', 'add', 'trial']));
	if (!said)
		throw new Error('tocsin token add printed no token');
	writeFileSync(token, said[0] + '\n', {mode: 0o600});
}

// The admin of the trial, with a password of this trial alone.  It is kept
// beside the data, for the next start prints it again.
function makeAdmin() {
	if (existsSync(password))
		return;
	const there = /^admin\b/m.test(tocsin(['user', 'list']));
	const word = randomBytes(12).toString('base64url');
	tocsin(['user', ...there ? ['reset', 'admin'] :
		['add', 'admin', '--role', 'Super Admin'],
	'--password-file', '-'], word + '\n');
	writeFileSync(password, word + '\n', {mode: 0o600});
}

// The pages, ready when this resolves: first the program, for nginx would
// tell an early visitor that there is none.
async function pages() {
	start('web', join(opt.build, 'tocsin-web'), ['-c', conf]);
	while (!stopping && !await accepts({path: socketOf(prefix)}))
		await pause();
	if (stopping)
		return;
	const {file, args, options} = nginxCommand(prefix);
	start('nginx', file, args, options);
	while (!stopping && !await accepts({host: '127.0.0.1',
		port: Number(opt['web-port'])}))
		await pause();
}

function addAll() {
	for (const d of DESTINATIONS) {
		const r = addDestination(join(opt.build, 'tocsin'), conf, d);
		if (r.status !== 0)
			throw new Error(`${d.name} can't be added: ` +
				`${r.stderr ?? r.error.message}`.trim());
	}
}

// The receiver's page then calls each as the pages do.
async function nameAll(pageUrl) {
	for (const d of DESTINATIONS)
		await fetch(`${pageUrl}names`, {method: 'POST',
			headers: {'content-type': 'application/json'},
			body: JSON.stringify({key: receiverKey(d), name: d.name})});
}

async function setUp(pageUrl) {
	tocsin(['setup']);
	tocsin(['setting', 'set', 'window', opt.window]);
	if (tocsin(['destination', 'list']).startsWith('0 of'))
		addAll();
	await nameAll(pageUrl);
}

function appliance() {
	// `tocsin setting set` has judged the text by now.
	const [, number, unit] = /^(\d+)(ms|s|m|h|d)$/.exec(opt.window);
	const ms = Number(number) *
		{ms: 1, s: 1000, m: 60000, h: 3600000, d: 86400000}[unit];
	const source = start('appliance', process.execPath,
		[join(here, 'appliance.mjs'), '--window-ms', String(ms)],
		{stdio: ['ignore', 'pipe', 'inherit']});
	const ingest = start('ingest', join(opt.build, 'tocsin'),
		['-c', conf, 'ingest'], {stdio: ['pipe', 'inherit', 'inherit']});
	source.stdout.pipe(ingest.stdin);
	// A reader that is gone is told by its own end, not by this pipe.
	ingest.stdin.on('error', () => {});
}

function tell(pageUrl) {
	const cli = `${join(opt.build, 'tocsin')} -c ${conf}`;
	const event = '{"kind":"entity","type":"host","id":"7",' +
		'"name":"my-host","urgency":91}';

	console.log(`
Trial: every alert goes to the local receiver.

  destinations         ${webUrl}
  sign in there        name admin, password ${
	readFileSync(password, 'utf8').trim()}
  what the teams see   ${pageUrl}
  an event by hand     curl -H "Authorization: Bearer $(cat ${token})" \\
                         -H 'Content-Type: application/json' \\
                         -d '${event}' \\
                         ${webUrl}api/v1/events
  or without HTTP      echo '${event}' | \\
                         ${cli} ingest
  on the command line  ${cli} destination list
  window               ${opt.window} per entity and destination (6h when installed)
  data                 ${state}

Everything listens on this machine only.
Ctrl-C ends everything; the data stays.
`);
}

async function stop(status) {
	if (stopping)
		return;
	stopping = true;
	// Producers first, so that the worker ends with nothing new to do.
	for (const name of ['appliance', 'ingest', 'nginx', 'web', 'worker',
		'receiver'])
		for (const child of children.filter(c => c.name === name)) {
			if (!child.over)
				child.kill('SIGTERM');
			await child.ended;
		}
	if (status === 0)
		console.log('run: stopped; the data stays in ' + state);
	process.exit(status);
}

process.on('SIGINT', () => stop(0));
process.on('SIGTERM', () => stop(0));

async function run() {
	// Asked before anything is made; the receiver tells of its own ports.
	if (await accepts({host: '127.0.0.1', port: Number(opt['web-port'])}))
		return fail(`port ${opt['web-port']} is in use; another one: ` +
			'make run WEB_PORT=9080');
	mkdirSync(state, {recursive: true, mode: 0o700});
	const ready = await receiver();
	if (!ready)
		return;
	const pageUrl = `http://127.0.0.1:${opt['page-port']}/`;
	writeConf(ready);
	await setUp(pageUrl);
	writePrefix(prefix, {share: opt.share, port: opt['web-port']});
	makeToken();
	makeAdmin();
	startService('worker', join(opt.build, 'tocsin-worker'), ['-c', conf]);
	await pages();
	if (stopping)
		return;
	appliance();
	tell(pageUrl);
}

// What fails because all is ending anyway is no news.
run().catch(e => stopping || fail(e.message));
