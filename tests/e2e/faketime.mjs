/*
 * faketime.mjs - a wall clock of its own for programs under test, by Debian's
 * libfaketime: it follows a file, so it can be stepped while they run.
 */
import {spawnSync} from 'node:child_process';
import {existsSync, renameSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

const LIBRARY = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1';
export const TZ = 'Europe/Berlin';

export class Clock {
	/*
	 * alike: fake the boot clock by the same amount, so that nobody can
	 * see a step by comparing the two.
	 */
	constructor(dir, {alike = false} = {})
	{
		if (!existsSync(LIBRARY))
			throw new Error(`${LIBRARY}: is faketime installed?`);
		this.path = join(dir, 'clock');
		this.set(0);
		this.env = {LD_PRELOAD: LIBRARY, TZ, FAKETIME_NO_CACHE: '1',
			FAKETIME_TIMESTAMP_FILE: this.path,
			FAKETIME_DONT_FAKE_MONOTONIC: alike ? '0' : '1'};
	}

	/* Whole or not at all: programs read it at any moment. */
	#write(text)
	{
		writeFileSync(`${this.path}.new`, text);
		renameSync(`${this.path}.new`, this.path);
	}

	/* set(seconds): that much ahead of the real clock; it goes on. */
	set(seconds)
	{
		this.offset = seconds;
		this.#write(seconds < 0 ? `${seconds}\n` : `+${seconds}\n`);
	}

	step(seconds)
	{
		this.set(this.offset + seconds);
	}

	/* to(ms): that time it is now. */
	to(ms)
	{
		this.set(Math.round((ms - Date.now()) / 1000));
	}

	/* now(): what it shows, as epoch milliseconds. */
	now()
	{
		return Date.now() + this.offset * 1000;
	}

	/* It stands still; set() lets it go on. */
	freeze()
	{
		const at = Math.floor(this.now() / 1000);
		const r = spawnSync('date', ['-d', `@${at}`, '+%F %T'],
		    {encoding: 'utf8', env: {...process.env, TZ}});

		this.#write(r.stdout);
	}
}
