/*
 * cli.mjs - what of a command of `tocsin` is secret.
 */
import {readFileSync} from 'node:fs';
import {resolve} from 'node:path';

/* Only a command that makes a secret prints it, and prints nothing else so. */
const PRINTED = 'CLI output';

/*
 * learn(canaries, args, input, printed): from the command, what it read and
 * what it printed, which is looked through in the end too.
 */
export function learn(canaries, args, input, {stdout, stderr})
{
	const command = args.slice(0, 2).join(' ');
	const file = args[args.indexOf('--secret-file') + 1];

	if (command === 'destination add')
		canaries.addUrl('a URL', String(input).split('\n')[0]);
	if (args.includes('--secret-file')) {
		canaries.add('a secret', readFileSync(file, 'utf8').trim());
		canaries.own.add(resolve(file));
	}
	if (command === 'token add')
		canaries.add('a token', (stdout ?? '').trim(), PRINTED);
	for (const [, made] of (stdout ?? '').matchAll(/shown once: (\S+)/g))
		canaries.add('a secret that was made', made, PRINTED);
	canaries.shown(PRINTED, Buffer.from(`${stdout}${stderr}`));
}
