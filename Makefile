# Tocsin: build, check, run, install.  Flat: every object has one rule, and
# the compiler writes the dependencies.
#
#   make              the programs, into build/
#   make check        all tests (under 8 minutes on two cores)
#   make check-long   the longer ones (about half an hour)
#   make soak         those that take a night
#   make dast         scanners that others wrote, over the running system
#   make bench        figures
#   make run          the whole system with a simulated appliance
#   make install      into DESTDIR and PREFIX

PREFIX = /usr/local
SYSCONFDIR = /etc
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
	-DTOCSIN_CONF='"$(SYSCONFDIR)/tocsin/tocsin.conf"' \
	-DTOCSIN_SHARE='"$(PREFIX)/share/tocsin"' \
	-isystem /usr/include/ClearSilver
CFLAGS = -std=c11 -g -pthread $(WARN) $(FLAGS_$(MODE))
LDFLAGS = -pthread $(LDFLAGS_$(MODE))
LIBS = -lcurl -ljson-c -lsodium -linih -lsqlite3 -lseccomp
# The web half alone: FastCGI, ClearSilver without its own CGI kit, and the
# second factor's codes and pictures of them.
WEB_LIBS = -lfcgi -lneo_cs -lneo_utl -loath -lqrencode

# Of the programs alone: tests have other ideas of malloc().
OOM_SRC = core/oom.c
LIB_SRC = $(filter-out $(OOM_SRC),$(wildcard core/*.c apps/*.c db/*.c))
# The worker without its main(), so that tests can link it.
WORKER_SRC = $(filter-out worker/main.c,$(wildcard worker/*.c))
WEB_SRC = $(filter-out cgi/main.c,$(wildcard cgi/*.c))
CLI_SRC = $(wildcard cli/*.c)
objects = $(patsubst %.c,$O/%.o,$(1))

PROGRAMS = $O/tocsin $O/tocsin-worker $O/tocsin-web

.DELETE_ON_ERROR:
.PHONY: all run install clean format programs icons

all:
	@packaging/setup.sh build
	@$(MAKE) --no-print-directory programs

programs: $(PROGRAMS)

$O/libtocsin.a: $(call objects,$(LIB_SRC))
	rm -f $@
	ar rcs $@ $^

$O/tocsin: $(call objects,$(CLI_SRC) $(OOM_SRC)) $O/libtocsin.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$O/tocsin-worker: $O/worker/main.o $(call objects,$(WORKER_SRC) $(OOM_SRC)) \
    $O/libtocsin.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$O/tocsin-web: $O/cgi/main.o $(call objects,$(WEB_SRC) $(OOM_SRC)) \
    $O/libtocsin.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(WEB_LIBS) $(LIBS)

$O/%.o: %.c
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# db/NAME.sql becomes a string constant for db/schema.c.
SQL_HDRS = $(patsubst db/%.sql,$B/gen/%.sql.h,$(wildcard db/*.sql))
$B/gen/%.sql.h: db/%.sql
	@mkdir -p $(@D)
	sed -e 's/[\\"]/\\&/g' -e 's/^/"/' -e 's/$$/\\n"/' $< > $@
$(call objects,$(wildcard db/*.c)): | $(SQL_HDRS)
# Style sheets, scripts, font and icons as they are served.  Their version is
# part of each URL, so browsers may keep them for ever.
ASSET_SRC = $(wildcard static/* static/errors/* packaging/assets.sh \
	packaging/sprite.mjs) package-lock.json
$B/gen/assets.h: $(ASSET_SRC)
	@mkdir -p $(@D)
	version=$$(packaging/assets.sh $B/share) && \
		echo "#define TOCSIN_ASSETS \"$$version\"" > $@
$(call objects,$(wildcard cgi/*.c)): | $B/gen/assets.h
$O/cgi/respond.o: $B/gen/assets.h

# The list of passwords that nobody may have.
$B/gen/common_passwords.h: packaging/passwords.mjs package-lock.json
	@mkdir -p $(@D)
	node packaging/passwords.mjs >$@
$O/core/password_common.o: | $B/gen/common_passwords.h

# The icons of the pages: again where an app with a new one came.
icons:
	node packaging/sprite.mjs >$B/icons.cs
	mv $B/icons.cs templates/icons.cs

# The whole system with a simulated appliance; WINDOW=6h is the real rule.
WINDOW = 20s
WEB_PORT = 8080
HTTPS_PORT = 8443
PAGE_PORT = 8088
run:
	@packaging/setup.sh run
	@$(MAKE) --no-print-directory -s programs
	@exec node trial/run.mjs --build $O --share $B/share \
		--window $(WINDOW) --web-port $(WEB_PORT) \
		--https-port $(HTTPS_PORT) --page-port $(PAGE_PORT)

OURS = $(LIB_SRC) $(OOM_SRC) $(WORKER_SRC) worker/main.c $(WEB_SRC) \
	cgi/main.c $(CLI_SRC)
HEADERS = $(wildcard core/*.h apps/*.h db/*.h worker/*.h cgi/*.h cli/*.h)
include tests/tests.mk

format:
	clang-format -i $(OURS) $(HEADERS) $(TESTS_C)

# Programs, pages, manual pages, units and a sample configuration; 'tocsin setup'
# makes the rest on the machine itself.
SHARE = $(DESTDIR)$(PREFIX)/share
UNITS = $(DESTDIR)$(PREFIX)/lib/systemd/system
UNIT_EDITS = -e 's,@PREFIX@,$(PREFIX),' -e 's,@SYSCONFDIR@,$(SYSCONFDIR),'
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/sbin \
		$(SHARE)/man/man1 $(SHARE)/man/man8 $(SHARE)/tocsin/templates \
		$(SHARE)/tocsin/static/errors $(DESTDIR)$(SYSCONFDIR)/tocsin
	install -m 755 $O/tocsin $(DESTDIR)$(PREFIX)/bin/
	install -m 755 $O/tocsin-worker $O/tocsin-web $(DESTDIR)$(PREFIX)/sbin/
	install -d $(UNITS) $(DESTDIR)$(PREFIX)/lib/sysusers.d \
		$(DESTDIR)$(PREFIX)/lib/tmpfiles.d \
		$(DESTDIR)$(SYSCONFDIR)/logrotate.d
	for unit in tocsin-worker tocsin-web tocsin-nginx; do \
		sed $(UNIT_EDITS) packaging/$$unit.service \
			>$(UNITS)/$$unit.service || exit 1; done
	install -m 644 packaging/tocsin.sysusers \
		$(DESTDIR)$(PREFIX)/lib/sysusers.d/tocsin.conf
	sed $(UNIT_EDITS) packaging/tocsin.tmpfiles \
		>$(DESTDIR)$(PREFIX)/lib/tmpfiles.d/tocsin.conf
	install -m 644 packaging/tocsin.logrotate \
		$(DESTDIR)$(SYSCONFDIR)/logrotate.d/tocsin
	install -m 644 docs/tocsin.1 $(SHARE)/man/man1/
	install -m 644 docs/tocsin-worker.8 docs/tocsin-web.8 $(SHARE)/man/man8/
	install -m 644 templates/*.cs $(SHARE)/tocsin/templates/
	cp -R $B/share/static/. $(SHARE)/tocsin/static/
	install -m 644 nginx.conf packaging/listen.conf \
		packaging/redirect.conf $(SHARE)/tocsin/
	[ -e $(DESTDIR)$(SYSCONFDIR)/tocsin/tocsin.conf ] || \
		$O/tocsin config sample \
		>$(DESTDIR)$(SYSCONFDIR)/tocsin/tocsin.conf

clean:
	rm -rf $B

-include $(wildcard $O/*/*.d $O/*/*/*.d)
