/*
 * authenticator.mjs - what an authenticator app does, in other code than ours.
 */
import {createHmac} from 'node:crypto';

/* totp(key, ms): the six digits that it shows for a key (RFC 6238). */
export function totp(key, ms = Date.now())
{
	const bits = [...key.replaceAll(' ', '')].map((c) =>
		'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2)
		    .padStart(5, '0')).join('');
	const seed = Buffer.from(bits.match(/.{8}/g).map((b) =>
		parseInt(b, 2)));
	const step = Buffer.alloc(8);

	step.writeBigUInt64BE(BigInt(Math.floor(ms / 30000)));
	const sum = createHmac('sha1', seed).update(step).digest();
	const at = sum[19] & 15;
	return String((sum.readUInt32BE(at) & 0x7fffffff) % 1000000)
		.padStart(6, '0');
}
