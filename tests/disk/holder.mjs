/*
 * holder.mjs - another program that holds a database: a lock, or a reader
 * that does not end.
 */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';

import {children, waitFor} from './kit.mjs';

/* hold(path, sql): sqlite3 in the middle of that; .release() ends it. */
export async function hold(path, sql)
{
	const child = spawn('sqlite3', ['-bail', '-cmd', '.timeout 20000',
		'-cmd', '.filectrl persist_wal 1', '-cmd',
		'.dbconfig no_ckpt_on_close on', path],
	    {stdio: ['pipe', 'pipe', 'pipe']});
	let said = '';

	children.add(child);
	for (const stream of [child.stdout, child.stderr])
		stream.on('data', (data) => {
			said += data;
		});
	const ended = new Promise((done) => child.on('close', () => {
		children.delete(child);
		done();
	}));
	child.stdin.write(`${sql}\n.print held\n`);
	await waitFor(`the holder of ${path}`, () => {
		assert.equal(child.exitCode, null, said);
		return said.includes('held');
	}, 30000);
	return {release: () => {
		child.kill('SIGKILL');
		return ended;
	}};
}
