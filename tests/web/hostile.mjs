/*
 * hostile.mjs - values that no field may take, made from a seed.
 *
 * A value is bytes, for much of what is bad is no text.  Each is bad for its
 * field beyond doubt; what happens to be fine is spoilt.
 */
import {random} from '../e2e/rig.mjs';

/* Would call this, were it ever run. */
export const HIT = 'window.__pwned=1';

export const SCRIPTS = [
	`<script>${HIT}</script>`,
	`<img src=x onerror="${HIT}">`,
	`"><svg onload=${HIT}>`,
	`' autofocus onfocus='${HIT}`,
	`" autofocus onfocus="${HIT}`,
	`</title><script>${HIT}</script>`,
	`</textarea><iframe srcdoc="<script>parent.${HIT}</script>">`,
	`<a href="javascript:${HIT}">x</a>`,
	`<form action=//evil.test><button name=do value=save>Save</button>`,
	`<base href=//evil.test/>`,
	`<style>*{background:url(//evil.test)}</style>`,
	`<meta http-equiv=refresh content="0;url=//evil.test">`,
	`--><script>${HIT}</script><!--`,
	`]]><script>${HIT}</script>`,
	`<math><mtext></p><img src=x onerror=${HIT}>`,
	`\u003cscript\u003e${HIT}`,
	`{{constructor.constructor('${HIT}')()}}`,
	`\${${HIT}}`,
];
const TEMPLATES = [
	'<?cs var:Page.Csrf ?>', '<?cs uvar:Page.Csrf ?>',
	'<?cs include:"/etc/passwd" ?>', '<?cs each:x = Dest ?><?cs /each ?>',
	'<?cs call:f(1) ?>', '<?cs set:Page.CanEdit = 1 ?>', '?><?cs',
	'<%= 7*7 %>', '{% include "x" %}', 
	'Page.Title = x\nDest.0 { Name = y }',
	'$' + '(id)', '`id`', '%n%n%s%s%x',
];
const QUERIES = [
	`'; DROP TABLE destination; --`, `" OR "1"="1`, `' OR 1=1 --`,
	`1; DELETE FROM draft`, `' UNION SELECT sealed FROM destination --`,
	`$1`, `?1`, `x' || (SELECT hex(randomblob(9)))`,
];
const NUMBERS = [
	'101', '5.5', '-1', '+5', '05', '1e2', '0x32', ' 50', '50 ', '50,0',
	'９９', '٥٠', 'NaN', 'Infinity', '50%', '1/2', '५०', '−1', '50\u00a0',
	'99999999999999999999', '18446744073709551665', '4294967346',
	'-9223372036854775808', '1'.repeat(400), '0'.repeat(400) + '50',
	'5\u00000', '²',
];
const CONTROLS = ['\u0000', '\u0001', '\u0007', '\u0008', '\t', '\n', '\r',
	'\r\n', '\u000b', '\u001b[2J', '\u007f', '\u0085', '\u009b31m',
	'\u2028', '\u2029', '\ufffe\u0001', '\r\nSet-Cookie: pwned=1\r\n\r\n',
	'\r\n\r\n<html>', '\nLocation: //evil.test'];
const TURNS = ['\u202e', '\u202d', '\u2066', '\u2067', '\u2069', '\u200f',
	'\u200e', '\u061c'];
const NOT_UTF8 = ['c3', 'c328', 'ff', 'fe', 'eda080', 'edbfbf', 'c0af',
	'e080af', 'f08080af', 'f4908080', 'f8888080', '80', 'bf', 'e28281e2',
	'c0bc7363726970743e'].map((h) => Buffer.from(h, 'hex'));
/* Escapes that stop half way, or are none. */
const NO_ESCAPES = ['%', '%4', '%g1', '%%', '%u003c', '%-1', '%0'];

const FLOW = '/powerautomate/automations/direct/workflows/' +
    `${'3'.repeat(32)}/triggers/manual/paths/invoke`;
const GOOD_HOST = 'default1a.4b.environment.api.powerplatform.com';
const SIG = 'sig=hostile-signature-that-nobody-may-see';

/* Nearly a URL of the app, each with one thing wrong. */
const URLS = [
	`http://${GOOD_HOST}${FLOW}?${SIG}`,
	`https://evil.test${FLOW}?${SIG}`,
	`https://${GOOD_HOST}.evil.test${FLOW}?${SIG}`,
	`https://evil.test/.${GOOD_HOST}${FLOW}?${SIG}`,
	`https://evil.test\\@${GOOD_HOST}${FLOW}?${SIG}`,
	`https://evil.test#@${GOOD_HOST}${FLOW}?${SIG}`,
	`https://user:pw@${GOOD_HOST}${FLOW}?${SIG}`,
	`https://${GOOD_HOST}:8443${FLOW}?${SIG}`,
	`https://${GOOD_HOST}${FLOW}?${SIG}#x`,
	`https://${GOOD_HOST}${FLOW}`,
	`https://${GOOD_HOST}${FLOW}?sig=`,
	`https://${GOOD_HOST}${FLOW}?SIG=x`,
	`https://${GOOD_HOST}${FLOW}/../..?${SIG}`,
	`https://${GOOD_HOST}/x?${SIG}`,
	`https://${GOOD_HOST}${FLOW}?${SIG} `.replace('?', ' ?'),
	`https://${GOOD_HOST}${FLOW}?${SIG}\r\nHost: evil.test`,
	`https://${GOOD_HOST}${FLOW}?${SIG}"onx=`,
	`https://${GOOD_HOST}${FLOW}?${SIG}<script>${HIT}</script>`,
	`https://${GOOD_HOST}${FLOW}?x=${'y'.repeat(5000)}&${SIG}`,
	`https://127.0.0.1${FLOW}?${SIG}`, `https://[::1]${FLOW}?${SIG}`,
	`https://2130706433${FLOW}?${SIG}`, `https://localhost${FLOW}?${SIG}`,
	`https://169.254.169.254/latest/meta-data/?${SIG}`,
	`//${GOOD_HOST}${FLOW}?${SIG}`, `javascript:${HIT}//?${SIG}`,
	'file:///etc/passwd', 'gopher://127.0.0.1:25/x', 'data:text/html,x',
	`https://tenant.webhook.office.com/webhookb2/x/IncomingWebhook/y/z`,
	`https://x.logic.azure.com${FLOW}?${SIG}`,
	`https://ＧＯＯＤ.environment.api.powerplatform.com${FLOW}?${SIG}`,
	`https://${GOOD_HOST}%2eevil.test${FLOW}?${SIG}`, 'https:', 'https://',
];

const hex16 = /^[0-7][0-9a-f]{15}$/;

/* What each field does take, near enough: nothing that it is not. */
const FINE = {
	name: (s) => [...s].length >= 1 && [...s].length <= 80 &&
		!/[\p{Cc}\u2028-\u202e\u2066-\u2069\u200e\u200f\u061c]/u
		    .test(s) && !/^[\s\u200b\u2060]|[\s\u200b\u2060]$/u.test(s),
	app: (s) => s === 'teams',
	secret: (s) => /^whsec_[\w+/]+=*$/.test(s.trim()),
	option: (s) => s === 'on',
	shown: (s) => s === 'teams',
	/* An empty one on a new form is an error as well. */
	url: (s) => s.trim().startsWith(`https://${GOOD_HOST}`) &&
		/sig=./.test(s),
	csrf: () => false,
	id: (s) => hex16.test(s),
	form: (s) => hex16.test(s),
	version: (s) => /^[1-9]\d*$/.test(s) && Number(s) <= 2 ** 53,
	do: (s) => ['save', 'test', 'app', 'secret'].includes(s),
	theme: (s) => ['light', 'dark', 'system'].includes(s),
	back: (s) => /^\/[a-z/-]*(\?\w+=\w+)?$/.test(s),
	seed: (s) => /^[\w-]{1,160}$/.test(s),
	/* Those of signing in: whatever can be shown, or typed, may be tried. */
	user: (s) => s !== '' && Buffer.byteLength(s) <= 256 &&
		!/[\p{Cc}\u2028-\u202e\u2066-\u2069\u200e\u200f\u061c]/u.test(s),
	password: (s) => s !== '' && Buffer.byteLength(s) <= 256,
	new_password: (s) => s !== '' && Buffer.byteLength(s) <= 256,
	code: (s) => Buffer.byteLength(s.trim()) <= 60,
};

for (const f of ['enabled', 'hosts', 'accounts', 'system'])
	FINE[f] = (s) => s === 'on';
for (const who of ['host', 'account']) {
	for (const score of ['urgency', 'threat', 'certainty'])
		FINE[`${who}_${score}`] = (s) => /^(\d{1,2}|100)$/.test(s) &&
			!/^0\d/.test(s);
	FINE[`${who}_either`] = (s) => s === 'both' || s === 'either';
}

/* The filter of the audit log, which is asked by GET and may be empty. */
const part = (s) => [...s].length <= 50 &&
	!/[\p{Cc}\u2028-\u202e\u2066-\u2069\u200e\u200f\u061c\ufffd]/u.test(s);
const day = (s) => s === '' || /^\d{4}-\d\d-\d\d$/.test(s);

Object.assign(FINE, {who: part, action: part, object: part,
	outcome: (s) => ['', 'done', 'refused'].includes(s), from: day,
	to: day, before: (s) => /^[1-9]\d*$/.test(s)});
export const ASKED = ['who', 'action', 'outcome', 'object', 'from', 'to',
	'before'];
export const HIDDEN = ['csrf', 'id', 'form', 'version', 'do', 'shown', 'theme',
	'back', 'seed'];
export const ACCOUNT = ['user', 'password', 'new_password', 'code'];
export const SHOWN = Object.keys(FINE).filter((f) => !HIDDEN.includes(f) &&
	!ASKED.includes(f) && !ACCOUNT.includes(f));

/* bytes as a browser would send them, or everything escaped. */
export function encode(bytes, all = false)
{
	return [...bytes].map((b) => {
		const plain = /[A-Za-z0-9*\-._]/.test(String.fromCharCode(b));

		return plain && !all ? String.fromCharCode(b) :
			`%${b.toString(16).padStart(2, '0')}`;
	}).join('');
}

/* An endless source of bad values for each field. */
export class Hostile {
	constructor(seed)
	{
		this.random = random(seed);
	}

	#pick(list)
	{
		return list[Math.floor(this.random() * list.length)];
	}

	#base(field)
	{
		const special = field === 'url' ? URLS :
			/_(urgency|threat|certainty)$|^version$/.test(field) ?
			NUMBERS : null;

		if (special !== null && this.random() < 0.5)
			return this.#pick(special);
		return this.#pick(this.#pick(
		    [SCRIPTS, SCRIPTS, TEMPLATES, QUERIES, NUMBERS, URLS]));
	}

	/* The value with something done to it, as a list of byte strings. */
	#twist(text)
	{
		const at = Math.floor(this.random() * (text.length + 1));
		const put = (what) => [Buffer.from(text.slice(0, at)),
			Buffer.from(what), Buffer.from(text.slice(at))];

		switch (Math.floor(this.random() * 9)) {
		case 0:
			return put(this.#pick(CONTROLS));
		case 1:
			return put(this.#pick(TURNS));
		case 2:
			return put(this.#pick(NOT_UTF8));
		case 3: {
			const times = 1 + Math.floor(this.random() *
			    Math.min(400, 20000 / (text.length + 1)));
			return [Buffer.from(text.repeat(times))];
		}
		case 4:
			return [Buffer.from(encodeURIComponent(
			    encodeURIComponent(text)))];
		case 5:
			return [Buffer.from(text.replace(/[<>&"']/g,
			    (c) => `&#${c.charCodeAt(0)};`))];
		case 6:
			return put(this.#pick(SCRIPTS));
		case 7:
			return put('e\u0301\u0301'.repeat(50));
		default:
			return [Buffer.from(text)];
		}
	}

	/*
	 * A password may hold whatever can be typed; no text is bad for it.
	 * What the value ends with may be the other half of a character: 0xff
	 * is part of none.
	 */
	#spoiler(field)
	{
		return ACCOUNT.includes(field) && field !== 'user' ?
			Buffer.concat([this.#pick(NOT_UTF8), Buffer.of(0xff)]) :
			Buffer.from(this.#pick(CONTROLS.slice(0, 4)));
	}

	/*
	 * value(field): {raw, bytes}: raw is what stands behind "field=" in a
	 * form's body; bytes are what that means, null where it means nothing.
	 */
	value(field)
	{
		let bytes = Buffer.concat(this.#twist(this.#base(field)));

		if (FINE[field](bytes.toString('utf8')))
			bytes = Buffer.concat([bytes, this.#spoiler(field)]);
		const raw = encode(bytes, this.random() < 0.2);
		if (this.random() >= 0.05)
			return {raw, bytes};
		return {raw: raw + this.#pick(NO_ESCAPES), bytes: null};
	}
}
