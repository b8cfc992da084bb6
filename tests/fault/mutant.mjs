/*
 * mutant.mjs - a program with one protection taken out, for controls.
 */
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync}
	from 'node:fs';
import {tmpdir} from 'node:os';
import {basename, dirname, join} from 'node:path';

import {BUILD, ROOT} from '../e2e/rig.mjs';

const FOLDERS = {'tocsin': 'cli', 'tocsin-worker': 'worker',
	'tocsin-web': 'cgi'};
const LIBRARIES = ['-lcurl', '-ljson-c', '-lsodium', '-linih', '-lsqlite3',
	'-lseccomp'];
const WEB_LIBRARIES = ['-lfcgi', '-lneo_cs', '-lneo_utl', '-loath',
	'-lqrencode'];

const dir = mkdtempSync(join(tmpdir(), 'tocsin-mutant-'));
process.on('exit', () => rmSync(dir, {recursive: true, force: true}));

/*
 * mutant(program, file, from, to, ...): the path of the program built with
 * each text of the file exchanged; each must stand there exactly once.
 */
export function mutant(program, file, ...changes)
{
	let text = readFileSync(join(ROOT, file), 'utf8');
	const source = join(dir, basename(file));
	const out = join(dir, program);
	const objects = join(BUILD, FOLDERS[program]);

	for (let i = 0; i < changes.length; i += 2) {
		const parts = text.split(changes[i]);

		assert.equal(parts.length, 2, `"${changes[i]}" is in ${file} ` +
		    `${parts.length - 1} times`);
		text = parts.join(changes[i + 1]);
	}
	writeFileSync(source, text);
	/* The library's own object of that name is then not taken. */
	execFileSync(process.env.CC ?? 'gcc', ['-std=c11', '-O1', '-w',
		'-pthread', `-I${ROOT}`, `-I${join(dirname(BUILD), 'gen')}`,
		'-D_GNU_SOURCE', '-DTOCSIN_CONF="tocsin.conf"',
		'-DTOCSIN_SHARE="share"', '-isystem', '/usr/include/ClearSilver',
		'-o', out, source,
		...readdirSync(objects).filter((name) => name.endsWith('.o') &&
			join(FOLDERS[program], name) !==
			file.replace(/c$/, 'o')).map((n) => join(objects, n)),
		join(BUILD, 'libtocsin.a'),
		...program === 'tocsin-web' ? WEB_LIBRARIES : [],
		...LIBRARIES]);
	return out;
}
