/*
 * config.c - tocsin config: is tocsin.conf right, and what may stand in it?
 */
#include <stdio.h>
#include <stdlib.h>

#include "cli/cli.h"
#include "core/log.h"

static int
check(const struct conf *unused, int argc, char **argv)
{
	const char *path = getenv("TOCSIN_CONF_PATH");
	char why[CONF_WHY_BYTES];
	struct conf c;

	(void)unused;
	(void)argv;
	if (argc != 1)
		return cli_usage("[-c FILE] config check");
	if (conf_load(path, &c, why) != 0) {
		log_warnx("%s", why);
		return 1;
	}
	conf_free(&c);
	printf("%s: sound\n", path);
	return 0;
}

static int
sample(const struct conf *unused, int argc, char **argv)
{
	(void)unused;
	(void)argv;
	if (argc != 1)
		return cli_usage("config sample");
	conf_print_sample(stdout);
	return 0;
}

int
cli_config(const struct conf *c, int argc, char **argv)
{
	static const struct command commands[] = {
	    {"check", check, "[-c FILE] config check"},
	    {"sample", sample, "config sample"},
	    {NULL, NULL, NULL},
	};

	return cli_run(commands, c, argc, argv);
}
