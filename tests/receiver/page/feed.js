/*
 * feed.js - the list of messages, kept up to date while it is open.
 */
import {drawMessage} from '/message.js';

const SHOWN_MAX = 500;

const to = new URLSearchParams(location.search).get('to') || null;
const el = (id) => document.getElementById(id);
const feed = el('feed');
let labels = new Map();
let newest = 0;
let busy = false;
let again = false;

async function load(before)
{
	const query = new URLSearchParams({before});

	if (to !== null)
		query.set('to', to);
	const res = await fetch(`/api/messages?${query}`);
	if (!res.ok)
		throw new Error(`the receiver answered ${res.status}`);
	return res.json();
}

/* One look at a time; news that come meanwhile cause one more. */
async function refresh()
{
	again = true;
	if (busy)
		return;
	busy = true;
	try {
		while (again) {
			again = false;
			show(await load(''));
		}
		live('on', 'Live');
	} catch {
		live('off', 'Not connected');
	} finally {
		busy = false;
	}
}

function show({messages, destinations})
{
	const fresh = messages.filter((m) => m.n > newest);

	labels = new Map(destinations.map((d) => [d.key, d.label]));
	showChannels(destinations);
	/* More came than one look holds: start the list over, no gaps. */
	if (fresh.length === messages.length)
		feed.replaceChildren();
	keepPlace(() => feed.prepend(...fresh.map(draw)));
	while (feed.children.length > SHOWN_MAX)
		feed.lastElementChild.remove();
	if (newest > 0 && fresh.length > 0)
		el('said').textContent = `${fresh.length} new`;
	newest = messages[0]?.n ?? newest;
	el('empty').hidden = feed.children.length > 0;
	/* A full look means that there may be more below it. */
	if (feed.children.length === messages.length)
		el('more').hidden = messages.length < 50;
}

function draw(m)
{
	return drawMessage(m, labels.get(m.dest) ?? m.dest);
}

/*
 * New messages come in on top.  One who has scrolled down reads on
 * undisturbed: what was in view stays where it was.
 */
function keepPlace(change)
{
	const anchor = [...feed.children].find((item) =>
		item.getBoundingClientRect().bottom > 0);
	const before = anchor?.getBoundingClientRect().top;

	change();
	if (anchor?.isConnected && scrollY > 0)
		scrollBy({top: anchor.getBoundingClientRect().top - before,
			behavior: 'instant'});
}

function showChannels(destinations)
{
	const total = destinations.reduce((sum, d) => sum + d.count, 0);
	const all = {key: null, label: 'All messages', count: total};
	const here = destinations.find((d) => d.key === to);

	el('title').textContent = to === null ? all.label :
		here?.label ?? to;
	el('subtitle').textContent = to === null ? 'Newest first' :
		`${here?.host ?? to.split('/')[0]}, newest first`;
	document.title = `${el('title').textContent} - Receiver`;
	updateLinks([all, ...destinations]);
}

/* Links that are there already stay, and so does the focus on them. */
function updateLinks(channels)
{
	const list = el('channels');

	channels.forEach((d, i) => {
		const old = list.children[i];
		const item = old?.dataset.key === String(d.key) ? old :
			channelLink(d);

		if (item !== old)
			list.insertBefore(item, old ?? null);
		item.querySelector('.name').textContent = d.label;
		item.querySelector('.count').textContent = d.count;
	});
	while (list.children.length > channels.length)
		list.lastElementChild.remove();
}

function channelLink(d)
{
	const item = document.createElement('li');
	const link = document.createElement('a');

	item.dataset.key = String(d.key);
	link.href = d.key === null ? '/' : `?to=${encodeURIComponent(d.key)}`;
	if (d.key === to)
		link.setAttribute('aria-current', 'page');
	for (const name of ['name', 'count']) {
		const part = document.createElement('span');
		part.className = name;
		link.append(part);
	}
	if (d.host !== undefined)
		link.title = d.host;
	item.append(link);
	return item;
}

function live(state, text)
{
	el('live').dataset.state = state;
	if (el('live').textContent !== text)
		el('live').textContent = text;
}

el('more').addEventListener('click', async () => {
	const last = feed.lastElementChild;
	const {messages} = await load(last?.dataset.n ?? '');

	feed.append(...messages.map(draw));
	el('more').hidden = messages.length < 50;
	last?.nextElementSibling?.querySelector('a')?.focus();
});

const news = new EventSource('/api/news');
news.addEventListener('message', refresh);
news.addEventListener('error', () => live('off', 'Not connected'));
