# `make run` to begin, `make test` to know it is right. Everything lands in .venv and var; neither is committed.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:

VENV := .venv
PY := $(VENV)/bin/python
UV := $(VENV)/bin/uv
STAMP := $(VENV)/installed
PORT ?= 8000
JOBS ?= 3
export PORT
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup run rehearse check format chromium node test nightly bench pictures screens lock vendor clean

help:
	@echo 'make run      serve on http://localhost:$(PORT) (PORT=9000 make run serves elsewhere)'
	@echo 'make rehearse play the next meeting with simulated phones on a throw-away copy: go or no-go (PEOPLE=300 MINUTES=2 URL=)'
	@echo 'make test     every check: style, types, contracts, migrations, units, flows, browser'
	@echo 'make check    the fast part: style, types, contracts'
	@echo 'make format   write Python the way check wants it'
	@echo 'make nightly  the long proofs: durability, races, load'
	@echo 'make bench    how fast, and against what: table and plot into README.md, 1 when a goal is missed (SIZE=small to try)'
	@echo 'make lock     resolve pyproject.toml into requirements.lock'
	@echo 'make pictures take the pictures of the README again'
	@echo 'make screens  take a picture of every screen in every state (INTO=var/screens)'
	@echo 'make vendor   fetch the front-end files again and compare them with their manifest'
	@echo 'make clean    remove the environment and caches (the data in var stays)'

setup: $(STAMP)

# A Python without the venv module (Debian splits it off) is repaired when we may, explained when not.
$(STAMP): requirements.lock pyproject.toml
	@python=; for candidate in python3 python3.13 python3.12 python3.11; do \
	  if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$candidate; break; fi; \
	done; \
	if [ -z "$$python" ]; then echo 'Python 3.11 or newer is needed and was not found. On Debian or Ubuntu: sudo apt-get install python3' >&2; exit 1; fi; \
	if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends \
	      "$$($$python -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"; \
	  else echo "$$python cannot make virtual environments. On Debian or Ubuntu: sudo apt-get install python3-venv" >&2; exit 1; fi; \
	fi; \
	if ! $(PY) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then rm -rf $(VENV); $$python -m venv $(VENV); fi
	@awk '/^uv==/ {own = 1} own {print} own && !/\\$$/ {exit}' requirements.lock > $(VENV)/uv.lock
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r $(VENV)/uv.lock
	@UV_COMPILE_BYTECODE=1 $(UV) pip install --quiet --python $(PY) --require-hashes -r requirements.lock \
	  || $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

run: setup
	@mkdir -p var
	@export GONGRON_DEMO="$${GONGRON_DEMO:-true}" GONGRON_PORT="$(PORT)" \
	  GONGRON_PUBLIC_URL="$${GONGRON_PUBLIC_URL:-http://localhost:$(PORT)}"; \
	$(PY) -m app migrate && $(PY) -m app demo && exec $(PY) -m app serve

# The service's own settings say where the next meeting is. python -m app rehearse ends with 0 or 1; make turns 1 into 2.
rehearse: setup
	@$(PY) -m app rehearse --people $(or $(PEOPLE),300) --minutes $(or $(MINUTES),2) $(if $(URL),--url '$(URL)')

check: setup
	@$(VENV)/bin/ruff format --check --output-format concise .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(VENV)/bin/djlint templates --lint --quiet

format: setup
	@$(VENV)/bin/ruff format .
	@$(VENV)/bin/ruff check --fix .

# A browser is installed when we may, asked for when not; nothing is skipped without one. What is there is taken; the one
# without a window of its own (a package of Debian) draws the same pages for half the work.
chromium:
	@for name in chromium-headless-shell chromium chromium-browser google-chrome-stable google-chrome; do \
	  if command -v $$name >/dev/null; then exit 0; fi; \
	done; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq; \
	  apt-get install -y -qq --no-install-recommends chromium-headless-shell fonts-noto-cjk >/dev/null || \
	  apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk >/dev/null; \
	else \
	  echo 'The browser tests need Chromium. On Debian or Ubuntu: sudo apt-get install chromium-headless-shell fonts-noto-cjk' >&2; exit 1; \
	fi

# The second verifier of results runs in Node too; the same rule.
NODE_18 := node -e 'process.exit(Number(parseInt(process.versions.node) < 18))' 2>/dev/null
node:
	@if $(NODE_18); then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -qq && apt-get install -y -qq --no-install-recommends nodejs >/dev/null; \
	fi; \
	if ! $(NODE_18); then \
	  echo 'The second verifier is tried in Node 18 or newer. On Debian or Ubuntu: sudo apt-get install nodejs' >&2; exit 1; \
	fi

test: setup check chromium node
	@$(PY) -m pytest -n $(JOBS)

nightly: setup chromium node
	@$(PY) -m pytest -n $(JOBS) -m 'nightly or not nightly' --hypothesis-profile=nightly

# C compiler needed; Node is measured too where it is. On a quiet machine: the phones run on the same one.
bench: setup
	@$(PY) -m tests.load --size $(or $(SIZE),full)

# The README's pictures, made by the browser test with what the screens really show.
pictures: setup chromium
	@GONGRON_PICTURES=1 $(PY) -m pytest -n0 tests/browser/test_evening.py -k sqlite

# Every state the browser tests come by, as a picture: to look at beside the design guide. Any run with GONGRON_SHOTS does it.
screens: setup chromium
	@GONGRON_SHOTS='$(abspath $(or $(INTO),var/screens))' $(PY) -m pytest -n $(JOBS) -m 'browser and not nightly' tests/browser

lock: setup
	$(UV) pip compile pyproject.toml --all-extras --generate-hashes --universal --no-header --quiet -o requirements.lock
	$(MAKE) --no-print-directory setup

# Node is needed for this one alone. RENEW=1 after a version was changed in static/js/vendor/manifest.json.
vendor: setup
	@$(PY) -m tests.conventions.vendored $(if $(RENEW),renew)

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
	find app tests migrations -name __pycache__ -type d -prune -exec rm -rf {} +
