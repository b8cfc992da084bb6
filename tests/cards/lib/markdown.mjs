// What the texts of a message become where Markdown is read: by a reader that
// is harsher than the apps' own, for it takes HTML and makes links of all that
// looks like one; and by Rocket.Chat's own parser.
import {createRequire} from 'node:module';

import MarkdownIt from 'markdown-it';

// The package's ES modules don't load in plain Node; its bundle does.
const {parse} = createRequire(import.meta.url)('@rocket.chat/message-parser');

const md = new MarkdownIt({html: true, linkify: true, breaks: true});

// Names in the tests end in .test, for it belongs to nobody.
md.linkify.tlds('test', true);

// Names that only some of these apps read something into.
export const more = [
	'@all', '@here', '@channel', 'x @all.', '<!channel>', '<!here|x>',
	'<@all>', '<@personEmail:joe@evil.test|Joe>', '<@joe>',
	'<https://evil.test|Open>', '#general', '~town-square', ':smile:',
	':+1: :a: :100:', ':) :D <3 x-d', '$x$', '$$x$$', '\\(x\\)', '\\[x\\]',
	'||spoiler||', '    code', '\u00a0\u00a0\u00a0\u00a0code', '```x```',
	'``', '`', 'a`b`c', '`@all`', '\\`@all\\`', '+ item', '1) item',
	'\\*it\\*', '&#64;all', '&#x3c;b&#x3e;', '=1=', 'a^b^ H~2~O',
	'color:#ff0000', '<t:1630360800:R>', '+49-123-456789', '***', '___',
	'| a | b |', '- [ ] task', 'http://u:p@evil.test/', 'evil.test/x',
	'ftp://evil.test', 'mailto:joe@evil.test', '//evil.test', '!', '**',
	'_', '"\'"', '%3Cb%3E', '\u200b@all', 'CORP\\joe', 'a\\',
];

// Every text of a body that its app reads as Markdown.
export function texts(body) {
	const out = [body.markdown, body.text];

	for (const a of body.attachments ?? [])
		out.push(a.text, ...a.fields.flatMap((f) =>
			[f.title, f.value]));
	return out.filter((t) => t !== undefined);
}

// Elements and links of a text, what is bold and what is code in it, and the
// text that is seen.
export function drawn(text) {
	const out = {tags: new Set(), links: [], bold: [], code: [], seen: ''};
	const open = [];

	const walk = (tokens) => {
		for (const t of tokens) {
			if (/^html|^image|^code_block|^fence/.test(t.type))
				out.tags.add(`${t.type} ${t.content.trim()}`);
			else if (t.tag && t.nesting >= 0)
				out.tags.add(t.tag);
			if (t.type === 'inline')
				walk(t.children);
			else if (t.nesting === 1)
				open.push([t, out.seen.length]);
			else if (t.nesting === -1)
				close(...open.pop());
			else if (/break$/.test(t.type))
				out.seen += '\n';
			else
				out.seen += t.content;
			if (t.type === 'code_inline')
				out.code.push(t.content);
		}
	};
	const close = (t, from) => {
		if (t.type === 'strong_open')
			out.bold.push(out.seen.slice(from));
		if (t.type === 'link_open')
			out.links.push([out.seen.slice(from), t.attrGet('href')]);
		if (t.block)
			out.seen += '\n';
	};

	walk(md.parse(text, {}));
	return out;
}

// Types of node that Rocket.Chat's parser finds, and its links.
export function rocketNodes(text) {
	const types = new Set(), links = [];
	const walk = (n) => {
		if (Array.isArray(n))
			return n.forEach(walk);
		if (n === null || typeof n !== 'object')
			return;
		types.add(n.type);
		if (n.type === 'LINK')
			links.push([n.value.label[0].value, n.value.src.value]);
		else if (n.type !== 'INLINE_CODE')
			walk(n.value);
	};

	walk(parse(text, {
		colors: true,
		customDomains: ['test'],
		emoticons: true,
		katex: {dollarSyntax: true, parenthesisSyntax: true},
	}));
	return {types, links};
}
