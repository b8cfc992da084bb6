/*
 * journal.mjs - DIR/requests.ndjson, one line for each phase of a request.
 *
 * Tests take this file for the truth about what arrived, also after the
 * receiver or the sender was killed.  So a line is handed to the kernel
 * before the first byte of the answer leaves.  All lines of one turn of the
 * event loop go out in one write(2): thousands of requests a second cost a
 * few hundred writes.
 */
import {closeSync, fstatSync, openSync, readSync, writeSync} from 'node:fs';

/* How much of an earlier run is looked at when going on with its file. */
const TAIL_BYTES = 16 * 1024 * 1024;

export class Journal {
	#fd;
	#lines = [];
	#waiting = [];
	#planned = null;

	constructor(path)
	{
		this.path = path;
		this.#fd = openSync(path, 'a+', 0o600);
	}

	/*
	 * tail(): the records that the file ends with, oldest first; a line
	 * that a kill cut short is closed and left out.
	 */
	tail()
	{
		const {size} = fstatSync(this.#fd);
		const bytes = Math.min(size, TAIL_BYTES);
		const buf = Buffer.alloc(bytes);
		const got = readSync(this.#fd, buf, 0, bytes, size - bytes);
		const text = buf.toString('utf8', 0, got);

		if (text !== '' && !text.endsWith('\n'))
			writeSync(this.#fd, '\n');
		return text.split('\n').map(parseLine)
			.filter((r) => r !== null);
	}

	/*
	 * append(record, done): write record as a line; done() is called once
	 * the kernel has it.
	 */
	append(record, done)
	{
		this.#lines.push(`${JSON.stringify(record)}\n`);
		if (done !== undefined)
			this.#waiting.push(done);
		this.#planned ??= setImmediate(() => this.flush());
	}

	/* flush(): write what waits, now.  A full disk throws. */
	flush()
	{
		const waiting = this.#waiting;
		let data = Buffer.from(this.#lines.join(''));

		clearImmediate(this.#planned);
		this.#planned = null;
		this.#lines = [];
		this.#waiting = [];
		/* write(2) may take less than it was given. */
		while (data.length > 0)
			data = data.subarray(writeSync(this.#fd, data));
		for (const done of waiting)
			done();
	}

	close()
	{
		this.flush();
		closeSync(this.#fd);
	}
}

function parseLine(line)
{
	try {
		return JSON.parse(line);
	} catch {
		return null;
	}
}
