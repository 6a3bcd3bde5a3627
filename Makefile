# make demo   the report on the case that rechallenge starts from
# make test   all tests but the long validations, in some 20 minutes on two cores
# Both set everything up first (.venv, locked packages), and are quick when that is done. Works with GNU make 3.81 and bash 3.2.

SHELL := /bin/bash
VENV ?= .venv
BIN := $(VENV)/bin

# The first Python that runs, is new enough and is not a shim for one that is not there.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	"$$p" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && { echo "$$p"; break; }; done)

# A stamp is named after the content of what it installs: an update that changes no lock installs nothing.
content = $(shell cat $(1) | cksum | cut -d ' ' -f 1)
PACKAGE := pyproject.toml
USER_STAMP := $(VENV)/.user-$(call content,requirements.txt $(PACKAGE))
DEV_STAMP := $(VENV)/.dev-$(call content,requirements-dev.txt $(PACKAGE))
BENCH_STAMP := $(VENV)/.bench-$(call content,requirements-dev.txt requirements-bench.txt requirements-lsoda.txt)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.PHONY: demo test validate fuzz mutants bench check format docs data images wheel lock clean distclean

demo: $(USER_STAMP)
	$(BIN)/rechallenge demo

test: $(DEV_STAMP)
	$(BIN)/python -m pytest -n auto --dist loadfile

validate: $(DEV_STAMP)
	$(BIN)/python -m pytest -n auto --dist loadfile -m slow
	$(MAKE) fuzz
	$(MAKE) mutants

# Invented inputs for every reader, some hours, and messages for the page; make fuzz INPUTS=20000 tries as many. It goes on where it was
# stopped, in build/fuzz, where what it found stands.
INPUTS := 1000000
MESSAGES := 5000
fuzz: $(DEV_STAMP)
	$(BIN)/python -m studies.fuzz --inputs $(INPUTS) --workers $(shell getconf _NPROCESSORS_ONLN)
	RECHALLENGE_FUZZ=$(MESSAGES) $(BIN)/python -m pytest tests/web/test_messages.py

# Changes one threshold, window or comparison at a time and runs the test that noticed it last; make mutants MUTANTS=30 tries the first
# 30. Where that test passes, others follow: those that run the line, by a .coverage from make test PYTEST_ADDOPTS='--cov --cov-context=test',
# or those of the package.
MUTANTS := 400
mutants: $(DEV_STAMP)
	$(BIN)/python -m studies.mutation --mutants $(MUTANTS)

# Measures, with their peers beside: docs/benchmarks.md.
bench: $(BENCH_STAMP)
	$(BIN)/python -m studies.benchmarks

check: $(DEV_STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m studies.audit

format: $(DEV_STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Pages and schemas that a program writes, some minutes; make docs FILES=docs/criteria.md writes one.
docs: $(DEV_STAMP)
	$(BIN)/python -m studies.generated $(or $(FILES),docs)

# Data that ship and that a program computes: the simulated courses, and the posterior of the published outcomes.
data: $(DEV_STAMP)
	$(BIN)/python -m studies.generated $(or $(FILES),src)

# The wheel, built and tried in an environment that has nothing else.
wheel: $(DEV_STAMP)
	.ci/wheel $(BIN)/python

# The picture of the README; needs Chromium.
images: $(DEV_STAMP)
	$(BIN)/python -m studies.picture

# Compiles the locks anew; needs uv (pip install uv). No index, no path and no comment with a host may get into them.
COMPILE := uv pip compile pyproject.toml requirements.in --universal --fork-strategy fewest --python-version 3.11 \
	--generate-hashes --no-annotate --no-header --no-emit-index-url --no-emit-find-links --quiet --upgrade
lock:
	PATH="$(BIN):$$PATH" $(COMPILE) --output-file requirements.txt
	PATH="$(BIN):$$PATH" $(COMPILE) --extra dev --output-file requirements-dev.txt

clean:
	rm -rf build dist rechallenge-demo .coverage .mutants.jsonl .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src studies tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean
	rm -rf $(VENV)

define need_python
rechallenge needs Python 3.11 or newer, and found none.
  Debian, Ubuntu:  sudo apt-get install python3 python3-venv
  macOS:           brew install python@3.13
Or name one: make PYTHON=/path/to/python3 $(MAKECMDGOALS)
endef
define need_venv
This Python cannot make a virtual environment: its venv or ensurepip module is missing.
  Debian, Ubuntu:  sudo apt-get install python3-venv
Or name another: make PYTHON=/path/to/python3 $(MAKECMDGOALS)
endef
export need_python need_venv

# An environment whose interpreter has gone (a Python that was upgraded) is made anew.
define install
	@if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
		if [ -z "$(PYTHON)" ]; then echo "$$need_python" >&2; exit 1; fi; \
		if ! "$(PYTHON)" -c 'import venv, ensurepip' >/dev/null 2>&1; then echo "$$need_venv" >&2; exit 1; fi; \
		echo "Making the virtual environment $(VENV) with $(PYTHON)" >&2; \
		rm -rf $(VENV) && "$(PYTHON)" -m venv $(VENV) || exit 1; \
	fi
	@echo "Installing the locked packages into $(VENV) (once, some minutes)" >&2
	@$(PIP) install --require-hashes -r $(1)
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q src  # so that even a machine that keeps Python from writing bytecode starts quickly
	@rm -f $(2)* && touch $@
endef

$(USER_STAMP):
	$(call install,requirements.txt,$(VENV)/.user-)

$(DEV_STAMP):
	$(call install,requirements-dev.txt,$(VENV)/.dev-)

# What the benchmarks stand beside. numbalsoda is built on the spot where there is no wheel of it, which takes a Fortran compiler.
$(BENCH_STAMP): $(DEV_STAMP)
	@$(PIP) install --require-hashes --no-deps -r requirements-bench.txt
	@$(PIP) install --require-hashes --no-deps -r requirements-lsoda.txt || echo "numbalsoda is not to be had here: SciPy's LSODA stands in for it" >&2
	@rm -f $(VENV)/.bench-* && touch $@
