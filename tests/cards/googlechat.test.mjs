// Every card keeps to what Google documents of cardsV2, and its HTML is ours
// alone.  Each rule has a message that must be caught by it.
import assert from 'node:assert/strict';
import test from 'node:test';

import {alerts} from './lib/alerts.mjs';
import {bodies, bodyOf} from './lib/helper.mjs';
import {cleaned, names} from './lib/hostile.mjs';

const host = alerts.find((a) => a.name === 'host');
const system = alerts.find((a) => a.name === 'system-problem');
const REFERENCES = {
	'&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': '\'',
};

// What a reader of HTML shows; faults get what is more than text.
function shown(html, faults = []) {
	return html.replace(/<[^>]*>|&[^;]*;?/g, (part) => {
		if (/^<(\/?b|font color="#[0-9a-f]{6}"|\/font)>$/.test(part))
			return '';
		if (!(part in REFERENCES))
			faults.push(part);
		return REFERENCES[part] ?? part;
	});
}

// Tags around foreign text can't be told from tags inside of it: a fact's
// value has none at all.
function textFaults(html, bare) {
	const faults = [];

	shown(html, faults);
	if (html === '')
		faults.push('empty');
	if (bare && html.includes('<'))
		faults.push('tag');
	if (/:\/\/|www\./i.test(html))
		faults.push('address');
	return faults;
}

function widgetFaults(w) {
	if (w.textParagraph)
		return textFaults(w.textParagraph.text, false);
	if (w.decoratedText)
		return [...textFaults(w.decoratedText.text, true),
			...w.decoratedText.wrapText === true ? [] : ['one line'],
			.../^[A-Z][A-Za-z ]+$/.test(w.decoratedText.topLabel)
				? [] : ['label']];
	return (w.buttonList?.buttons ?? [{}]).flatMap((b) =>
		/^Open [a-zA-Z1-4. ]+$/.test(b.text) &&
		/^https?:\/\/[^/?#@]+/.test(b.onClick?.openLink?.url)
			? [] : ['button']);
}

function faultsOf(body) {
	const faults = [];
	const [{cardId, card}, ...more] = body.cardsV2;
	const widgets = card.sections.flatMap((s) => s.widgets);

	if (Buffer.byteLength(JSON.stringify(body)) > 32000)
		faults.push('bytes');
	if (more.length > 0 || !cardId || widgets.length > 100)
		faults.push('cards');
	// No character that any markup knows.
	if (!/^\p{So} [A-Za-z0-9: ,-]+$/u.test(body.fallbackText) &&
	    !/^\P{ASCII} [A-Za-z0-9: ,-]+$/u.test(body.fallbackText))
		faults.push('fallback');
	if (!/^\P{ASCII} [A-Za-z ]+$/u.test(card.header.title))
		faults.push('header');
	// It would stand above the card.
	if ('text' in body)
		faults.push('text');
	return [...faults, ...widgets.flatMap(widgetFaults)];
}

function assertGood(text) {
	const body = JSON.parse(text);

	assert.deepEqual(faultsOf(body), [], text);
	return body;
}

const widgetsOf = (body) =>
	body.cardsV2[0].card.sections.flatMap((s) => s.widgets);
const factOf = (body, label) => widgetsOf(body).find(
	(w) => w.decoratedText?.topLabel === label).decoratedText.text;

test('good: every kind of alert', () => {
	for (const alert of alerts)
		assertGood(bodyOf(alert, 'googlechat'));
});

// The space that ends an address is not to be seen.
const seen = (s) => shown(s).replace(/\u200b/g, '');
const cut = (name) => {
	const points = [...name];

	return points.length > 200
		? points.slice(0, 199).join('') + '\u2026' : name;
};

test('hostile names are told as they are', () => {
	const events = names.map((n) => ({...host.event, name: n,
		urgency_reason: `because ${n}`,
		last_detection: {type: n, url: n},
		active_detection_types: [n, n]}));
	const out = bodies(events, ['-a', 'googlechat', '-d', names[0],
		'-c', names[1], '-i', names[2], '-r']);

	out.forEach((text, i) => {
		const body = assertGood(text);

		assert.equal(seen(widgetsOf(body)[0].textParagraph.text),
			`\u25c6 Host ${cut(names[i])} reached urgency 87`);
		assert.equal(seen(factOf(body, 'Name')), cut(names[i]));
		assert.equal(seen(factOf(body, 'Urgency reason')),
			`because ${names[i]}`);
	});
});

test('good: hostile checks, digests and bytes', () => {
	const events = names.map((n) => ({...system.event,
		check: n.slice(0, 60), device: n, message: n,
		status: n.slice(0, 60), version: n}));

	bodies(events, ['-a', 'googlechat', '-d', names[5], '-r'])
		.forEach(assertGood);
	for (let i = 0; i < events.length; i += 5)
		assertGood(bodies(events.slice(i, i + 5),
			['-a', 'googlechat', '-d', names[0], '-g', '99',
				'-l', 'https://t.example'])[0]);
	for (const {hex} of cleaned)
		assertGood(bodies([host.event],
			['-a', 'googlechat', '-n', hex])[0]);
});

// A good message, changed by `spoil` into a broken one.
function broken(spoil) {
	const body = JSON.parse(bodyOf(host, 'googlechat'));

	spoil(body, widgetsOf(body));
	return body;
}

const caught = {
	'bytes': (b, w) => { w[1].decoratedText.text = 'x'.repeat(32000); },
	'cards': (b) => { b.cardsV2.push(b.cardsV2[0]); },
	'fallback': (b) => { b.fallbackText = '\u25c6 <users/all>'; },
	'header': (b) => { b.cardsV2[0].card.header.title = '<b>x</b>'; },
	'text': (b) => { b.text = 'x'; },
	'empty': (b, w) => { w[1].decoratedText.text = ''; },
	'tag': (b, w) => { w[1].decoratedText.text = '<b>x</b>'; },
	'<script>': (b, w) => { w[0].textParagraph.text = '<script>'; },
	'&nbsp;': (b, w) => { w[0].textParagraph.text = '&nbsp;'; },
	'address': (b, w) => { w[1].decoratedText.text = 'http://evil.test'; },
	'one line': (b, w) => { delete w[1].decoratedText.wrapText; },
	'label': (b, w) => { w[1].decoratedText.topLabel = '<b>'; },
	'button': (b, w) => {
		w.find((o) => o.buttonList).buttonList.buttons[0]
			.onClick.openLink.url = '/hosts/1';
	},
};

for (const [fault, spoil] of Object.entries(caught))
	test(`caught: ${fault}`, () =>
		assert.deepEqual(faultsOf(broken(spoil)), [fault]));
