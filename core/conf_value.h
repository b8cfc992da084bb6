/*
 * conf_value.h - the kinds of values in tocsin.conf.
 */
#ifndef TOCSIN_CONF_VALUE_H
#define TOCSIN_CONF_VALUE_H

#include <stdbool.h>

/*
 * A kind of value: what a good one looks like, for messages and the sample,
 * and whether a text is one.  Pure.
 */
struct conf_type {
	const char *want;
	bool (*is)(const char *value);
};

extern const struct conf_type conf_path;      /* absolute path */
extern const struct conf_type conf_extra;     /* "" or absolute path */
extern const struct conf_type conf_user;      /* user, group or their number */
extern const struct conf_type conf_proxy;     /* "" or http(s)://host:port */
extern const struct conf_type conf_cidr;      /* for netguard_add() */
extern const struct conf_type conf_connect;   /* CURLOPT_CONNECT_TO */
extern const struct conf_type conf_suffix;    /* of host names */
extern const struct conf_type conf_processes; /* 1 to 64 */
extern const struct conf_type conf_banner;    /* one line that is shown */
extern const struct conf_type conf_origin;    /* scheme, host and port */
extern const struct conf_type conf_sso_role;  /* GROUP:ROLE */

#endif
