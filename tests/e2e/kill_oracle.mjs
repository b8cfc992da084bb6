/*
 * kill_oracle.mjs - was anything lost or told twice?
 *
 * It knows two things only: which events the producer was told are safe, and
 * which requests reached the receiver.  What Tocsin itself wrote down is no
 * evidence here.
 */

/* The line that a card carries when it may be a repeat. */
const MARK = 'Possible repeat: ';

/* The entity's name says which event a card is about: case-00042. */
const CASE = /case-(\d{5,})/;

/* pickPost(record): a request as the oracle needs it; see rig.mjs Posts. */
export function pickPost(record)
{
	const found = CASE.exec(record.body ?? '');

	return {n: record.n, conn: record.conn, dest: record.dest,
		id: record.alert_id, marked: record.body.includes(MARK),
		event: found === null ? null : Number(found[1])};
}

/* caseName(n): the name of the entity in event n. */
export function caseName(n)
{
	return `case-${String(n).padStart(5, '0')}`;
}

/*
 * judge({acknowledged, written, posts, dests, kills}): what is wrong, as
 *   lost      acknowledged and not seen at a destination
 *   twice     more than one alert id for an event and a destination
 *   foreign   a request about no event that was written, or without an id
 *   repeats   requests beyond the first of an alert id
 *   unmarked  those of them that don't say so
 * and faults, a line of text each; empty: all is well.  perKill is how many
 * repeats a kill may cause at one destination.
 */
export function judge({acknowledged, written, posts, dests, kills, perKill})
{
	const seen = new Map();
	const byId = new Map();
	const told = {lost: 0, twice: 0, foreign: 0, repeats: 0, unmarked: 0,
		faults: []};

	for (const p of posts) {
		if (p.event === null || p.id === null ||
		    !written.has(p.event) || !dests.includes(p.dest)) {
			told.foreign++;
			continue;
		}
		add(seen, `${p.event} ${p.dest}`, p.id);
		add(byId, p.id, p);
	}
	for (const event of acknowledged)
		for (const dest of dests)
			if (!seen.has(`${event} ${dest}`))
				told.lost++;
	for (const ids of seen.values())
		if (new Set(ids).size > 1)
			told.twice++;
	for (const same of byId.values())
		countRepeats(same, told);
	told.most = kills * dests.length * perKill;
	for (const name of ['lost', 'twice', 'foreign', 'unmarked'])
		if (told[name] > 0)
			told.faults.push(`${name}: ${told[name]}`);
	if (told.repeats > told.most)
		told.faults.push(`${told.repeats} repeats, more than ` +
		    `${told.most}`);
	return told;
}

/*
 * In order of connections, not of reading: what a killed worker left in a
 * socket may be read after the first request of the next worker, but its
 * connection was there before.
 */
function countRepeats(same, told)
{
	same.sort((a, b) => a.conn - b.conn || a.n - b.n);
	told.repeats += same.length - 1;
	told.unmarked += same.slice(1).filter((p) => !p.marked).length;
	/* One alert id is one event at one destination. */
	if (new Set(same.map((p) => `${p.event} ${p.dest}`)).size > 1)
		told.foreign++;
}

function add(map, key, value)
{
	if (map.has(key))
		map.get(key).push(value);
	else
		map.set(key, [value]);
}
