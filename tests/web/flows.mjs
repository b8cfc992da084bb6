/*
 * flows.mjs - one site and one browser for the flows of a test file.
 */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {launch} from './browser.mjs';
import {destinations, newFlow, newName} from './editor.mjs';
import {Site} from './site.mjs';

/* Each test has hosts of its own. */
let entity = 7000;

/* setUp(options): as for Site.start(); .site and .browser are there in tests */
export function setUp(options)
{
	const stage = new Stage();

	before(async () => {
		stage.site = await Site.start(await options?.() ?? {});
		stage.browser = await launch(stage.site);
	});
	after(async () => {
		await stage.browser?.close();
		await stage.site?.close();
	});
	return stage;
}

class Stage {
	/*
	 * flow(what, run, options): a test with scripts, on a dark phone, and
	 * one without.  run gets a visit, the name for a destination, which is
	 * gone again when the test ends, and t.
	 */
	flow(what, run, options = {})
	{
		for (const js of [true, false])
			test(`${what}, scripts ${js ? 'on' : 'off'}`,
			    async (t) => {
				const visit = await this.browser.visit({js,
					width: js ? 390 : 1280, dark: js,
					...options});
				const name = newName();

				t.after(() => this.forget(name));
				await run(visit, name, t);
				await visit.close();
			});
	}

	forget(...names)
	{
		const there = destinations(this.site);

		for (const name of names)
			if (there.has(name))
				this.site.must('destination', 'remove', name);
	}

	newFlow(host)
	{
		return newFlow(this.site, host);
	}

	/* rise(urgency): one more host that reaches it; its number. */
	rise(urgency = 70)
	{
		this.site.rise(++entity, urgency);
		return entity;
	}

	/* The alerts at that URL are about these hosts, tests aside. */
	arrived(f, ...hosts)
	{
		return this.site.until(`${hosts} at ${f.host}`, async () => {
			const bodies = (await this.site.requests(f))
				.map((r) => r.body)
				.filter((b) => /host-\d+/.test(b));

			return bodies.length === hosts.length &&
				hosts.every((h, i) =>
					bodies[i].includes(`host-${h}`));
		});
	}

	/* The worker decides by that version of a destination. */
	inForce(hex, version)
	{
		return this.site.until(`version ${version} in force`, () =>
			this.site.rows('SELECT 1 FROM destination_use WHERE ' +
			    `printf('%016x', destination_id) = '${hex}' ` +
			    `AND version = ${version}`).length === 1);
	}
}

/* saw(visit, f): it has seen no secret: in no page, header or answer. */
export async function saw(visit, f)
{
	const all = await visit.received();

	assert.ok(all.some((a) => a.document && a.body !== null));
	for (const a of all)
		for (const secret of [f.sig, f.path, f.url])
			assert.ok(!JSON.stringify(a).includes(secret), a.url);
	assert.ok(!(await visit.page.content()).includes(f.sig));
}
