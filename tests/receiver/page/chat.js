/*
 * chat.js - Webex, Mattermost and Rocket.Chat: Markdown, and attachments.
 */
import {drawAttachment} from '/attachments.js';
import {el, json, list, plain} from '/dom.js';
import {reader} from '/markdown.js';

/*
 * What calls people.  Webex has it in angle brackets, which a backslash takes
 * back; the others look for names in any text.
 */
const READERS = {
	webex: reader({mention: /(<@[^<>\s]+>)/, escapes: true}),
	mattermost: reader({mention: /(?<!\w)(@(?:all|channel|here)\b)/}),
	rocketchat: reader({mention: /(?<!\w)(@(?:all|here)\b)/,
		stars: true}),
};

function read(app, text)
{
	return READERS[app](app === 'webex' ? text :
		fromSlack(plain(text)));
}

/* Apps that took over Slack's hooks read its links as well. */
function fromSlack(text)
{
	return text.replace(/<(https?:\/\/[^|<>\s]+)\|([^<>]*)>/gi,
	    (all, url, label) => `[${label.replace(/[\\[\]]/g, '\\$&')}]` +
	    `(<${url}>)`);
}

/* drawChat(m, body): as elements, or null where it is no message. */
export function drawChat(m, body)
{
	const attachments = list(body.attachments);
	const text = m.app === 'webex' ? body.markdown ?? body.text :
		body.text;
	const sheet = el('div', 'sheet');

	if (typeof text !== 'string' && attachments.length === 0)
		return null;
	/* Webex reads Markdown in "markdown" only. */
	if (m.app === 'webex' && body.markdown === undefined)
		sheet.append(el('div', 'plain', plain(text)));
	else if (text)
		sheet.append(read(m.app, text));
	sheet.append(...attachments.map((a) => drawAttachment(a,
	    (t) => read(m.app, t))));
	if (body.priority)
		sheet.append(el('p', 'footer',
		    `Priority: ${plain(body.priority.priority ?? '')}`));
	if (body.props?.card)
		sheet.append(read(m.app, body.props.card));
	else if (body.props)
		sheet.append(json(body.props));
	return sheet;
}
