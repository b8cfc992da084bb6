// The example of apps/README.md, added to a copy of this tree: the programs
// take one file and one line.  What an app's service takes is counted by the
// tests: one more file, a row for it and its declaration.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync,
	writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, dirname, join, relative, resolve} from 'node:path';
import test, {after, before} from 'node:test';
import {fileURLToPath} from 'node:url';

import {alerts} from '../cards/lib/alerts.mjs';
import {keyOf} from '../receiver/destinations.mjs';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const from = resolve(ROOT, process.env.TOCSIN_BUILD ?? 'build/hard');
const mode = basename(from);
const copy = mkdtempSync(join(tmpdir(), 'tocsin-example-'));

// All that make looks at.
const SOURCES = ['Makefile', 'package-lock.json', 'core', 'apps', 'db',
	'worker', 'cgi', 'cli', 'packaging', 'static', 'templates',
	'tests/tests.mk', 'tests/unit', 'tests/helpers'];

const host = 'push.example';
const URL_PATH = '/message?token=';
const url = `https://${host}:8443${URL_PATH}AbCdEfGh1234567`;
let sys;

function run(program, args, options = {}) {
	const env = {...process.env, ...options.env};

	// One make in another would share its jobs.
	delete env.MAKEFLAGS;
	delete env.MFLAGS;
	return spawnSync(program, args, {encoding: 'utf8',
		maxBuffer: 1 << 26, ...options, cwd: copy, env});
}

// What was compiled is taken over, with its times to the nanosecond: make then
// does what is left to do.
function copyTree() {
	const built = dirname(from);

	for (const [base, names, to] of [[ROOT, SOURCES, copy],
		[built, ['gen', mode], join(copy, 'build')]]) {
		mkdirSync(to, {recursive: true});
		const r = spawnSync('cp', ['-a', '--parents', ...names, to],
			{cwd: base, encoding: 'utf8'});

		assert.equal(r.status, 0, r.stderr);
	}
}

// One more line before the one that is like it.
function addLine(file, line, next) {
	const path = join(copy, file), text = readFileSync(path, 'utf8');

	assert.equal(text.split(`${next}\n`).length, 2, `${file}: ${next}`);
	writeFileSync(path, text.replace(next, `${line}\n${next}`));
}

function declared(app) {
	return `const char *limits_${app}(` +
		'struct json_object *body, size_t bytes);';
}

function addFile(name, folder) {
	writeFileSync(join(copy, folder, name),
		readFileSync(join(ROOT, 'tests/example', name)));
}

// Lines added and removed, by file.
function differences() {
	const out = [];

	for (const name of SOURCES) {
		const words = run('git', ['diff', '--no-index', '--numstat',
			'-z', join(ROOT, name), join(copy, name)]).stdout
			.split('\0');

		// "added TAB removed TAB", then both names.
		for (let i = 0; i + 2 < words.length; i += 3)
			out.push(words[i] + relative(copy, words[i + 2]));
	}
	return out.sort();
}

before(async () => {
	copyTree();
	addFile('gotify.c', 'apps');
	addLine('apps/apps.c', '\tAPP(gotify) \\', '\tAPP(jsm) \\');
	addFile('limits_gotify.c', 'tests/unit');
	addLine('tests/unit/limits.c', '    {"gotify", limits_gotify, 15000},',
		'    {"jsm", limits_jsm, 22000},');
	addLine('tests/unit/limits.h', declared('gotify'), declared('jsm'));
	const made = run('make', ['-j2', `MODE=${mode}`, 'programs',
		`build/${mode}/tests/helpers/card`,
		`build/${mode}/tests/unit/check`]);

	assert.equal(made.status, 0, made.stdout + made.stderr);
	// Those that are loaded from here on use what was made.
	process.env.TOCSIN_BUILD = join(copy, 'build', mode);
	const {System} = await import('../e2e/lib.mjs');

	sys = await System.create();
});
after(async () => {
	await sys?.close();
	rmSync(copy, {recursive: true, force: true});
});

test('one file and one line; and what counts its limits', () => {
	const lines = (name) => readFileSync(join(ROOT, 'tests/example',
		name), 'utf8').split('\n').length - 1;

	assert.deepEqual(differences(), [
		'1\t0\tapps/apps.c',
		'1\t0\ttests/unit/limits.c',
		'1\t0\ttests/unit/limits.h',
		`${lines('gotify.c')}\t0\tapps/gotify.c`,
		`${lines('limits_gotify.c')}\t0\ttests/unit/limits_gotify.c`,
	].sort());
});

test('what holds for every app holds for it', () => {
	const r = run(`build/${mode}/tests/unit/check`, [],
		{env: {CK_RUN_SUITE: 'apps', CK_EXCLUDE_TAGS: 'slow'}});

	assert.equal(r.status, 0, r.stdout + r.stderr);
	assert.match(r.stdout, /100%: Checks: [1-9]/);
});

test('a body over a limit would be caught', () => {
	const file = join(copy, 'tests/unit/limits_gotify.c');
	const text = readFileSync(file, 'utf8');

	writeFileSync(file, text.replace('message > 65535', 'message > 400'));
	run('make', [`MODE=${mode}`, `build/${mode}/tests/unit/check`]);
	const r = run(`build/${mode}/tests/unit/check`, [],
		{env: {CK_RUN_SUITE: 'apps', CK_EXCLUDE_TAGS: 'slow'}});

	assert.notEqual(r.status, 0);
	assert.match(r.stdout, /gotify: message/);
});

test('the helper prints its messages', async () => {
	const {bodyOf} = await import('../cards/lib/helper.mjs');
	const of = (name) => JSON.parse(bodyOf(
		alerts.find((a) => a.name === name), 'gotify'));

	assert.deepEqual(of('test'), {
		title: '\u25c7 Test: Test alert for SOC alerts',
		message: 'Tocsin reaches this destination. No action is ' +
			'needed.\nSent: 2026-11-23 09:41:07 UTC\n' +
			'Destination: SOC alerts\nAlert 01JDBZ8Q5V7M',
		priority: 4,
	});
	assert.equal(of('host').priority, 10);
	assert.match(of('repeat').message, /\nPossible repeat: /);
});

test('its URLs are judged by its form', () => {
	const add = (typed) => sys.tocsin(['destination', 'add', '--name',
		'phones', '--app', 'gotify'], `${typed}\n`).stderr;

	assert.match(add(`https://${host}${URL_PATH}`), /lacks the token/);
	assert.match(add(`https://${host}/other?token=x`), /Gotify server's/);
	assert.equal(add(url), '');
	assert.match(sys.must('destination', 'list'), /phones.*push\.example/);
});

test('a worker delivers to it, and reads its answers', async () => {
	const d = {name: 'phones', key: keyOf(url)};
	const answers = (...list) => sys.receiver.script(
		{match: {host, path: '/message'}, answers: list});

	await answers({status: 200, body: {id: 25, appid: 5}});
	await sys.startWorker();
	sys.rise('h1', 90);
	await sys.states(d, 'accepted');
	const [got] = await sys.requests(d);
	const raw = await sys.receiver.raw(got.n);

	assert.ok(url.endsWith(raw.url));
	assert.match(JSON.parse(raw.body).title, /h1 reached urgency 90$/);
	assert.deepEqual(sys.testAlert(d), ['Test alert accepted.', 0]);
	await answers({status: 200, body: '<title>Sign in</title>'});
	sys.rise('h2', 90);
	await sys.states(d, 'accepted', 'held');
});

test('apps/README.md quotes it', () => {
	const text = readFileSync(join(ROOT, 'apps/README.md'), 'utf8');
	const file = readFileSync(join(ROOT, 'tests/example/gotify.c'), 'utf8');
	const quotes = [...text.matchAll(/```c\n(.*?)```/gs)];

	assert.ok(text.includes('tests/example/gotify.c'));
	assert.ok(quotes.length > 0);
	for (const [, quote] of quotes)
		for (const part of quote.split('/* ... */\n'))
			assert.ok(file.includes(part), part);
});

test('docs/apps.md tells of every app, and its pace', () => {
	const text = readFileSync(join(ROOT, 'docs/apps.md'), 'utf8');
	const folder = join(ROOT, 'apps');
	const apps = readdirSync(folder).filter((name) => /\.c$/.test(name))
		.map((name) => readFileSync(join(folder, name), 'utf8')
			.split(/^const struct app app_/m)[1])
		.filter((c) => c !== undefined);

	assert.ok(apps.length > 10);
	for (const c of apps) {
		const [, label] = /\.label = "(.*)"/.exec(c);
		const pace = /\.pace = \{(.*)\}/.exec(c)?.[1] ?? 'none';
		const row = text.split('\n').find((line) =>
			line.startsWith(`| [${label}](#`));

		assert.ok(text.includes(`\n## ${label}\n`), label);
		assert.ok(row?.includes(`| ${pace} |`), `${label}: ${pace}`);
	}
});
