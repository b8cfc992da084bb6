/*
 * googlechat.js - a message of Google Chat: text and cards.
 */
import {button, el, isObject, isWeb, json, link, list, picture, plain,
	rest} from '/dom.js';
import {mrkdwn} from '/mrkdwn.js';

/* drawGoogleChat(m, body): as elements, or null where it is no message. */
export function drawGoogleChat(m, body)
{
	const cards = list(body.cardsV2);
	const sheet = el('div', 'sheet');

	if (typeof body.text !== 'string' && cards.length === 0)
		return null;
	if (body.text)
		sheet.append(mrkdwn(body.text, /^users\//));
	sheet.append(...cards.map((c) => isObject(c?.card) ?
		drawCard(c.card) : json(c)));
	for (const name of ['accessoryWidgets', 'cards'])
		if (body[name])
			sheet.append(json(body[name]));
	return sheet;
}

const CARD = new Set(['header', 'sections', 'name', 'sectionDividerStyle']);

function drawCard(card)
{
	const box = el('div', 'boxed stack');
	const more = rest(card, CARD);

	if (isObject(card.header))
		box.append(drawHeader(card.header));
	list(card.sections).forEach((section, i) => {
		if (i > 0)
			box.append(el('hr'));
		box.append(drawSection(section));
	});
	if (more.length > 0)
		box.append(json(Object.fromEntries(more)));
	return box;
}

function drawHeader(h)
{
	return el('div', '', el('p', 'heading', plain(h.title ?? '')),
	    h.subtitle ? el('p', 'quiet', plain(h.subtitle)) : null,
	    h.imageUrl ? picture(h.imageUrl, h.imageAltText ?? '') : null);
}

function drawSection(section)
{
	if (!isObject(section))
		return json(section);
	return el('div', 'stack',
	    section.header ? el('p', 'name', html(section.header)) : null,
	    ...list(section.widgets).map(drawWidget));
}

const WIDGETS = {
	textParagraph: (w) => el('div', 'plain', html(w.text ?? '')),
	decoratedText: drawDecorated,
	buttonList: (w) => el('div', 'buttons',
	    ...list(w.buttons).map(drawButton)),
	divider: () => el('hr'),
	image: (w) => picture(w.imageUrl, w.altText ?? ''),
	columns: (w) => el('div', 'fields', ...list(w.columnItems).map((c) =>
	    el('div', 'field', ...list(c?.widgets).map(drawWidget)))),
};

/* A widget is an object with one member, and how it is aligned. */
function drawWidget(w)
{
	const kind = isObject(w) ? Object.keys(w).find((name) =>
		Object.hasOwn(WIDGETS, name)) : undefined;

	return kind === undefined || !isObject(w[kind]) ? json(w) :
		WIDGETS[kind](w[kind]);
}

const DECORATED = new Set(['topLabel', 'text', 'bottomLabel', 'startIcon',
	'icon', 'endIcon', 'wrapText', 'onClick', 'button']);

function drawDecorated(w)
{
	const url = w.onClick?.openLink?.url;
	const text = html(w.text ?? '');
	const more = rest(w, DECORATED);

	return el('div', 'decorated',
	    w.topLabel ? el('p', 'quiet', html(w.topLabel)) : null,
	    el('div', 'plain', url ? link(url, text) : text),
	    w.bottomLabel ? el('p', 'quiet', html(w.bottomLabel)) : null,
	    w.button ? drawButton(w.button) : null,
	    more.length > 0 ? json(Object.fromEntries(more)) : null);
}

function drawButton(b)
{
	return isObject(b) ? button(b.onClick?.openLink?.url,
	    plain(b.text ?? b.altText ?? ''),
	    b.type === 'FILLED' || b.color ? 'primary' : '') : json(b);
}

/* The HTML that text in a card may have, and what it becomes. */
const TAGS = {b: 'strong', strong: 'strong', i: 'em', em: 'em', u: 'u',
	s: 's', strike: 's', del: 's', code: 'code', font: 'span',
	time: 'span', p: 'div', ul: 'ul', ol: 'ol', li: 'li'};
const TAG = /<(\/?)([a-z]+)((?:\s[^<>]*)?)>/gi;

/*
 * html(source): that HTML as elements.  A tag that is not in the list above
 * is text to be seen, and so is a link out of the web.
 */
function html(source)
{
	const text = plain(source);
	const box = el('span');
	const open = [[box, '']];
	let from = 0;

	for (const hit of text.matchAll(TAG)) {
		const [tag, slash, typed, attributes] = hit;
		const [here, opened] = open.at(-1);
		const name = typed.toLowerCase();

		here.append(entities(text.slice(from, hit.index)));
		from = hit.index + tag.length;
		if (name === 'br')
			here.append(el('br'));
		else if (slash !== '' && opened === name)
			open.pop();
		else
			begin(open, slash === '' ? name : '', attributes, tag);
	}
	open.at(-1)[0].append(entities(text.slice(from)));
	return box;
}

function begin(open, name, attributes, tag)
{
	const [here] = open.at(-1);
	const href = /\bhref\s*=\s*(?:"([^"]*)"|'([^']*)')/i.exec(attributes);
	const url = entities(href?.[1] ?? href?.[2] ?? '').data;
	let node = null;

	if (name === 'a' && isWeb(url))
		node = link(url, '');
	else if (Object.hasOwn(TAGS, name))
		node = el(TAGS[name]);
	if (node === null) {
		here.append(document.createTextNode(tag));
		return;
	}
	here.append(node);
	open.push([node, name]);
}

const ENTITIES = {lt: '<', gt: '>', amp: '&', quot: '"', apos: "'",
	nbsp: '\u00a0'};

function entities(text)
{
	return document.createTextNode(text.replace(
	    /&(?:#(\d{1,6})|#x([0-9a-f]{1,5})|([a-z]+));/gi,
	    (all, dec, hex, name) => {
		if (name !== undefined)
			return Object.hasOwn(ENTITIES, name) ?
				ENTITIES[name] : all;
		return String.fromCodePoint(dec ? Number(dec) :
			parseInt(hex, 16));
	}));
}
