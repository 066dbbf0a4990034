# Limber: see README.md. `make run` and `make test` are the two commands to know.
#
#   all (default), deps, run, test, install, uninstall, clean: as everywhere
#   check     proves the content      bench     figures       format    clang-format
#   lint      static analysis         browser   in Chromium   valgrind  the unit tests
#   soak      kills under load        test-unit ONLY=faq/     some unit tests
#   fuzz      a short run             coverage  of lines by tests
#   test-clients  the platforms' official clients against our simulators
#   deb       a Debian package; test-deb tries it in a clean Debian with systemd
#   test-container  the container file, step by step without an engine
#   test-monitoring  metrics, alerts and dashboard against a real Prometheus
#
#   make SANITIZE=1 ...   builds with ASan and UBSan into build/sanitize
#   make FUZZ=1 ...       builds for libFuzzer into build/fuzz (used by `make fuzz`)
#   make COVERAGE=1 ...   builds for gcov into build/coverage (used by `make coverage`)
#   make BUILD=DIR ...    builds elsewhere

SHELL := /bin/bash
# `make V=1` shows whole commands.
Q := $(if $(V),,@)
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules

VERSION := 0.1.0
PREFIX  ?= /usr/local
DATADIR ?= $(PREFIX)/share/limber
DESTDIR ?=
ROOT    := $(CURDIR)

ifdef SANITIZE
BUILD ?= build/sanitize
else ifdef FUZZ
BUILD ?= build/fuzz
else ifdef COVERAGE
BUILD ?= build/coverage
else
BUILD ?= build
endif

# Everything comes from Debian 12.
PACKAGES := gcc libc6-dev make pkg-config libwebsockets-dev libwebsockets-evlib-uv \
	libcurl4-openssl-dev libcjson-dev libpcre2-dev libuv1-dev libsqlite3-dev libmd4c-dev \
	libyaml-dev libedit-dev libcmocka-dev libssl-dev openssl binutils python3 python3-yaml ca-certificates
PACKAGES_LINT := clang clang-format clang-tidy cppcheck shellcheck valgrind man-db
PACKAGES_MONITORING := prometheus
PACKAGES_DEB := dpkg-dev debhelper
PACKAGES_DEB_TEST := lintian debootstrap systemd-container
PACKAGES_CONTAINER_TEST := debootstrap systemd-container
PACKAGES_FUZZ := clang libclang-rt-14-dev
PACKAGES_CLIENTS := nodejs npm
PACKAGES_BROWSER := chromium nodejs npm

CC ?= gcc
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wformat=2 -Wundef -Wpointer-arith -Wcast-qual \
	-Wwrite-strings -Werror
CPPFLAGS += -D_GNU_SOURCE -DLIMBER_VERSION='"$(VERSION)"' -DLIMBER_DATADIR='"$(DATADIR)"' -Ibot -I.
CFLAGS ?= -g
ifdef SANITIZE
CFLAGS += -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
CPPFLAGS += -DLIMBER_FAULTS
LDFLAGS += -fsanitize=address,undefined
else ifdef FUZZ
CC := clang
CFLAGS += -O1 -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
LDFLAGS += -fsanitize=fuzzer,address,undefined
else ifdef COVERAGE
# With the faults, so that the tests that make allocations fail count too.
CFLAGS += -O0 --coverage
CPPFLAGS += -DLIMBER_FAULTS -DLIMBER_COVERAGE
LDFLAGS += --coverage
else
HARDEN := -fstack-protector-strong -fstack-clash-protection -fPIE
ifeq ($(shell uname -m),x86_64)
HARDEN += -fcf-protection=full
endif
CFLAGS += -O2 $(HARDEN)
CPPFLAGS += -D_FORTIFY_SOURCE=2
LDFLAGS += -pie -Wl,-z,relro,-z,now,-z,noexecstack
endif
# Hidden: libyaml calls its own yaml_free by a name that ours would otherwise take over.
ALL_CFLAGS = -std=c11 -fvisibility=hidden $(WARNINGS) $(CFLAGS)
LIBS := -lwebsockets -lcurl -lcjson -lpcre2-8 -luv -lsqlite3 -lmd4c -lyaml -ledit -lcrypto -lm -lpthread

# One archive per layer; a layer's tests link that layer and what lies below it.
LAYERS := cli service faq platforms ledger net base
below_cli        := cli service faq platforms ledger net base
below_service    := service faq platforms ledger net base
below_faq        := faq base
below_platforms  := platforms net base
below_ledger     := ledger base
below_net        := net base
below_base       := base
below_playground := playground net base

archives = $(foreach layer,$(below_$(1)),$(BUILD)/lib$(layer).a)
objects  = $(patsubst %.c,$(BUILD)/obj/%.o,$(1))

SOURCES := $(sort $(shell find bot -name '*.c'))
PLAYGROUND_SOURCES := $(sort $(wildcard playground/*.c))
UNIT_SOURCES := $(sort $(wildcard tests/unit/*/*_test.c))
UNIT_TESTS := $(patsubst tests/unit/%.c,$(BUILD)/unit/%,$(UNIT_SOURCES))
BENCH_SOURCES := $(sort $(wildcard tests/bench/*_bench.c))
BENCH_PARTS := $(filter-out $(BENCH_SOURCES) tests/bench/constant_bot.c,$(sort $(wildcard tests/bench/*.c)))
BENCHES := $(patsubst tests/bench/%.c,$(BUILD)/bench/%,$(BENCH_SOURCES))
TALKS := $(BUILD)/play-talks
FUZZERS := $(patsubst tests/fuzz/%.c,$(BUILD)/fuzzers/%,$(sort $(wildcard tests/fuzz/*_fuzz.c)))

.PHONY: all deps deps-lint deps-browser run test test-unit test-built bench check lint format install \
	uninstall clean browser valgrind soak fuzz fuzz-built coverage \
	coverage-built

all: $(BUILD)/limber $(BUILD)/playground $(BUILD)/learned.tsv

# Learning is loops over arrays of numbers: worth the whole effort of the compiler (errno of
# sqrtf would keep it from using vectors).
ifndef COVERAGE
$(BUILD)/obj/bot/faq/perceptron.o $(BUILD)/obj/bot/faq/model.o: CFLAGS += -O3 -fno-math-errno
endif

# What is learned from the questions: a minute's work, kept beside the program.
$(BUILD)/learned.tsv: $(BUILD)/limber $(wildcard intents/* responses/en/*.md)
	$(if $(V),,@echo '  LEARN $@')
	$(Q)$(BUILD)/limber learn --content . --output $@ >/dev/null

$(BUILD)/limber: $(BUILD)/obj/bot/main.o $(call archives,cli)
	$(if $(V),,@echo '  LINK $@')
	$(Q)$(CC) $(LDFLAGS) -o $@ $< -Wl,--start-group $(call archives,cli) -Wl,--end-group $(LIBS)

$(BUILD)/playground: $(BUILD)/obj/playground/main.o $(call archives,playground)
	$(if $(V),,@echo '  LINK $@')
	$(Q)$(CC) $(LDFLAGS) -o $@ $< -Wl,--start-group $(call archives,playground) -Wl,--end-group $(LIBS)

# The same program, but it can be made to die or fail at a named step (base/crash.h): for tests only.
$(BUILD)/limber-faults: $(BUILD)/obj/bot/main.o $(BUILD)/obj/faults/crash.o $(BUILD)/obj/faults/mem.o $(call archives,cli)
	$(if $(V),,@echo '  LINK $@')
	$(Q)$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(call archives,cli) -Wl,--end-group $(LIBS)

$(BUILD)/obj/faults/%.o: bot/base/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) -DLIMBER_FAULTS $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

define layer_rule
$(BUILD)/lib$(1).a: $$(call objects,$$(filter bot/$(1)/%,$$(SOURCES)))
	@rm -f $$@
	$$(Q)ar rcs $$@ $$^
endef
$(foreach layer,$(LAYERS),$(eval $(call layer_rule,$(layer))))

$(BUILD)/libplayground.a: $(call objects,$(filter-out playground/main.c,$(PLAYGROUND_SOURCES))) \
		$(BUILD)/obj/playground/web_files.o
	@rm -f $@
	$(Q)ar rcs $@ $^

$(BUILD)/obj/%.o: %.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(if $(V),,@echo '  CC   $<')
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# The playground's page, compiled in.
WEB_FILES := $(sort $(wildcard playground/web/*.html playground/web/*.css playground/web/*.js \
	playground/web/*.svg))
$(BUILD)/gen/web_files.c: playground/web/embed.sh $(WEB_FILES)
	@mkdir -p $(@D)
	$(Q)playground/web/embed.sh $(WEB_FILES) > $@
$(BUILD)/obj/playground/web_files.o: $(BUILD)/gen/web_files.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(Q)$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# Rebuild all when compiler or flags change.
$(BUILD)/flags: FORCE
	@mkdir -p $(BUILD)
	@echo '$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(LDFLAGS)' | cmp -s - $@ || \
		echo '$(CC) $(CPPFLAGS) $(ALL_CFLAGS) $(LDFLAGS)' > $@
.PHONY: FORCE
FORCE:

define unit_rule
$(BUILD)/unit/$(1)/%_test: $(BUILD)/obj/tests/unit/$(1)/%_test.o $$(call archives,$(1))
	@mkdir -p $$(@D)
	$$(if $$(V),,@echo '  LINK $$@')
	$$(Q)$$(CC) $$(LDFLAGS) -o $$@ $$< -Wl,--start-group $$(call archives,$(1)) -Wl,--end-group -lcmocka $$(LIBS)
endef
$(foreach layer,$(LAYERS) playground,$(eval $(call unit_rule,$(layer))))

# clang-tidy of each file that was compiled anew (`make lint`). TIDY_NODES: how far its analyzer
# follows one function; more finds no more here, and its own choice of 225,000 takes thrice as long.
TIDY_NODES ?= 75000
TIDIED := $(patsubst %.c,$(BUILD)/tidy/%.ok,$(SOURCES) $(PLAYGROUND_SOURCES))
.PHONY: tidy
tidy: $(TIDIED)
$(BUILD)/tidy/%.ok: $(BUILD)/obj/%.o .clang-tidy
	@mkdir -p $(@D)
	$(if $(V),,@echo '  TIDY $*.c')
	$(Q)clang-tidy --quiet $*.c -- $(CPPFLAGS) $(ALL_CFLAGS) \
		-Xclang -analyzer-config -Xclang max-nodes=$(TIDY_NODES) 2>$@.log || { cat $@.log >&2; exit 1; }
	@touch $@

# A simulator of a platform: tests/sims/NAME.c with NAME_*.c beside it, over the
# playground's server.
SIMS := $(filter-out sim,$(foreach f,$(wildcard tests/sims/*.c),$(if $(findstring _,$(notdir $(f))),,$(basename $(notdir $(f))))))
define sim_rule
$(BUILD)/sims/$(1): $$(call objects,tests/sims/$(1).c $$(wildcard tests/sims/$(1)_*.c) tests/sims/sim.c tests/sims/sim_control.c) \
		$$(call archives,playground)
	@mkdir -p $$(@D)
	$$(if $$(V),,@echo '  LINK $$@')
	$$(Q)$$(CC) $$(LDFLAGS) -o $$@ $$(filter %.o,$$^) -Wl,--start-group $$(call archives,playground) -Wl,--end-group $$(LIBS)
endef
$(foreach sim,$(SIMS),$(eval $(call sim_rule,$(sim))))

.PHONY: sims test-clients
sims: $(SIMS:%=$(BUILD)/sims/%)

$(BUILD)/bench/%: $(BUILD)/obj/tests/bench/%.o $(call objects,$(BENCH_PARTS)) $(call archives,cli)
	@mkdir -p $(@D)
	$(if $(V),,@echo '  LINK $@')
	$(Q)$(CC) $(LDFLAGS) -o $@ $< $(call objects,$(BENCH_PARTS)) -Wl,--start-group $(call archives,cli) -Wl,--end-group $(LIBS)

# What Limber is measured against: no part of the other benchmarks.
$(BUILD)/bench/constant_bot: $(BUILD)/obj/tests/bench/constant_bot.o $(call archives,cli)
	@mkdir -p $(@D)
	$(if $(V),,@echo '  LINK $@')
	$(Q)$(CC) $(LDFLAGS) -o $@ $< -Wl,--start-group $(call archives,cli) -Wl,--end-group $(LIBS)

$(TALKS): $(BUILD)/obj/tests/talks/talks.o $(call archives,cli)
	@mkdir -p $(@D)
	$(if $(V),,@echo '  LINK $@')
	$(Q)$(CC) $(LDFLAGS) -o $@ $< -Wl,--start-group $(call archives,cli) -Wl,--end-group $(LIBS)

# By libFuzzer, which has a main of its own; else with one that only replays files. What is
# fuzzed is the bot, but for the target named after the playground.
define fuzz_rule
$(BUILD)/fuzzers/$(1)_fuzz: $(BUILD)/obj/tests/fuzz/$(1)_fuzz.o $(if $(FUZZ),,$(BUILD)/obj/tests/fuzz/replay.o) \
		$(call archives,$(if $(filter playground,$(1)),playground,cli))
	@mkdir -p $$(@D)
	$$(if $$(V),,@echo '  LINK $$@')
	$$(Q)$$(CC) $$(LDFLAGS) -o $$@ $$(filter %.o,$$^) -Wl,--start-group $$(filter %.a,$$^) -Wl,--end-group $$(LIBS)
endef
$(foreach fuzzer,$(FUZZERS),$(eval $(call fuzz_rule,$(patsubst %_fuzz,%,$(notdir $(fuzzer))))))

-include $(shell find $(BUILD)/obj -name '*.d' 2>/dev/null)
.SECONDARY:

deps:
	@deploy/install-packages.sh $(PACKAGES)

deps-lint: deps
	@deploy/install-packages.sh $(PACKAGES_LINT)

# The packages whose command is not there yet: Node.js may come from elsewhere than Debian.
without_command = $(foreach p,$(1),$(if \
	$(shell command -v $(if $(filter nodejs,$(p)),node,$(p))),,$(p)))

deps-browser: deps
	@deploy/install-packages.sh $(call without_command,$(PACKAGES_BROWSER))
	@cd tests/browser && { test -d node_modules/playwright-core && test -d node_modules/axe-core || \
		npm ci --no-audit --no-fund --loglevel=error; }

run: deps
	@$(MAKE) --no-print-directory all
	@BUILD=$(BUILD) playground/run.sh

test: deps
	@$(MAKE) --no-print-directory test-built

test-built: all $(BUILD)/limber-faults $(UNIT_TESTS) $(TALKS) $(FUZZERS) $(SIMS:%=$(BUILD)/sims/%)
	@BUILD=$(BUILD) tests/run.sh

# Only the unit tests whose path contains ONLY, e.g. make test-unit ONLY=faq/
ONLY ?=
test-unit: $(if $(ONLY),$(foreach t,$(UNIT_TESTS),$(if $(findstring $(ONLY),$(t)),$(t))),$(UNIT_TESTS))
	@BUILD=$(BUILD) tests/run-unit.sh $^

browser: deps-browser all
	@BUILD=$(BUILD) tests/browser/run.sh

# The platforms' official clients against our simulators.
test-clients: deps
	@deploy/install-packages.sh $(call without_command,$(PACKAGES_CLIENTS))
	@$(MAKE) --no-print-directory all sims
	@BUILD=$(BUILD) tests/clients/run.sh

# Metrics, alerts and dashboard against a real Prometheus.
.PHONY: test-monitoring
test-monitoring: deps
	@deploy/install-packages.sh $(PACKAGES_MONITORING)
	@$(MAKE) --no-print-directory all
	@BUILD=$(BUILD) tests/monitoring/run.py

bench: deps
	@$(MAKE) --no-print-directory all sims $(BENCHES) $(BUILD)/bench/constant_bot
	@BUILD=$(BUILD) tests/bench/run.sh

check: $(BUILD)/limber $(BUILD)/learned.tsv
	@$(BUILD)/limber check

lint: deps-lint
	@tests/lint.sh

# The long form of the end-to-end tests: SOAK_KILLS kills at random moments under load.
SOAK_KILLS ?= 1000
soak: deps
	@$(MAKE) --no-print-directory all sims $(BUILD)/limber-faults
	@BUILD=$(BUILD) SOAK_KILLS=$(SOAK_KILLS) tests/e2e/soak.sh

# Each target of tests/fuzz/ for FUZZ_SECONDS.
FUZZ_SECONDS ?= 20
fuzz: deps
	@deploy/install-packages.sh $(PACKAGES_FUZZ)
	@$(MAKE) --no-print-directory FUZZ=1 FUZZ_SECONDS=$(FUZZ_SECONDS) fuzz-built

fuzz-built: $(FUZZERS)
	@BUILD=$(BUILD) FUZZ_SECONDS=$(FUZZ_SECONDS) tests/fuzz/run.sh

# What share of the lines and branches of bot/ the tests run.
coverage: deps
	@$(MAKE) --no-print-directory COVERAGE=1 coverage-built

coverage-built: all $(BUILD)/limber-faults $(UNIT_TESTS) $(TALKS) $(FUZZERS) $(SIMS:%=$(BUILD)/sims/%)
	@BUILD=$(BUILD) tests/coverage.sh

valgrind: deps-lint
	@$(MAKE) --no-print-directory all $(UNIT_TESTS)
	@BUILD=$(BUILD) tests/valgrind.sh

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(DATADIR) $(DESTDIR)$(PREFIX)/share/man/man1 \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions
	install -m 755 $(BUILD)/limber $(DESTDIR)$(PREFIX)/bin/limber
	cp -R intents responses $(DESTDIR)$(DATADIR)/
	install -m 644 $(BUILD)/learned.tsv $(DESTDIR)$(DATADIR)/intents/learned.tsv
	install -m 644 docs/man/*.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	install -m 644 deploy/limber.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/limber

# A Debian package, built for /usr in a folder of its own.
.PHONY: deb
deb: deps
	@deploy/install-packages.sh $(PACKAGES_DEB)
	+@VERSION=$(VERSION) deploy/deb.sh

# The package in a clean Debian with a real systemd. Needs root and the network.
.PHONY: test-deb
test-deb: deb
	@deploy/install-packages.sh $(PACKAGES_DEB_TEST)
	@$(MAKE) --no-print-directory all
	@BUILD=$(BUILD) PACKAGE=$$(ls -t build/deb/*.deb | head -n 1) tests/deb/run.py

# The container file's instructions one by one, without an engine. Needs root and the network.
.PHONY: test-container
test-container: deps
	@deploy/install-packages.sh $(PACKAGES_CONTAINER_TEST)
	@$(MAKE) --no-print-directory all
	@BUILD=$(BUILD) tests/container/run.py

uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/limber $(DESTDIR)$(PREFIX)/share/man/man1/limber{,-*}.1 \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions/limber
	rm -rf $(DESTDIR)$(DATADIR)/intents $(DESTDIR)$(DATADIR)/responses
	rmdir $(DESTDIR)$(DATADIR) 2>/dev/null || true

clean:
	rm -rf build
