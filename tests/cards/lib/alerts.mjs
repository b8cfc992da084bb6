// The alerts whose exact bytes are kept in tests/golden, for each app.
const APPLIANCE = 'https://appliance.example';
const AT = '2026-11-23T09:41:07Z';
const ARGS = ['-d', 'SOC alerts', '-i', '01JDBZ8Q5V7M'];
const URGENT = [...ARGS, '-c', 'urgency 80 or higher'];
const QUADRANT = [
	...ARGS,
	'-c',
	'threat 50 or higher and certainty 50 or higher',
];

const host = {
	source: 'appliance',
	source_id: 'host:1111',
	kind: 'entity',
	type: 'host',
	id: '4711',
	name: 'desktop01',
	at: AT,
	urgency: 87,
	url: `${APPLIANCE}/hosts/4711`,
	attack_rating: 8,
	importance: 2,
	is_prioritized: true,
	severity: 'Low',
	urgency_reason: 'Prioritized by an active ransomware detection',
	host_ip: '192.0.2.31',
	last_detection: {
		id: 35431,
		type: 'Ransomware File Activity',
		url: `${APPLIANCE}/detections/35431`,
	},
	active_detection_types: [
		'Ransomware File Activity',
		'Hidden HTTPS Tunnel',
		'RPC Targeted Recon',
	],
};

const account = {
	source: 'appliance',
	source_id: 'account:2222',
	kind: 'entity',
	type: 'account',
	id: '1013',
	name: 'O365:jo_an@corp.example',
	at: AT,
	urgency: 64,
	url: `${APPLIANCE}/accounts/1013`,
	attack_rating: 6,
	importance: 1,
	is_prioritized: false,
	privilege: 9,
	last_detection: {type: 'Suspicious Sign-On', id: null, url: null},
	active_detection_types: ['Suspicious Sign-On'],
};

const quadrant = {
	source: 'syslog',
	source_id: 'host:522',
	kind: 'entity',
	type: 'host',
	id: '522',
	name: 'fileserver-2',
	at: AT,
	threat: 63,
	certainty: 84,
	url: `${APPLIANCE}/hosts/522`,
	host_ip: '198.51.100.7',
	privilege: 3,
	last_detection: {type: 'Hidden HTTPS Tunnel'},
};

const system = {
	source: 'appliance',
	source_id: 'health:7',
	kind: 'system',
	check: 'disk_hardware_raid_check',
	device: 'sensor-berlin-1',
	status: 'failure',
	message: 'RAID is degraded: disk 3 is missing. No traffic is captured.',
	at: AT,
	url: `${APPLIANCE}/system/health`,
	version: '9.4.1',
};

// More to tell than any card holds.
const oversized = {
	...host,
	name: '"'.repeat(300),
	urgency_reason: 'Because. '.repeat(600),
	active_detection_types: Array.from({length: 900}, (_, i) =>
		`Detection "${i}"`),
};

// The worst five of a storm, of each kind.
const storm = [
	{...host, urgency: 99},
	{...host, id: '4712', name: '"'.repeat(300), urgency: 98,
		source_id: 'host:1112'},
	quadrant,
	account,
	system,
];

export const alerts = [
	{name: 'host', event: host, args: URGENT},
	{name: 'account', event: account, args: [
		...ARGS, '-c', 'urgency 50 or higher']},
	{name: 'quadrant', event: quadrant, args: QUADRANT},
	{name: 'system-problem', event: system, args: ARGS},
	{name: 'system-normal', args: ARGS, event: {
		...system,
		source_id: 'health:8',
		status: 'success',
		message: 'RAID is complete again.',
	}},
	{name: 'system-no-status', args: ARGS, event: {
		source: 'appliance',
		source_id: 'health:9',
		kind: 'system',
		check: 'heartbeat_check',
		message: 'A device was paired.',
		at: AT,
	}},
	{name: 'test', args: ['-t', '1795426867000', ...ARGS]},
	{name: 'repeat', event: host, args: [...URGENT, '-r']},
	{name: 'digest', events: storm, args: [...ARGS, '-g', '1437', '-l',
		'https://tocsin.example/destinations']},
	{name: 'digest-small', events: storm.slice(0, 2),
		args: [...ARGS, '-g', '2', '-r']},
	{name: 'oversized', event: oversized, args: URGENT},
];
