// nginx in a folder of its own: the very nginx.conf that an installed system
// uses, for the trial and for tests.  The machine's nginx is not touched.

import {mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync}
	from 'node:fs';
import {createConnection} from 'node:net';
import {join, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';

const CONF = fileURLToPath(new URL('../nginx.conf', import.meta.url));
const LISTEN_TLS = fileURLToPath(new URL('../packaging/listen.conf',
	import.meta.url));
const LISTEN = 'listen 127.0.0.1:8080;';

// Where tocsin-web must listen for the nginx of this prefix.
export const socketOf = prefix => join(prefix, 'web.sock');

// Write all that nginx.conf expects in its prefix.  share is the folder that
// has static/ in it; tls, if any, is {port, cert, key} with the two in PEM.
export function writePrefix(prefix, {share, port, tls = null}) {
	const text = readFileSync(CONF, 'utf8');

	if (!text.includes(LISTEN))
		throw new Error(`${CONF} has no "${LISTEN}"`);
	mkdirSync(prefix, {recursive: true, mode: 0o700});
	writeFileSync(join(prefix, 'nginx.conf'), text.replace(LISTEN,
		`listen 127.0.0.1:${port};`));
	rmSync(join(prefix, 'tls'), {recursive: true, force: true});
	if (tls !== null)
		writeTls(join(prefix, 'tls'), tls);
	// The build may be another one than at the last start.
	rmSync(join(prefix, 'share'), {force: true});
	symlinkSync(resolve(share), join(prefix, 'share'));
}

// As docs/nginx.md has it done on an installed system, on this machine's own
// address and another port.
function writeTls(dir, {port, cert, key}) {
	const text = readFileSync(LISTEN_TLS, 'utf8')
		.replace('listen 443 ', `listen 127.0.0.1:${port} `)
		.replace(/^listen \[::\].*$/m, '');

	mkdirSync(dir);
	writeFileSync(join(dir, 'listen.conf'), text);
	writeFileSync(join(dir, 'cert.pem'), cert);
	writeFileSync(join(dir, 'key.pem'), key, {mode: 0o600});
}

// What to start, with the prefix as working directory: the path of the socket
// is relative to that.  Root's nginx would run its workers as somebody who
// may not enter a folder of mode 0700.
export function nginxCommand(prefix) {
	const user = process.getuid() === 0 ? ' user root;' : '';

	return {file: 'nginx', options: {cwd: prefix, env: {...process.env,
		PATH: `${process.env.PATH}:/usr/sbin`}},
	args: ['-p', prefix, '-c', 'nginx.conf', '-g', `daemon off;${user}`]};
}

// accepts(where): whether somebody takes connections, where being {port, host}
// or {path}.
export function accepts(where) {
	return new Promise(done => {
		const socket = createConnection(where);

		socket.on('connect', () => {
			socket.destroy();
			done(true);
		});
		socket.on('error', () => done(false));
	});
}
