/*
 * appliance-shapes.mjs - an event as a line, in each of the feeds' shapes.
 *
 * entityLine(fact) and systemLine(fact) return a function of the time at
 * which the line is written (epoch ms), since all else is fixed before.  The
 * quirks are those of real feeds: lists as text, times as text, both
 * spellings of a category, members that are null.
 */
const BASE = 'https://appliance.example';
const SERIAL = 'A21000000000042';
const ADDRESS = '10.20.0.5';

/*
 * entityLine({entity, score, n, detections, reason, lateMs}): n is the
 * event's number in its stream; score is an urgency, or {threat, certainty,
 * down} for Quadrant UX.
 */
export function entityLine(fact)
{
	return SHAPES[fact.entity.shape](fact);
}

const SHAPES = {
	api34: (f) => (now) => JSON.stringify({...apiObject(f, now),
		last_detection: lastDetection(f)}),
	/* v3.3 had these flat; some feeds still send both. */
	api33: (f) => (now) => {
		const {id, type, url} = lastDetection(f);

		return JSON.stringify({...apiObject(f, now),
			last_detection_id: id, last_detection_type: type,
			last_detection_url: url});
	},
	own: (f) => (now) => JSON.stringify({kind: 'entity',
		type: f.entity.type, id: String(f.entity.id),
		name: f.entity.name, urgency: f.score,
		at: now - (f.lateMs ?? 0), url: link(f.entity),
		source_id: `own:${f.n}`,
		detail: {last_detection: lastDetection(f)}}),
	syslog: (f) => (now) => syslog(f, now),
};

function link({type, id})
{
	return `${BASE}/${type}s/${id}`;
}

/* The API's times have no fraction. */
function isoSeconds(ms)
{
	return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

function lastDetection({detections, n})
{
	if (detections.length === 0)
		return {id: null, type: null, url: null};
	return {id: 30000 + n % 10000, type: detections[0],
		url: `${BASE}/detections/${30000 + n % 10000}`};
}

function apiObject({entity, score, n, detections, reason, lateMs = 0}, now)
{
	const category = entity.type.toUpperCase() +
	    (entity.id % 2 === 0 ? ' SCORING' : '_SCORING');

	return {id: n, entity_id: entity.id, name: entity.name,
		type: entity.type, urgency_score: score,
		attack_rating: Math.min(10, Math.round(score / 10)),
		importance: entity.importance, is_prioritized: score >= 50,
		/* Real feeds say Low here, whatever the urgency. */
		severity: 'Low', velocity_contrib: Math.floor(score / 34),
		breadth_contrib: Math.floor(score / 45),
		active_detection_types: detections, category,
		url: link(entity), event_timestamp: isoSeconds(now - lateMs),
		...(reason === null ? {} : {urgency_reason: reason})};
}

function quadrant({threat, certainty})
{
	if (threat >= 50)
		return certainty >= 50 ? 'critical' : 'high';
	return certainty >= 50 ? 'medium' : 'low';
}

/* "Nov 23 09:41:07", the time of a syslog header; UTC. */
function syslogTime(ms)
{
	const [, day, month, , time] = new Date(ms).toUTCString().split(' ');

	return `${month} ${day.replace(/^0/, ' ')} ${time}`;
}

function withHeader(priority, tag, now, object)
{
	return `<${priority}>${syslogTime(now)} ${SERIAL} ${tag} -: ` +
	    JSON.stringify(object);
}

function syslog(f, now)
{
	const {entity, score, detections, lateMs = 0} = f;
	const host = entity.type === 'host';
	const common = {version: '9.4', headend_addr: ADDRESS,
		dvchost: 'appliance.example', threat: score.threat,
		certainty: score.certainty, privilege: host ? 0 : '',
		score_decreases: score.down ?? false, href: link(entity),
		category: `${entity.type.toUpperCase()} SCORING`,
		quadrant: quadrant(score), tags: '[]',
		last_detection_type: detections[0] ?? '',
		vectra_timestamp: String(Math.floor((now - lateMs) / 1000))};

	if (!host)
		return withHeader(13, 'vectra_json_account_v2', now, {
			account_id: entity.id, account_uid: entity.name,
			...common, host_access_history: '[]',
			service_access_history: []});
	return withHeader(13, 'vectra_json_v2', now, {host_id: entity.id,
		host_name: entity.name, host_ip: `10.31.4.${entity.id % 250}`,
		...common, host_roles: '', sensor: 'sensor-plant-1',
		detection_profile: detections.length === 0 ? '' :
		JSON.stringify({name: 'external_adversary',
			vname: 'External Adversary',
			scoringDetections: detections}),
		host_groups: '[]', account_access_history: '[]',
		mac_address: null, mac_vendor: null});
}

/* What a check says in words. */
const MESSAGES = {
	disk_hardware_raid_check: ['RAID is degraded: disk 2 is missing',
		'all disks are present'],
	sensor_connectivity: ['no connection to the sensor for 5 minutes',
		'the sensor is connected'],
	heartbeat_check: ['no heartbeat for 3 minutes', 'heartbeat seen'],
	capture_interface_flap_status: ['the capture port went down and up ' +
		'4 times in 10 minutes', 'the capture port is stable'],
};
const NORMAL = ['OK', 'success', 'normal'];

/* systemLine({check, device, shape, status, n}): status may be null. */
export function systemLine({check, device, shape, status, n})
{
	const message = MESSAGES[check][NORMAL.includes(status) ? 1 : 0];

	if (shape === 'syslog')
		return (now) => withHeader(117, 'vectra_json_health', now, {
			type: check, source_ip: device, headend_addr: ADDRESS,
			dvchost: 'appliance.example', version: '9.4',
			result: status, message,
			vectra_timestamp: String(Math.floor(now / 1000))});
	if (shape === 'api')
		return (now) => JSON.stringify({id: n,
			health_check_name: check, status, message,
			event_timestamp: isoSeconds(now),
			entity_type: 'sensor', entity_name: device});
	return (now) => JSON.stringify({kind: 'system', check, device,
		...(status === null ? {} : {status}), message, at: now,
		source_id: `own:${n}`});
}
