/*
 * web_scene.mjs - the pages behind nginx, asked while something fails.
 */
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';

import {SHARE, Site} from '../web/site.mjs';

export {children} from '../e2e/procs.mjs';

/* What nginx gives while tocsin-web is away, byte by byte. */
const AWAY = {page: readFileSync(join(SHARE, 'static/errors/50x.html'),
	'utf8'), api: readFileSync(join(SHARE, 'static/errors/503.json'),
	'utf8')};

/* A made-up URL of the form that is recognised. */
export function flowUrl(n)
{
	const id = n.toString(16).padStart(32, '0');

	return 'https://default0123456789abcdef0123456789abcd.ef.environment' +
	    `.api.powerplatform.com/powerautomate/automations/direct/` +
	    `workflows/${id}/triggers/manual/paths/invoke?api-version=1` +
	    '&sp=%2Ftriggers%2Fmanual%2Frun&sv=1.0&sig=' +
	    `made-up-for-a-fault-${id}`;
}

/* away(answer): is it nginx's own, as it should be when nobody answers? */
export function away(answer)
{
	return answer.status === 503 && Object.values(AWAY).includes(
	    answer.text);
}

/* saved(site): the destinations that a test saved, as they are in force. */
export function saved(site)
{
	return site.rows('SELECT v.name, d.version, v.host_urgency, ' +
	    'v.account_urgency, v.url_host, length(v.sealed) AS sealed, ' +
	    '(SELECT count(DISTINCT o.seal_id) FROM destination_version o ' +
	    'WHERE ' +
	    'o.destination_id = d.id AND o.sealed <> \'\') AS boxes ' +
	    'FROM destination d LEFT JOIN destination_version v ON ' +
	    'v.destination_id = d.id AND v.version = d.version ' +
	    'WHERE d.deleted_at IS NULL', 'config');
}

/*
 * half(rows): those that are not wholly what somebody sent: a form sends a
 * name that ends with a number and both thresholds with the same.
 */
export function half(rows)
{
	return rows.filter((r) => {
		const n = Number(/^save \S+ (\d+)$/.exec(r.name ?? '')?.[1]);

		return r.host_urgency !== n || r.account_urgency !== n ||
			!(r.sealed > 100) || !r.url_host;
	});
}

/* checked(site): is the file sound? */
export function checked(site)
{
	const [row] = site.rows('PRAGMA integrity_check', 'config');

	assert.equal(row.integrity_check, 'ok');
}

export {Site};
