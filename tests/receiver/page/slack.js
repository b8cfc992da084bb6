/*
 * slack.js - Block Kit, and attachments that hold blocks.
 */
import {drawAttachment} from '/attachments.js';
import {bar, button, el, isObject, json, link, list, picture, plain}
	from '/dom.js';
import {code, reader} from '/markdown.js';
import {emoji, mrkdwn, plainText} from '/mrkdwn.js';

const BLOCKS = {
	header: (b) => el('p', 'heading', text(b.text)),
	section: drawSection,
	context: (b) => el('div', 'context', ...list(b.elements).map(small)),
	actions: (b) => el('div', 'buttons', ...list(b.elements).map(control)),
	divider: () => el('hr'),
	image: (b) => el('div', '', b.title ? text(b.title) : null,
	    picture(b.image_url, b.alt_text)),
	markdown: (b) => readMarkdown(b.text),
	rich_text: (b) => el('div', 'stack', ...list(b.elements).map(rich)),
};

const readMarkdown = reader();

/*
 * drawSlack(m, body): a message as elements, or null where it is none.  Where
 * there are blocks the text is what a notification shows.
 */
export function drawSlack(m, body)
{
	const blocks = list(body.blocks);
	const attachments = list(body.attachments);
	const sheet = el('div', 'sheet');

	if (typeof body.text !== 'string' && blocks.length === 0 &&
	    attachments.length === 0)
		return null;
	if (typeof body.text === 'string')
		sheet.append(blocks.length > 0 ? el('div', 'toast',
		    'Notification: ', mrkdwn(body.text)) : mrkdwn(body.text));
	sheet.append(...blocks.map(drawBlock));
	sheet.append(...attachments.map((a) => list(a?.blocks).length > 0 ?
		bar(a.color, ...list(a.blocks).map(drawBlock)) :
		drawAttachment(a, mrkdwn)));
	return sheet;
}

/* What is not known, or not as it should be, is shown as JSON. */
function drawBlock(b)
{
	const draw = isObject(b) && Object.hasOwn(BLOCKS, b.type) ?
		BLOCKS[b.type] : json;

	try {
		return draw(b);
	} catch {
		return json(b);
	}
}

/* A text object of either kind. */
function text(t)
{
	if (!isObject(t) || typeof t.text !== 'string')
		return json(t);
	return t.type === 'mrkdwn' ? mrkdwn(t.text) : plainText(t);
}

function drawSection(b)
{
	const box = el('div', 'stack', b.text ? text(b.text) : null);

	if (list(b.fields).length > 0)
		box.append(el('div', 'fields', ...list(b.fields).map((f) =>
			el('div', 'field', text(f)))));
	if (b.accessory)
		box.append(control(b.accessory));
	return box;
}

/* An element of a context. */
function small(e)
{
	return e?.type === 'image' ? picture(e.image_url, e.alt_text) :
		text(e);
}

/* What can be pressed or, in a section, looked at. */
function control(e)
{
	if (e?.type === 'button' && typeof e.text?.text === 'string')
		return button(e.url, e.text.text, e.style);
	return e?.type === 'image' ? picture(e.image_url, e.alt_text) :
		json(e);
}

const RICH = {
	rich_text_section: (e) => el('div', 'mrkdwn',
	    ...list(e.elements).map(inline)),
	rich_text_quote: (e) => el('blockquote', 'mrkdwn',
	    ...list(e.elements).map(inline)),
	rich_text_preformatted: (e) => code(list(e.elements)
	    .map((x) => plain(x.text ?? x.url ?? x)).join('')),
	rich_text_list: (e) => {
		const box = el(e.style === 'ordered' ? 'ol' : 'ul');

		box.dataset.indent = Number(e.indent) || 0;
		box.append(...list(e.elements).map((x) =>
			el('li', '', rich(x))));
		return box;
	},
};

function rich(e)
{
	return isObject(e) && Object.hasOwn(RICH, e.type) ? RICH[e.type](e) :
		json(e);
}

/* A piece of a line. */
const INLINE = {
	text: (e) => document.createTextNode(plain(e.text)),
	link: (e) => link(e.url, plain(e.text ?? e.url)),
	emoji: (e) => document.createTextNode(emoji(plain(e.name))),
	user: (e) => el('span', 'mention', `@${plain(e.user_id)}`),
	usergroup: (e) => el('span', 'mention', `@${plain(e.usergroup_id)}`),
	channel: (e) => el('span', 'mention', `#${plain(e.channel_id)}`),
	broadcast: (e) => el('span', 'mention', `@${plain(e.range)}`),
	date: (e) => document.createTextNode(plain(e.fallback ?? e.timestamp)),
};

const STYLES = {bold: 'strong', italic: 'em', strike: 's', code: 'code'};

function inline(e)
{
	if (!isObject(e) || !Object.hasOwn(INLINE, e.type))
		return json(e);
	let node = INLINE[e.type](e);

	for (const [style, tag] of Object.entries(STYLES))
		if (e.style?.[style] === true)
			node = el(tag, '', node);
	return node;
}
