/*
 * appliance-scenario.mjs - one row for each rule by which Tocsin decides.
 *
 * A step is [at, score, L1, L2, extra]: `at` counts in windows from the
 * start, so a run with a window of 20 s shows in a minute what else takes a
 * day.  L1 and L2 are the verdicts to be seen on destinations with thresholds
 * 50 and 80 (threat and certainty both, for Quadrant UX).  Gaps that shall
 * lie inside a window are at most 0.75 of it, others at least 1.25, which
 * leaves room for a slow machine.
 *
 * Each entity first gets a low score ("calm"), so that a second run over the
 * same database shows the same; `fresh` ones instead are new in each run.
 */
const SENT = 'sent';
const WINDOW = 'in window';
const NOT = 'not a rise';
const BELOW = 'below threshold';
const SAME = 'no change';
const FIRST = 'first normal';

/* Thresholds that the verdicts below are written for. */
export const THRESHOLDS = {L1: 50, L2: 80};

/* A Quadrant UX score; `down` is the feed's own flag for a decrease. */
function tc(threat, certainty, down = false)
{
	return {threat, certainty, down};
}

export const ENTITIES = [
	{rule: 'a rise over the threshold alerts',
	host: 'fin-ws-014', shape: 'api34', steps: [
		[0.10, 34, BELOW, BELOW],
		[0.30, 62, SENT, BELOW],
	]},
	{rule: 'an entity never seen before counts as risen',
	host: 'guest-lt-301', shape: 'api34', fresh: true, steps: [
		[0.55, 73, SENT, BELOW],
	]},
	{rule: 'below the threshold is silent',
	host: 'print-srv-02', shape: 'api34', steps: [
		[0.20, 12, BELOW, BELOW],
		[0.90, 31, BELOW, BELOW],
		[1.80, 47, BELOW, BELOW],
	]},
	{rule: 'the threshold itself counts',
	host: 'eng-ws-031', shape: 'api34', steps: [
		[0.35, 49, BELOW, BELOW],
		[0.60, 50, SENT, BELOW],
		[1.00, 79, WINDOW, BELOW],
		[1.30, 80, WINDOW, SENT],
	]},
	{rule: 'a rise inside the window is silent',
	host: 'hr-lt-022', shape: 'api34', steps: [
		[0.15, 58, SENT, BELOW],
		[0.40, 66, WINDOW, BELOW],
		[0.70, 74, WINDOW, BELOW],
	]},
	{rule: 'a rise after the window alerts again',
	host: 'dev-ws-107', shape: 'api34', steps: [
		[0.20, 55, SENT, BELOW],
		[1.65, 68, SENT, BELOW],
	]},
	{rule: 'the window counts from the alert, not from silent rises',
	host: 'ops-jump-01', shape: 'api34', steps: [
		[0.25, 52, SENT, BELOW],
		[0.95, 57, WINDOW, BELOW],
		[1.60, 63, SENT, BELOW],
	]},
	{rule: 'deprioritized and prioritized again inside the window',
	host: 'sales-lt-045', shape: 'api34', steps: [
		[0.20, 64, SENT, BELOW],
		[0.45, 31, BELOW, BELOW],
		[0.80, 67, WINDOW, BELOW],
	]},
	{rule: 'deprioritized and prioritized again after the window',
	host: 'sales-lt-052', shape: 'api34', steps: [
		[0.25, 61, SENT, BELOW],
		[0.70, 28, BELOW, BELOW],
		[1.70, 63, SENT, BELOW],
	]},
	{rule: 'a decrease never alerts',
	host: 'dc-hq-02', shape: 'api34', steps: [
		[0.10, 92, SENT, SENT],
		[1.45, 85, NOT, NOT],
		[2.80, 55, NOT, BELOW],
	]},
	{rule: 'an equal score is not a rise',
	host: 'sql-prod-03', shape: 'api34', steps: [
		[0.15, 70, SENT, BELOW],
		[1.60, 70, NOT, BELOW],
		[2.95, 71, SENT, BELOW],
	]},
	{rule: 'an event that comes late is judged, but not remembered',
	host: 'vpn-gw-01', shape: 'api34', steps: [
		[0.30, 60, SENT, BELOW],
		[1.70, 90, SENT, SENT, {late: true}],
		[3.10, 75, SENT, BELOW],
	]},
	{rule: 'L1 and L2/L3 each have a window of their own',
	account: 'O365:maria.keller@corp.example', shape: 'api34', steps: [
		[0.30, 55, SENT, BELOW],
		[0.70, 83, WINDOW, SENT],
		[2.10, 88, SENT, SENT],
	]},
	{rule: 'accounts rise, fall and come back like hosts',
	account: 'AWS:123456789012/role/deploy', shape: 'api33', steps: [
		[0.40, 59, SENT, BELOW],
		[0.85, 22, BELOW, BELOW],
		[1.90, 82, SENT, SENT],
	]},
	{rule: 'the flat objects of API v3.3',
	host: 'lab-ws-009', shape: 'api33', steps: [
		[0.45, 72, SENT, BELOW],
		[0.90, 76, WINDOW, BELOW],
	]},
	{rule: "Tocsin's own shape",
	host: 'cam-gw-04', shape: 'own', steps: [
		[0.40, 66, SENT, BELOW],
		[1.80, 81, SENT, SENT],
	]},
	{rule: 'Quadrant UX: threat and certainty both count',
	host: 'plant-hmi-03', shape: 'syslog', steps: [
		[0.20, tc(30, 20), BELOW, BELOW],
		[0.40, tc(62, 71), SENT, BELOW],
		[0.75, tc(62, 84), WINDOW, BELOW],
		[1.80, tc(70, 66), SENT, BELOW],
	]},
	{rule: 'Quadrant UX: one of the two is not enough',
	host: 'plant-plc-11', shape: 'syslog', steps: [
		[0.50, tc(78, 22), BELOW, BELOW],
		[1.20, tc(84, 41), BELOW, BELOW],
	]},
	{rule: 'Quadrant UX: a flagged decrease never alerts',
	host: 'plant-scada-01', shape: 'syslog', steps: [
		[0.30, tc(82, 86), SENT, SENT],
		[1.70, tc(80, 92, true), NOT, NOT],
	]},
	{rule: 'Quadrant UX: an account',
	account: 'svc-backup@plant.example', shape: 'syslog', steps: [
		[0.50, tc(57, 63), SENT, BELOW],
		[1.90, tc(85, 88), SENT, SENT],
	]},
	{rule: 'a name that is Markdown stays text',
	host: '**urgent** [open me](https://evil.example/x)',
	shape: 'api34', steps: [[1.00, 77, SENT, BELOW]]},
	{rule: 'a name that is a template stays text',
	host: '{{DATE(2026-01-01T00:00:00Z,SHORT)}} {{TIME()}}',
	shape: 'api34', steps: [[1.10, 64, SENT, BELOW]]},
	{rule: 'a name that is markup or turns its direction stays text',
	account: '<at>everyone</at> <b>\u202egnp.exe',
	shape: 'api34', steps: [[1.15, 69, SENT, BELOW]]},
];

/* The same for system checks; a step's second member is the status. */
export const SYSTEMS = [
	{rule: 'from normal to problem and back: both alert',
	check: 'disk_hardware_raid_check', device: '10.20.0.11',
	shape: 'syslog', steps: [
		[0.20, 'success', FIRST],
		[0.60, 'failure', SENT],
		[1.40, 'success', SENT],
	]},
	{rule: 'the same status again is silent',
	check: 'sensor_connectivity', device: 'sensor-berlin-2',
	shape: 'api', steps: [
		[0.30, 'FAILED', SENT],
		[0.70, 'FAILED', SAME],
		[1.20, 'DEGRADED', SAME],
		[1.90, 'OK', SENT],
		[2.60, 'OK', SAME],
	]},
	{rule: 'a first normal is silent',
	check: 'heartbeat_check', device: 'sensor-lyon-1',
	shape: 'api', steps: [
		[0.25, 'OK', FIRST],
		[1.50, 'OK', SAME],
	]},
	{rule: 'one without a status always alerts and changes nothing',
	check: 'capture_interface_flap_status', device: 'sensor-porto-1 eth2',
	shape: 'own', steps: [
		[0.50, 'problem', SENT],
		[0.90, null, SENT],
		[1.60, null, SENT],
		[2.20, 'problem', SAME],
		[2.80, 'normal', SENT],
	]},
];

/* The table as text, for people. */
export function listText()
{
	const lines = ['Verdicts for thresholds 50 (L1) and 80 (L2/L3) on a ' +
	    'Tocsin that sent no alert about these', 'in the window before. ' +
	    'Times count in windows from the start.', ''];

	for (const row of [...ENTITIES, ...SYSTEMS]) {
		const who = row.host ?? row.account ??
		    `${row.check} on ${row.device}`;
		lines.push(`${row.rule}`, `  ${printable(who)} (${row.shape})`);
		for (const step of row.steps)
			lines.push(stepText(step));
		lines.push('');
	}
	return lines.join('\n');
}

function stepText([at, score, l1, l2 = l1, extra = {}])
{
	const shown = score === null ? 'no status' :
	    typeof score === 'object' ? `${score.threat}/${score.certainty}` +
	    (score.down ? ' decrease' : '') : String(score);
	const late = extra.late ? ' (late)' : '';

	return `    ${at.toFixed(2)}  ${(shown + late).padEnd(16)}` +
	    `L1 ${l1.padEnd(16)}L2/L3 ${l2}`;
}

/* A terminal would obey a control character or a change of direction. */
function printable(text)
{
	return text.replace(/[\p{Cc}\p{Cf}]/gu, '\ufffd');
}
