/*
 * reader.test.mjs - somebody reads a database without an end: its WAL grows,
 * is told of, and goes back to nothing when the reader has ended.
 *
 *   READER_S  seconds that it reads (default 3; from 150 on the alarm must
 *             have been logged)
 */
import assert from 'node:assert/strict';
import {statSync} from 'node:fs';
import {test} from 'node:test';

import {sleep} from '../receiver/client.mjs';
import {Place, told} from './kit.mjs';
import {hold} from './holder.mjs';

const READER_S = Number(process.env.READER_S ?? 3);

/* Alarms come after two minutes, checkpoints each half of one. */
const ALARM_S = 150;
const CHECKPOINT_MS = 90000;

const READ = 'BEGIN; SELECT count(*) FROM sqlite_schema;';

/* Something that writes that database, now and then. */
const WRITERS = {
	config: (place, n) => place.set('window', `${1 + n % 9}h`),
	events: (place) => place.give(50),
	outbox: (place) => place.give(50),
};

async function readWithoutEnd(name)
{
	const from = Date.now();
	const place = await Place.make();

	try {
		place.addDestination();
		await place.startWorker();
		await place.startWeb();
		place.give(10);
		await place.arrive('the first ones');
		const wal = () =>
			statSync(`${place.database(name)}-wal`).size;
		const reader = await hold(place.database(name), READ);
		const before = wal();
		const until = Date.now() + READER_S * 1000;
		let n = 0;

		while (Date.now() < until || n < 5) {
			WRITERS[name](place, n++);
			await sleep(READER_S > 60 ? 2000 : 100);
		}
		/* Delivered although nobody can checkpoint. */
		await place.arrive('alerts while somebody reads');
		const most = wal();
		assert.ok(most > before, `${before} to ${most}`);
		const said = place.log() + place.webLog();
		const alarm = new RegExp(`${name}\\.db: no checkpoint`);
		if (READER_S >= ALARM_S)
			assert.match(said, alarm);
		await reader.release();
		await place.until('the WAL to be cut', () => wal() === 0,
		    CHECKPOINT_MS);
		/* The control: as long as it reads, the WAL is not cut. */
		told(`${name}.db read without an end`, n, 0, from, `WAL ${
			before} to ${most} bytes, then 0; alarm ${
			alarm.test(said) ? 'logged' : 'not due'}`);
	} finally {
		await place.close();
	}
}

test('readers', {concurrency: 3}, async (t) => {
	await Promise.all(Object.keys(WRITERS).map((name) =>
		t.test(`${name}.db`, () => readWithoutEnd(name))));
});
