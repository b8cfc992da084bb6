/*
 * garbage.mjs - events that are none: each is wrong for sure, by its kind.
 */

const DEEP = 100000;
const good = {kind: 'entity', type: 'host', id: 'g', name: 'g', urgency: 80};

/* An event of one's own shape with some text in the place of a value. */
function raw(member, text)
{
	const all = Object.entries({...good, [member]: null}).map(([k, v]) =>
		`${JSON.stringify(k)}:${k === member ? text :
		JSON.stringify(v)}`);

	return `{${all.join()}}`;
}

const bytes = (...parts) => Buffer.concat(parts.map((p) => Buffer.from(p)));
const pick = (rand, list) => list[Math.floor(rand() * list.length)];

/* Large ones: a few of them take as long as a thousand others. */
const LARGE = {
	'depth of arrays': () => '['.repeat(DEEP),
	'depth of objects': () => '{"a":'.repeat(DEEP),
	'depth in an event': () => raw('x', '['.repeat(DEEP) +
	    ']'.repeat(DEEP)),
	'ten megabytes': () => raw('name', `"${'x'.repeat(10485760)}"`),
	'a name of 200 KB': () => raw('name', `"${'x'.repeat(200000)}"`),
};

const SMALL = {
	'not a number': (rand) => raw('urgency', pick(rand, ['NaN',
		'Infinity', '-Infinity', 'nan', '1e', '0x50', '.5', '+80',
		'080', '8_0'])),
	'out of bounds': (rand) => raw('urgency', pick(rand, ['101', '-1',
		'1e308', '1e999', '99999999999999999999', '80.5', '-0.1',
		'9'.repeat(5000)])),
	'wrong type': (rand) => raw(...pick(rand, [['urgency', 'true'],
		['urgency', '[]'], ['urgency', '{"a":1}'], ['name', '5'],
		['name', '{}'], ['id', 'true'], ['id', '1.5'], ['kind', '7'],
		['kind', '"planet"'], ['type', '[]'], ['type', '"disk"'],
		['at', '{}'], ['at', '1e300'], ['at', '"yesterday"']])),
	'twice': (rand) => pick(rand, [
		'{"kind":"entity",' + JSON.stringify(good).slice(1),
		JSON.stringify(good).replace('}', ',"urgency":90}'),
		raw('x', '{"a":1,"a":2}')]),
	'bad UTF-8': (rand) => bytes(
	    '{"kind":"entity","type":"host","id":"g","urgency":80,"name":"',
	    pick(rand, [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80], [0xc3],
		[0xf5, 0x80, 0x80, 0x80], [0xe2, 0x28, 0xa1]]), '"}'),
	'NUL': (rand) => pick(rand, [raw('name', '"a\\u0000b"'),
		bytes(JSON.stringify(good).slice(0, -1), [0], '}'),
		bytes([0, 0, 0]), raw('id', '"\\u0000"')]),
	'cut': (rand) => JSON.stringify(good).slice(0, 1 +
		Math.floor(rand() * (JSON.stringify(good).length - 1))),
	'more behind': (rand) => JSON.stringify(good) + pick(rand, ['x', '{}',
		',', ']', '"', JSON.stringify(good), '\u0001']),
	'no event': (rand) => pick(rand, ['{}', '[]', '"text"', '123', 'null',
		'true', '{"kind":"entity"}', '{"kind":"system"}', '[{}]',
		'{"a":1}', '<xml/>', "{'kind':'entity'}"]),
	'missing': (rand) => {
		const all = {...good};

		delete all[pick(rand, ['type', 'id', 'urgency'])];
		return JSON.stringify(all);
	},
	'noise': (rand) => Buffer.from(Array.from({length: 1 +
		Math.floor(rand() * 200)}, () => {
		const b = Math.floor(rand() * 256);

		return b === 10 || b === 13 ? 63 : b;
	}).concat(63)),
};

/* garbage(rand, count): [kind, bytes], without line ends in them. */
export function garbage(rand, count)
{
	const names = Object.keys(SMALL);
	const large = Object.entries(LARGE).map(([name, make]) =>
		[name, make(rand)]);

	return [...large, ...Array.from({length: count - large.length},
	    (_, i) => {
		const name = names[i % names.length];

		return [name, SMALL[name](rand)];
	})];
}

/* A row's values that are not as here. */
const ROW = {source: '\'appliance\'', received_at: 'NOW', event_at: 'NOW',
	kind: '\'entity\'', entity_type: '\'host\'', entity_id: '\'g\'',
	entity_name: '\'g\'', urgency: '80'};

const LONG = (n) => `printf('%.*c', ${n}, 'x')`;

const ROWS = [
	{kind: '\'planet\''}, {kind: '\'\''}, {entity_type: '\'disk\''},
	{entity_type: 'NULL'}, {entity_id: 'NULL'}, {entity_id: '\'\''},
	{urgency: '101'}, {urgency: '-1'}, {urgency: '9223372036854775807'},
	{urgency: '-9223372036854775808'}, {urgency: 'NULL'},
	{entity_id: LONG(5000)}, {entity_name: LONG(500000)},
	{entity_name: LONG(1500000)}, {detail: LONG(1100000)},
	{detail: '\'{{{\''}, {detail: '\'[1]\''}, {detail: '\'"x"\''},
	{detail: `'${'{"a":'.repeat(2000)}'`},
	{kind: '\'system\'', check_name: 'NULL', device: 'NULL'},
];

/* rows(rand, count): INSERT statements of rows that are no events. */
export function rows(rand, count)
{
	return Array.from({length: count}, (_, i) => insert(`bad-${i}`,
	    ROWS[i % ROWS.length]));
}

/* insert(id, values): one row as an outside producer writes it. */
export function insert(id, values)
{
	const row = {...ROW, source_id: `'${id}'`, ...values};

	return `INSERT INTO event (${Object.keys(row)}) VALUES (` +
	    `${Object.values(row).join().replaceAll('NOW',
	    'CAST(unixepoch() AS INTEGER) * 1000')});`;
}
