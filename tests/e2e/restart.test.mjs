/*
 * restart.test.mjs - the trial's worker is started again when it ends, as an
 * installed one is, and alerts go on; not for ever, though.
 */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {existsSync, mkdtempSync, readFileSync, readdirSync, rmSync}
	from 'node:fs';
import {tmpdir} from 'node:os';
import {join, resolve} from 'node:path';
import {after, before, test} from 'node:test';

import {readLog, waitFor} from '../receiver/client.mjs';
import {freePort} from './ports.mjs';
import {BUILD, ROOT} from './rig.mjs';

const SHARE = resolve(ROOT, process.env.TOCSIN_SHARE ?? 'build/share');
const STATE = mkdtempSync(join(tmpdir(), 'tocsin-restart-'));
const WAIT_MS = 60000;

let run;
let text = '';

before(async () => {
	run = spawn(process.execPath, [join(ROOT, 'trial/run.mjs'),
		'--build', BUILD, '--share', SHARE, '--state', STATE,
		'--window', '2s', '--web-port', String(await freePort()),
		'--https-port', String(await freePort()),
		'--page-port', String(await freePort())],
	    {stdio: ['ignore', 'pipe', 'pipe']});
	for (const stream of [run.stdout, run.stderr])
		stream.on('data', (data) => {
			text += data;
		});
	run.over = new Promise((done) => run.on('exit', done));
	process.on('exit', () => run.kill('SIGKILL'));
	await waitFor('the trial', () => {
		assert.equal(run.exitCode, null, text);
		return /^Ctrl-C ends everything/m.test(text) && started() === 1;
	}, WAIT_MS);
});
after(async () => {
	if (run.exitCode === null)
		run.kill('SIGINT');
	await run.over;
	rmSync(STATE, {recursive: true, force: true});
});

function started()
{
	return text.match(/tocsin-worker: started: /g)?.length ?? 0;
}

/* The worker that this run has started and that lives. */
function worker()
{
	return readdirSync('/proc').filter((n) => /^\d+$/.test(n)).find((n) => {
		try {
			const stat = readFileSync(`/proc/${n}/stat`, 'utf8');
			const [state, parent] = stat
			    .slice(stat.lastIndexOf(')') + 2).split(' ');
			return stat.includes('(tocsin-worker)') &&
				state !== 'Z' && Number(parent) === run.pid;
		} catch {
			/* It ended while we looked. */
			return false;
		}
	});
}

function posts()
{
	const path = join(STATE, 'receiver/requests.ndjson');

	return existsSync(path) ? readLog(path, 'read') : [];
}

/* kill(): the end of the worker, once there is one. */
async function kill()
{
	const pid = await waitFor('a worker', worker, WAIT_MS);

	process.kill(Number(pid), 'SIGKILL');
	await waitFor('its end', () => worker() !== pid, WAIT_MS);
}

test('after kill -9 it is back, and alerts go on', async () => {
	await waitFor('alerts', async () => (await posts()).length > 0,
	    WAIT_MS);
	await kill();
	await waitFor('the new worker', () => started() === 2, WAIT_MS);
	assert.match(text,
	    /^run: worker ended \(SIGKILL\); it is started again$/m);
	const had = (await posts()).length;
	await waitFor('alerts after it', async () =>
		(await posts()).length > had + 2, WAIT_MS);
	assert.equal(run.exitCode, null);
});

test('one that falls too often ends the trial', async () => {
	/* A slow machine may need more than a minute for the first six. */
	for (let n = 0; run.exitCode === null && n < 30; n++) {
		const before = started();

		await kill();
		await waitFor('the next one, or the end', () =>
			run.exitCode !== null || started() > before, WAIT_MS);
	}
	assert.equal(run.exitCode, 1, text);
	assert.match(text,
	    /^run: worker ended \(SIGKILL\), too often in a minute$/m);
	assert.equal(worker(), undefined);
});
