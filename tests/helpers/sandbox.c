/*
 * sandbox.c - enter a program's sandbox and try one thing in it.
 *
 *   sandbox WHO CONF ACTION [ARGUMENT]
 *
 * WHO is worker, parent or child (of tocsin-web), or nobody: no sandbox, to
 * see that the thing works where it is not refused.  Prints "done", or the
 * name of the error; a call that kills leaves no word.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cgi/confine.h"
#include "core/conf.h"
#include "worker/confine.h"

/* No system call has this number. */
#define NO_SUCH_CALL 9999

#define PAGE 4096

static int
try_read(const char *path)
{
	return open(path, O_RDONLY | O_CLOEXEC);
}

static int
try_write(const char *path)
{
	return open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
}

static int
try_remove(const char *path)
{
	return unlink(path);
}

static int
try_socket(const char *family)
{
	return socket(
	    (int)strtol(family, NULL, 10), SOCK_STREAM | SOCK_CLOEXEC, 0);
}

static struct sockaddr_in
at_port(const char *port)
{
	return (struct sockaddr_in){
	    .sin_family = AF_INET,
	    .sin_port = htons((uint16_t)strtoul(port, NULL, 10)),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
}

static int
try_connect(const char *port)
{
	struct sockaddr_in a = at_port(port);

	return connect(socket(AF_INET, SOCK_STREAM, 0),
	    (const struct sockaddr *)(const void *)&a, sizeof(a));
}

static int
try_bind(const char *port)
{
	struct sockaddr_in a = at_port(port);

	return bind(socket(AF_INET, SOCK_STREAM, 0),
	    (const struct sockaddr *)(const void *)&a, sizeof(a));
}

static int
try_listen(const char *unused)
{
	(void)unused;
	return listen(socket(AF_INET, SOCK_STREAM, 0), 1);
}

static int
try_exec(const char *path)
{
	return execl(path, path, (char *)NULL);
}

static int
try_fork(const char *unused)
{
	pid_t pid = fork();

	(void)unused;
	if (pid == 0)
		_exit(0);
	return pid < 0 || waitpid(pid, NULL, 0) != pid ? -1 : 0;
}

static void *
in_thread(void *cookie)
{
	return cookie;
}

static int
try_thread(const char *unused)
{
	pthread_t t;
	int error = pthread_create(&t, NULL, in_thread, NULL);

	(void)unused;
	if (error == 0)
		return pthread_join(t, NULL);
	errno = error;
	return -1;
}

static int
try_ptrace(const char *unused)
{
	(void)unused;
	return (int)ptrace(PTRACE_TRACEME, 0, NULL, NULL);
}

static int
try_code(const char *unused)
{
	(void)unused;
	return mmap(NULL, PAGE, PROT_READ | PROT_WRITE | PROT_EXEC,
		   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED
		   ? -1
		   : 0;
}

static int
try_code_later(const char *unused)
{
	void *page = mmap(NULL, PAGE, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	(void)unused;
	return mprotect(page, PAGE, PROT_READ | PROT_EXEC);
}

static int
try_dumpable(const char *unused)
{
	(void)unused;
	return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static int
try_signal(const char *pid)
{
	return kill((pid_t)strtol(pid, NULL, 10), 0);
}

static int
try_namespace(const char *unused)
{
	(void)unused;
	return unshare(CLONE_NEWNS);
}

static int
try_unknown(const char *unused)
{
	(void)unused;
	return (int)syscall(NO_SUCH_CALL);
}

static const struct {
	const char *name;
	int (*try)(const char *argument);
} actions[] = {
    {"read", try_read},
    {"write", try_write},
    {"remove", try_remove},
    {"socket", try_socket},
    {"connect", try_connect},
    {"bind", try_bind},
    {"listen", try_listen},
    {"exec", try_exec},
    {"fork", try_fork},
    {"thread", try_thread},
    {"ptrace", try_ptrace},
    {"code", try_code},
    {"code-later", try_code_later},
    {"dumpable", try_dumpable},
    {"signal", try_signal},
    {"namespace", try_namespace},
    {"unknown", try_unknown},
};

static void
enter(const char *who, const struct conf *c)
{
	if (strcmp(who, "worker") == 0)
		worker_confine(c);
	if (strcmp(who, "parent") == 0 || strcmp(who, "child") == 0)
		confine_parent(c);
	if (strcmp(who, "child") == 0)
		confine_child(c);
}

int
main(int argc, char **argv)
{
	char why[CONF_WHY_BYTES];
	struct conf c;
	size_t i;

	if (argc < 4)
		return 2;
	if (conf_load(argv[2], &c, why) != 0) {
		fprintf(stderr, "%s\n", why);
		return 2;
	}
	enter(argv[1], &c);
	for (i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strcmp(actions[i].name, argv[3]) == 0) {
			puts(actions[i].try(argc > 4 ? argv[4] : "") < 0
				 ? strerrorname_np(errno)
				 : "done");
			conf_free(&c);
			return 0;
		}
	return 2;
}
