// The passwords that people use most, from zxcvbn's list, as strings of C for
// core/password_common.c.  Only those that are long enough to be chosen here,
// in the order in which strcmp() puts them.
//
//   node packaging/passwords.mjs >build/gen/common_passwords.h
import {createRequire} from 'node:module';

const require = createRequire(import.meta.url);
let lists;
try {
	lists = require('zxcvbn/lib/frequency_lists.js');
} catch {
	console.error('passwords: npm packages are missing; ' +
		'run packaging/setup.sh build');
	process.exit(1);
}

// core/password.h's least number of characters; a test compares them.
const CHARS_MIN = 8;
const words = lists.passwords
	.filter(word => word.length >= CHARS_MIN);
// OWASP ASVS 5.0 6.2.4 asks for the first 3,000 that fit the rules.
if (words.length < 3000 || words.some(word => !/^[!-~]+$/.test(word))) {
	console.error('passwords: zxcvbn has another list than expected');
	process.exit(1);
}
const text = words.map(word => word.toLowerCase()).sort()
	.map(word => `"${word.replace(/["\\?]/g, '\\$&')}",\n`).join('');
process.stdout.write(text);
