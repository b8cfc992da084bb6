/*
 * forms.mjs - how a secret may look where it must not be.
 */

/* Shorter than this a text is found by chance. */
export const LEAST = 12;

const bytesOf = (text, how) => [...Buffer.from(text)].map(how).join('');
const hex2 = (b) => b.toString(16).padStart(2, '0');
const upper2 = (b) => hex2(b).toUpperCase();

/*
 * Base64 of a text that stands behind so many bytes and before others: what
 * depends on the neighbours is left out.
 */
function base64(text, shift, variant)
{
	const whole = Buffer.concat([Buffer.alloc(shift), Buffer.from(text)]);
	const all = whole.toString(variant).replace(/=+$/, '');
	const from = Math.ceil(shift * 8 / 6);

	return all.slice(from, Math.floor(whole.length * 8 / 6));
}

function swapped(text)
{
	return Buffer.from(text, 'utf16le').swap16();
}

const ENTITIES = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;',
	"'": '&#39;'};

/* As JSON has it when it escapes all that it may. */
function escapedWholly(text, how)
{
	return [...text].map((c) => `\\u00${how(c.charCodeAt(0))}`).join('');
}

/* name -> what it makes of a text; every one can be planted. */
export const FORMS = {
	'as it is': (s) => s,
	'base64 at 0': (s) => base64(s, 0, 'base64'),
	'base64 at 1': (s) => base64(s, 1, 'base64'),
	'base64 at 2': (s) => base64(s, 2, 'base64'),
	'base64url at 0': (s) => base64(s, 0, 'base64url'),
	'base64url at 1': (s) => base64(s, 1, 'base64url'),
	'base64url at 2': (s) => base64(s, 2, 'base64url'),
	'hex': (s) => bytesOf(s, hex2),
	'HEX': (s) => bytesOf(s, upper2),
	'percent where needed': (s) => encodeURIComponent(s),
	'percent': (s) => bytesOf(s, (b) => `%${hex2(b)}`),
	'PERCENT': (s) => bytesOf(s, (b) => `%${upper2(b)}`),
	'JSON': (s) => JSON.stringify(s).slice(1, -1),
	'JSON with slashes': (s) => JSON.stringify(s).slice(1, -1)
		.replace(/\//g, '\\/'),
	'JSON of codes': (s) => escapedWholly(s, hex2),
	'JSON of CODES': (s) => escapedWholly(s, upper2),
	'HTML': (s) => s.replace(/[&<>"']/g, (c) => ENTITIES[c]),
	'UTF-16': (s) => Buffer.from(s, 'utf16le'),
	'UTF-16 big': swapped,
};

/*
 * parts(secret): the two halves: one of them is too much already.  What is
 * too short for that is taken as a whole.
 */
function parts(secret)
{
	const half = secret.length >> 1;

	return half < LEAST ? [secret] :
		[secret.slice(0, half), secret.slice(half)];
}

/* formsOf(secret): {form, bytes} each once. */
export function formsOf(secret)
{
	const found = new Map();

	for (const part of parts(secret))
		for (const [form, make] of Object.entries(FORMS)) {
			const bytes = Buffer.from(make(part));
			const key = bytes.toString('latin1');

			if (!found.has(key))
				found.set(key, {form, bytes});
		}
	return [...found.values()];
}

/*
 * secretsOf(url): what makes a webhook URL a credential: the long values of
 * its query, else the last part of its path.
 */
export function secretsOf(url)
{
	let parsed;

	try {
		parsed = new URL(url);
	} catch {
		return [];
	}
	/* What is no webhook URL at all may be anything, a host for one. */
	if (parsed.protocol !== 'https:')
		return [];
	const values = [...parsed.searchParams]
		.filter(([name]) => !['sp', 'sv', 'api-version'].includes(name))
		.map(([, value]) => value);
	const last = parsed.pathname.split('/').at(-1);

	return [...values, ...values.length === 0 ? [last] : []]
		.filter((text) => text.length >= LEAST &&
			/[0-9]|[a-z][A-Z]|-/.test(text) &&
			!text.includes(parsed.hostname));
}
