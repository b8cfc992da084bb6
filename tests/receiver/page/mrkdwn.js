/*
 * mrkdwn.js - the text markup of Slack, which Google Chat's resembles.
 */
import {el, isWeb, link, plain} from '/dom.js';
import {code} from '/markdown.js';

/*
 * One pattern for all, so that a long text is read once: blocks and spans of
 * code, what stands in angle brackets, and three kinds of emphasis, which
 * count at the edges of words only.
 */
const SPANS = new RegExp(['```(?<block>[\\s\\S]+?)```', '`(?<code>[^`\\n]+)`',
	'<(?<angle>[^<>\\n]+)>', ':(?<emoji>[a-z0-9_+-]+):',
	...[['bold', '\\*'], ['italic', '_'], ['strike', '~']].map(
	    ([name, c]) => `(?<![\\w${c}])${c}(?<${name}>` +
	    `[^\\s${c}](?:[^${c}\\n]*[^\\s${c}])?)${c}(?![\\w${c}])`),
].join('|'), 'g');

const EMPHASIS = {bold: 'strong', italic: 'em', strike: 's'};

/* Those that an alert may well use; others stay as they are written. */
const EMOJI = new Map(Object.entries({rotating_light: '🚨', warning: '⚠️',
	white_check_mark: '✅', bell: '🔔', red_circle: '🔴', fire: '🔥',
	large_orange_circle: '🟠', large_yellow_circle: '🟡',
	large_green_circle: '🟢', large_blue_circle: '🔵', link: '🔗',
	information_source: 'ℹ️', white_circle: '⚪', x: '❌'}));

/*
 * mrkdwn(text, calls): the text as an element; calls says what in angle
 * brackets calls people.
 */
export function mrkdwn(text, calls = /^[!@#]/)
{
	const box = el('div', 'mrkdwn');

	/* An app takes ">" for a quote whether it is escaped or not. */
	for (const part of plain(text).split(/((?:^(?:>|&gt;).*\n?)+)/m)) {
		const quoted = part.trimEnd().replace(/^(>|&gt;) ?/gm, '');

		if (/^(>|&gt;)/.test(part))
			box.append(el('blockquote', '',
			    ...spans(quoted, calls)));
		else if (part !== '')
			box.append(...spans(part, calls));
	}
	return box;
}

/* plainText(object): a text object without markup, but with emoji. */
export function plainText({text, emoji = true})
{
	const shown = plain(text);

	return el('span', 'plain', emoji ? shown.replace(
	    /:([a-z0-9_+-]+):/g, (all, name) => EMOJI.get(name) ?? all) :
	    shown);
}

/* emoji(name): its sign, or the name as it is written. */
export function emoji(name)
{
	return EMOJI.get(name) ?? `:${name}:`;
}

function spans(text, calls)
{
	const nodes = [];
	let from = 0;

	for (const hit of text.matchAll(SPANS)) {
		nodes.push(raw(text.slice(from, hit.index)),
		    span(hit, calls));
		from = hit.index + hit[0].length;
	}
	nodes.push(raw(text.slice(from)));
	return nodes;
}

function span({0: all, groups}, calls)
{
	const [name, inner] = Object.entries(groups)
		.find(([, v]) => v !== undefined);

	switch (name) {
	case 'block':
		return code(decode(inner.replace(/^\n|\n$/g, '')));
	case 'code':
		return el('code', '', decode(inner));
	case 'angle':
		return angle(inner, calls) ?? raw(all);
	case 'emoji':
		return document.createTextNode(emoji(inner));
	default:
		return el(EMPHASIS[name], '', ...spans(inner, calls));
	}
}

/* <url|label>, or one who is called: <!channel>, <@U1>, <users/all>. */
function angle(inner, calls)
{
	const [what, label] = inner.split(/\|(.*)/s);

	if (calls.test(what))
		return mention(what, label);
	if (isWeb(decode(what)))
		return link(decode(what), decode(label ?? what));
	return null;
}

function mention(what, label)
{
	if (what.startsWith('!date^'))
		return raw(label ?? what);
	const name = what.replace(/^!|^users\//, '').replace(/^(?![@#])/, '@');

	return el('span', 'mention', decode(label ?? name));
}

function raw(text)
{
	return document.createTextNode(decode(text));
}

/* The app knows these three and no other. */
function decode(text)
{
	return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>')
		.replaceAll('&amp;', '&');
}
