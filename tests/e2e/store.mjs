/*
 * store.mjs - what a system's databases say, for tests that ask for more than
 * a producer and a receiver see.
 */
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {join} from 'node:path';

/* this.data is the data folder; see System in lib.mjs. */
export class Store {
	/*
	 * rows(sql, name): what the database says, read-only.  Select ids with
	 * printf('%016x', id): they are larger than a JavaScript number.
	 */
	rows(sql, name = 'outbox')
	{
		const r = spawnSync('sqlite3', ['-readonly', '-json', '-cmd',
		    '.timeout 5000', this.database(name), sql],
		    {encoding: 'utf8'});

		assert.equal(r.status, 0, `${sql}: ${r.stderr}`);
		return r.stdout === '' ? [] : JSON.parse(r.stdout);
	}

	database(name)
	{
		return join(this.data, name, `${name}.db`);
	}

	/* Write as a producer that speaks SQL does. */
	sql(sql, name = 'events')
	{
		const r = spawnSync('sqlite3', ['-cmd', '.timeout 5000', '-cmd',
		    '.filectrl persist_wal 1', '-cmd',
		    'PRAGMA wal_autocheckpoint=0', this.database(name), sql],
		    {encoding: 'utf8'});

		assert.equal(r.status, 0, `${sql}: ${r.stderr}`);
	}

	/* deliveries(d): its alerts, oldest first. */
	deliveries(d)
	{
		return this.rows('SELECT printf(\'%016x\', id) AS alert_id, ' +
		    'state, reason, attempts, possible_repeat, created_at, ' +
		    'due_at, ended_at FROM delivery WHERE kind = \'alert\' ' +
		    `AND destination_name = '${d.name}' ORDER BY id`);
	}

	attempts(d)
	{
		return this.rows('SELECT printf(\'%016x\', a.delivery_id) ' +
		    'AS alert_id, a.* FROM attempt a JOIN delivery d ON ' +
		    'd.id = a.delivery_id WHERE d.kind = \'alert\' AND ' +
		    `destination_name = '${d.name}' ` +
		    'ORDER BY a.delivery_id, n');
	}

	/* decisions(d): its verdicts in the order of events. */
	decisions(d)
	{
		return this.rows('SELECT c.event_seq, c.verdict FROM ' +
		    'decision c WHERE c.destination_id IN (SELECT ' +
		    'destination_id FROM ' +
		    `delivery WHERE destination_name = '${d.name}') ` +
		    'ORDER BY c.event_seq');
	}

	/* Open windows of a destination that has had a delivery. */
	windows(d)
	{
		return this.rows('SELECT entity_id FROM window WHERE ' +
		    'destination_id IN (SELECT destination_id FROM delivery ' +
		    `WHERE destination_name = '${d.name}') ORDER BY 1`)
			.map((row) => row.entity_id);
	}
}
