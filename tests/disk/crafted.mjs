/*
 * crafted.mjs - what a database file can be instead of a database: a row
 * each, [name, verdict, craft(path, random)].
 *
 * verdict: `refused` means that no program may take the file for a sound one
 * and none may change a byte of it (pages work without events.db and
 * outbox.db, which are not theirs); `taken` that it is sound, or that SQLite
 * can't tell, and that nobody may fall over it.
 */
import {appendFileSync, chmodSync, closeSync, cpSync, mkdirSync, openSync,
	renameSync, rmSync, statSync, symlinkSync, truncateSync,
	writeFileSync, writeSync} from 'node:fs';

import {must} from './kit.mjs';

const PAGE = 4096;

function write(path, at, bytes)
{
	const fd = openSync(path, 'r+');

	writeSync(fd, bytes, 0, bytes.length, at);
	closeSync(fd);
}

function noise(random, n)
{
	return Buffer.from(Array.from({length: n}, () =>
		Math.floor(random() * 256)));
}

function sql(path, text)
{
	must('sqlite3', '-cmd', '.filectrl persist_wal 1', '-cmd',
	    '.dbconfig no_ckpt_on_close on', path, text);
}

/* Alone: what belonged to the file that was there does not belong to this. */
function alone(path)
{
	for (const suffix of ['', '-wal', '-shm'])
		rmSync(path + suffix, {force: true});
}

const cut = (bytes) => (path) => truncateSync(path, bytes(statSync(path).size));
const zero = (at, n = PAGE) => (path) =>
	write(path, at(statSync(path).size), Buffer.alloc(n));
const put = (at, bytes) => (path) => write(path, at, Buffer.from(bytes));
const pragma = (text) => (path) => sql(path, `PRAGMA ${text}`);
const aside = (suffix) => (path) => rmSync(path + suffix);

export const CRAFTED = [
	['empty', 'refused', cut(() => 0)],
	['1 byte', 'refused', cut(() => 1)],
	['half a header', 'refused', cut(() => 50)],
	['a header alone', 'refused', cut(() => 100)],
	['half a page', 'refused', cut(() => PAGE / 2)],
	['one page', 'refused', cut(() => PAGE)],
	['two pages', 'refused', cut(() => 2 * PAGE)],
	['half the pages', 'refused', cut((n) =>
		Math.floor(n / PAGE / 2) * PAGE)],
	['the last page missing', 'refused', cut((n) => n - PAGE)],
	['page 1 zero', 'refused', zero(() => 0)],
	['page 2 zero', 'refused', zero(() => PAGE)],
	['page 3 zero', 'refused', zero(() => 2 * PAGE)],
	['all zero', 'refused', (p) => zero(() => 0, statSync(p).size)(p)],
	['zero behind the header', 'refused', (p) =>
		zero(() => 100, statSync(p).size - 100)(p)],
	['noise for a header', 'refused', (p, r) => write(p, 0, noise(r, 16))],
	['noise in page 1', 'refused', (p, r) => write(p, 100, noise(r, 3996))],
	['noise', 'refused', (p, r) =>
		writeFileSync(p, noise(r, statSync(p).size))],
	['text', 'refused', (p) => {
		alone(p);
		writeFileSync(p, 'no database\n');
	}],
	['a page size that is none', 'refused', put(16, [0x12, 0x34])],
	['of a newer SQLite', 'refused', put(18, [3, 3])],
	['not in WAL mode', 'refused', put(18, [1, 1])],
	['a free list that leads nowhere', 'refused', put(32,
	    [0, 0xff, 0xff, 0xff, 0, 0, 0, 9])],
	['foreign', 'refused', (p) => {
		alone(p);
		sql(p, 'PRAGMA journal_mode=WAL; CREATE TABLE mine (a)');
	}],
	['foreign with our tables', 'refused', pragma('application_id=7')],
	['another one of ours', 'refused', (p) => {
		const other = /events\.db$/.test(p) ?
			p.replaceAll('events', 'outbox') :
			p.replace(/(outbox|config)\/\1/, 'events/events');
		alone(p);
		for (const suffix of ['', '-wal', '-shm'])
			cpSync(other + suffix, p + suffix);
	}],
	['newer', 'refused', pragma('user_version=1000000')],
	['of no version', 'refused', pragma('user_version=-1')],
	['without a table', 'refused', (p) => sql(p, 'DROP TABLE ' +
	    (/config\.db$/.test(p) ? 'setting' :
		/events\.db$/.test(p) ? 'event' : 'worker'))],
	['a directory', 'refused', (p) => {
		alone(p);
		mkdirSync(p);
	}],
	['a symbolic link', 'refused', (p) => {
		renameSync(p, `${p}.real`);
		symlinkSync(`${p}.real`, p);
	}],
	['a link to nothing', 'refused', (p) => {
		alone(p);
		symlinkSync('/nonexistent', p);
	}],
	['a pipe', 'refused', (p) => {
		alone(p);
		must('mkfifo', p);
	}],
	['a device', 'refused', (p) => {
		alone(p);
		must('mknod', p, 'c', '1', '5');
	}],
	['closed to all', 'refused', (p) => chmodSync(p, 0)],
	['missing', 'refused', alone],
	["the WAL of another one of ours", 'refused', (p) => {
		const other = /events\.db$/.test(p) ?
			p.replaceAll('events', 'outbox') :
			p.replace(/(outbox|config)\/\1/, 'events/events');
		sql(other, 'PRAGMA wal_autocheckpoint=0; VACUUM');
		rmSync(`${p}-shm`);
		cpSync(`${other}-wal`, `${p}-wal`);
	}],
	['a WAL that is a directory', 'refused', (p) => {
		rmSync(`${p}-wal`);
		mkdirSync(`${p}-wal`);
	}],
	['a hot journal beside it', 'refused', hotJournal],
	['cut, with all of it in the WAL', 'taken', (p) => {
		sql(p, 'PRAGMA wal_autocheckpoint=0; VACUUM');
		cut(() => PAGE)(p);
	}],
	['without its WAL', 'taken', aside('-wal')],
	['without its index', 'taken', aside('-shm')],
	['without both', 'taken', (p) => {
		aside('-wal')(p);
		aside('-shm')(p);
	}],
	['noise for a WAL', 'taken', (p, r) =>
		writeFileSync(`${p}-wal`, noise(r, 10000))],
	['noise for an index', 'taken', (p, r) =>
		writeFileSync(`${p}-shm`, noise(r, 32768))],
	['the last page cut', 'taken', cut((n) => n - 100)],
	['more behind its end', 'taken', (p, r) =>
		appendFileSync(p, noise(r, 10000))],
];

/* A transaction of another database that was never finished. */
function hotJournal(path)
{
	const other = `${path}.other`;

	sql(other, 'CREATE TABLE a (b); INSERT INTO a VALUES (1)');
	const r = must('sh', '-c', `{ echo "PRAGMA cache_spill=1; PRAGMA
	cache_size=1; BEGIN; WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT
	x+1 FROM c WHERE x < 5000) INSERT INTO a SELECT hex(randomblob(99)) FROM
	c;"; echo ".shell cp ${other}-journal ${path}-journal"; } |
	sqlite3 ${other}`);

	rmSync(other);
	rmSync(`${other}-journal`, {force: true});
	return r;
}
