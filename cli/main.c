/*
 * main.c - tocsin: the command line for operators and scripts.
 */
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "core/log.h"
#include "core/process.h"

static const struct command commands[] = {
    {"setup", cli_setup, "[-c FILE] setup"},
    {"ingest", cli_ingest,
	"[-c FILE] ingest [--source NAME] [--progress] < EVENTS"},
    {"destination", cli_destination,
	"[-c FILE] destination add|apps|list|secret|remove|enable|disable|test|"
	"retry ..."},
    {"setting", cli_setting, "[-c FILE] setting list|set ..."},
    {"token", cli_token, "[-c FILE] token add|list|remove ..."},
    {"audit", cli_audit, "[-c FILE] audit verify|list ..."},
    {"user", cli_user,
	"[-c FILE] user add|invite|reset|first|disable|enable|remove|role|list|"
	"sessions|end ..."},
    {"role", cli_role, "[-c FILE] role add|remove|list ..."},
    {"key", cli_key, "[-c FILE] key rotate|list"},
    {"backup", cli_backup, "[-c FILE] backup DIRECTORY"},
    {"restore", cli_restore, "[-c FILE] restore DIRECTORY [--only config]"},
    {"config", cli_config, "[-c FILE] config check|sample"},
    {NULL, NULL, NULL},
};

/* config sample and check speak of the file; the others need it sound. */
static bool
needs_conf(int argc, char **argv)
{
	return argc > 1 && strcmp(argv[1], "config") != 0;
}

int
main(int argc, char **argv)
{
	const char *path = TOCSIN_CONF;
	char why[CONF_WHY_BYTES];
	struct conf conf = {0};
	int status;

	log_init("tocsin");
	process_guard();
	signal(SIGPIPE, SIG_IGN);
	if (argc > 2 && strcmp(argv[1], "-c") == 0) {
		path = argv[2];
		argv[2] = argv[0];
		argc -= 2;
		argv += 2;
	}
	if (setenv("TOCSIN_CONF_PATH", path, 1) != 0 || sodium_init() < 0)
		fatalx("libsodium can't be used");
	if (needs_conf(argc, argv) && conf_load(path, &conf, why) != 0)
		fatalx("%s", why);
	status = cli_run(commands, &conf, argc, argv);
	conf_free(&conf);
	return status;
}
