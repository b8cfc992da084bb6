/*
 * tools.mjs - four scanners that others wrote; each returns {found, ...}, with
 * found a list of short texts that are the same from run to run.
 *
 * Nothing here goes beyond this machine: modules that want hosts outside are
 * not asked for, and no proxy of the environment is used.
 */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {mkdtempSync, readFileSync, readdirSync, writeFileSync}
	from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

import {children} from '../e2e/lib.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/* Without ssrf, xxe, wapp and nikto: they ask hosts outside. */
const MODULES = 'backup,blindsql,cookieflags,crlf,csp,csrf,exec,file,' +
	'htaccess,http_headers,methods,permanentxss,redirect,shellshock,' +
	'sql,xss';

/*
 * wapiti itself, with two things mended: its -x, without which it would sign
 * out, builds a regular expression that Python 3.11 refuses; and it presses no
 * button that is a <button>, so that every form of ours would be refused.
 */
const WAPITI = `
import fnmatch, re
from wapitiCore.main.wapiti import wapiti_main
from wapitiCore.net import crawler, page
crawler.wildcard_translate = lambda p: re.compile(fnmatch.translate(p))
iter_forms = page.Page.iter_forms
def pressed(self, *args, **more):
    for form in self.soup.find_all("form"):
        button = form.find("button", attrs={"name": True, "value": True})
        if button:
            button.name = "input"
            button["type"] = "hidden"
    return iter_forms(self, *args, **more)
page.Page.iter_forms = pressed
wapiti_main()`;

/* run(file, args, env): what it printed; how it ended does not matter. */
function run(file, args, env = {})
{
	const clean = Object.fromEntries(Object.entries(process.env)
		.filter(([name]) => !/_proxy$/i.test(name)));

	return new Promise((done, failed) => {
		const child = spawn(file, args, {env: {...clean, ...env},
			stdio: ['ignore', 'pipe', 'pipe']});
		let out = '', err = '';

		children.add(child);
		child.stdout.on('data', (data) => out += data);
		child.stderr.on('data', (data) => err += data);
		child.on('error', failed);
		child.on('close', (code) => {
			children.delete(child);
			done({code, out, err});
		});
	});
}

/* What our own pages send, or no POST of a tool would get anywhere. */
const headers = (url) => ({'Origin': url, 'Sec-Fetch-Site': 'same-origin'});

/*
 * wapiti(site, dir, {modules, seconds, visitor, start}): crawl from there as
 * that visitor, then attack all that was found.
 */
export async function wapiti(site, dir, {modules = MODULES, seconds = 120,
	visitor = site.visitor, start = '/destinations'} = {})
{
	const home = mkdtempSync(join(dir, 'wapiti-'));
	const report = join(home, 'report.json');
	const cookies = join(home, 'cookies.json');

	writeFileSync(cookies, JSON.stringify({'127.0.0.1': {'/':
		Object.fromEntries([...visitor.cookies].map(
		    ([name, value]) => [name, {version: 0, expires: null,
			secure: false, value, port: null}]))}}));
	const {out, err} = await run('/usr/bin/python3', ['-c', WAPITI,
		'-u', site.url + start, '-x', `${site.url}/sign-out`,
		'--scope', 'domain',
		'-m', modules, '-c', cookies, '-f', 'json', '-o', report,
		'--store-session', home,
		'--store-config', home, '--flush-session', '--no-bugreport',
		'-d', '3', '-S', 'normal', '-v', '0',
		'--max-scan-time', String(seconds), '--max-attack-time', '30',
		...Object.entries(headers(site.url)).flatMap(([name, value]) =>
			['-H', `${name}: ${value}`])]);
	let all;

	try {
		all = JSON.parse(readFileSync(report, 'utf8'));
	} catch {
		throw new Error(`wapiti made no report:\n${out}${err}`);
	}
	const found = Object.entries({...all.vulnerabilities, ...all.anomalies})
		.flatMap(([kind, list]) => list.map((f) =>
			`${kind}: ${f.path.split('?')[0]} ${f.parameter}: ` +
			f.info.split('\n')[0]));
	return {found: [...new Set(found)].sort()};
}

/*
 * sqlmap(site, dir, targets): each as {path, data, name, visitor}: one
 * parameter of a GET or of a form.
 */
export async function sqlmap(site, dir, targets)
{
	const found = [];

	for (const {path, data, name, visitor = site.visitor} of targets) {
		const home = mkdtempSync(join(dir, 'sqlmap-'));
		const cookie = [...visitor.cookies]
			.map(([n, v]) => `${n}=${v}`).join('; ');
		const {out, err} = await run('sqlmap', ['-u', site.url + path,
			...data ? ['--data', data] : [], '-p', name, '--batch',
			'--cookie', cookie, '--drop-set-cookie', '--level', '2',
			'--risk', '1', '--dbms', 'sqlite', '--technique', 'BEU',
			'--flush-session', '--disable-coloring', '--output-dir',
			home, '--ignore-code', '*', '--headers',
			Object.entries(headers(site.url)).map(([n, v]) =>
				`${n}: ${v}`).join('\n')]);

		/* Silence is no verdict. */
		assert.match(out,
		    /identified the following|not appear to be injectable/,
		    `${out}${err}`);
		if (/identified the following injection/.test(out))
			found.push(`injection: ${path.split('?')[0]} ${name}`);
	}
	return {found};
}

const BAD_SEVERITY = new Set(['LOW', 'MEDIUM', 'HIGH', 'CRITICAL', 'WARN',
	'FATAL']);

/* testssl(front, dir): protocols, ciphers, certificate, known weaknesses. */
export async function testssl(front, dir)
{
	const home = mkdtempSync(join(dir, 'testssl-'));
	const file = join(home, 'report.json');
	const {out, err} = await run('testssl', ['-p', '-s', '-S', '-P', '-U',
		'--warnings', 'batch', '--quiet', '--color', '0', '--ip',
		'127.0.0.1', '-n', 'none', '--add-ca', front.caPath,
		'--jsonfile', file, `https://localhost:${front.port}`]);
	let all;

	try {
		all = JSON.parse(readFileSync(file, 'utf8'));
	} catch {
		throw new Error(`testssl made no report:\n${out}${err}`);
	}
	assert.ok(all.length > 40, `only ${all.length} checks:\n${out}`);
	return {checks: all.length, found: all
		.filter((f) => BAD_SEVERITY.has(f.severity))
		.map((f) => `${f.id}: ${f.finding}`)};
}

/*
 * observatory(front, {path, cookie}): of one page; a grade below A+ is the
 * finding.
 */
export async function observatory(front, {path, cookie = ''})
{
	const conf = join(here,
	    'node_modules/@mdn/mdn-http-observatory/conf');

	/* The list of sites that browsers know by heart is asked for there. */
	if (!readdirSync(conf).includes('hsts-preload.json'))
		writeFileSync(join(conf, 'hsts-preload.json'), '{}\n');
	const {code, out, err} = await run(process.execPath,
	    [join(here, 'observatory.mjs'), 'localhost', String(front.redirect),
		String(front.port), path, cookie],
	    {NODE_EXTRA_CA_CERTS: front.caPath});

	assert.equal(code, 0, `${out}${err}`);
	const {grade, score, status, at, tests} = JSON.parse(out);
	return {grade, score, status, at, found: [
		...grade === 'A+' ? [] : [`grade ${grade}`],
		...tests.filter((t) => !t.pass)
			.map((t) => `${t.name}: ${t.result}`)]};
}

