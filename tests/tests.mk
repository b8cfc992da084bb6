# What is tested, and how; included by ../Makefile.
#
#   make check        before each change: cheapest first
#   make check-long   the same rules, longer
#   make soak         a night: each part can be made alone
#   make dast         scanners that others wrote, over the running system
#   make bench        figures, never judged

.PHONY: check check-long check-unit check-asan check-memory check-lint check-tidy \
	check-alerts check-alerts-1 check-alerts-2 \
	check-node check-disk check-fault check-steady helpers fuzz dast bench \
	soak soak-crash soak-disk soak-million soak-fuzz soak-input

# --- what is built ---

UNIT_SRC = $(wildcard tests/unit/*.c)
UNIT = $O/tests/unit/check
TESTS_C = $(UNIT_SRC) $(wildcard tests/helpers/*.c tests/fuzz/*.c \
	tests/fault/*.c tests/example/*.c tests/unit/*.h)
# Check's own library is only for the tests.
CHECK_LIBS = -lcheck_pic -lsubunit -lrt -lm

$(UNIT): $(call objects,$(UNIT_SRC)) $(call objects,$(WORKER_SRC)) \
    $(call objects,$(WEB_SRC)) $O/libtocsin.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(WEB_LIBS) $(LIBS) $(CHECK_LIBS)

# Schemas of the past, for the tests of migrations.
$B/gen/%.sql.h: tests/unit/%.sql
	@mkdir -p $(@D)
	sed -e 's/[\\"]/\\&/g' -e 's/^/"/' -e 's/$$/\\n"/' $< > $@
# The list is compared with itself.
$O/tests/unit/check_password.o: $B/gen/common_passwords.h
$O/tests/unit/check_migration.o: $B/gen/config_1.sql.h $B/gen/outbox_1.sql.h

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
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $(filter %.o,$^) $O/libtocsin.a $(LIBS)

# This one goes into the programs' own sandboxes.
$O/tests/helpers/sandbox: $O/worker/confine.o $O/cgi/confine.o

# --- node's tests ---

NODE = TOCSIN_BUILD=$O TOCSIN_SHARE=$B/share SHOTS=$B/shots node --test
tests_in = $(sort $(wildcard $(1:%=tests/%.test.mjs)))

# Under load for a time: too long for each change, as are the cuts of power.
STEADY_TESTS = $(call tests_in,fault/race fault/steady)
LOAD_TESTS = $(call tests_in,load/*)
# Faults of disks and databases, and of processes, calls and memory.
DISK_TESTS = $(filter-out %-long.test.mjs,$(call tests_in,disk/*))
FAULT_TESTS = $(filter-out $(STEADY_TESTS),$(call tests_in,fault/*))
NODE_TESTS = $(call tests_in,canary/* oracle/* cards/* example/* receiver/*) \
	$(call tests_in,e2e/* web/*) $(FAULT_TESTS)

# --- the parts ---

check:
	@packaging/setup.sh check
	$(MAKE) -j2 programs $(UNIT) helpers
	$(MAKE) -j2 -Otarget check-lint check-unit
	$(MAKE) check-node

check-unit: $(UNIT)
	ALERTS=2000 $(UNIT)

# Random hostile alerts, 100,000 for each app unless ALERTS says otherwise;
# half of the apps in each process.
check-alerts: $(UNIT)
	$(MAKE) -j2 -Otarget check-alerts-1 check-alerts-2
check-alerts-1 check-alerts-2: check-alerts-%: $(UNIT)
	CK_RUN_SUITE=apps CK_RUN_CASE=random APPS_PART=$*/2 $(UNIT)

# Unit tests, slow ones too, and the system, under the sanitizers: for check-long.
check-asan:
	$(MAKE) -j2 MODE=asan programs helpers $B/asan/tests/unit/check
	ALERTS=5000 CK_VERBOSITY=normal $B/asan/tests/unit/check
	TOCSIN_BUILD=$B/asan node --test --test-concurrency=2 \
		tests/e2e/answers.test.mjs tests/e2e/live.test.mjs \
		tests/e2e/apps.test.mjs \
		tests/e2e/start.test.mjs tests/e2e/draft.test.mjs \
		tests/e2e/api.test.mjs tests/e2e/prefork.test.mjs \
		tests/e2e/storm.test.mjs tests/e2e/breaker.test.mjs

check-memory: $(UNIT)
	CK_FORK=no CK_EXCLUDE_TAGS="slow forks" CK_TIMEOUT_MULTIPLIER=20 \
		valgrind -q --leak-check=full --errors-for-leak-kinds=definite \
		--error-exitcode=9 $(UNIT)

# They wait for conditions and each has a system of its own, so several go at
# once.  Those of faults print their size and seed.  What check-long does in
# full is shortened.
check-node: programs helpers
	COUNT=10 KILLS=20 $(NODE) --test-concurrency=5 $(NODE_TESTS)
check-disk: programs helpers
	$(NODE) --test-concurrency=2 $(DISK_TESTS)
check-fault: programs helpers
	$(NODE) --test-concurrency=2 $(FAULT_TESTS)
check-steady: programs helpers
	$(NODE) --test-concurrency=1 $(STEADY_TESTS)

check-lint: $(SQL_HDRS) $B/gen/assets.h $B/gen/common_passwords.h \
    $(PROGRAMS)
	tests/lint/style.sh
	tests/lint/templates.sh
	tests/lint/apps.sh
	tests/lint/nginx.sh
	tests/lint/units.sh
	tests/lint/security.sh
	HARD='$(HARD)' HARD_LD='$(HARD_LD)' tests/lint/binaries.sh $(PROGRAMS)
	mandoc -Tlint -W warning docs/tocsin.1 docs/tocsin-worker.8 \
		docs/tocsin-web.8
	clang-format --dry-run -Werror $(OURS) $(HEADERS) $(TESTS_C)

# A minute and a half, so for check-long.
check-tidy: $(SQL_HDRS) $B/gen/assets.h $B/gen/common_passwords.h
	printf '%s\n' $(OURS) | xargs -P2 -I FILE clang-tidy --quiet \
		--warnings-as-errors='*' FILE -- -std=c11 -I. -I$B/gen \
		-isystem /usr/include/ClearSilver -D_GNU_SOURCE \
		-DTOCSIN_CONF='"tocsin.conf"' -DTOCSIN_SHARE='"share"'
	cppcheck -q --error-exitcode=1 --enable=warning,performance,portability \
		--inline-suppr --suppress=missingIncludeSystem -j2 \
		--std=c11 $(CPPFLAGS) $(OURS)

# libFuzzer targets: tests/fuzz/fuzz_NAME.c, seeds in tests/fuzz/corpus/NAME.
# What they find stays in build/fuzz/found.  Built by clang, so without gcc's
# own warnings; two at once.
SECONDS_EACH = 60
FUZZ = $(sort $(patsubst tests/fuzz/fuzz_%.c,%,$(wildcard tests/fuzz/fuzz_*.c)))
FLAGS_fuzz = -O1 -fsanitize=fuzzer-no-link,address,undefined \
	-fno-sanitize-recover=all
LDFLAGS_fuzz = -fsanitize=fuzzer,address,undefined
FOUND = $B/fuzz/found
.PHONY: $(FUZZ:%=fuzz-%)
fuzz:
	@packaging/setup.sh soak
	$(MAKE) -j2 -Otarget MODE=fuzz CC=clang WARN=-Wall $(FUZZ:%=fuzz-%)
FUZZ_KIT = tests/unit/web_kit.c tests/unit/scratch.c tests/fuzz/ck.c
# Kept: control.mjs links them once more.
.SECONDARY: $(patsubst %.c,$B/fuzz/%.o,$(wildcard tests/fuzz/*.c) $(FUZZ_KIT))
$O/tests/fuzz/fuzz_%: $O/tests/fuzz/fuzz_%.o \
    $(call objects,$(WEB_SRC) $(FUZZ_KIT)) $O/libtocsin.a
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(WEB_LIBS) $(LIBS)
$(FUZZ:%=fuzz-%): fuzz-%: $B/fuzz/tests/fuzz/fuzz_%
	@mkdir -p $(FOUND)/$*
	@$< -max_total_time=$(SECONDS_EACH) -timeout=10 -rss_limit_mb=1024 \
		-print_final_stats=1 -artifact_prefix=$(FOUND)/$*- \
		$(FOUND)/$* tests/fuzz/corpus/$* >$(FOUND)/$*.log 2>&1 || \
		{ tail -40 $(FOUND)/$*.log; exit 1; }
	@awk -v name=$* '/cov: / { for (i = 1; i < NF; i++) \
		if ($$i == "cov:") cov = $$(i + 1) } \
		/number_of_executed_units/ { n = $$2 } \
		END { printf "fuzz: %s: %d runs, %d edges\n", name, n, cov; \
		exit n == 0 }' $(FOUND)/$*.log

# --- longer ---

# valgrind keeps one core busy for minutes, so clang-tidy runs beside it.
check-long:
	@packaging/setup.sh soak
	$(MAKE) -j2 programs helpers
	$(MAKE) -j2 -Otarget check-tidy check-memory
	$(MAKE) check-disk check-asan
	$(MAKE) check-alerts
	$(MAKE) fuzz SECONDS_EACH=10
	node tests/fuzz/control.mjs
	for seed in 1 2 3; do SEED=$$seed $(NODE) \
		tests/oracle/oracle.test.mjs || exit 1; done
	COUNT=5000 WIDTHS=all $(NODE) --test-concurrency=2 \
		tests/web/inert.test.mjs tests/web/sign_in.test.mjs
	ATTEMPTS=5000 $(NODE) tests/e2e/flood.test.mjs
	KILLS=100 $(NODE) tests/e2e/kill.test.mjs
	KILLS=60 $(NODE) tests/e2e/kill_storm.test.mjs
	LONG=1 $(NODE) tests/e2e/peer_hostile.test.mjs
	$(NODE) tests/disk/power-long.test.mjs
	$(NODE) --test-concurrency=1 $(LOAD_TESTS)
	KILL_POINTS=all POINTS=100 PLACES=200 WEB_PLACES=60 WEB_KILLS=200 \
		ROTATE_POINTS=all BACKUP_POINTS=80 GARBAGE=10000 \
		RECORDS=1000000 RACE_SECONDS=60 STEADY_EVENTS=20000 \
		$(MAKE) check-fault check-steady

soak: soak-crash soak-disk soak-million soak-fuzz soak-input

# 50,000 bad values for each field of each form.
soak-input: programs helpers
	COUNT=50000 $(NODE) tests/web/inert.test.mjs

# An hour each, two at once.
soak-fuzz:
	$(MAKE) fuzz SECONDS_EACH=3600

# 5,000 kills (3 h), every place that allocates (2 h), half an hour of a
# checkpoint race, a million events (3 h).
soak-crash: programs helpers
	KILLS=5000 EVENTS=100000 $(NODE) tests/e2e/kill.test.mjs
	POINTS=all PLACES=all WEB_PLACES=all WEB_KILLS=2000 GARBAGE=100000 \
		BACKUP_POINTS=all RECORDS=10000000 RACE_SECONDS=1800 \
		STEADY_EVENTS=1000000 \
		$(MAKE) check-fault check-steady

# 100 power cuts and 30 more in a recovery, 30 I/O errors of each kind, a disk
# that is full, a database that is locked or read for minutes.
soak-disk:
	@packaging/setup.sh soak
	$(MAKE) -j2 programs helpers
	CUTS=100 FAULTS=30 $(NODE) tests/disk/power-long.test.mjs
	FULL_S=60 LOCK_S=60 READER_S=150 $(NODE) --test-concurrency=1 \
		$(DISK_TESTS)

# A million alerts that wait for one destination.
soak-million: programs
	ROWS=1000000 $(NODE) tests/load/million.test.mjs

# Not in check: its tools and their packages are large, and it takes minutes.
# TOOLS=wapiti runs that one alone.
dast:
	@packaging/setup.sh dast
	$(MAKE) -j2 programs helpers
	TOCSIN_BUILD=$O TOCSIN_SHARE=$B/share node tests/dast/run.mjs

# See bench/README.md.
bench: programs
	@for f in $(sort $(wildcard bench/[0-9]*.mjs)); do \
		TOCSIN_BUILD=$O node $$f || exit 1; done
