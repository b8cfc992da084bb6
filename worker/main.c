/*
 * main.c - tocsin-worker: options, start, loop, graceful stop.
 *
 * DIAGNOSTICS: a fatal error (a damaged database, a missing key, out of
 * memory) ends the process with status 1 and a line that says what to do; the
 * outbox survives it and the next start goes on where this one ended.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/ids.h"
#include "core/log.h"
#include "core/process.h"
#include "db/setting.h"
#include "worker/audit.h"
#include "worker/queue.h"
#include "worker/start.h"
#include "worker/wake.h"
#include "worker/worker.h"

/* Behind inotify: whatever it missed is seen within this time. */
#define POLL_MS 500

/* A stop waits this long for requests under way; see TimeoutStopSec. */
#define STOP_MS 20000

/*
 * The WAL is written, and a wake comes, before the commit is visible: the
 * sync stands between.  So a wake that finds nothing looks again, after this
 * time and then twice as long each time, until the poll takes over.
 */
#define LOOK_AGAIN_MS 1

/* After "disk full" or "busy", before the same thing is tried again. */
#define PAUSE_MS 1000

enum { FD_SENDER, FD_WAKE, FD_SIGNAL, FD__MAX };

struct loop {
	struct worker *w;
	struct wake *wake;
	struct pollfd fds[FD__MAX];
	int look_ms;            /* after a wake: look again then; 0: no need */
	int64_t paused;         /* boot clock ms; 0: not pausing */
	int64_t config_again;   /* boot clock ms: config.db not before that */
	int64_t config_counter; /* db_changes_seen(config), looked into */
	bool audit_more;        /* rows are left there: no wait */
	int64_t stop_by;        /* boot clock ms; 0: not stopping */
};

/*
 * Signals are read as data, between rounds, so that no handler ever runs in
 * the middle of a transaction.
 */
static int
signals(void)
{
	sigset_t set;
	int fd;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	fd = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (fd < 0)
		fatal("signalfd");
	return fd;
}

/*
 * No space for outbox.db: what is under way comes first.  The next turn finds
 * the ballast's space, and new events wait until it is held again.
 */
static void
give_space(struct loop *l)
{
	struct db *outbox = l->w->outbox;

	if (db_error(outbox) != DB_FULL)
		return;
	/* Dealt with; a later failure elsewhere must not be taken for it. */
	db_error_clear(outbox);
	(void)ballast_lift(&l->w->ballast);
}

/*
 * What a failed database call means: wait for space or a lock, or end.  A
 * transient I/O error may have left a hole that only a restart with its full
 * checkpoint brings to light, so going on is no choice there.
 */
static void
database_failed(struct loop *l)
{
	const struct db *all[] = {l->w->outbox, l->w->events, l->w->config};
	size_t i;

	for (i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (db_error(all[i]) == DB_BROKEN)
			fatalx("the database can't be trusted after this; "
			       "check the disk, then start again");
	give_space(l);
	log_warnx("trying again in %d s; nothing is lost", PAUSE_MS / 1000);
	l->paused = clock_boot_ms() + PAUSE_MS;
}

/*
 * Take over what changed in config.db.  While it can't be read (its owner
 * holds it), alerts go on under the settings in force: a web tier that hangs,
 * or was broken into, must not silence anybody.
 */
static void
take_config(struct loop *l)
{
	struct worker *w = l->w;
	int64_t seen, revision, now = clock_boot_ms();
	int more;

	if (now < l->config_again)
		return;
	if (targets_keys(w))
		w->config_seen = l->config_counter = -1;
	seen = db_changes_seen(w->config);
	if (seen >= 0 && seen == l->config_counter && !l->audit_more)
		return;
	l->audit_more = false;
	/* Seen only when all is done: a failure comes here again. */
	/* The trail last: whatever is wrong with it, settings are in force. */
	if (seen >= 0 && config_revision(w->config, &revision) == 0 &&
	    (revision == w->config_seen ||
		(targets_load(w) == 0 && requests_take(w) == 0)) &&
	    (more = audit_take(w, AUDIT_TURN_SLICES)) >= 0) {
		w->config_seen = revision;
		l->config_counter = seen;
		l->audit_more = more > 0;
		return;
	}
	if (db_error(w->config) == DB_BROKEN ||
	    db_error(w->outbox) == DB_BROKEN)
		database_failed(l);
	give_space(l);
	log_warnx("config.db: the settings in force stay; next look in %d s",
	    PAUSE_MS / 1000);
	l->config_again = now + PAUSE_MS;
}

/* Read what changed elsewhere, and act on it. */
static int
take_in(struct loop *l)
{
	int n;

	take_config(l);
	ballast_watch(&l->w->ballast);
	n = l->w->stopping || ballast_low(&l->w->ballast) ? 0 : intake(l->w);
	if (n > 0)
		l->look_ms = LOOK_AGAIN_MS;
	else
		l->look_ms = l->look_ms < POLL_MS ? l->look_ms * 2 : 0;
	return n;
}

/* One round: everything that can be done without waiting. */
static int
round_once(struct loop *l)
{
	int n;

	sender_run(l->w->sender);
	if (l->paused > clock_boot_ms())
		return 0;
	l->paused = 0;
	/* A step of the clock first: everything below reads the clock. */
	n = clock_watch(l->w) != 0 ? -1 : take_in(l);
	if (n < 0 || queue_turn(l->w) != 0 || tell(l->w) != 0 ||
	    housekeep(l->w) != 0) {
		database_failed(l);
		return 0;
	}
	return n;
}

static int
sooner(int a, int b)
{
	return a < 0 ? b : b < 0 ? a : a < b ? a : b;
}

/*
 * As long as nothing can be due.  While it pauses, only the requests under way
 * move on: their answers are kept until they can be written down.
 */
static int
wait_ms(struct loop *l, int taken)
{
	int ms = sooner(POLL_MS, sender_wait_ms(l->w->sender));

	if (l->paused != 0)
		return ms;
	if (taken > 0 || l->audit_more)
		return 0;
	ms = sooner(ms, queue_wait_ms(l->w));
	return l->look_ms > 0 ? sooner(ms, l->look_ms) : ms;
}

/*
 * No new claims from here on.  What is under way gets STOP_MS to end by
 * itself, since every request cut short is a possible repeat later.
 */
static void
stop_asked(struct loop *l)
{
	struct signalfd_siginfo info;

	if (read(l->fds[FD_SIGNAL].fd, &info, sizeof(info)) <= 0)
		return;
	/* Asked twice: at once. */
	if (l->w->stopping) {
		l->stop_by = clock_boot_ms();
		return;
	}
	log_info(
	    "stopping: %u requests are under way", sender_busy(l->w->sender));
	l->w->stopping = true;
	l->stop_by = clock_boot_ms() + STOP_MS;
}

/* Answers that could not be written yet are waited for as well. */
static bool
stopped(const struct loop *l)
{
	if (!l->w->stopping)
		return false;
	return (sender_busy(l->w->sender) == 0 && l->paused == 0) ||
	       clock_boot_ms() >= l->stop_by;
}

static void
run(struct worker *w)
{
	struct loop l = {.w = w, .look_ms = LOOK_AGAIN_MS};
	int taken;

	l.wake = wake_new(w->conf.data);
	l.fds[FD_SENDER].fd = sender_fd(w->sender);
	l.fds[FD_WAKE].fd = wake_fd(l.wake);
	l.fds[FD_SIGNAL].fd = signals();
	l.fds[FD_SENDER].events = l.fds[FD_WAKE].events =
	    l.fds[FD_SIGNAL].events = POLLIN;
	while (!stopped(&l)) {
		taken = round_once(&l);
		if (poll(l.fds, FD__MAX, wait_ms(&l, taken)) < 0 &&
		    errno != EINTR)
			fatal("poll");
		if ((l.fds[FD_WAKE].revents & POLLIN) != 0 &&
		    wake_read(l.wake) != 0)
			l.look_ms = LOOK_AGAIN_MS;
		if ((l.fds[FD_SIGNAL].revents & POLLIN) != 0)
			stop_asked(&l);
	}
	close(l.fds[FD_SIGNAL].fd);
	wake_free(l.wake);
}

static void
usage(void)
{
	fprintf(stderr,
	    "usage: tocsin-worker [-d] [-c tocsin.conf]\n"
	    "  -c FILE  settings of this machine (default " TOCSIN_CONF ")\n"
	    "  -d       log more\n");
	exit(2);
}

int
main(int argc, char **argv)
{
	const char *conf = TOCSIN_CONF;
	static struct worker w;
	int opt;

	log_init("tocsin-worker");
	while ((opt = getopt(argc, argv, "c:d")) != -1)
		switch (opt) {
		case 'c':
			conf = optarg;
			break;
		case 'd':
			log_debug_on(true);
			break;
		default:
			usage();
		}
	if (optind != argc)
		usage();
	process_guard();
	umask(027);
	if (sodium_init() < 0)
		fatalx("libsodium can't be used");
	worker_start(&w, conf);
	run(&w);
	worker_end(&w);
	log_info("stopped");
	return 0;
}
