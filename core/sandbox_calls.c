/*
 * sandbox_calls.c - which system calls are left; see sandbox.h.
 *
 * The lists are what the programs were seen to make in all tests (strace -c),
 * with the siblings that another version of a library would make instead.
 */
#include <errno.h>
#include <sched.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>

#include "core/sandbox.h"
#include "core/sandbox_private.h"

#define N(list) (sizeof(list) / sizeof((list)[0]))

/* A process that makes a namespace of its own looks for root's rights in it. */
#define NAMESPACES \
	((scmp_datum_t)(CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | \
			CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | \
			CLONE_NEWNET))

/* Files, memory, time, signals to itself, sockets that are open already. */
static const int basic[] = {
    /* files */
    SCMP_SYS(access),
    SCMP_SYS(close),
    SCMP_SYS(dup),
    SCMP_SYS(dup2),
    SCMP_SYS(dup3),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(fadvise64),
    SCMP_SYS(fallocate),
    SCMP_SYS(fchmod),
    SCMP_SYS(fchown),
    SCMP_SYS(fcntl),
    SCMP_SYS(fdatasync),
    SCMP_SYS(flock),
    SCMP_SYS(fstat),
    SCMP_SYS(fstatfs),
    SCMP_SYS(fsync),
    SCMP_SYS(ftruncate),
    SCMP_SYS(getcwd),
    SCMP_SYS(getdents64),
    SCMP_SYS(inotify_add_watch),
    SCMP_SYS(inotify_init1),
    SCMP_SYS(lseek),
    SCMP_SYS(lstat),
    SCMP_SYS(memfd_create),
    SCMP_SYS(newfstatat),
    SCMP_SYS(open),
    SCMP_SYS(openat),
    SCMP_SYS(pread64),
    SCMP_SYS(pwrite64),
    SCMP_SYS(read),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(readv),
    SCMP_SYS(stat),
    SCMP_SYS(statfs),
    SCMP_SYS(statx),
    SCMP_SYS(truncate),
    SCMP_SYS(umask),
    SCMP_SYS(unlink),
    SCMP_SYS(unlinkat),
    SCMP_SYS(write),
    SCMP_SYS(writev),
    /* memory */
    SCMP_SYS(brk),
    SCMP_SYS(madvise),
    SCMP_SYS(mincore),
    SCMP_SYS(mlock),
    SCMP_SYS(mlock2),
    SCMP_SYS(mremap),
    SCMP_SYS(munlock),
    SCMP_SYS(munmap),
    /* waiting and time */
    SCMP_SYS(alarm),
    SCMP_SYS(clock_getres),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(epoll_create1),
    SCMP_SYS(epoll_ctl),
    SCMP_SYS(epoll_pwait),
    SCMP_SYS(epoll_pwait2),
    SCMP_SYS(epoll_wait),
    SCMP_SYS(eventfd2),
    SCMP_SYS(futex),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(nanosleep),
    SCMP_SYS(pipe),
    SCMP_SYS(pipe2),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(pselect6),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(sched_yield),
    SCMP_SYS(select),
    SCMP_SYS(setitimer),
    SCMP_SYS(time),
    /* signals */
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigpending),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(rt_sigsuspend),
    SCMP_SYS(rt_sigtimedwait),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(signalfd4),
    SCMP_SYS(tgkill),
    /* itself */
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
    SCMP_SYS(getegid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getpid),
    SCMP_SYS(getppid),
    SCMP_SYS(getrandom),
    SCMP_SYS(getrlimit),
    SCMP_SYS(getrusage),
    SCMP_SYS(gettid),
    SCMP_SYS(getuid),
    SCMP_SYS(membarrier),
    SCMP_SYS(prlimit64),
    SCMP_SYS(rseq),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(setrlimit),
    SCMP_SYS(sysinfo),
    SCMP_SYS(uname),
    /* sockets */
    SCMP_SYS(getpeername),
    SCMP_SYS(getsockname),
    SCMP_SYS(getsockopt),
    SCMP_SYS(recvfrom),
    SCMP_SYS(recvmsg),
    SCMP_SYS(sendmsg),
    SCMP_SYS(sendto),
    SCMP_SYS(setsockopt),
    SCMP_SYS(shutdown),
};

static const int accepting[] = {SCMP_SYS(accept), SCMP_SYS(accept4)};

/* bind(): glibc asks the kernel by netlink which addresses it has. */
static const int connecting[] = {
    SCMP_SYS(bind),
    SCMP_SYS(connect),
    SCMP_SYS(recvmmsg),
    SCMP_SYS(sendmmsg),
    SCMP_SYS(socketpair),
};

static const int threading[] = {
    SCMP_SYS(get_robust_list),
    SCMP_SYS(set_tid_address),
};

/* What a parent does for its children, and they to shut themselves in. */
static const int forking[] = {
    SCMP_SYS(fork),
    SCMP_SYS(kill),
    SCMP_SYS(landlock_add_rule),
    SCMP_SYS(landlock_create_ruleset),
    SCMP_SYS(landlock_restrict_self),
    SCMP_SYS(seccomp),
    SCMP_SYS(vfork),
    SCMP_SYS(wait4),
    SCMP_SYS(waitid),
};

/* Only somebody who took the process over makes these. */
static const int hostile[] = {
    SCMP_SYS(add_key),
    SCMP_SYS(bpf),
    SCMP_SYS(chroot),
    SCMP_SYS(execve),
    SCMP_SYS(execveat),
    SCMP_SYS(finit_module),
    SCMP_SYS(init_module),
    SCMP_SYS(kexec_load),
    SCMP_SYS(keyctl),
    SCMP_SYS(mount),
    SCMP_SYS(open_by_handle_at),
    SCMP_SYS(perf_event_open),
    SCMP_SYS(pivot_root),
    SCMP_SYS(process_vm_readv),
    SCMP_SYS(process_vm_writev),
    SCMP_SYS(ptrace),
    SCMP_SYS(setns),
    SCMP_SYS(setresuid),
    SCMP_SYS(setuid),
    SCMP_SYS(umount2),
    SCMP_SYS(unshare),
    SCMP_SYS(userfaultfd),
};

/* And these, where the process has no use for them. */
static const int no_network[] = {
    SCMP_SYS(bind),
    SCMP_SYS(connect),
    SCMP_SYS(socket),
};
static const int no_fork[] = {
    SCMP_SYS(fork),
    SCMP_SYS(vfork),
};

/* A terminal or not, and how much there is to read: no other ioctl(). */
static const unsigned long ioctls[] = {TCGETS, FIONREAD, FIONBIO};

static const int prctls[] = {
    PR_SET_NAME,
    PR_SET_PDEATHSIG,
    PR_SET_NO_NEW_PRIVS,
    PR_SET_SECCOMP,
};

static const int families[] = {AF_UNIX, AF_INET, AF_INET6, AF_NETLINK};

/* The first error stays; what an architecture does not have is none. */
struct filter {
	scmp_filter_ctx ctx;
	int rc;
};

static void
keep(struct filter *f, int rc)
{
	if (rc < 0 && f->rc == 0)
		f->rc = rc;
}

static void
rules(struct filter *f, uint32_t action, const int *calls, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		keep(f, seccomp_rule_add(f->ctx, action, calls[i], 0));
}

/* A call whose argument at is, under mask, that value. */
static void
allow_if(struct filter *f, int call, unsigned at, scmp_datum_t mask,
    scmp_datum_t value)
{
	struct scmp_arg_cmp is = SCMP_CMP(at, SCMP_CMP_MASKED_EQ, mask, value);

	keep(f, seccomp_rule_add_array(f->ctx, SCMP_ACT_ALLOW, call, 1, &is));
}

/*
 * No memory that is both written and run: with threads come shared libraries
 * (a resolver's), which are mapped to be run and never to be written.
 */
static void
memory(struct filter *f, unsigned allowed)
{
	allow_if(f, SCMP_SYS(mmap), 2, PROT_EXEC, 0);
	allow_if(f, SCMP_SYS(mprotect), 2, PROT_EXEC, 0);
	if ((allowed & SANDBOX_THREADS) != 0)
		allow_if(
		    f, SCMP_SYS(mmap), 2, PROT_EXEC | PROT_WRITE, PROT_EXEC);
}

/* clone3() has its flags in memory, where no filter can see them. */
static void
processes(struct filter *f, unsigned allowed)
{
	if ((allowed & SANDBOX_FORK) != 0) {
		rules(f, SCMP_ACT_ALLOW, forking, N(forking));
		allow_if(f, SCMP_SYS(clone), 0, NAMESPACES, 0);
	} else {
		rules(f, SCMP_ACT_KILL_PROCESS, no_fork, N(no_fork));
	}
	if ((allowed & SANDBOX_THREADS) != 0) {
		rules(f, SCMP_ACT_ALLOW, threading, N(threading));
		allow_if(f, SCMP_SYS(clone), 0, NAMESPACES | CLONE_THREAD,
		    CLONE_THREAD);
	}
	if ((allowed & (SANDBOX_FORK | SANDBOX_THREADS)) == 0)
		keep(f, seccomp_rule_add(
			    f->ctx, SCMP_ACT_KILL_PROCESS, SCMP_SYS(clone), 0));
}

static void
sockets(struct filter *f, unsigned allowed)
{
	size_t i;

	if ((allowed & SANDBOX_ACCEPT) != 0)
		rules(f, SCMP_ACT_ALLOW, accepting, N(accepting));
	keep(f, seccomp_rule_add(
		    f->ctx, SCMP_ACT_KILL_PROCESS, SCMP_SYS(listen), 0));
	if ((allowed & SANDBOX_CONNECT) == 0) {
		rules(f, SCMP_ACT_KILL_PROCESS, no_network, N(no_network));
		return;
	}
	rules(f, SCMP_ACT_ALLOW, connecting, N(connecting));
	for (i = 0; i < N(families); i++)
		allow_if(f, SCMP_SYS(socket), 0, 0xffffffff,
		    (scmp_datum_t)families[i]);
}

static void
build(struct filter *f, unsigned allowed)
{
	size_t i;

	/*
	 * A tree of comparisons in place of a list of 150; what is refused or
	 * kills goes to the kernel's log, by its number.  Old kernels lack
	 * either, and the filter holds without.
	 */
	(void)seccomp_attr_set(f->ctx, SCMP_FLTATR_CTL_OPTIMIZE, 2);
	(void)seccomp_attr_set(f->ctx, SCMP_FLTATR_CTL_LOG, 1);
	rules(f, SCMP_ACT_ALLOW, basic, N(basic));
	rules(f, SCMP_ACT_KILL_PROCESS, hostile, N(hostile));
	for (i = 0; i < N(ioctls); i++)
		allow_if(f, SCMP_SYS(ioctl), 1, 0xffffffff, ioctls[i]);
	for (i = 0; i < N(prctls); i++)
		allow_if(
		    f, SCMP_SYS(prctl), 0, 0xffffffff, (scmp_datum_t)prctls[i]);
	memory(f, allowed);
	processes(f, allowed);
	sockets(f, allowed);
}

int
calls_filter(unsigned allowed)
{
	struct filter f = {.ctx = seccomp_init(SCMP_ACT_ERRNO(ENOSYS))};

	if (f.ctx == NULL) {
		errno = ENOMEM;
		return -1;
	}
	build(&f, allowed);
	if (f.rc == 0)
		f.rc = seccomp_load(f.ctx);
	seccomp_release(f.ctx);
	errno = f.rc < 0 ? -f.rc : 0;
	return f.rc < 0 ? -1 : 0;
}
