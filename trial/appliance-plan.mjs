/*
 * appliance-plan.mjs - what is to be written when.
 *
 * Two rows of events run side by side: the scenario's steps, and scores that
 * wander in the background.  Nothing here knows a clock, so a test walks
 * through hours at once.
 */
import {DETECTIONS, REASONS, between, makeFleet, pick, random}
	from './appliance-fleet.mjs';
import {ENTITIES, SYSTEMS} from './appliance-scenario.mjs';
import {entityLine, systemLine} from './appliance-shapes.mjs';

/* A late event is older than everything before it. */
const LATE_MS = 60000;

/* Checks that wander, on devices that the scenario leaves alone. */
const CHECKS = ['sensor_connectivity', 'heartbeat_check',
	'capture_interface_flap_status', 'disk_hardware_raid_check'];
const DEVICES = ['sensor-madrid-1', 'sensor-oslo-3', 'sensor-wien-2'];

/* One event in so many of the background is a system check. */
const SYSTEM_SHARE = 1 / 16;

/*
 * plan({windowMs, seed, paceMs, startId}): events without end, in order of
 * time, as {at_ms, rule, line(now), expect}: at_ms counts from the start,
 * rule and expect are null for the background, expect is [L1, L2].
 */
export function* plan({windowMs, seed, paceMs, startId})
{
	const fleet = makeFleet(startId);
	const rand = random(seed);
	const streams = {host: startId, account: startId, health: startId,
		own: startId};
	const script = scripted(fleet, windowMs);
	const background = wander(fleet, rand, paceMs);
	let next = background.next().value;

	for (const step of script) {
		while (next.at_ms < step.at_ms) {
			yield finish(next, rand, streams);
			next = background.next().value;
		}
		yield finish(step, rand, streams);
	}
	for (;;) {
		yield finish(next, rand, streams);
		next = background.next().value;
	}
}

/* scriptMs(windowMs): when the last step of the scenario is due. */
export function scriptMs(windowMs)
{
	return windowMs * Math.max(...[...ENTITIES, ...SYSTEMS].map((row) =>
		row.steps.at(-1)[0]));
}

function scripted(fleet, windowMs)
{
	const steps = [];

	ENTITIES.forEach((row, i) => {
		const entity = fleet.scripted[i];

		if (!row.fresh)
			steps.push(calm(entity, i, windowMs));
		for (const [at, score, l1, l2, extra = {}] of row.steps)
			steps.push({at_ms: at * windowMs, rule: row.rule,
				expect: [l1, l2], entity, score, lateMs:
				extra.late ? LATE_MS + 2 * windowMs : 0});
	});
	for (const row of SYSTEMS)
		for (const [at, status, verdict] of row.steps)
			steps.push({at_ms: at * windowMs, rule: row.rule,
				expect: [verdict, verdict], check: row.check,
				device: row.device, shape: row.shape, status});
	return steps.sort((a, b) => a.at_ms - b.at_ms);
}

/* The low score before everything, all of them in the first 0.08 windows. */
function calm(entity, i, windowMs)
{
	const score = entity.shape === 'syslog' ?
	    {threat: 5, certainty: 8} : 8;

	return {at_ms: windowMs * 0.08 * i / ENTITIES.length,
		rule: 'every entity starts low', entity, score, lateMs: 0,
		expect: ['below threshold', 'below threshold']};
}

/*
 * Scores climb to a peak, fall back and rest, each entity at its own pace:
 * one is moved every paceMs, give or take half of it.
 */
function* wander(fleet, rand, paceMs)
{
	const walkers = fleet.wandering.map((entity) =>
		({entity, score: between(rand, 5, 20), goal: 0}));
	const states = new Map();
	let at_ms = 0;

	for (;;) {
		at_ms += paceMs * (0.5 + rand());
		const event = rand() < SYSTEM_SHARE ?
		    flip(states, rand) : move(pick(rand, walkers), rand);
		yield {at_ms, rule: null, expect: null, ...event};
	}
}

function move(walker, rand)
{
	const climbing = walker.goal > walker.score;

	if (climbing)
		walker.score += between(rand, 4, 15);
	else
		walker.score -= between(rand, 5, 20);
	walker.score = Math.max(2, Math.min(97, walker.score));
	if (climbing && walker.score >= walker.goal)
		walker.goal = 0;
	else if (!climbing && walker.score < 15)
		walker.goal = between(rand, 35, 95);
	return {entity: walker.entity, lateMs: 0,
		score: asScore(walker, climbing)};
}

/* Quadrant UX has two numbers where Respond UX has one. */
function asScore({entity, score}, climbing)
{
	if (entity.shape !== 'syslog')
		return score;
	return {threat: score, certainty: Math.min(99, score + 9),
		down: !climbing};
}

function flip(states, rand)
{
	const check = pick(rand, CHECKS);
	const device = pick(rand, DEVICES);
	const key = `${check} ${device}`;
	const status = states.get(key) === 'FAILED' ? 'OK' : 'FAILED';

	states.set(key, status);
	return {check, device, shape: 'api', status};
}

/* Give an event its number and what is left to chance. */
function finish(event, rand, streams)
{
	const {at_ms, rule, expect, entity, score, lateMs} = event;
	const stream = entity === undefined ?
	    {api: 'health', own: 'own', syslog: 'health'}[event.shape] :
	    entity.shape === 'own' ? 'own' : entity.type;
	const n = streams[stream]++;

	if (entity === undefined)
		return {at_ms, rule, expect, line: systemLine({...event, n})};
	return {at_ms, rule, expect, line: entityLine({entity, score, n,
		lateMs, ...story(score, rand)})};
}

/* The detections behind a score: the higher, the more. */
function story(score, rand)
{
	const height = typeof score === 'number' ? score : score.threat;
	const detections = new Set();

	for (let i = 0; i < Math.ceil(height / 30); i++)
		detections.add(pick(rand, DETECTIONS));
	return {detections: [...detections],
		reason: height >= 60 ? pick(rand, REASONS) : null};
}
