# The commands of the project. `make` alone lists them.

SHELL := /bin/bash
.DEFAULT_GOAL := help

# Debian packages and a command or file that shows whether they are there.
PACKAGES := libsqlite3-dev:/usr/include/sqlite3.h curl:/usr/bin/curl python3:/usr/bin/python3 \
            sqlite3:/usr/bin/sqlite3 git:/usr/bin/git make:/usr/bin/make
# What tests need besides.
TEST_PACKAGES := python3-venv:/usr/share/doc/python3-venv node-typescript:/usr/bin/tsc
# What checks generated code, and a client of Airtable that tests run as its users do: apart from the
# machine's own Python. Without them those tests are skipped, and say so.
TOOLS := .build/tools

# Installs those of $(1) that are missing.
define install
	missing=(); \
	for item in $(1); do [ -e "$${item#*:}" ] || missing+=("$${item%%:*}"); done; \
	if [ $${#missing[@]} -gt 0 ]; then \
	  sudo=; [ "$$(id -u)" = 0 ] || sudo=sudo; \
	  if ! command -v apt-get >/dev/null; then \
	    echo "error: missing: $${missing[*]}"; \
	    echo 'try: install what these Debian packages hold'; exit 3; fi; \
	  echo "installing $${missing[*]}"; \
	  $$sudo env DEBIAN_FRONTEND=noninteractive apt-get update -qq && \
	  $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
	    --no-install-recommends "$${missing[@]}" || exit 3; \
	fi
endef
OWN_SOURCES := Package.swift Sources Tests Benchmarks

.PHONY: help toolchain setup demo build test soak fuzz check lint format bench bench-quick bench-build clean

help:
	@echo 'make demo     build, and serve a sample base from the built-in Airtable simulator'
	@echo 'make test     run all tests'
	@echo 'make check    lint, build with warnings as errors, and run all tests'
	@echo 'make soak     random edits, faults and crashes; SEEDS=0-1999'
	@echo 'make fuzz     random formulas and requests, ever new ones; SECONDS=600'
	@echo 'make bench    measure against nginx, node, roapi and Datasette; a quarter of an hour'
	@echo 'make bench-quick   the essential rows of that, in two minutes'
	@echo 'make build    the release binary, one file that runs without Swift: .build/release/aircache'
	@echo 'make setup    install what is missing; the others do that themselves'
	@echo 'make format   lay out the sources as `make lint` wants them'

# What building and running needs. Asks nothing and does nothing twice, as `setup` too.
toolchain:
	@$(call install,$(PACKAGES))
	@if ! command -v swift >/dev/null; then \
	  echo 'error: Swift is not installed, or not in PATH'; \
	  echo 'try: https://www.swift.org/install/linux/ (6.2 or later)'; exit 3; fi
	@version=$$(swift --version 2>/dev/null | sed -nE 's/.*Swift version ([0-9]+\.[0-9]+).*/\1/p'); \
	if [ "$$(printf '6.2\n%s\n' "$$version" | sort -V | head -n 1)" != 6.2 ]; then \
	  echo "error: Swift 6.2 or later is needed; this is $${version:-unknown}"; \
	  echo 'try: https://www.swift.org/install/linux/'; exit 3; fi
setup: toolchain
	@$(call install,$(TEST_PACKAGES))
	@if ! cmp -s Tests/requirements.txt $(TOOLS)/requirements.txt; then \
	  echo 'installing what Tests/requirements.txt names'; \
	  if python3 -m venv $(TOOLS) && \
	    $(TOOLS)/bin/pip install -q --disable-pip-version-check -r Tests/requirements.txt; then \
	    cp Tests/requirements.txt $(TOOLS)/requirements.txt; \
	  else echo 'note: tests that need Python packages will be skipped'; fi; fi

demo: toolchain
	swift build --product aircache
	.build/debug/aircache demo

# The release binary has Swift's libraries and those of STATIC_LIBRARIES inside: what it needs of a machine
# is glibc with its libgcc_s. Where there is no archive of one, that one stays outside.
STATIC_LIBRARIES := sqlite3 z stdc++
STATIC := .build/static
# No symbols: they double its size. `make build STRIP=` keeps them, for a profile.
STRIP ?= -Xlinker -s -Xlinker --no-export-dynamic
RELEASE = -c release --static-swift-stdlib -Xswiftc -L -Xswiftc $(CURDIR)/$(STATIC) $(STRIP)

build: toolchain $(STATIC)
	swift build $(RELEASE) --product aircache
	@needed=$$(LC_ALL=C objdump -p .build/release/aircache | sed -n 's/^ *NEEDED *//p' | \
	  grep -vE '^(libc|libm|libgcc_s|ld-linux[a-z0-9-]*)\.so\.[0-9]+$$'); \
	size=$$(( $$(stat -L -c %s .build/release/aircache) / 1000000 )); \
	echo ".build/release/aircache: $$size MB"; \
	[ -z "$$needed" ] || echo "note: it also needs" $$needed

# A folder that the linker looks into first, with nothing in it but archives.
$(STATIC):
	@mkdir -p $@
	@for name in $(STATIC_LIBRARIES); do \
	  file=$$(clang -print-file-name=lib$$name.a); \
	  if [ -e "$$file" ]; then ln -sf "$$(realpath "$$file")" $@/; \
	  else echo "note: there is no lib$$name.a"; fi; \
	done

# The tests run in parts, one after the other: all at once, those that wait for something would starve
# behind those that compute for minutes, and miss their time limits.
TEST_PARTS := AirtableAPITests AirtableClientTests FormulaLanguageTests StorageTests CodegenTests \
              HTTPServerTests AirtableSimulatorTests CLITests AircacheTests HouseTests SyncTests
# Those that compute for minutes; each is a part of its own.
LONG_TESTS := HTTPServerTests.DifferentialTests HTTPServerTests.NaiveOracleTests \
              HTTPServerTests.FastLaneTests HTTPServerTests.LaneClientTests HTTPServerTests.CrowdedTests \
              HTTPServerTests.LaneFileTests HTTPServerTests.LaneDifferentialTests \
              StorageTests.AgreementTests SyncTests.ConvergenceTests \
              SyncTests.WritingPropertyTests SyncTests.AttachmentDownloadTests

space := $(subst ,, )
test: setup
	swift build --build-tests
	python3 -B -m unittest discover -s Benchmarks/http -p 'test_*.py'
	@set -e; for part in $(TEST_PARTS); do \
	  echo "== $$part"; \
	  swift test --skip-build --filter "^$$part\." \
	    --skip "$(subst $(space),|,$(strip $(LONG_TESTS)))"; \
	done; \
	for part in $(LONG_TESTS); do \
	  echo "== $$part"; swift test --skip-build --filter "^$$part(/|$$)"; \
	done
	@echo '== allocations for one request'
	python3 -B Benchmarks/http/allocations.py

# Random edits, faults and crashes against the simulator, for as many seeds as wanted.
SEEDS ?= 0-1999
soak: setup
	swift build --build-tests
	AIRCACHE_SOAK_SEEDS=$(SEEDS) swift test --skip-build --filter ConvergenceTests

# Random formulas and requests, from a seed that it prints, for as long as wanted.
SECONDS ?= 600
fuzz: setup
	swift build --build-tests
	AIRCACHE_FUZZ_SECONDS=$(SECONDS) swift test --skip-build --filter FuzzTests

check: setup lint test

# Warnings are errors in every target of ours: see Package.swift.
lint:
	swift format lint --strict --recursive $(OWN_SOURCES)

format:
	swift format --in-place --recursive $(OWN_SOURCES)

# What is measured goes to .build/bench; with BENCH=--write also into docs/performance.md.
BENCH ?=
bench: bench-build
	python3 -B Benchmarks/http/bench.py $(BENCH)

bench-quick: bench-build
	python3 -B Benchmarks/http/bench.py --quick

bench-build: build
	@$(call install,python3-venv:/usr/share/doc/python3-venv)
	swift build $(RELEASE) --product Benchmarks

clean:
	rm -rf .build
