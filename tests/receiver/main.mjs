/*
 * main.mjs - a scripted receiver that stands in for Teams and other apps.
 *
 *   node main.mjs --dir DIR [--https-port N] [--page-port M] [--keep-raw]
 *
 * Port 0 (the default) takes a free one.  With --keep-raw the control API
 * gives requests with their secrets to those who ask.  Once it listens,
 * DIR/ready.json says {pid, https, https_old, page, ca}; https_old speaks TLS
 * 1.0 and 1.1 only.  SIGTERM and SIGINT end it.
 */
import {mkdir, rename, rm, writeFile} from 'node:fs/promises';
import {join, resolve} from 'node:path';
import {parseArgs} from 'node:util';

import {openCerts} from './certs.mjs';
import {createControl} from './control.mjs';
import {Journal} from './journal.mjs';
import {Script} from './script.mjs';
import {createReceiver} from './server.mjs';
import {Store} from './store.mjs';

const USAGE = 'usage: node main.mjs --dir DIR [--https-port N] ' +
    '[--page-port M] [--keep-raw]';

/* One plain line and status 1: whoever started this reads no stack. */
function die(why)
{
	process.stderr.write(`receiver: ${why}\n`);
	process.exit(1);
}

function readArgs()
{
	try {
		const {values} = parseArgs({options: {
			'dir': {type: 'string'},
			'https-port': {type: 'string', default: '0'},
			'page-port': {type: 'string', default: '0'},
			'keep-raw': {type: 'boolean', default: false},
		}});

		if (values.dir === undefined)
			die(USAGE);
		return {dir: resolve(values.dir),
			https: port(values['https-port']),
			page: port(values['page-port']),
			keepRaw: values['keep-raw']};
	} catch (err) {
		return die(`${err.message}\n${USAGE}`);
	}
}

function port(text)
{
	if (!/^\d{1,5}$/.test(text) || Number(text) > 65535)
		die(`not a port: ${text}`);
	return Number(text);
}

/* Listen on the loopback address only; resolves to the port. */
function listen(server, wanted)
{
	return new Promise((done, fail) => {
		server.once('error', (err) => fail(new Error(
		    err.code === 'EADDRINUSE' ?
		    `port ${wanted} is in use` : err.message)));
		server.listen(wanted, '127.0.0.1', () =>
			done(server.address().port));
	});
}

/* Go on where an earlier run in the same folder stopped. */
function restore(journal, store)
{
	let last = 0;

	for (const record of journal.tail()) {
		last = Math.max(last, record.n ?? 0);
		if (record.phase === 'read')
			store.add(record);
	}
	return last + 1;
}

async function main()
{
	const {dir, ...want} = readArgs();
	const ready = join(dir, 'ready.json');

	await mkdir(dir, {recursive: true});
	await rm(ready, {force: true});
	const certs = await openCerts(dir);
	const journal = new Journal(join(dir, 'requests.ndjson'));
	const script = new Script();
	const store = new Store({keepRaw: want.keepRaw});
	const firstN = restore(journal, store);
	const receiver = await createReceiver(
	    {certs, script, journal, store, firstN});
	const control = createControl(
	    {script, store, refreshTls: receiver.refreshTls});
	const https = await listen(receiver.server, want.https);
	const httpsOld = await listen(receiver.old, 0);
	const page = await listen(control, want.page);

	const stop = async () => {
		await rm(ready, {force: true});
		control.close();
		control.closeAllConnections();
		await receiver.close();
		journal.close();
		process.exit(0);
	};
	process.once('SIGTERM', stop);
	process.once('SIGINT', stop);

	/* Renamed into place: who sees it sees all of it. */
	await writeFile(`${ready}.new`, `${JSON.stringify(
	    {pid: process.pid, https, https_old: httpsOld, page,
		ca: certs.caPath})}\n`);
	await rename(`${ready}.new`, ready);
	process.stdout.write(`receiver: https://127.0.0.1:${https}, ` +
	    `page http://127.0.0.1:${page}/\n`);
}

/* A record that can't be written would be a hole in the evidence: stop. */
process.on('uncaughtException', (err) => die(err.stack));
main().catch((err) => die(err.message));
