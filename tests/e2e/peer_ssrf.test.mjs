/*
 * peer_ssrf.test.mjs - URLs that lead inside: refused as they are typed, and
 * where a name that is taken resolves to such an address, nobody connects.
 *
 * Every address of the worker's network ends at a counting port (world.mjs),
 * so "nobody connected" is what the other side saw.  The control is the same
 * with the guard opened: then each of them is reached.
 */
import assert from 'node:assert/strict';
import {after, before, test} from 'node:test';

import {check, report, settle} from './cases.mjs';
import {System, newHost} from './lib.mjs';
import {makeWorld, whyNoWorld} from './world.mjs';

const skip = whyNoWorld() ?? false;
const GOOD = newHost();
const PATH = `/powerautomate/automations/direct/workflows/${'a'.repeat(32)}` +
    '/triggers/manual/paths/invoke?api-version=1&sp=%2Ft&sv=1.0&sig=' +
    's'.repeat(43);

/* Hosts as an attacker spells "inside", each behind a good path. */
const HOSTS = ['127.0.0.1', 'localhost', 'localhost.', 'LOCALHOST', '127.1',
	'127.0.1', '2130706433', '0x7f000001', '0x7f.0.0.1', '0177.0.0.1',
	'017700000001', '127.000.000.001', '0', '0.0.0.0', '[::]', '[::1]',
	'[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]', '[::ffff:7f00:1]',
	'[::127.0.0.1]', '[64:ff9b::7f00:1]', '[2002:7f00:1::]',
	'[fe80::1%25lo]', '[fd00::1]', '10.0.0.1', '172.16.0.1',
	'192.168.0.1', '100.64.0.1', '169.254.169.254', '2852039166',
	'0xa9fea9fe', '0251.0376.0251.0376', '[::ffff:169.254.169.254]',
	'[fd00:ec2::254]', '255.255.255.255', '224.0.0.1', '93.184.216.34',
	'①②⑦.⓪.⓪.①', '127。0。0。1', 'localtest.me',
	'127.0.0.1.nip.io', 'metadata.google.internal', 'metadata',
	'kubernetes.default.svc', 'router.local',
	`${GOOD}.evil.example`, `evil.example#.${GOOD}`,
	`${GOOD}@127.0.0.1`, `127.0.0.1@${GOOD}`, `user:pw@${GOOD}`,
	`${GOOD}%00.evil.example`, `${GOOD}%2eevil.example`,
	`${GOOD}\\@127.0.0.1`, `127.0.0.1\\@${GOOD}`, `127.0.0.1#@${GOOD}`,
	`127.0.0.1?@${GOOD}`, `127.0.0.1/@${GOOD}`, `${GOOD}:22`,
	`${GOOD}:8443`, `${GOOD}:80`, `${GOOD}:0`, `${GOOD}:443443`,
	`${GOOD}..`, `.${GOOD}`, `-${GOOD}`, `${GOOD} `, `${GOOD}\t.evil`,
	'api.powerplatform.com', 'xlogic.azure.com', 'logic.azure.com.evil'];

/* The rest of a URL, told in other ways. */
const URLS = [`http://${GOOD}${PATH}`, `ftp://${GOOD}${PATH}`,
	`file:///etc/passwd`, `file://${GOOD}/etc/passwd`,
	`gopher://${GOOD}:70/_x`, `dict://${GOOD}:2628/x`,
	`ldap://${GOOD}/x`, `javascript:alert(1)//${GOOD}${PATH}`,
	`data:text/plain,${GOOD}`, `//${GOOD}${PATH}`, `${GOOD}${PATH}`,
	`https:${GOOD}${PATH}`, `https:/${GOOD}${PATH}`,
	`https:\\\\${GOOD}${PATH}`, `https://${GOOD}${PATH}#frag`,
	`https://${GOOD}\\..\\x${PATH}`, `https://${GOOD}/../x`,
	`https://${GOOD}`, `https://${GOOD}/`, `https:///${GOOD}${PATH}`,
	`jar:https://${GOOD}${PATH}!/`, `https://[${GOOD}]${PATH}`];

/* A good name that resolves there: [address, whether TCP can go there]. */
const ADDRESSES = [['0.0.0.0', false], ['0.1.2.3', false],
	['10.0.0.1', true], ['10.255.255.255', true], ['100.64.0.1', true],
	['100.127.255.255', true], ['127.0.0.1', true], ['127.255.0.1', true],
	['169.254.0.1', true], ['169.254.169.254', true],
	['172.16.0.1', true], ['172.31.255.255', true], ['192.0.0.1', true],
	['192.0.2.1', true], ['192.88.99.1', true], ['192.168.0.1', true],
	['192.168.255.255', true], ['198.18.0.1', true],
	['198.19.255.255', true], ['198.51.100.1', true],
	['203.0.113.1', true], ['224.0.0.1', false], ['240.0.0.1', false],
	['255.255.255.255', false],
	['::', false], ['::1', true], ['::ffff:127.0.0.1', true],
	['::ffff:10.0.0.2', true], ['::ffff:169.254.169.254', true],
	['64:ff9b::7f00:1', true], ['64:ff9b::a9fe:a9fe', true],
	['64:ff9b::a00:1', true], ['2002:7f00:1::', true],
	['2002:a9fe:a9fe::1', true], ['2002:a00:1::1', true],
	['2001:db8::1', true], ['2001:0:53aa:64c::1', true],
	['2001:2::1', true], ['3fff::1', true],
	['fc00::1', true], ['fd00:ec2::254', true], ['fe80::1', false],
	['fec0::1', true], ['ff02::1', false], ['100::1', true],
	['::7f00:1', true]];
/* Whom the guard lets pass: else a worker that reaches nobody would do. */
const OPEN = [['93.184.216.34', true], ['2606:2800:21f:cb07::1', true]];

const BATCH = 23;
const places = [...ADDRESSES.map(([address, reachable], i) => ({address,
	reachable, inside: true, name: `in-${i}.test`, host: newHost()})),
	...OPEN.map(([address], i) => ({address, reachable: true,
	inside: false, name: `out-${i}.test`, host: newHost()}))];
const connectTo = places.map((p) => `${p.host}:443:${p.name}:443`);
let sys, world;

before(async () => {
	if (skip)
		return;
	sys = await System.create({egress: [], connectTo,
		settings: {retry_base: '60s', timeout: '3s'}});
	world = await makeWorld(sys.dir, sys.receiver.dir);
	await world.names(Object.fromEntries(places.map((p) => [p.name,
		{[p.address.includes(':') ? 'aaaa' : 'a']: [p.address]}])));
	sys.before = world.before;
});

after(async () => {
	await sys?.close();
	await world?.end();
	report('peer_ssrf');
});

test('as they are typed', {skip}, async () => {
	const all = [...HOSTS.map((h) => `https://${h}${PATH}`), ...URLS];

	for (const url of all)
		await check(url, () => {
			const r = sys.tocsin(['destination', 'add', '--name',
			    'inside'], `${url}\n`);
			assert.notEqual(r.status, 0, 'it was taken');
		});
	/* The control: the same path on a good host is taken. */
	await check('control', () => {
		const r = sys.tocsin(['destination', 'add', '--name',
		    'outside'], `https://${GOOD}${PATH}\n`);
		assert.equal(r.status, 0, r.stderr);
		sys.must('destination', 'remove', 'outside');
	});
	settle();
});

/* One alert to each place, 23 at a time; f(place) looks at what came of it. */
async function alertAll(system, some, f)
{
	for (let i = 0; i < some.length; i += BATCH) {
		const batch = some.slice(i, i + BATCH);

		for (const p of batch)
			p.d = system.addDestination({host: p.host});
		system.rise(i + 1, 60);
		await system.until('all attempts to end', () => batch.every(
		    (p) => (system.attempts(p.d)[0]?.ended_at ?? 0) > 0),
		    30000);
		await world.sync();
		for (const p of batch)
			await f(p);
		for (const p of batch)
			system.must('destination', 'remove', p.d.name);
	}
}

/* Mapped addresses are IPv4 to the kernel; the rest as the kernel writes it. */
function seen(p)
{
	const plain = p.address.replace(/^::ffff:(?=\d)/, '');
	const same = plain.includes(':') ?
		new URL(`http://[${plain}]`).hostname.slice(1, -1) : plain;

	return world.connects.some((a) => a === same || (a.includes(':') &&
		new URL(`http://[${a}]`).hostname.slice(1, -1) === same));
}

test('as a good name resolves', {skip}, async () => {
	await sys.startWorker();
	await alertAll(sys, places, (p) => check(p.address, () => {
		const [row] = sys.deliveries(p.d);

		assert.equal(row.state, p.inside ? 'held' : 'accepted');
		assert.equal(seen(p), !p.inside);
		if (p.inside)
			assert.match(row.reason, /^address not allowed/);
	}));
	/* Nobody at all, also by another spelling of it. */
	const open = OPEN.map(([a]) => a);
	await check('0 connects', () => assert.deepEqual(
		world.connects.filter((a) => !open.includes(a)), []));
	settle();
});

test('control: the guard opened, each is reached', {skip}, async () => {
	const open = await System.create({connectTo, before: world.before,
		settings: {retry_base: '60s', timeout: '3s'},
		egress: ['allow_cidr = 0.0.0.0/0', 'allow_cidr = ::/0']});

	try {
		await open.startWorker();
		await alertAll(open, places.filter((p) => p.reachable),
		    (p) => check(`control ${p.address}`, () =>
			assert.ok(seen(p), 'nobody came')));
	} finally {
		await open.close();
	}
	settle();
});
