/*
 * appliance-fleet.mjs - who lives on the simulated network, and chance.
 *
 * 40 hosts and 15 accounts: those of the scenario, and as many more as it
 * takes, whose scores wander in the background.
 */
import {ENTITIES} from './appliance-scenario.mjs';

export const HOSTS = 40;
export const ACCOUNTS = 15;

/* Entity ids as they stand in the appliance's URLs. */
const FIRST_ID = {host: 1101, account: 2101};

/* What the names of the others are made of. */
const SITES = ['fin', 'hr', 'dev', 'eng', 'ops', 'legal', 'lab', 'ship'];
const KINDS = ['ws', 'lt', 'srv', 'nas'];
const PEOPLE = ['anna.lindqvist', 'tomas.brandt', 'li.wei', 'o.adeyemi',
	'priya.nair', 'j.moreau', 'sofia.rossi', 'k.tanaka', 'e.novak',
	'd.okafor', 'm.silva'];
const REALMS = ['O365:%@corp.example', '%@corp.example', 'AWS:%'];

export const DETECTIONS = ['Hidden HTTPS Tunnel', 'Brute-Force',
	'Suspicious Remote Execution', 'RPC Targeted Recon',
	'Privilege Anomaly: Unusual Service', 'Smash and Grab',
	'Azure AD Suspicious Sign-on', 'M365 Suspicious Mail Forwarding',
	'AWS User Hijacking', 'Kerberoasting: Cipher Downgrade',
	'Ransomware File Activity', 'External Remote Access'];

export const REASONS = [
	'Prioritized for an active ransomware detection',
	'High velocity over several stages of an attack',
	'A privileged identity with new lateral movement',
];

/*
 * random(seed): a function giving numbers in [0, 1), the same row for the
 * same seed.  A linear congruential step, its high bits used.
 */
export function random(seed)
{
	let state = BigInt.asUintN(64, BigInt(seed) + 0x9e3779b97f4a7c15n);

	return () => {
		state = BigInt.asUintN(64,
		    state * 6364136223846793005n + 1442695040888963407n);
		return Number(state >> 32n) / 2 ** 32;
	};
}

/* pick(rand, list): one of them. */
export function pick(rand, list)
{
	return list[Math.floor(rand() * list.length)];
}

/* between(rand, low, high): a whole number, both ends included. */
export function between(rand, low, high)
{
	return low + Math.floor(rand() * (high - low + 1));
}

/*
 * makeFleet(startId): {scripted, wandering}, entities as {type, id, name,
 * shape, importance}; scripted[i] belongs to ENTITIES[i].
 */
export function makeFleet(startId)
{
	const next = {...FIRST_ID};
	const add = (type, name, shape) => ({type, name, shape,
		id: next[type]++, importance: next[type] % 3});
	const scripted = ENTITIES.map((row) => {
		const type = row.host === undefined ? 'account' : 'host';
		const entity = add(type, row[type], row.shape);
		/* New in each run, so known to no earlier one. */
		if (row.fresh)
			entity.id = startId;
		return entity;
	});
	const wandering = [];

	for (let i = 0; next.host < FIRST_ID.host + HOSTS; i++)
		wandering.push(add('host', hostName(i), shapeOf(i)));
	for (let i = 0; next.account < FIRST_ID.account + ACCOUNTS; i++)
		wandering.push(add('account', accountName(i), shapeOf(i)));
	return {scripted, wandering};
}

function hostName(i)
{
	const site = SITES[i % SITES.length];

	return `${site}-${KINDS[i % KINDS.length]}-${201 + i * 7}`;
}

function accountName(i)
{
	return REALMS[i % REALMS.length].replace('%', PEOPLE[i]);
}

function shapeOf(i)
{
	return ['api34', 'api34', 'syslog', 'api34', 'api33', 'own'][i % 6];
}
