/*
 * attachments.js - attachments as Slack made them first, and Mattermost and
 * Rocket.Chat took over: a bar of colour, a title, a text, fields.
 */
import {bar, button, clock, el, isObject, json, link, list, picture, plain,
	rest} from '/dom.js';

const KNOWN = new Set(['color', 'fallback', 'pretext', 'author_name',
	'author_link', 'author_icon', 'title', 'title_link', 'text', 'fields',
	'footer', 'footer_icon', 'ts', 'image_url', 'thumb_url', 'actions',
	'mrkdwn_in', 'collapsed']);

/* drawAttachment(a, read): read makes an element of the app's markup. */
export function drawAttachment(a, read)
{
	if (!isObject(a))
		return json(a);
	const box = bar(a.color);
	const more = rest(a, KNOWN);

	if (a.author_name)
		box.append(el('p', 'quiet', linked(a.author_link,
		    a.author_name)));
	if (a.title)
		box.append(el('p', 'heading', linked(a.title_link, a.title)));
	if (a.text)
		box.append(read(a.text));
	/* Only where there is nothing else is it shown. */
	if (!a.title && !a.text && !a.fields && a.fallback)
		box.append(read(a.fallback));
	box.append(...fields(list(a.fields), read), ...pictures(a),
	    ...actions(list(a.actions)));
	if (a.footer || a.ts)
		box.append(footer(a.footer, a.ts));
	if (more.length > 0)
		box.append(json(Object.fromEntries(more)));
	return a.pretext ? el('div', 'stack', read(a.pretext), box) : box;
}

function linked(url, text)
{
	return url ? link(url, plain(text)) : plain(text);
}

function fields(all, read)
{
	const grid = el('div', 'fields');

	for (const f of all) {
		if (!isObject(f)) {
			grid.append(json(f));
			continue;
		}
		grid.append(el('div', f.short ? 'field' : 'field wide',
		    el('p', 'name', plain(f.title ?? '')),
		    read(plain(f.value ?? ''))));
	}
	return all.length > 0 ? [grid] : [];
}

function pictures({image_url: image, thumb_url: thumb})
{
	return [image, thumb].filter((url) => url).map((url) =>
		picture(url, 'of the attachment'));
}

function actions(all)
{
	if (all.length === 0)
		return [];
	return [el('div', 'buttons', ...all.map((a) => isObject(a) ?
	    button(a.url, plain(a.text ?? a.name ?? ''), a.style) : json(a)))];
}

/* footer(text, moment): the small print; also of other apps. */
export function footer(text, moment)
{
	const line = el('p', 'footer', text ? plain(text) : null);

	if (text && moment)
		line.append(' · ');
	if (moment)
		line.append(clock(moment));
	return line;
}
