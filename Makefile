# Every target sets up what it needs, in VENV. Variables: VENV, PYTHON, PORT, DATA_DIR, CHROMIUM, ADVISORIES (docs/operating.md).
VENV ?= .venv
PYTHON ?= python3
FORWARD := .venv-forward
PYTHON313 ?= $(shell for python in python3.13 $$HOME/.pyenv/versions/3.13*/bin/python; do \
	$$python -c '' 2>/dev/null && echo $$python && break; done)

# What acts, what lets people in and what tells them is covered to the last branch.
WHOLE := */actions.py,*/actions/*,*/acting.py,mentoring/web/refusals.py,*/access.py,*/mails.py,*/letters.py,*/samples.py,*/locks.py,*/telling.py,pairings/touchpoints/days.py,*/replanning.py,*/absences.py,*/returns.py,*/last_acts.py,*/talking.py,*/from_feedback.py,*/admission.py,pairings/reminders/*,mentoring/notifications/*
# One more than cores, on two: somebody always waits for a process. A journey keeps a server and a browser busy.
PARALLEL := -n 3 --dist loadgroup --no-loadscope-reorder
JOURNEYS := -n 2 --dist loadgroup --no-loadscope-reorder
BIN := $(VENV)/bin
UV := $(VENV)/uv/bin/uv
SYNC := $(UV) pip sync --quiet --require-hashes --python
COMPILE = $(UV) pip compile --quiet --universal --generate-hashes --no-header $(UPGRADE)
# Settings of a production server, for the checks that want them; nothing connects.
DEPLOYED := SITE_URL=https://mentoring.example.org SECRET_KEY=$$(head -c 60 /dev/urandom | base64 -w 0) \
	DATABASE_URL=postgres://127.0.0.1:1/none DATABASE_POOL=0 REDIS_URL=redis://127.0.0.1:1/0 TRUSTED_PROXIES=1 \
	HSTS_SUBDOMAINS=1 HSTS_PRELOAD=1 DEBUG= DEMO=

# A service user has no home, or none that it may write to: then nothing is kept between two installations.
CACHES := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)
ifneq ($(shell mkdir -p "$(CACHES)" 2>/dev/null && test -w "$(CACHES)" && echo yes),yes)
export UV_NO_CACHE := 1
export PIP_NO_CACHE_DIR := 1
endif

.DEFAULT_GOAL := help
.PHONY: help install run demo test quick check clocks deployed screens bench model sbom audit forward lock clean chromium

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

install: $(VENV)/.run ## what run and demo need, without starting anything: for a folder that the service may not write to

run: $(VENV)/.run ## the application, on http://localhost:8000; the first visit creates the administrator
	@exec $(BIN)/python -m mentoring.embedded run

demo: $(VENV)/.run ## the same with a lifelike program in it; prints the logins
	@exec $(BIN)/python -m mentoring.embedded demo

test: check chromium ## everything that CI runs
	$(BIN)/python -m pytest $(PARALLEL) -m "not browser" --durations=20 --cov --cov-report=term:skip-covered --cov-fail-under=95
	$(BIN)/coverage report --include="$(WHOLE)" --skip-covered --fail-under=100
	$(BIN)/python -m pytest $(JOURNEYS) -m browser --durations=20

quick: $(VENV)/.dev ## the tests without browser, slow processes and coverage
	$(BIN)/python -m pytest $(PARALLEL) -m "not browser and not processes"

check: $(VENV)/.dev ## format, lint, types, contracts, templates, migrations, deployment
	$(BIN)/ruff format --check --quiet .
	$(BIN)/ruff check --quiet .
	@$(DEPLOYED) $(BIN)/mypy .
	$(BIN)/lint-imports --no-logo
	@$(DEPLOYED) $(BIN)/python -m tests.style
	$(BIN)/djlint --lint --quiet templates
	@$(DEPLOYED) $(BIN)/python -W ignore manage.py makemigrations --check --dry-run
	@$(DEPLOYED) $(BIN)/python manage.py check --deploy --fail-level WARNING
	$(BIN)/hadolint Dockerfile
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

clocks: $(VENV)/.dev ## the quick suite at eight moments at which a clock can go wrong: midnights, clock changes, 29 February
	@$(BIN)/python -m tests.moments $(PARALLEL) -m "not browser and not processes"

deployed: $(VENV)/.dev ## follows docs/deploying.md on this machine (Debian, root), restarts, backs up, restores: ten minutes
	@$(BIN)/python -m tests.deployed

screens: chromium ## a picture of every page for every role into screens/
	$(BIN)/python -m tests.screens

bench: $(VENV)/.dev ## the figures and their bars; fails where one is missed
	$(BIN)/python -m tests.bench

model: $(VENV)/.dev ## the picture of the data model, docs/model.md, drawn anew from the models
	@$(DEPLOYED) $(BIN)/python -m tests.model

sbom: $(VENV)/.dev ## what is installed and loaded from others, in CycloneDX, into sbom.cdx.json
	@$(BIN)/python -m tests.supply.sbom sbom.cdx.json

audit: $(VENV)/.dev ## looks what is locked up in advisories that you bring along: ADVISORIES=FILE or FOLDER
	@$(BIN)/python -m tests.supply.audit "$(ADVISORIES)"

forward: $(FORWARD)/.forward ## the suite on Django 6.1 with Python 3.13
	$(FORWARD)/bin/python -m pytest $(PARALLEL) -m "not browser"

lock: $(UV) ## write the locks anew from pyproject.toml; UPGRADE=--upgrade takes newer versions
	$(COMPILE) -c requirements/lts.in --extra embedded pyproject.toml -o requirements/run.txt
	$(COMPILE) -c requirements/run.txt pyproject.toml -o requirements/server.txt
	$(COMPILE) -c requirements/run.txt --extra embedded --extra reports --group test --group check pyproject.toml -o requirements/dev.txt
	$(COMPILE) -c requirements/forward.in --python-version 3.13 --extra embedded --extra reports --group test pyproject.toml -o requirements/forward.txt
	$(COMPILE) requirements/bootstrap.in -o requirements/bootstrap.txt

clean: ## remove what make has built; the data in var/ stays
	rm -rf $(VENV) $(FORWARD) staticfiles screens sbom.cdx.json .coverage* .mypy_cache .pytest_cache .ruff_cache .import_linter_cache
	find . -name __pycache__ -prune -exec rm -rf {} +

chromium: $(VENV)/.dev
	@$(BIN)/python -m tests.browser.chromium

# The environment. Its Python may lack pip (Debian), so a wheel of it comes along; that installs uv, uv the rest.
$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Python 3.11 or newer is needed, $(PYTHON) is $$($(PYTHON) -V 2>&1); name another in PYTHON."; exit 1; }
	@echo "Creating the environment in $(VENV)…"
	@$(PYTHON) -m venv --without-pip $(VENV)

$(UV): requirements/bootstrap.txt | $(BIN)/python
	@rm -rf $(VENV)/uv
	@$(BIN)/python $(wildcard requirements/bootstrap/pip-*.whl)/pip install --quiet --disable-pip-version-check \
		--root-user-action ignore --no-deps --require-hashes --target $(VENV)/uv -r requirements/bootstrap.txt
	@touch $@

# dev.txt holds the versions of run.txt and more: where it was installed, it stays.
$(VENV)/.run: requirements/run.txt $(UV)
	@echo "Installing what the locks name…"
	@if [ -e $(VENV)/.dev ]; then $(SYNC) $(BIN)/python requirements/dev.txt && touch $(VENV)/.dev; \
		else $(SYNC) $(BIN)/python requirements/run.txt; fi
	@touch $@

$(VENV)/.dev: requirements/dev.txt $(UV)
	@echo "Installing what the locks name…"
	@$(SYNC) $(BIN)/python requirements/dev.txt
	@touch $(VENV)/.run $@

$(FORWARD)/.forward: requirements/forward.txt $(UV)
	@test -n "$(PYTHON313)" || { echo "Python 3.13 is needed: name it in PYTHON313."; exit 1; }
	@$(PYTHON313) -m venv --without-pip $(FORWARD)
	@$(SYNC) $(FORWARD)/bin/python requirements/forward.txt
	@touch $@
