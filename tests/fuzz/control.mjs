/*
 * control.mjs - the fuzz targets find a planted fault each, from the saved
 * corpora and in seconds; or their silence would say nothing.
 *
 *	node tests/fuzz/control.mjs      after make fuzz, which builds objects
 */
import assert from 'node:assert/strict';
import {execFileSync, spawnSync} from 'node:child_process';
import {cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync,
	writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, join, resolve} from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const O = join(ROOT, 'build/fuzz');

/* More than any of them takes on a machine that is busy. */
const SECONDS = 60;

/* Target, file, and one text in it exchanged for another. */
const PLANTS = [
	['cookie', 'cgi/cookie.c', 'if (found == 1 && fits)', 'if (fits)'],
	['form', 'cgi/input.c', 'if (!text_utf8(value, bytes))', 'if (0)'],
	['guard', 'cgi/guard.c', 'strcmp(site, "same-origin") == 0',
		'strcmp(site, "cross-site") != 0'],
	['netguard', 'core/netguard.c', 'V6(0x3f, 0xff, 0x00, 0x00, 20),', ''],
	['url', 'core/url.c',
		'strcasecmp(host + host_len - len, suffix) == 0',
		'strcasestr(host, suffix) != NULL'],
	['view', 'templates/error.cs', '<?cs var:Error.Text ?>',
		'<?cs uvar:Error.Text ?>'],
];

const dir = mkdtempSync(join(tmpdir(), 'tocsin-fuzz-'));
process.on('exit', () => rmSync(dir, {recursive: true, force: true}));

function planted(file, from, to)
{
	const parts = readFileSync(join(ROOT, file), 'utf8').split(from);

	assert.ok(parts.length >= 2, `"${from}" is not in ${file}`);
	return parts.join(to);
}

/* The target with the file's object exchanged; objects are make fuzz's. */
function build(target, file, text)
{
	const source = join(dir, basename(file)), out = join(dir, target);
	const web = readdirSync(join(O, 'cgi'))
		.filter((n) => n.endsWith('.o') && n !== 'main.o' &&
			join('cgi', n) !== file.replace(/c$/, 'o'))
		.map((n) => join(O, 'cgi', n));

	writeFileSync(source, text);
	execFileSync('clang', ['-std=c11', '-g', '-O1', '-w', '-pthread',
		'-D_GNU_SOURCE', `-I${ROOT}`, `-I${join(ROOT, 'build/gen')}`,
		'-isystem', '/usr/include/ClearSilver',
		'-fsanitize=fuzzer,address,undefined',
		'-fno-sanitize-recover=all', '-o', out,
		join(O, 'tests/fuzz', `fuzz_${target}.o`), source, ...web,
		...['unit/web_kit', 'unit/scratch', 'fuzz/ck'].map((n) =>
			join(O, 'tests', `${n}.o`)),
		join(O, 'libtocsin.a'), '-lfcgi', '-lneo_cs', '-lneo_utl',
		'-loath', '-lqrencode', '-lcurl', '-ljson-c', '-lsodium',
		'-linih', '-lsqlite3', '-lseccomp']);
	return out;
}

/* What the target says of the planted fault; null where it finds none. */
function hunt(target, file, from, to)
{
	const text = planted(file, from, to);
	let cwd = ROOT, program = join(O, 'tests/fuzz', `fuzz_${target}`);

	if (file.startsWith('templates/')) {
		cwd = join(dir, 'other');
		mkdirSync(cwd);
		cpSync(join(ROOT, 'templates'), join(cwd, 'templates'),
		    {recursive: true});
		writeFileSync(join(cwd, file), text);
	} else {
		program = build(target, file, text);
	}
	const fresh = join(dir, `${target}-found`);
	mkdirSync(fresh);
	const {status, stderr} = spawnSync(program,
	    [`-max_total_time=${SECONDS}`, '-timeout=10',
		`-artifact_prefix=${dir}/`, fresh,
		join(ROOT, 'tests/fuzz/corpus', target)],
	    {cwd, encoding: 'latin1', maxBuffer: 1 << 26});

	return status === 0 ? null :
		/^broken: .*|ERROR: .*$/m.exec(stderr)?.[0];
}

let failed = 0;

for (const [target, ...plant] of PLANTS) {
	const began = Date.now(), said = hunt(target, ...plant);

	failed += said ? 0 : 1;
	console.log(`fuzz control: ${target}: ${said ? 'found' : 'MISSED'} ` +
	    `in ${Math.round((Date.now() - began) / 1000)} s: ` +
	    `${(said ?? plant[0]).slice(0, 100)}`);
}
process.exit(failed === 0 ? 0 : 1);
