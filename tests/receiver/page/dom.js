/*
 * dom.js - what the drawings of all apps are made of.  Foreign text enters by
 * textContent alone, foreign links only where they lead into the web.
 */

/*
 * el(name, className, ...parts): an element; parts are nodes or text, and
 * what is null or undefined is left out.
 */
export function el(name, className, ...parts)
{
	const node = document.createElement(name);

	if (className)
		node.className = className;
	for (const part of parts)
		if (part instanceof Node)
			node.append(part);
		else if (part !== null && part !== undefined)
			node.append(document.createTextNode(part));
	return node;
}

/* isWeb(url): whether it is an absolute URL of the web. */
export function isWeb(url)
{
	return typeof url === 'string' && /^https?:\/\//i.test(url) &&
		URL.canParse(url);
}

/*
 * link(url, ...parts): a link around parts; one that leads elsewhere is shown
 * as text, with its URL so that nobody overlooks it.
 */
export function link(url, ...parts)
{
	if (!isWeb(url))
		return el('span', 'nolink', ...parts, ` (${plain(url)})`);
	const a = el('a', '', ...(parts.length > 0 ? parts : [url]));

	a.href = url;
	a.target = '_blank';
	a.rel = 'noopener noreferrer';
	return a;
}

/* button(url, text, kind): a link that looks like a button. */
export function button(url, text, kind = '')
{
	const node = url ? link(url, text) : el('span', '', text);

	node.classList.add('button');
	if (kind)
		node.dataset.kind = kind;
	return node;
}

/* plain(value): a value as text; what is not text as JSON. */
export function plain(value)
{
	return typeof value === 'string' ? value :
		JSON.stringify(value) ?? '';
}

/* json(value): as JSON over several lines; what no drawing knows. */
export function json(value)
{
	const pre = el('pre', 'text', JSON.stringify(value, null, 2));

	/* It may scroll, so the keyboard must get there. */
	pre.tabIndex = 0;
	return pre;
}

/* value(v): a member's value, short where it can be. */
export function value(v)
{
	if (!(v instanceof Object) || Object.keys(v).length === 0)
		return document.createTextNode(plain(v));
	if (!Array.isArray(v) || v.some((x) => x instanceof Object))
		return json(v);
	return el('ul', '', ...v.map((x) => el('li', '', plain(x))));
}

/* facts(pairs): names and values as a list; a value is a node or anything. */
export function facts(pairs)
{
	const box = el('dl', 'facts');

	for (const [name, v] of pairs)
		if (v !== undefined)
			box.append(el('dt', '', name), el('dd', '',
			    v instanceof Node ? v : value(v)));
	return box.children.length > 0 ? box : null;
}

/* rest(object, known): the pairs of an object that no drawing knows. */
export function rest(object, known)
{
	return Object.entries(object).filter(([name]) => !known.has(name));
}

/* isObject(v): whether it is one, and no list. */
export function isObject(v)
{
	return typeof v === 'object' && v !== null && !Array.isArray(v);
}

/* list(v): v as a list: what is none counts as its only member. */
export function list(v)
{
	if (v === undefined || v === null)
		return [];
	return Array.isArray(v) ? v : [v];
}

const NAMED = {good: '#2eb67d', warning: '#ecb22e', danger: '#e01e5a'};

/* bar(color, ...parts): a box with a bar in a colour of the message's own. */
export function bar(color, ...parts)
{
	const box = el('div', 'bar', ...parts);
	const hex = Number.isInteger(color) ?
		`#${color.toString(16).padStart(6, '0')}` :
		NAMED[color] ?? String(color).replace(/^#?/, '#');

	if (/^#[0-9a-f]{6}$/i.test(hex))
		box.style.setProperty('--bar', hex);
	return box;
}

/* badge(kind, text): kinds as in page.css. */
export function badge(kind, text)
{
	return el('span', `badge ${kind}`, text);
}

/* picture(url, alt): never fetched, but told of. */
export function picture(url, alt)
{
	return el('span', 'picture', link(url, `Picture: ${plain(alt) ||
		'no description'}`));
}

/*
 * clock(moment): a moment in seconds since 1970, or as ISO text, as a
 * time element; what is neither as it is.
 */
export function clock(moment)
{
	const date = new Date(/^[\d.]+$/.test(moment) ? moment * 1000 :
		Date.parse(moment));

	if (Number.isNaN(date.getTime()))
		return document.createTextNode(plain(moment));
	const time = el('time', '', date.toISOString().replace('T', ' ')
		.replace(/\.000Z$|Z$/, ' UTC'));

	time.dateTime = date.toISOString();
	return time;
}
