/*
 * markdown.js - Markdown as elements.  markdown-it reads it, but what it
 * would write as HTML is built here from its tokens: no foreign byte is ever
 * read as HTML.
 */
import {el, isWeb, link, picture, plain} from '/dom.js';

/* The elements that a token of that name opens, and their classes. */
const TAGS = new Map(Object.entries({
	paragraph: 'p', strong: 'strong', em: 'em', s: 's',
	bullet_list: 'ul', ordered_list: 'ol', list_item: 'li',
	blockquote: 'blockquote', table: 'table', thead: 'thead',
	tbody: 'tbody', tr: 'tr', th: 'th', td: 'td',
}));

/*
 * reader({rules, mention, stars, escapes}): a function that makes nodes of
 * text.  rules: of markdown-it, null for all; mention: a pattern of what
 * calls people; stars: *x* is bold; escapes: a backslash takes the meaning
 * from a mention as well.
 */
export function reader({rules = null, mention = null, stars = false,
	escapes = false} = {})
{
	const md = window.markdownit(rules === null ? 'default' : 'zero',
	    {html: false, breaks: true, linkify: true});

	if (rules !== null)
		md.enable(rules);
	md.linkify.set({fuzzyLink: false, fuzzyEmail: false, fuzzyIP: false});
	/* Anything else stays as it was typed, for all to see. */
	md.validateLink = isWeb;
	/* What was escaped is a token of its own until it is joined. */
	if (escapes)
		md.disable('text_join');
	return (text) => {
		const box = el('div', 'md');

		build(md.parse(plain(text), {}), box, {mention, stars});
		return box;
	};
}

/* Put what tokens say into box. */
function build(tokens, box, style)
{
	const open = [box];

	for (const t of tokens) {
		const here = open.at(-1);

		if (t.hidden)
			continue;
		if (t.type === 'inline') {
			build(t.children, here, style);
		} else if (t.nesting === 1) {
			const node = opened(t, style);

			here.append(node);
			open.push(node);
		} else if (t.nesting === -1) {
			open.pop();
		} else {
			here.append(...leaf(t, style));
		}
	}
}

function opened(t, {stars})
{
	const name = t.type.replace(/_open$/, '');

	if (name === 'link')
		return link(t.attrGet('href'), '');
	/* The page has its own headings. */
	if (name === 'heading')
		return el('p', `heading ${t.tag}`);
	if (name === 'em' && stars && t.markup === '*')
		return el('strong');
	return el(TAGS.get(name) ?? 'div');
}

function leaf(t, {mention})
{
	switch (t.type) {
	case 'text':
		return mentions(t.content, mention);
	case 'code_inline':
		return [el('code', '', t.content)];
	case 'fence':
	case 'code_block':
		return [code(t.content)];
	case 'hardbreak':
	case 'softbreak':
		return [el('br')];
	case 'hr':
		return [el('hr')];
	case 'image':
		return [picture(t.attrGet('src'), t.content)];
	default:
		return [document.createTextNode(t.content)];
	}
}

/* code(text): a block of it, which may scroll. */
export function code(text)
{
	const pre = el('pre', 'text', text);

	pre.tabIndex = 0;
	return pre;
}

/* mentions(text, pattern): what calls people stands out, as in the app. */
export function mentions(text, pattern)
{
	if (pattern === null)
		return [document.createTextNode(text)];
	/* The pattern has one group, so every second part is a hit. */
	return text.split(pattern).map((part, i) => i % 2 === 1 ?
		el('span', 'mention', part) : document.createTextNode(part));
}
