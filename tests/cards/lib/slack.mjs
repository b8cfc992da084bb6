// What a Slack message looks like: drawn as HTML by a renderer of Block Kit
// that we did not write, and read again from there.
import fs from 'node:fs';
import {createRequire} from 'node:module';

import {createElement} from 'react';
import {renderToStaticMarkup} from 'react-dom/server';
// By its path, for `main` is a bundle that cannot load all that it needs in
// every Node.
import {Message} from 'slack-blocks-to-jsx/dist/index.mjs';

import {launch} from './page.mjs';

const css = createRequire(import.meta.url)
	.resolve('slack-blocks-to-jsx/dist/style.css');

const PART = /^slack_blocks_to_jsx__rich_text_section_element_/;
const RUN = 'slack_blocks_to_jsx__rich_text_section_element_text';
const ENTITIES = {amp: '&', lt: '<', gt: '>', quot: '"', '#x27': '\''};

// Blocks as HTML, without the frame of a message.
export const html = (blocks) => renderToStaticMarkup(createElement(Message,
	{blocks, logo: '', name: '', withoutWrapper: true}));

export const mrkdwn = (text) =>
	({type: 'section', text: {type: 'mrkdwn', text}});

export const rich = (...elements) => ({type: 'rich_text', elements: [
	{type: 'rich_text_section', elements}]});

// What an element is to the reader; nothing if it only holds text.  A quote is
// nothing here, but it has lost a character of its text.
function mark(tag, attrs) {
	const name = / class="([^"]*)"/.exec(attrs)?.[1] ?? '';

	if (tag === 'a')
		return 'link';
	if (tag === 'strong' || name === `${RUN} font-semibold`)
		return 'bold';
	if (tag !== 'span')
		return /^(div|p)$/.test(tag) ? '' : tag;
	return name.replace(RUN, '').trim().split(' ')[0].replace(PART, '');
}

const decoded = (s) => s.replace(/&(#?\w+);/g, (all, e) => ENTITIES[e]);

// The text of HTML, and the marks in it: of what kind, around what text, and
// where a link leads.  React writes no > in an attribute.
export function drawn(blocks) {
	const out = {text: '', marks: []};
	const open = [];

	for (const [, close, tag, attrs, text] of
		html(blocks).matchAll(/<(\/?)(\w+)([^>]*)>|([^<]+)/g)) {
		if (text !== undefined) {
			out.text += decoded(text);
			continue;
		}
		const m = close ? open.pop() : {
			kind: mark(tag, attrs),
			url: decoded(/ href="([^"]*)"/.exec(attrs)?.[1] ?? ''),
			from: out.text.length,
		};

		if (close || attrs.endsWith('/'))
			out.marks.push({...m, text: out.text.slice(m.from)});
		else
			open.push(m);
	}
	out.marks = out.marks.filter((m) => m.kind !== '');
	return out;
}

// The renderer leaves the bar of an attachment to us; and Slack breaks words
// that are too long.
const STYLE = `body { margin: 16px; background: #FFF; width: 600px;
font-family: Lato, Inter, "DejaVu Sans", sans-serif; }
p { overflow-wrap: anywhere; }
article { margin-bottom: 24px; }
aside { margin-top: 4px; border-left: 4px solid; padding-left: 12px; }`;

const article = (body) => `<article>${html(body.blocks)}${body.attachments
	.map((a) => `<aside style="border-color: ${a.color}">${
		html(a.blocks)}</aside>`).join('')}</article>`;

// A picture of messages, one below the other.
export async function picture(list, file) {
	const browser = await launch();

	try {
		const page = await browser.newPage({
			viewport: {width: 632, height: 400}});

		await page.route('**/*', (route) => route.abort());
		await page.setContent(`<!doctype html><meta charset=utf-8>
			<style>${fs.readFileSync(css, 'utf8')}${STYLE}</style>
			${list.map(article).join('')}`);
		await page.screenshot({fullPage: true, path: file});
	} finally {
		await browser.close();
	}
}
