/*
 * browser.mjs - the pages in a real browser, and what is wrong on them.
 *
 * A visit is one browser context: a person with cookies of their own.  All
 * that goes wrong on its pages is kept, and close() fails if there is any.
 */
import assert from 'node:assert/strict';
import {mkdirSync, readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {join} from 'node:path';

import {chromium} from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url)
	.resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const ARGS = ['--no-sandbox', '--disable-gpu', '--disable-quic',
	'--no-first-run', '--disable-background-networking',
	'--disable-component-update', '--disable-sync',
	'--disable-default-apps', '--disable-dev-shm-usage'];

/* How long the browser waits for anything that a test asks of it. */
const WAIT_MS = 10000;

/* What the browser says of a page that came with an error status. */
const STATUS = /^Failed to load resource: the server responded with/;

/* launch(site): a browser for the pages of one system. */
export async function launch(site)
{
	const chrome = await chromium.launch(
	    {executablePath: '/usr/bin/chromium', args: ARGS});

	return {
		visit: (options) => Visit.start(chrome, site, options),
		close: () => chrome.close(),
	};
}

class Visit {
	/*
	 * start(chrome, site, {role, js, dark, width, height}): role: who is
	 * signed in, null: nobody; js false: scripts are off; dark: what the
	 * system prefers, as pages see it.
	 */
	static async start(chrome, site, {role = 'Super Admin', js = true,
		dark = false, width = 1280, height = 900} = {})
	{
		const context = await chrome.newContext({baseURL: site.url,
			javaScriptEnabled: js, viewport: {width, height},
			colorScheme: dark ? 'dark' : 'light',
			reducedMotion: 'reduce'});

		context.setDefaultTimeout(WAIT_MS);
		if (role !== null)
			await context.addCookies([{name: 'sid', url: site.url,
				value: site.session({role}), httpOnly: true,
				sameSite: 'Strict'}]);
		const visit = new Visit(context, js);
		visit.page = await visit.tab();
		return visit;
	}

	constructor(context, js)
	{
		Object.assign(this, {context, js, said: [], failed: new Set(),
			answers: []});
	}

	/* tab(): one more page of the same person. */
	async tab()
	{
		const page = await this.context.newPage();

		page.on('console', (m) => {
			if (['error', 'warning'].includes(m.type()))
				this.said.push({text: m.text(),
					url: m.location().url});
		});
		page.on('pageerror', (err) =>
			this.said.push({text: String(err), url: page.url()}));
		page.on('response', (res) => this.#answered(res));
		return page;
	}

	/* Each answer with headers and body, for a search in all of them. */
	#answered(res)
	{
		const document = res.request().isNavigationRequest();
		const answer = {url: res.url(), status: res.status(), document};

		if (document && res.status() >= 400)
			this.failed.add(res.url());
		answer.whole = Promise.all([res.allHeaders(),
			/* A redirect has none; one that was left is gone. */
			res.text().catch(() => null)])
			.then(([headers, body]) => ({...answer, headers, body}))
			.catch(() => null);
		this.answers.push(answer);
	}

	/* received(): all answers so far, those still under way as well. */
	async received()
	{
		const all = await Promise.all(this.answers.map((a) => a.whole));

		return all.filter((a) => a !== null);
	}

	/*
	 * faults(): console errors (a CSP violation is one), uncaught
	 * exceptions.  A page that answers with an error status is asked for
	 * by tests; anything else that does is a fault.
	 */
	faults()
	{
		const due = ({text, url}) => STATUS.test(text) &&
			this.failed.has(url);

		return this.said.filter((s) => !due(s))
			.map((s) => `${s.url}: ${s.text}`);
	}

	/* go(path): open a page; resolves to its status. */
	async go(path, page = this.page)
	{
		/* A tab behind another one is drawn once in a while only. */
		await page.bringToFront();
		return (await page.goto(path)).status();
	}

	/*
	 * press(target): click what leads to another page (a locator, or a
	 * button's or link's name) and wait for it; resolves to its status.
	 */
	async press(target, page = this.page)
	{
		const where = typeof target === 'string' ?
		    button(page, target) : target;
		await page.bringToFront();
		const [res] = await Promise.all([page.waitForResponse((r) =>
			r.request().isNavigationRequest() &&
			r.frame() === page.mainFrame() &&
			(r.status() < 300 || r.status() >= 400)),
		page.waitForEvent('load'), where.click()]);

		return res.status();
	}

	async shot(name, page = this.page)
	{
		const dir = process.env.SHOTS;

		if (!dir)
			return;
		mkdirSync(dir, {recursive: true});
		await page.screenshot({fullPage: true,
			path: join(dir, `${name}.png`)});
	}

	/* close(): end it; fails where something was wrong on any page. */
	async close()
	{
		const faults = this.faults();

		await this.context.close();
		assert.deepEqual(faults, []);
	}
}

/* button(page, name): the button or link of exactly that name. */
export function button(page, name)
{
	return page.getByRole('button', {name, exact: true})
		.or(page.getByRole('link', {name, exact: true})).first();
}

/* axe(page): the accessibility rules that are broken, and by what. */
export async function axe(page)
{
	await page.evaluate(AXE);
	const found = await page.evaluate((tags) =>
		/* global axe */
		axe.run(document, {runOnly: tags, resultTypes: ['violations']}),
	RULES);

	return found.violations.map((v) => `${v.id}: ` +
	    v.nodes.map((n) => `${n.target} ${n.html}`).join('; '));
}

/*
 * overflow(page): the elements that stick out sideways: of the page, or of
 * something that cuts them off, unless it shows so by an ellipsis.
 */
export function overflow(page)
{
	return page.evaluate(() => {
		const width = document.documentElement.clientWidth;
		const right = (e) => e.getBoundingClientRect().right;
		const name = (e) => `${e.tagName}.${e.className}`;
		const out = [...document.body.querySelectorAll('*')].filter(
		    (e) => document.documentElement.scrollWidth > width &&
			right(e) > width + 0.5).map(name);

		for (const e of document.querySelectorAll('main *')) {
			const box = cuts(e.parentElement);

			if (box !== null && right(e) > right(box) + 0.5)
				out.push(`${name(e)} in ${name(box)}`);
		}
		return out;

		/* Boxes of a pixel are for those who listen to the page. */
		function cuts(e)
		{
			for (; e !== null; e = e.parentElement) {
				const s = getComputedStyle(e);

				if (s.textOverflow === 'ellipsis' ||
				    e.clientWidth === 1)
					return null;
				if (['hidden', 'clip'].includes(s.overflowX))
					return e;
			}
			return null;
		}
	});
}

/* focused(page): the element that has the focus, as "TAG#id.class". */
export function focused(page)
{
	return page.evaluate(() => {
		const e = document.activeElement;

		return `${e.tagName}#${e.id}.${e.className}`;
	});
}

/*
 * elements(page): how many elements of each name there are, and each
 * attribute that could run something.  What a value injects changes it.
 */
export function elements(page)
{
	return page.evaluate(() => {
		const count = {};

		for (const e of document.querySelectorAll('*')) {
			const odd = [...e.attributes].filter((a) =>
				/^on|^style$|^srcdoc$/i.test(a.name) ||
				/^\s*(javascript|data|vbscript):/i
				    .test(a.value))
				.map((a) => `[${a.name}]`).join('');
			const key = e.tagName.toLowerCase() + odd;

			count[key] = (count[key] ?? 0) + 1;
		}
		return count;
	});
}
