/*
 * discord.js - a message of Discord: text and embeds.
 */
import {footer} from '/attachments.js';
import {bar, el, isObject, json, link, list, picture, plain, rest}
	from '/dom.js';
import {reader} from '/markdown.js';

/* Titles have no links of their own: they may be one. */
const TITLE = ['emphasis', 'strikethrough', 'escape', 'newline', 'backticks'];
const TEXT = [...TITLE, 'fence', 'list', 'blockquote', 'heading', 'link',
	'autolink', 'linkify'];
const readTitle = reader({rules: TITLE});
const read = reader({rules: TEXT});

const KNOWN = new Set(['type', 'title', 'url', 'description', 'color',
	'fields', 'footer', 'timestamp', 'author', 'image', 'thumbnail']);

/* Whom a message may call; none of it works inside of an embed. */
const CALLS = /(@everyone|@here|<(?:@[!&]?|#)\d+>)/;

const readCalls = reader({rules: TEXT, mention: CALLS});

/* A message that allows nothing calls nobody, whatever its text says. */
function isQuiet({allowed_mentions: allowed})
{
	return Array.isArray(allowed?.parse) && allowed.parse.length === 0;
}

/* drawDiscord(m, body): as elements, or null where it is no message. */
export function drawDiscord(m, body)
{
	const embeds = list(body.embeds);
	const sheet = el('div', 'sheet');

	if (typeof body.content !== 'string' && embeds.length === 0)
		return null;
	if (body.content)
		sheet.append((isQuiet(body) ? read : readCalls)(body.content));
	sheet.append(...embeds.map((e) => isObject(e) ? drawEmbed(e) :
		json(e)));
	if (body.components)
		sheet.append(json(body.components));
	return sheet;
}

function drawEmbed(e)
{
	const box = bar(e.color);
	const more = rest(e, KNOWN);

	box.classList.add('boxed');
	if (e.author?.name)
		box.append(el('p', 'quiet', linked(e.author.url,
		    plain(e.author.name))));
	if (e.title)
		box.append(el('div', 'heading', linked(e.url,
		    readTitle(e.title))));
	if (e.description)
		box.append(read(e.description));
	if (list(e.fields).length > 0)
		box.append(el('div', 'fields three', ...list(e.fields).map(field)));
	for (const image of [e.thumbnail, e.image])
		if (image?.url)
			box.append(picture(image.url, 'of the embed'));
	if (more.length > 0)
		box.append(json(Object.fromEntries(more)));
	if (e.footer?.text || e.timestamp)
		box.append(footer(e.footer?.text, e.timestamp));
	return box;
}

function linked(url, what)
{
	return url ? link(url, what) : what;
}

function field(f)
{
	if (!isObject(f))
		return json(f);
	const name = read(plain(f.name ?? ''));

	name.classList.add('name');
	return el('div', f.inline ? 'field' : 'field wide', name,
	    read(plain(f.value ?? '')));
}
