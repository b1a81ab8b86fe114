# What is done daily. Each target does nothing twice: stamps in .venv remember.

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo $$p; break; fi; done)
BIN := .venv/bin
DATA ?= var/data
JOBS ?= 2

PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
LOCKED := $(PIP) --require-hashes -r
UV := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --custom-compile-command "make lock"

BUILD := pyproject.toml hatch_build.py \
	$(shell find frontend -type f -not -path '*/node_modules/*') \
	$(shell find src/pipeloop/locale -name '*.po')
SOURCES := $(shell find src/pipeloop -type f -not -name '*.pyc' -not -name '*.mo' \
	-not -path 'src/pipeloop/ui/static/pipeloop/*')

# Once the tests have been run, the package is installed as links to its sources, and stays so.
INSTALLED := $(if $(wildcard .venv/dev.stamp),.venv/dev.stamp,.venv/app.stamp)

.DEFAULT_GOAL := help
.PHONY: help up test lint format bench bench-log messages lock install dev browser clean

help: ## list what can be done
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

up: $(INSTALLED) ## install what is missing and serve the site (ARGS="--port 8080 --no-demo")
	@$(BIN)/pipeloop up --data $(DATA) $(ARGS)

test: dev browser ## run every test (k=handover runs a part)
	@$(BIN)/python -m pytest -p tests.executed -n $(JOBS) --dist loadgroup $(if $(k),-k "$(k)") $(ARGS)

lint: dev ## check style, types, the import order and the messages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --config .importlinter
	$(BIN)/mypy
	$(BIN)/python tools/messages.py check

format: dev ## bring the code into the house's style
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: dev ## measure this project beside its peers (ARGS are passed on)
	@$(BIN)/python -m benchmarks $(ARGS)

bench-log: dev ## measure the engine beside its peers (ARGS="--millions 1 10" for less)
	@$(BIN)/python -m benchmarks.logs $(ARGS)

messages: dev ## collect the strings to translate, and compile their translations
	@$(BIN)/python tools/messages.py update

lock: dev ## choose the newest allowed versions of everything, and write them down
	$(BIN)/python tools/build_requirements.py \
		| $(UV) --upgrade --group dev pyproject.toml - -o requirements-dev.txt
	$(UV) -c requirements-dev.txt pyproject.toml -o requirements.txt
	$(BIN)/python tools/build_requirements.py \
		| $(UV) -c requirements-dev.txt - -o requirements-build.txt

clean: ## remove what was built and installed; the data in var stays
	rm -rf .venv dist build frontend/node_modules src/pipeloop/ui/static/pipeloop
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find src/pipeloop/locale -name '*.mo' -delete

install: $(INSTALLED)

dev: .venv/dev.stamp

browser: .venv/browser.stamp

.venv/python.stamp:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed." >&2; exit 2; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv .venv
	@touch $@

.venv/app.stamp: .venv/python.stamp requirements.txt requirements-build.txt $(BUILD) $(SOURCES)
	@echo "Installing Pipeloop (a minute or two the first time)"
	@$(LOCKED) requirements.txt -r requirements-build.txt
	@$(PIP) --no-deps --no-build-isolation --force-reinstall .
	@touch $@

.venv/dev.stamp: .venv/python.stamp requirements-dev.txt $(BUILD)
	@echo "Installing Pipeloop for development (a minute or two the first time)"
	@$(LOCKED) requirements-dev.txt
	@$(PIP) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/browser.stamp: .venv/dev.stamp tools/browser.sh
	@tools/browser.sh $(BIN)/playwright
	@touch $@
