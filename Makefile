# Tocsin: build, check, run, install.  Flat: every object has one rule, and
# the compiler writes the dependencies.
#
#   make              the programs, into build/
#   make check        all tests (under 8 minutes on two cores)
#   make check-long   the longer ones (about 25 minutes)
#   make soak         the longest (hours)
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
LIBS = -lcurl -ljson-c -lsodium -linih -lsqlite3
# The web half alone: FastCGI, and ClearSilver without its own CGI kit.
WEB_LIBS = -lfcgi -lneo_cs -lneo_utl
# Check's own library is only for the tests.
CHECK_LIBS = -lcheck_pic -lsubunit -lrt -lm

# Of the programs alone: tests have other ideas of malloc().
OOM_SRC = core/oom.c
LIB_SRC = $(filter-out $(OOM_SRC),$(wildcard core/*.c apps/*.c db/*.c))
# The worker without its main(), so that tests can link it.
WORKER_SRC = $(filter-out worker/main.c,$(wildcard worker/*.c))
WEB_SRC = $(filter-out cgi/main.c,$(wildcard cgi/*.c))
CLI_SRC = $(wildcard cli/*.c)
UNIT_SRC = $(wildcard tests/unit/*.c)
objects = $(patsubst %.c,$O/%.o,$(1))

PROGRAMS = $O/tocsin $O/tocsin-worker $O/tocsin-web
UNIT = $O/tests/unit/check

.DELETE_ON_ERROR:
.PHONY: all run install clean format check check-long check-unit check-asan \
	check-memory check-lint check-node check-fault check-steady soak \
	soak-crash fuzz helpers programs

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

$(UNIT): $(call objects,$(UNIT_SRC)) $(call objects,$(WORKER_SRC)) \
    $(call objects,$(WEB_SRC)) $O/libtocsin.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(WEB_LIBS) $(LIBS) $(CHECK_LIBS)

# What tests preload to fail allocations.
FAILMALLOC = $B/fault/failmalloc.so
$(FAILMALLOC): tests/fault/failmalloc.c
	@mkdir -p $(@D)
	$(CC) -std=c11 -O1 -g -Wall -Wextra -Werror -D_GNU_SOURCE -fPIC -shared \
		-o $@ $<

# Small programs that the node tests drive: tests/helpers/NAME.c each.
HELPERS = $(patsubst %.c,$O/%,$(wildcard tests/helpers/*.c))
helpers: $(HELPERS) $(FAILMALLOC)
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
# Schemas of the past, for the tests of migrations.
$B/gen/%.sql.h: tests/unit/%.sql
	@mkdir -p $(@D)
	sed -e 's/[\\"]/\\&/g' -e 's/^/"/' -e 's/$$/\\n"/' $< > $@
$O/tests/unit/check_draft.o: $B/gen/config_1.sql.h

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

# Everything that must hold before a change lands, cheapest first.
check:
	@packaging/setup.sh check
	$(MAKE) -j2 programs $(UNIT) helpers
	$(MAKE) -j2 MODE=asan programs helpers $(B)/asan/tests/unit/check
	$(MAKE) check-lint
	$(MAKE) check-unit
	$(MAKE) check-asan
	$(MAKE) check-memory
	$(MAKE) check-node

# The same rules, longer: every unit test under the sanitizers, the parsers
# fuzzed from their corpora, the worker killed more often, three oracle seeds.
check-long:
	@packaging/setup.sh check
	$(MAKE) -j2 programs helpers
	$(MAKE) -j2 MODE=asan $(B)/asan/tests/unit/check
	CK_VERBOSITY=normal $(B)/asan/tests/unit/check
	$(MAKE) fuzz SECONDS_EACH=10
	for seed in 1 2 3; do SEED=$$seed TOCSIN_BUILD=$O \
		node --test tests/oracle/oracle.test.mjs || exit 1; done
	COUNT=1000 TOCSIN_BUILD=$O TOCSIN_SHARE=$B/share \
		node --test tests/web/inert.test.mjs
	KILLS=100 TOCSIN_BUILD=$O node --test tests/e2e/kill.test.mjs
	POINTS=all PLACES=200 WEB_PLACES=60 WEB_KILLS=200 GARBAGE=10000 \
		RACE_SECONDS=60 STEADY_EVENTS=50000 \
		$(MAKE) check-fault check-steady

# Faults of processes, calls and memory; each prints its size and its seed.
# Under load for a time: too long for every change.
STEADY_TESTS = tests/fault/race.test.mjs tests/fault/steady.test.mjs
FAULT_TESTS = $(filter-out $(STEADY_TESTS), \
	$(sort $(wildcard tests/fault/*.test.mjs)))
check-fault: programs helpers
	TOCSIN_BUILD=$O TOCSIN_SHARE=$B/share node --test \
		--test-concurrency=2 $(FAULT_TESTS)
check-steady: programs helpers
	TOCSIN_BUILD=$O TOCSIN_SHARE=$B/share node --test \
		--test-concurrency=1 $(STEADY_TESTS)

# Sizes for a night: 5,000 kills (3 h), every place that allocates (2 h), half
# an hour of a checkpoint race, a million events (3 h).
soak: soak-crash
soak-crash: programs helpers
	KILLS=5000 EVENTS=100000 TOCSIN_BUILD=$O node --test \
		tests/e2e/kill.test.mjs
	POINTS=all PLACES=all WEB_PLACES=all WEB_KILLS=2000 GARBAGE=100000 \
		RACE_SECONDS=1800 STEADY_EVENTS=1000000 \
		$(MAKE) check-fault check-steady

check-unit: $(UNIT)
	$(UNIT)

# Tests tagged slow are for check-long.
check-asan:
	CK_EXCLUDE_TAGS=slow $(B)/asan/tests/unit/check
	TOCSIN_BUILD=$B/asan node --test --test-concurrency=1 \
		tests/e2e/answers.test.mjs tests/e2e/live.test.mjs \
		tests/e2e/start.test.mjs tests/e2e/draft.test.mjs \
		tests/e2e/api.test.mjs tests/e2e/prefork.test.mjs

check-memory: $(UNIT)
	CK_FORK=no CK_EXCLUDE_TAGS="slow forks" CK_TIMEOUT_MULTIPLIER=20 \
		valgrind -q --leak-check=full --errors-for-leak-kinds=definite \
		--error-exitcode=9 $(UNIT)

check-node: programs helpers
	SHOTS=$B/shots TOCSIN_BUILD=$O TOCSIN_SHARE=$B/share node --test --test-concurrency=1 \
		$(NODE_TESTS)
	SHOTS=$B/shots TOCSIN_BUILD=$O TOCSIN_SHARE=$B/share COUNT=100 \
		node --test --test-concurrency=2 $(WEB_TESTS)
	$(MAKE) check-fault
# In a browser and by HTTP; each has a system of its own.
WEB_TESTS = $(sort $(wildcard tests/web/*.test.mjs))
NODE_TESTS = $(sort $(wildcard tests/oracle/*.test.mjs \
	tests/cards/*.test.mjs tests/receiver/*.test.mjs tests/e2e/*.test.mjs))

OURS = $(LIB_SRC) $(OOM_SRC) $(WORKER_SRC) worker/main.c $(WEB_SRC) cgi/main.c $(CLI_SRC)
HEADERS = $(wildcard core/*.h apps/*.h db/*.h worker/*.h cgi/*.h cli/*.h)
check-lint: $(SQL_HDRS) $B/gen/assets.h
	tests/lint/style.sh
	tests/lint/templates.sh
	mandoc -Tlint -W warning docs/tocsin.1 docs/tocsin-worker.8 \
		docs/tocsin-web.8
	clang-format --dry-run -Werror $(OURS) $(HEADERS) $(UNIT_SRC) \
		$(wildcard tests/helpers/*.c tests/fuzz/*.c tests/unit/*.h \
		tests/fault/*.c)
	cppcheck -q --error-exitcode=1 --enable=warning,performance,portability \
		--inline-suppr --suppress=missingIncludeSystem -j2 \
		--std=c11 $(CPPFLAGS) $(OURS)
	printf '%s\n' $(OURS) | xargs -P2 -I FILE clang-tidy --quiet \
		--warnings-as-errors='*' FILE -- -std=c11 -I. -I$B/gen \
		-isystem /usr/include/ClearSilver -D_GNU_SOURCE \
		-DTOCSIN_CONF='"tocsin.conf"' -DTOCSIN_SHARE='"share"'

format:
	clang-format -i $(OURS) $(HEADERS) $(UNIT_SRC) \
		$(wildcard tests/helpers/*.c tests/fuzz/*.c tests/unit/*.h \
		tests/fault/*.c)

# libFuzzer targets: tests/fuzz/fuzz_NAME.c, seeds in tests/fuzz/corpus/NAME.
# What they find stays in build/fuzz.
SECONDS_EACH = 60
FUZZ = $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c))
fuzz:
	@for name in $(FUZZ); do \
		mkdir -p $B/fuzz/$$name || exit 1; \
		clang -std=c11 -g -O1 $(CPPFLAGS) \
			-fsanitize=fuzzer,address,undefined \
			-fno-sanitize-recover=all -o $B/fuzz/fuzz_$$name \
			tests/fuzz/fuzz_$$name.c \
			$(filter core/%.c apps/%.c,$(LIB_SRC)) cgi/events_body.c \
			$(LIBS) || exit 1; \
		$B/fuzz/fuzz_$$name -max_total_time=$(SECONDS_EACH) \
			-timeout=10 -rss_limit_mb=1024 -print_final_stats=1 \
			-artifact_prefix=$B/fuzz/$$name- $B/fuzz/$$name \
			tests/fuzz/corpus/$$name >$B/fuzz/$$name.log 2>&1 || \
			{ tail -40 $B/fuzz/$$name.log; exit 1; }; \
		printf 'fuzz: %s: ' $$name; \
		grep number_of_executed_units $B/fuzz/$$name.log || exit 1; \
	done

# Programs, pages, manual pages and a sample configuration; 'tocsin setup'
# makes the rest on the machine itself.
SHARE = $(DESTDIR)$(PREFIX)/share
install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/sbin \
		$(SHARE)/man/man1 $(SHARE)/man/man8 $(SHARE)/tocsin/templates \
		$(SHARE)/tocsin/static/errors $(DESTDIR)$(SYSCONFDIR)/tocsin
	install -m 755 $O/tocsin $(DESTDIR)$(PREFIX)/bin/
	install -m 755 $O/tocsin-worker $O/tocsin-web $(DESTDIR)$(PREFIX)/sbin/
	install -m 644 docs/tocsin.1 $(SHARE)/man/man1/
	install -m 644 docs/tocsin-worker.8 docs/tocsin-web.8 $(SHARE)/man/man8/
	install -m 644 templates/*.cs $(SHARE)/tocsin/templates/
	cp -R $B/share/static/. $(SHARE)/tocsin/static/
	install -m 644 nginx.conf $(SHARE)/tocsin/
	[ -e $(DESTDIR)$(SYSCONFDIR)/tocsin/tocsin.conf ] || \
		$O/tocsin config sample \
		>$(DESTDIR)$(SYSCONFDIR)/tocsin/tocsin.conf

clean:
	rm -rf $B

-include $(wildcard $O/*/*.d $O/*/*/*.d)
