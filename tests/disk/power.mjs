/*
 * power.mjs - a disk whose power can be cut.
 *
 * nbdkit keeps what was written in memory and hands it to the image on a
 * flush only; nbdfuse shows it as a file, a loop device as a disk, ext4 lives
 * on it.  kill -9 of nbdkit is the cut: what was not flushed is gone, as in a
 * drive's cache.
 */
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {closeSync, existsSync, mkdirSync, openSync, rmSync, statSync, truncateSync, writeFileSync}
	from 'node:fs';
import {join} from 'node:path';

import {children, must, run, skipped, waitFor} from './kit.mjs';

const IMAGE_BYTES = 384 << 20;
const disks = new Set();

process.on('exit', () => {
	for (const disk of disks)
		disk.detach();
});

/* In a container the devices may be there and still be forbidden. */
function usable()
{
	try {
		closeSync(openSync('/dev/fuse', 'r+'));
	} catch {
		return false;
	}
	return run('losetup', '-f').status === 0 &&
		run('unshare', '-m', 'true').status === 0;
}

/* What is missing here for such a disk, said aloud; false: nothing. */
export function powerSkip()
{
	const lacking = [];

	if (process.getuid() !== 0)
		lacking.push('root');
	for (const path of ['/dev/fuse', '/dev/loop-control'])
		if (!existsSync(path))
			lacking.push(path);
	for (const name of ['nbdkit', 'nbdfuse', 'fusermount3', 'mkfs.ext4',
		'losetup'])
		if (run('sh', '-c', `PATH=$PATH:/sbin:/usr/sbin command -v ${
			name}`).status !== 0)
			lacking.push(name);
	if (lacking.length === 0 && !usable())
		lacking.push('right to use them');
	return lacking.length === 0 ? false :
		skipped('power cuts', `no ${lacking.join(', ')}; ` +
		    "'packaging/setup.sh soak' installs programs");
}

export class PowerDisk {
	/*
	 * dir: a folder for its parts.  cache: writeback, or unsafe for a disk
	 * that lies about flushes.  faults: writes can be made to fail.
	 */
	constructor(dir, {cache = 'writeback', faults = false} = {})
	{
		Object.assign(this, {dir, cache, faults, loop: null,
			mounted: null});
		this.image = join(dir, 'disk.img');
		this.inject = join(dir, 'inject');
		mkdirSync(join(dir, 'fuse'), {recursive: true});
		writeFileSync(this.image, '');
		truncateSync(this.image, IMAGE_BYTES);
		must('mkfs.ext4', '-q', '-F', '-E',
		    'lazy_itable_init=0,lazy_journal_init=0', this.image);
	}

	#spawn(file, args)
	{
		const child = spawn(file, args, {stdio: 'ignore'});

		children.add(child);
		child.ended = new Promise((done) => child.on('exit', () => {
			children.delete(child);
			done();
		}));
		return child;
	}

	/* Switch it on and mount it there. */
	async attach(mountpoint)
	{
		const socket = join(this.dir, 'nbd.sock');
		const file = join(this.dir, 'fuse', 'nbd');
		const faults = this.faults ? ['error=EIO',
			'error-pwrite-rate=100%',
			`error-pwrite-file=${this.inject}`] : [];

		disks.add(this);
		rmSync(socket, {force: true});
		/* The filter that is named first is the nearest to the disk's user. */
		this.kit = this.#spawn('nbdkit', ['-f', '-U', socket,
			...this.faults ? ['--filter=error'] : [],
			'--filter=cache', 'file', this.image,
			`cache=${this.cache}`, ...faults]);
		await waitFor('nbdkit', () => existsSync(socket), 20000);
		this.fuse = this.#spawn('nbdfuse', [file, '--unix', socket]);
		await waitFor('nbdfuse', () => {
			try {
				return statSync(file).size === IMAGE_BYTES;
			} catch {
				return false;
			}
		}, 20000);
		this.loop = must('losetup', '-f', '--show', file).trim();
		mkdirSync(mountpoint, {recursive: true});
		must('mount', '-t', 'ext4', this.loop, mountpoint);
		this.mounted = mountpoint;
	}

	/* The power is gone; whoever uses the disk meets errors from now on. */
	cut()
	{
		this.kit.kill('SIGKILL');
	}

	/* After a cut, and once nobody uses it any more: nothing is left of it. */
	detach()
	{
		if (this.mounted !== null &&
		    run('umount', this.mounted).status !== 0)
			run('umount', '-l', this.mounted);
		if (this.loop !== null)
			run('losetup', '-d', this.loop);
		run('fusermount3', '-uz', join(this.dir, 'fuse'));
		for (const child of [this.kit, this.fuse])
			child?.kill('SIGKILL');
		this.mounted = this.loop = null;
		disks.delete(this);
	}

	/* Did ext4 give up on it? */
	readOnly()
	{
		const line = must('cat', '/proc/mounts').split('\n')
		    .find((l) => l.split(' ')[1] === this.mounted);

		return line === undefined ||
			/\bro\b|emergency_ro|shutdown/.test(line.split(' ')[3]);
	}

	/* Loop devices that were left behind, as losetup lists them. */
	left()
	{
		return run('losetup', '-a').out.split('\n')
		    .filter((l) => l.includes(this.dir));
	}
}

/* All that has been written so far must be there after a cut. */
export function settle(path)
{
	assert.equal(run('sync', '-f', path).status, 0);
}
