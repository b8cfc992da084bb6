/*
 * draft.c - what the editor does for "Send test alert": the URL on standard
 * input (none: the stored one) is sealed and stored as a draft with its
 * request.  CONF FORM DESTINATION VERSION NAME AGE_MS; answers with the
 * request's id.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sodium.h>

#include "core/clock.h"
#include "core/conf.h"
#include "core/ids.h"
#include "core/log.h"
#include "core/seal.h"
#include "core/xmalloc.h"
#include "db/destination.h"
#include "db/draft.h"

/* The sealed URL, or "" where none was given. */
static char *
sealed_url(const struct conf *c, const struct seal_name *name)
{
	char why[SEAL_WHY_BYTES], *line = NULL, *sealed;
	struct seal_public key;
	size_t room = 0;

	if (getline(&line, &room, stdin) < 0 || line[0] == '\n') {
		free(line);
		return xstrdup("");
	}
	line[strcspn(line, "\n")] = '\0';
	if (seal_public_load(c->public_key, &key, why) != 0)
		fatalx("%s", why);
	sealed = seal_text(&key, name, line);
	free(line);
	return sealed;
}

int
main(int argc, char *argv[])
{
	char why[DB_WHY_BYTES + CONF_WHY_BYTES], *path;
	struct change change = {.by = "admin", .at_ms = clock_wall_ms()};
	struct request r = {.id = id_new(change.at_ms)};
	struct seal_name name;
	struct draft f = {0};
	struct destination stored;
	struct conf c;
	struct db *db;
	int rc;

	log_init("draft");
	if (argc != 7 || sodium_init() < 0 || conf_load(argv[1], &c, why) != 0)
		fatalx("CONF FORM DESTINATION VERSION NAME AGE_MS");
	f.id = strtoll(argv[2], NULL, 10);
	f.d.id = strtoll(argv[3], NULL, 10);
	f.d.version = strtoll(argv[4], NULL, 10);
	change.at_ms -= strtoll(argv[6], NULL, 10);
	snprintf(f.session_hash, sizeof(f.session_hash), "a session");
	f.d.name = xstrdup(argv[5]);
	f.d.app = xstrdup("teams");
	f.d.url_host = xstrdup("shown.example");
	f.d.seal_id = id_new(change.at_ms);
	name = (struct seal_name){f.d.id, f.d.seal_id, NULL};
	f.d.sealed = sealed_url(&c, &name);
	path = conf_database(&c, "config");
	if (db_open(path, &schema_config, DB_WRITE, &db, why) != DB_OPENED)
		fatalx("%s", why);
	/* The form holds which URL it keeps. */
	if (f.d.sealed[0] == '\0' &&
	    destination_load(db, f.d.id, &stored) > 0) {
		f.d.seal_id = stored.seal_id;
		destination_clear(&stored);
	}
	rc = draft_test(db, &f, &r, &change);
	printf("%lld\n", (long long)r.id);
	db_close(db);
	draft_clear(&f);
	free(path);
	conf_free(&c);
	return rc > 0 && fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
