/*
 * procs.mjs - processes as /proc shows them.
 */
import {readFileSync, readdirSync} from 'node:fs';

/* children(pid): the ids of those that live, from /proc. */
export function children(pid)
{
	return readdirSync('/proc').filter((name) => /^\d+$/.test(name))
	    .flatMap((name) => {
		try {
			const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
			const [state, parent] = stat
			    .slice(stat.lastIndexOf(')') + 2).split(' ');
			return Number(parent) === pid && state !== 'Z' ?
				[Number(name)] : [];
		} catch {
			/* It ended while we looked. */
			return [];
		}
	}).sort((a, b) => a - b);
}

/* alive(pid): whether it runs; one that nobody has waited for does not. */
export function alive(pid)
{
	try {
		return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`,
		    'utf8'));
	} catch {
		return false;
	}
}

/* Only those that serve have the socket in an epoll(7) of theirs. */
export function serving(pid)
{
	return children(pid).filter((child) => {
		try {
			return readdirSync(`/proc/${child}/fdinfo`).some((fd) =>
				/^tfd:/m.test(readFileSync(
				    `/proc/${child}/fdinfo/${fd}`, 'utf8')));
		} catch {
			return false;
		}
	});
}

/* A process's birth and now, in ms of the kernel's clock since boot. */
export const bornMs = (pid) => 10 * Number(readFileSync(`/proc/${pid}/stat`, 'utf8')
    .split(') ').at(-1).split(' ')[19]);
export const bootMs = () => 1000 * Number(readFileSync('/proc/uptime', 'utf8')
    .split(' ')[0]);
