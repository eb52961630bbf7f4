# The vocabulary of this project. `make` prints what there is.
SHELL := /bin/sh
JAVA_HOME := $(shell ./scripts/find-jdk 2>/dev/null)
export JAVA_HOME
MVN := ./mvnw --batch-mode

.DEFAULT_GOAL := help
.PHONY: help jdk build dist run test lint fmt bench chaos fuzz clean new-migration

help: ## Show this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 18

jdk:
	@./scripts/find-jdk > /dev/null

build: jdk ## Build the jar, without tests
	$(MVN) --quiet -DskipTests package

dist: build ## Pack target/luna-admin-VERSION.tar.gz: launcher, jars, configuration, systemd unit
	@./scripts/dist

run: jdk ## Start the service on 127.0.0.1:5010 with ./data
	@./luna-admin serve

test: jdk ## Run all tests
	$(MVN) test

lint: jdk ## Check format, Error Prone, NullAway, dependencies, architecture
	$(MVN) --quiet -Pbenchmarks spotless:check
	$(MVN) --quiet test-compile dependency:analyze-only
	$(MVN) --quiet test -Dtest=ArchitectureTest

fmt: jdk ## Format sources and poms
	$(MVN) --quiet -Pbenchmarks spotless:apply

bench: jdk ## Run the benchmark of imports against plain COPY
	./benchmarks/import-vs-copy

chaos: jdk ## Break processes, database and storage at random; CHAOS_EVENTS=N, CHAOS_SEED=N
	$(MVN) --quiet test -Dtest='dev.luna.chaos.*Test' -Dchaos.nodes=4 -Dchaos.events=$(or $(CHAOS_EVENTS),15000) -Dchaos.seed=$(or $(CHAOS_SEED),$(shell date +%s))

fuzz: jdk ## Send spoilt requests to every operation; FUZZ_REQUESTS=N of each, FUZZ_SEED=N
	$(MVN) --quiet test -Dtest='FuzzTest' -Dfuzz.requests=$(or $(FUZZ_REQUESTS),2000) -Dfuzz.seed=$(or $(FUZZ_SEED),$(shell date +%s))

new-migration: ## Create the next migration: make new-migration NAME=add_events
	@test -n "$(NAME)" || { echo "usage: make new-migration NAME=add_events" >&2; exit 2; }
	@cd server/src/main/resources/db/migration && \
	next=$$(($$(ls | sed -n 's/^V\([0-9]*\)__.*/\1/p' | sort -n | tail -n 1) + 1)) && \
	touch "V$${next}__$(NAME).sql" && echo "server/src/main/resources/db/migration/V$${next}__$(NAME).sql"

clean: jdk ## Remove what was built
	$(MVN) --quiet clean
