/*
 * rotate_scene.mjs - a system whose keys are rotated while it works: events
 * to four destinations, saves and tests from the pages.
 */
import assert from 'node:assert/strict';
import {spawn, spawnSync} from 'node:child_process';
import {chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync}
	from 'node:fs';
import {once} from 'node:events';
import {join} from 'node:path';

import {addDestination, receiverKey} from '../../trial/destinations.mjs';
import {Posts} from '../e2e/rig.mjs';
import {BUILD, Site} from '../web/site.mjs';
import {flowUrl} from './web_scene.mjs';

/* Four that are alerted, with and without secrets ... */
const ALERTED = [
	{app: 'teams', name: 'Alerted teams', url: flowUrl(1)},
	{app: 'pagerduty', name: 'Alerted pagerduty', url: '',
		secret: 'rotate0rotate0rotate0rotate0rota'},
	{app: 'splunk', name: 'Alerted splunk', secret:
		'11111111-89ab-cdef-0123-456789abcdef', url:
		'https://splunk.example:8088/services/collector/event'},
	{app: 'webhook', name: 'Alerted webhook', url:
		'https://alerts.example/tocsin',
		secret: `whsec_${'cm90YXR'.repeat(4)}cm90`}];

/* ... and one that is edited all the time, for nobody. */
const EDITED = {app: 'teams', name: 'save edited 1', url: flowUrl(2),
	urgency: 100};

/* Of copies of the key file, the newest so many are tried. */
const COPIES = 40;

const PATIENCE_MS = 30000;

function pick(record)
{
	const event = /rot\d{6}x/.exec(record.body)?.[0];

	return record.status < 300 && event ? {event, dest: record.dest} : null;
}

export class Scene {
	static async create()
	{
		const site = await Site.start({processes: 2});

		return new this(site);
	}

	constructor(site)
	{
		Object.assign(this, {site, next: 0, acknowledged: [],
			saves: 0, tests: 0, edits: 1, cases: 0,
			faults: [], copies: [], from: Date.now()});
		this.keyDir = join(site.dir, 'copies');
		mkdirSync(this.keyDir);
		for (const d of [...ALERTED, EDITED])
			assert.equal(addDestination(join(BUILD, 'tocsin'),
			    site.conf, d).status, 0);
		/* Beside the former one from now on. */
		site.must('destination', 'secret', 'Alerted webhook');
		this.posts = new Posts(site.receiver.logPath, pick);
		this.publicKey = join(site.dir, 'public.key');
		this.saver = site.newVisitor();
		this.tester = site.newVisitor();
		this.copyKeys();
	}

	/* id(name): of a destination, as forms name it; by a part of it. */
	id(name)
	{
		return this.site.rows('SELECT printf(\'%016x\', d.id) AS id ' +
		    'FROM destination d JOIN destination_version v ON ' +
		    'v.destination_id = d.id AND v.version = d.version ' +
		    `WHERE v.name LIKE '${name}%'`, 'config')[0].id;
	}

	/* run(args, input, before): a command, while others go on. */
	async run(args, input = '', before = [])
	{
		const [file, ...all] = [...before, join(BUILD, 'tocsin'), '-c',
			this.site.conf, ...args];
		const child = spawn(file, all, {stdio: 'pipe'});
		let out = '';

		child.stdout.on('data', (data) => (out += data));
		child.stderr.on('data', (data) => (out += data));
		child.stdin.on('error', () => {});
		child.stdin.end(input);
		const [code, signal] = await once(child, 'close');

		return {code, signal, out};
	}

	/* Two events of hosts that nobody has heard of. */
	async produce()
	{
		const fresh = [0, 1].map(() =>
			`rot${String(this.next++).padStart(6, '0')}x`);
		const {out} = await this.run(['ingest'], fresh.map((name) =>
			`${JSON.stringify({kind: 'entity', type: 'host',
				id: name, name, urgency: 90})}\n`).join(''));

		assert.match(out, /^accepted 2,/m);
		this.acknowledged.push(...fresh);
	}

	/* Each with a session of its own, as two people. */
	async #form(visitor, name)
	{
		const page = await visitor.get(
		    `/destinations/edit?id=${this.id(name)}`);

		assert.equal(page.status, 200, page.text);
		return page.form('/destinations/edit').fields;
	}

	/* A save from the page, each third time with a new URL. */
	async save()
	{
		const n = this.edits++ % 99;
		const answer = await this.saver.post('/destinations/edit', {
			...await this.#form(this.saver, 'save edited'), do: 'save',
			name: `save edited ${n}`,
			url: n % 3 === 0 ? flowUrl(1000 + this.edits) : ''});

		this.saves++;
		if (answer.status !== 303)
			this.faults.push(`save: ${answer.status}`);
	}

	/* A test of a secret that is typed beside the stored URL. */
	async test()
	{
		const asked = await this.tester.post('/destinations/edit', {
			...await this.#form(this.tester, 'Alerted pagerduty'), do: 'test',
			secret: `typed0typed0typed0typed0typed${100 +
				this.tests % 900}`});
		let answer;

		/* There is a limit in a minute, which this run is beyond. */
		if (asked.status === 429)
			return;
		this.tests++;
		if (asked.status !== 303) {
			this.faults.push(`test: ${asked.status}`);
			return;
		}
		await this.site.until('the test', async () => {
			answer = await this.tester.get(asked.headers.location,
			    {accept: 'application/json'});
			return answer.json.state !== 'working';
		});
		if (answer.json.state !== 'done')
			this.faults.push(`test: ${answer.text}`);
	}

	/* rotate(before): a rotation, with the work of everybody around it. */
	async rotate(before = [])
	{
		let over = false;
		const end = this.run(['key', 'rotate'], '', before);
		const until = async (work) => {
			do
				await work.call(this);
			while (!over);
		};

		end.then(() => (over = true));
		await Promise.all([this.produce, this.save, this.test]
			.map(until));
		this.copyKeys();
		return end;
	}

	copyKeys()
	{
		const to = join(this.keyDir, String(this.copies.length));

		copyFileSync(this.site.secretKey, to);
		chmodSync(to, 0o400);
		this.copies.push(to);
	}

	/* opened(files): "none N, one N, more N" of the texts in force. */
	opened(files)
	{
		const r = spawnSync(join(BUILD, 'tests/helpers/seals'),
		    [this.site.database('config'), ...files],
		    {encoding: 'utf8'});

		assert.equal(r.status, 0, r.stderr);
		const [, none, one, more] = /^none (\d+), one (\d+), more (\d+)$/m
			.exec(r.stdout).map(Number);

		return {none, one, more, said: r.stderr};
	}

	/* All that was acknowledged has reached everybody, told by their log. */
	async told()
	{
		const keys = ALERTED.map(receiverKey);
		let missing;

		await this.site.until('all to be told', () => {
			const got = new Set(this.posts.update().map((p) =>
				`${p.event} ${p.dest}`));

			missing = this.acknowledged.flatMap((e) =>
				keys.filter((k) => !got.has(`${e} ${k}`)));
			return missing.length === 0;
		}, PATIENCE_MS);
		return missing;
	}

	/* In whatever state a rotation was left: every secret can be used. */
	usable(what)
	{
		const {none, one, said} = this.opened([this.site.secretKey]);

		this.cases++;
		if (none !== 0 || one < 7)
			this.faults.push(`${what}: ${none} of ${none + one} ` +
			    `can't be opened: ${said}`);
	}

	/* After a rotation that ended: one key, the public one's, and no trace. */
	finished(what)
	{
		const id = (path) => readFileSync(path, 'utf8').split('\n')
			.filter((l) => l !== '').map((l) => l.split(' ')[1]);
		const all = this.opened(this.copies.slice(-COPIES));

		this.usable(what);
		if (all.none !== 0 || all.more !== 0)
			this.faults.push(`${what}: ${JSON.stringify(all)}`);
		if (id(this.site.secretKey).join() !== id(this.publicKey).join())
			this.faults.push(`${what}: keys ` +
			    `${id(this.site.secretKey)}, ${id(this.publicKey)}`);
		for (const path of [this.site.secretKey, this.publicKey])
			if (existsSync(`${path}.new`))
				this.faults.push(`${what}: ${path}.new stays`);
		/* Whatever was killed, the trail holds. */
		const {status, stdout} = this.site.tocsin(['audit', 'verify']);

		if (status !== 0 || !/^sound/.test(stdout))
			this.faults.push(`${what}: audit: ${stdout}`);
	}

	/* What the worker saw of it all must be nothing. */
	async undisturbed()
	{
		await this.site.until('answers to be written down', () =>
			this.site.rows('SELECT 1 FROM delivery WHERE ' +
			    'state = \'sending\'').length === 0);
		const late = this.site.rows('SELECT destination_name, state, ' +
		    'reason, attempts FROM delivery WHERE kind = \'alert\' ' +
		    'AND (state <> \'accepted\' OR attempts <> 1)');
		const broken = this.site.rows('SELECT broken_since, broken_version FROM ' +
		    'destination_health WHERE broken_since <> 0');

		for (const row of [...late, ...broken])
			this.faults.push(JSON.stringify(row));
		for (const line of this.site.log().split('\n'))
			if (/warning|error: /.test(line))
				this.faults.push(line);
	}

	close()
	{
		this.posts.close();
		return this.site.close();
	}
}
