# Tocsin: build, check, run, install.  Flat: every object has one rule, and
# the compiler writes the dependencies.
#
#   make              the programs, into build/
#   make check        all tests (under 8 minutes on two cores)
#   make check-long   the longer ones
#   make run          the whole system with a simulated appliance
#   make install      into DESTDIR and PREFIX

PREFIX = /usr/local
SYSCONFDIR = /etc
LOCALSTATEDIR = /var
CC = gcc
B = build

# MODE=asan builds with the address and undefined-behaviour sanitizers, into
# a folder of its own; the default is what is installed.
MODE = hard
O = $B/$(MODE)

WARN = -Wall -Wextra -Werror -Wformat=2 -Wconversion -Wsign-conversion \
	-Wimplicit-fallthrough -Wtrampolines -Wbidi-chars=any -Wshadow \
	-Wstrict-prototypes -Wmissing-prototypes -Wvla \
	-Werror=format-security -Werror=implicit \
	-Werror=incompatible-pointer-types -Werror=int-conversion
# OpenSSF's compiler hardening guide, as far as gcc 12 goes.
HARD = -O2 -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-clash-protection \
	-fstack-protector-strong -fcf-protection=full \
	-ftrivial-auto-var-init=zero -fno-delete-null-pointer-checks \
	-fno-strict-overflow -fno-strict-aliasing -fexceptions \
	-fzero-call-used-regs=used-gpr -fPIE
HARD_LD = -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,nodlopen \
	-Wl,-z,separate-code -Wl,--as-needed
ASAN = -O1 -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
FLAGS_hard = $(HARD)
FLAGS_asan = $(ASAN)
LDFLAGS_hard = $(HARD_LD)
LDFLAGS_asan = -fsanitize=address,undefined

CPPFLAGS = -I. -I$B/gen -D_GNU_SOURCE \
	-DTOCSIN_CONF='"$(SYSCONFDIR)/tocsin/tocsin.conf"'
CFLAGS = -std=c11 -g -pthread $(WARN) $(FLAGS_$(MODE))
LDFLAGS = -pthread $(LDFLAGS_$(MODE))
LIBS = -lcurl -ljson-c -lsodium -linih -lsqlite3
# Check's own library is only for the tests.
CHECK_LIBS = -lcheck_pic -lsubunit -lrt -lm

LIB_SRC = $(wildcard core/*.c apps/*.c db/*.c)
# The worker without its main(), so that tests can link it.
WORKER_SRC = $(filter-out worker/main.c,$(wildcard worker/*.c))
CLI_SRC = $(wildcard cli/*.c)
UNIT_SRC = $(wildcard tests/unit/*.c)
objects = $(patsubst %.c,$O/%.o,$(1))

PROGRAMS = $O/tocsin $O/tocsin-worker
UNIT = $O/tests/unit/check

.DELETE_ON_ERROR:
.PHONY: all check check-long run install clean setup unit helpers format

all: $(PROGRAMS)

$O/libtocsin.a: $(call objects,$(LIB_SRC))
	rm -f $@
	ar rcs $@ $^

$O/tocsin: $(call objects,$(CLI_SRC)) $O/libtocsin.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$O/tocsin-worker: $O/worker/main.o $(call objects,$(WORKER_SRC)) \
    $O/libtocsin.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(UNIT): $(call objects,$(UNIT_SRC)) $(call objects,$(WORKER_SRC)) \
    $O/libtocsin.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS) $(CHECK_LIBS)

# Small programs that the node tests drive: tests/helpers/NAME.c each.
HELPERS = $(patsubst %.c,$O/%,$(wildcard tests/helpers/*.c))
helpers: $(HELPERS)
$O/tests/helpers/%: $O/tests/helpers/%.o $O/libtocsin.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$O/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# db/NAME.sql becomes a string constant for db/schema.c.
SQL_HDRS = $(patsubst db/%.sql,$B/gen/%.sql.h,$(wildcard db/*.sql))
$B/gen/%.sql.h: db/%.sql
	@mkdir -p $(@D)
	sed -e 's/[\\"]/\\&/g' -e 's/^/"/' -e 's/$$/\\n"/' $< > $@
$(call objects,$(wildcard db/*.c)): | $(SQL_HDRS)

-include $(wildcard $O/*/*.d $O/*/*/*.d)
