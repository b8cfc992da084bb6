/*
 * memory.mjs - allocations that fail on demand; see failmalloc.c.
 */
import {closeSync, openSync, readSync, writeSync} from 'node:fs';
import {dirname, join} from 'node:path';

import {BUILD} from '../e2e/rig.mjs';

const LIBRARY = join(dirname(BUILD), 'fault/failmalloc.so');

/* As in failmalloc.c; a place is one way of calls to an allocation. */
export const MODE = {off: 0, once: 1, ever: 2, place: 3, placeEver: 4};

/* More allocations than any run makes: counted only. */
const NEVER = 1 << 30;

const FIELDS = 4;

export class Memory {
	#fd;

	constructor(dir)
	{
		this.path = join(dir, 'failmalloc');
		this.#fd = openSync(this.path, 'w+');
		this.set(MODE.off, NEVER);
	}

	/* env(): what a program needs in its environment. */
	env()
	{
		return {LD_PRELOAD: LIBRARY, FAILMALLOC: this.path};
	}

	/* before(): the same, as a command that stands before it. */
	before()
	{
		return ['env', ...Object.entries(this.env()).map(([name, v]) =>
			`${name}=${v}`)];
	}

	/* set(mode, at): from now on; nothing is counted or failed so far. */
	set(mode, at = NEVER)
	{
		this.#write([0, at, 0, 0]);
		this.#write([mode]);
	}

	#write(numbers)
	{
		const data = Buffer.alloc(8 * numbers.length);

		numbers.forEach((n, i) => data.writeBigInt64LE(BigInt(n),
		    8 * i));
		writeSync(this.#fd, data, 0, data.length, 0);
	}

	#read(field)
	{
		const data = Buffer.alloc(8 * FIELDS);

		readSync(this.#fd, data, 0, data.length, 0);
		return Number(data.readBigInt64LE(8 * field));
	}

	get counted()
	{
		return this.#read(2);
	}

	get failed()
	{
		return this.#read(3);
	}

	close()
	{
		closeSync(this.#fd);
	}
}
