/*
 * leaks.mjs - is a secret anywhere in what a system wrote?
 */

/* The text of a secret, and base64 of it at each of three positions. */
function disguises(secret)
{
	const half = secret.length >> 1;
	/* Half of it is too much already. */
	const forms = [secret.slice(0, half), secret.slice(half)];

	for (let shift = 0; shift < 3; shift++) {
		const all = Buffer.from('x'.repeat(shift) + secret)
			.toString('base64');
		/* The edges depend on the neighbours; the middle does not. */
		forms.push(all.slice(4, -4));
	}
	return forms;
}

/*
 * leaks(sys, destinations): the places in which something that the system
 * wrote holds one of their signatures.
 */
export function leaks(sys, destinations)
{
	const found = [];

	for (const [where, bytes] of sys.written())
		for (const {sig} of destinations)
			for (const form of disguises(sig))
				if (bytes.includes(form))
					found.push(where);
	return found;
}
