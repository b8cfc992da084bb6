/*
 * message.js - one received message as a list item.  Everything in it is
 * foreign text: it enters the page by textContent only.
 */
import {APPS} from '/apps.js';
import {drawCard, findCard} from '/card.js';
import {isObject} from '/dom.js';

const CLOCK = new Intl.DateTimeFormat(undefined, {hour: '2-digit',
	minute: '2-digit', second: '2-digit', hour12: false});
const DAY = new Intl.DateTimeFormat(undefined, {day: 'numeric',
	month: 'short'});

/* drawMessage(m, label): m as the API gives it; label names its channel. */
export function drawMessage(m, label)
{
	const item = document.getElementById('message')
		.content.cloneNode(true).firstElementChild;
	const part = (selector) => item.querySelector(selector);

	item.dataset.n = m.n;
	part('.mark').dataset.app = m.app;
	part('.mark').textContent = APPS[m.app].mark;
	part('.dest').textContent = label;
	part('.dest').href = `?to=${encodeURIComponent(m.dest)}`;
	setTime(part('time'), new Date(m.t_ms));
	part('.app').textContent = APPS[m.app].title;
	part('.host').textContent = m.host;
	part('.host').title = m.host;
	part('.badges').append(...badges(m));
	part('.body').append(drawBody(m));
	part('summary').textContent =
		`Request ${m.n}: ${size(m.body_bytes)}, as received`;
	part('.path').textContent = `${m.method} ${m.host}${m.path}`;
	/* The text of a large body is only laid out when it is looked at. */
	part('details').addEventListener('toggle', () => {
		part('.raw').textContent = pretty(m.body);
	}, {once: true});
	return item;
}

function setTime(el, date)
{
	const today = date.toDateString() === new Date().toDateString();

	el.dateTime = date.toISOString();
	el.title = date.toISOString();
	el.textContent = today ? CLOCK.format(date) :
		`${DAY.format(date)}, ${CLOCK.format(date)}`;
}

function badges(m)
{
	const ok = m.status !== null && m.status < 300;
	const list = [badge(ok ? 'ok' : 'bad', answerText(m))];

	if (m.repeat_of !== null)
		list.unshift(badge('repeat', m.alert_id === null ?
			`Same bytes as request ${m.repeat_of}` :
			`Repeat of request ${m.repeat_of}`));
	return list;
}

function answerText(m)
{
	const how = {hang: 'Never answered', close: 'Closed, no answer',
		reset: 'Connection reset', cut_body: 'Answer cut short',
		endless: 'Endless answer', endless_head: 'Endless answer',
		garbage: 'Answered garbage', slow: `Slow ${m.status}`};

	return how[m.do] ?? `Answered ${m.status}`;
}

function badge(kind, text)
{
	const el = document.createElement('span');

	el.className = `badge ${kind}`;
	el.textContent = text;
	return el;
}

export function drawBody(m)
{
	const card = findCard(m.body);

	try {
		return (card === null ? drawByApp(m) : drawCard(card)) ??
			asText(m.body === '' ? '(no body)' : pretty(m.body));
	} catch (err) {
		return asText(`This can't be drawn: ${err.message}\n\n` +
		    pretty(m.body));
	}
}

/* As the app shows it, or null where it is nothing that it knows. */
function drawByApp(m)
{
	const {draw} = APPS[m.app];
	const body = parse(m.body);

	/* Several events in one body are no JSON as a whole. */
	if (draw === undefined || (body !== null && !isObject(body)))
		return null;
	return body === null && m.app !== 'splunk' ? null : draw(m, body);
}

function parse(text)
{
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}

function asText(text)
{
	const el = document.createElement('pre');

	el.className = 'text';
	el.tabIndex = 0;
	el.textContent = text;
	return el;
}

function pretty(text)
{
	try {
		return JSON.stringify(JSON.parse(text), null, 2);
	} catch {
		return text;
	}
}

function size(bytes)
{
	return bytes < 1000 ? `${bytes} bytes` :
		`${(bytes / 1000).toFixed(1)} kB`;
}
