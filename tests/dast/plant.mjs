/*
 * plant.mjs - bugs that the scanners must find: "0 findings" of a scanner that
 * finds nothing says nothing.
 */
import assert from 'node:assert/strict';
import {cpSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

import {ROOT} from '../e2e/rig.mjs';
import {mutant} from '../fault/mutant.mjs';

/* Each must be there, or nothing was planted. */
function exchanged(text, from, to)
{
	const out = text.replace(from, to);

	assert.notEqual(out, text, `no "${from}"`);
	return out;
}

/* Escaping off where the editor shows a typed name again. */
export function rawTemplates(dir)
{
	const copy = join(dir, 'raw-templates');
	const file = join(copy, 'editor.cs');

	cpSync(join(ROOT, 'templates'), copy, {recursive: true});
	writeFileSync(file, exchanged(readFileSync(file, 'utf8'),
	    'value="<?cs var:Field.name.Value ?>"',
	    'value="<?cs uvar:Field.name.Value ?>"'));
	return copy;
}

/* useTemplates(site, folder): the same site with other templates. */
export async function useTemplates(site, folder)
{
	const conf = readFileSync(site.conf, 'utf8');

	await site.stop('web');
	writeFileSync(site.conf,
	    conf.replace(/^templates = .*$/m, `templates = ${folder}`));
	await site.startWeb();
	return () => writeFileSync(site.conf, conf);
}

/*
 * A tocsin-web that asks the database for the id of an editor's page as it
 * came, decoded, inside of the statement's text, and tells whether there was
 * such a row.
 */
const TAKE_AS_IT_CAME = `
static bool
planted(struct exchange *x)
{
	char text[2000], sql[2100], *out = text;
	const char *p = strstr(x->req->query, "id=");
	unsigned byte;
	sqlite3 *db;
	sqlite3_stmt *st = NULL;
	bool there;

	if (strcmp(x->req->path, "/destinations/edit") != 0 || p == NULL)
		return true;
	for (p += 3; *p != 0 && *p != '&' && out < text + 1990; p++) {
		*out = *p == '+' ? ' ' : *p;
		if (*p == '%' && sscanf(p + 1, "%2x", &byte) == 1) {
			*out = (char)byte;
			p += 2;
		}
		out++;
	}
	*out = 0;
	snprintf(sql, sizeof(sql), "SELECT id FROM destination WHERE"
	    " printf('%%016x', id) = '%s'", text);
	if (sqlite3_open_v2(CONFIG_DB, &db, SQLITE_OPEN_READONLY, NULL) != 0)
		return true;
	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != 0)
		respond_error(x, 500, "SQLite: %s", sqlite3_errmsg(db));
	there = st != NULL && sqlite3_step(st) == SQLITE_ROW;
	if (there)
		respond_enter(x);
	else if (st != NULL)
		respond_error(x, 404, "No such destination.");
	sqlite3_finalize(st);
	sqlite3_close(db);
	return false;
}
`;

/* The program of that; config is the path of its config.db. */
export function sqlByText(config)
{
	const include = '#include <string.h>\n';

	return mutant('tocsin-web', 'cgi/guard.c', include, include +
	    '#include <stdio.h>\n#include <sqlite3.h>\n' +
	    `#define CONFIG_DB ${JSON.stringify(config)}\n`,
	    'bool\nguard(struct exchange *x)', `${TAKE_AS_IT_CAME}
bool\nguard(struct exchange *x)`,
	    '\t    read_fields,\n', '\t    planted,\n\t    read_fields,\n');
}

/* TLS of the past, with its ciphers: what testssl.sh is about. */
export function oldTls(text)
{
	return exchanged(exchanged(text, 'TLSv1.2 TLSv1.3;',
	    'TLSv1 TLSv1.1 TLSv1.2;'), /ssl_ciphers [^;]*;/,
	'ssl_ciphers ALL:@SECLEVEL=0;');
}

/* No policy and no HSTS: what the Observatory is about. */
export function withoutHeaders(text)
{
	return exchanged(exchanged(text,
	    'add_header Content-Security-Policy $policy always;',
	    'fastcgi_hide_header Content-Security-Policy;'),
	'add_header Strict-Transport-Security', 'add_header X-Planted');
}
