// A page in Chromium that renders cards with the official renderer, and with
// Markdown on: the worst that a client may do with our text.
import {createRequire} from 'node:module';

import {chromium} from 'playwright-core';

const require = createRequire(import.meta.url);
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic',
	'--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync',
	'--disable-default-apps', '--disable-dev-shm-usage'];

// Colours and sizes like those of the Teams client's light theme.
const HOST_CONFIG = {
	fontFamily: '"Segoe UI", Inter, "DejaVu Sans", sans-serif',
	fontSizes: {small: 12, default: 14, medium: 16, large: 18,
		extraLarge: 24},
	spacing: {small: 6, default: 8, medium: 12, large: 16,
		extraLarge: 20, padding: 16},
	separator: {lineThickness: 1, lineColor: '#E1DFDD'},
	containerStyles: Object.fromEntries(Object.entries({
		default: '#FFFFFF', emphasis: '#F5F5F5', accent: '#EBF3FC',
		good: '#E7F2DA', attention: '#FDE7E9', warning: '#FFF4CE',
	}).map(([name, backgroundColor]) => [name, {
		backgroundColor,
		foregroundColors: {default: {
			default: '#242424', subtle: '#616161'}},
	}])),
	supportsInteractivity: true,
	actions: {maxActions: 6, actionsOrientation: 'horizontal',
		actionAlignment: 'left', buttonSpacing: 8, spacing: 'medium'},
};

const STYLE = `body { margin: 16px; background: #F5F5F5; width: 560px; }
#card { border: 1px solid #E1DFDD; border-radius: 6px; overflow: hidden;
background: #FFF; box-shadow: 0 1px 3px #0002; }
.ac-pushButton { border: 1px solid #D1D1D1; border-radius: 4px;
background: #FFF; padding: 5px 12px; font: 600 14px "Segoe UI", Inter,
"DejaVu Sans", sans-serif; color: #242424; }`;

export const launch = () => chromium.launch({
	executablePath: '/usr/bin/chromium', args: ARGS});

export async function open() {
	const browser = await launch();
	const page = await browser.newPage({
		viewport: {width: 592, height: 400}});
	const asked = [];

	// Nothing may be loaded: what asks for it came out of our text.
	await page.route('**/*', (route) => {
		asked.push(route.request().url());
		return route.abort();
	});
	await page.setContent(`<!doctype html><meta charset=utf-8>
		<style>${STYLE}</style><div id="card"></div>`);
	for (const file of ['adaptivecards/dist/adaptivecards.min.js',
		'markdown-it/dist/markdown-it.min.js'])
		await page.addScriptTag({path: require.resolve(file)});
	return {browser, page, asked};
}

// In the page: draw the card and say what became of it.
function drawInPage([card, config]) {
	const md = window.markdownit({html: true, linkify: true});
	const ac = new window.AdaptiveCards.AdaptiveCard();
	const box = document.getElementById('card');

	window.AdaptiveCards.AdaptiveCard.onProcessMarkdown =
		(text, result) => {
			result.outputHtml = md.render(text);
			result.didProcess = true;
		};
	ac.hostConfig = new window.AdaptiveCards.HostConfig(config);
	ac.parse(card);
	box.replaceChildren(ac.render());
	const all = (css) => [...box.querySelectorAll(css)];
	return {
		text: box.innerText,
		buttons: all('.ac-pushButton').map((b) => b.innerText),
		// No element but those that lay out plain text.
		tags: [...new Set(all('*').map((e) => e.localName))],
		// The renderer calls its own buttons links, too.
		links: all('a, area, [role=link]:not(.ac-pushButton)')
			.map((e) => e.outerHTML),
		handlers: all('*').flatMap((e) => e.getAttributeNames())
			.filter((n) => n.startsWith('on')),
		owned: window.owned === undefined ? '' : 'script ran',
	};
}

export function draw(page, card) {
	return page.evaluate(drawInPage, [card, HOST_CONFIG]);
}
