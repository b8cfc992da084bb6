/*
 * destinations.mjs - whom a request is for, under a name without secrets.
 */
import {appOf, recognise, secretOf} from './apps.mjs';
import {redactUrl, shortDigest} from './redact.mjs';

/*
 * destinationKey(app, {host, path, secret}): the same for all requests of one
 * destination; path is redacted, secret null or what secretOf() gave.  Of a
 * workflow URL only host and workflow id count, since sig and api-version may
 * change when it is renewed.
 */
export function destinationKey(app, {host, path, secret})
{
	const bare = path.split('?')[0];
	const flow = app.name === 'teams' ? app.id.exec(bare) : null;
	const shared = app.base?.exec(bare)?.[0] ?? bare;

	if (flow !== null)
		return `${host}/${flow[1]}`;
	return host + shared + (secret === null ? '' :
		`/${shortDigest(secret)}`);
}

/*
 * keyOf(url, {headers, body}): the `dest` that requests to this URL are
 * recorded under, for tests.  headers by lower-case name; those and the body
 * matter to apps whose secret is not in the URL, or that have hosts of their
 * own.
 */
export function keyOf(url, {headers = {}, body = ''} = {})
{
	const {hostname, pathname, search} = new URL(url);
	const app = recognise(hostname, pathname + search, headers);

	return destinationKey(app, {host: hostname,
		path: redactUrl(pathname + search),
		secret: secretOf(app, headers, body)});
}

/*
 * describe(record): {key, host, app, label} of the destination of a record.
 */
export function describe({dest, path, app: name})
{
	const host = dest.split('/')[0];
	const bare = path.split('?')[0];
	/* Several rows may share a name: the host tells them apart. */
	const row = recognise(host, bare, {});
	const app = name === undefined || row.name === name ? row :
		appOf(name);

	return {key: dest, host, app: app.name, label: label(app, bare, dest)};
}

function label(app, bare, key)
{
	const host = key.split('/')[0];

	if (app.title === null)
		return host + bare;
	const digest = /<redacted-([0-9a-f]+)>/.exec(key)?.[1];
	const id = app.id?.exec(bare)?.[1] ?? digest ?? host;

	return `${app.title} ${shorten(id)}`;
}

/* Enough of an id to tell two apart, little enough to read. */
function shorten(id)
{
	return id.length > 12 ? `${id.slice(0, 6)}…${id.slice(-4)}` : id;
}
