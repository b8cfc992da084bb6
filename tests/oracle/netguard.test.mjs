// core/netguard against Node's own net.BlockList: both ends of every range,
// their neighbours, and random addresses, plain and inside IPv6.

import assert from "node:assert/strict";
import {spawnSync} from "node:child_process";
import net from "node:net";
import {test} from "node:test";

import {helper} from "./compare.mjs";
import {pick, random, runSeed} from "./random.mjs";

const RANDOM = 20000;
const SEED = runSeed();

const BLOCKED4 = ["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8",
	"169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
	"192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
	"198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"];
const GLOBAL6 = ["2000::/3"];
const BLOCKED6 = ["2001::/23", "2001:db8::/32", "3fff::/20"];

function list(ranges, family) {
	const l = new net.BlockList();

	for (const range of ranges) {
		const [address, bits] = range.split("/");

		l.addSubnet(address, Number(bits), family);
	}
	return (address) => l.check(address, family);
}

const blocked4 = list(BLOCKED4, "ipv4");
const global6 = list(GLOBAL6, "ipv6");
const blocked6 = list(BLOCKED6, "ipv6");

// Addresses are BigInt here: arithmetic instead of the masks of the C code.
const dotted = (n) => [24n, 16n, 8n, 0n].map((s) => n >> s & 255n).join(".");
const groups = (n) => Array.from({length: 8}, (_, i) =>
	(n >> BigInt(112 - 16 * i) & 0xffffn).toString(16)).join(":");
const value4 = (text) => text.split(".").reduce((n, part) =>
	n * 256n + BigInt(part), 0n);
const allowed4 = (n) => !blocked4(dotted(n));

// The IPv4 address that an IPv6 one carries, or null.
function carried(n) {
	const low = n & 0xffffffffn;

	if (n >> 32n === 0xffffn || n >> 32n === 0x64ff9bn << 64n)
		return low;
	return n >> 112n === 0x2002n ? n >> 80n & 0xffffffffn : null;
}

function allowed6(n) {
	const v4 = carried(n);

	if (v4 !== null)
		return allowed4(v4);
	return global6(groups(n)) && !blocked6(groups(n));
}

const WRAPS = [
	(v4) => 0xffff00000000n | v4,
	(v4) => 0x64ff9bn << 96n | v4,
	(v4) => 0x2002n << 112n | v4 << 80n,
	(v4) => v4, // "compatible": means nothing any more
	(v4) => 0x64ff9b0001n << 80n | v4, // NAT64 of local use
];

function ends4() {
	return BLOCKED4.flatMap((range) => {
		const [address, bits] = range.split("/");
		const first = value4(address);
		const last = first + (1n << BigInt(32 - bits)) - 1n;

		return [first - 1n, first, first + 1n, last - 1n, last,
			last + 1n].filter((n) => n >= 0n && n < 1n << 32n);
	});
}

function ends6() {
	const starts = [[0x2000n << 112n, 3], [0x3fff0000n << 96n, 20],
		[0x20010000n << 96n, 23],
		[0x20010db8n << 96n, 32], [0xffff00000000n, 96],
		[0x64ff9bn << 96n, 96], [0x2002n << 112n, 16]];

	return starts.flatMap(([first, bits]) => {
		const last = first + (1n << BigInt(128 - bits)) - 1n;

		return [first - 1n, first, last, last + 1n];
	});
}

// Every address with what is expected of it: [text, allowed].
function cases(rng) {
	const word = () => BigInt(rng(0x10000)) << 16n | BigInt(rng(0x10000));
	const four = ends4();
	const six = ends6();

	for (let i = 0; i < RANDOM; i++) {
		four.push(word());
		six.push(word() << 96n | word() << 64n |
			word() << 32n | word());
		// Most of the space is not global: more of what is.
		six.push(pick(rng, [0x20010000n, 0x20010db8n, 0x20010001n,
			0x26064700n, 0x20030000n]) << 96n | word());
	}
	for (const v4 of four.slice())
		six.push(...WRAPS.map((wrap) => wrap(v4)));
	return [...four.map((n) => [dotted(n), allowed4(n)]),
		...six.map((n) => [groups(n), allowed6(n)])];
}

function judge(addresses, exceptions = []) {
	const r = spawnSync(helper("addr"), exceptions,
		{input: addresses.join("\n") + "\n", encoding: "latin1",
			maxBuffer: 1 << 26});

	assert.equal(r.status, 0, r.stderr);
	return r.stdout.trimEnd().split("\n");
}

test("core/netguard and net.BlockList agree", () => {
	const all = cases(random(SEED));
	const got = judge(all.map(([address]) => address));
	const wrong = all.filter(([, want], i) =>
		got[i] !== (want ? "1" : "0"));
	const allowed = all.filter(([, want]) => want).length;

	console.log(`SEED=${SEED}: ${all.length} addresses, ` +
		`${allowed} allowed, ${wrong.length} differences`);
	assert.equal(got.length, all.length);
	assert.deepEqual(wrong.slice(0, 10), []);
	assert.ok(allowed > 1000 && all.length - allowed > 1000);
});

test("an exception allows its range and nothing beside it", () => {
	const rng = random(SEED);

	for (let i = 0; i < 50; i++) {
		const bits = rng(33);
		const size = 1n << BigInt(32 - bits);
		const first = BigInt(rng(0x10000)) * 65536n / size * size;
		const range = `${dotted(first)}/${bits}`;
		const within = list([range], "ipv4");
		const near = [first - 1n, first, first + size - 1n,
			first + size].filter((n) => n >= 0n && n < 1n << 32n);
		const all = [...ends4(), ...near];
		const want = all.map((n) =>
			allowed4(n) || within(dotted(n)) ? "1" : "0");

		assert.deepEqual(judge(all.map(dotted), [range]), want, range);
	}
});
