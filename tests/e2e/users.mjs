/*
 * users.mjs - other users of the machine, and what they may do.
 *
 * Numbers without a passwd entry stand for them, so nothing of this machine is
 * changed; only root can take them on.
 */
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';

import {makeRig} from './rig.mjs';

export const WEB = 61001;
export const WORKER = 61002;
export const PRODUCERS = 61003; /* a group */
export const FEED = 61004; /* a user in that group */
export const STRANGER = 61005;
export const NGINX = 61006; /* a user, and the group of the socket's folder */

const root = process.getuid() === 0 && process.platform === 'linux' &&
	spawnSync('setpriv', ['--version']).error === undefined;
export const skip = root ? false :
	'only root can take on other users: run it as root';

/* usersRig(): a system set up for all of these; null where that can't be. */
export async function usersRig()
{
	if (skip) {
		console.log(`# SKIPPED: ${skip}`);
		return null;
	}
	const rig = await makeRig({users: {web: WEB, worker: WORKER,
		producers: PRODUCERS}});

	rig.must(['setup']);
	return rig;
}

/* as(uid, gid, argv, input): {status, out, err} of a program run so. */
export function as(uid, gid, argv, input = '')
{
	const r = spawnSync('setpriv', [`--reuid=${uid}`, `--regid=${gid}`,
		'--clear-groups', '--', ...argv], {input, encoding: 'utf8'});

	return {status: r.status, out: r.stdout, err: r.stderr};
}

export const web = (...argv) => as(WEB, WEB, argv);
export const stranger = (...argv) => as(STRANGER, STRANGER, argv);

/* It must fail, and for want of rights rather than by a mistake of ours. */
export function refused(r, what)
{
	assert.notEqual(r.status, 0, `${what}: it worked: ${r.out}`);
	assert.match(r.err, /denied|not permitted|unable to open|readonly/i,
	    what);
}

export function worked(r, what)
{
	assert.equal(r.status, 0, `${what}: ${r.err}`);
	return r.out.trim();
}
