# Two commands do all the set-up: make run, make test. `make help` lists the rest.
PYTHON ?= python3
VENV   ?= .venv
PORT   ?= 8000
BIN    := $(VENV)/bin
# Both import roots, for every tool.
export PYTHONPATH := $(CURDIR):$(CURDIR)/site

.DEFAULT_GOAL := help
.PHONY: help run test test-postgres test-browser check check-exchange bench demo-reset catalogues lock clean

help: ## List the commands
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 24

run: $(VENV)/.runtime ## Install, migrate, load the demo, serve (PORT=8000)
	@PUBLIC_URL="$${PUBLIC_URL:-http://localhost:$(PORT)}" $(BIN)/python manage.py serve --port $(PORT)

test: $(VENV)/.dev ## The suite on SQLite
	@$(BIN)/pytest -n auto

test-postgres: $(VENV)/.dev ## The same suite on a throw-away PostgreSQL
	@$(BIN)/python tests/with_postgres.py $(BIN)/pytest -n auto

test-browser: $(VENV)/.dev ## The journeys in real Chromium (ONLY=--last-failed)
	@sh tests/browser/install_chromium.sh
	@$(BIN)/pytest -m browser tests/browser $(ONLY)

check: $(VENV)/.dev ## Style, types, import order, migrations, catalogues, content, deployment
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy site courses assessments
	$(BIN)/lint-imports --no-logo
	$(BIN)/python manage.py makemigrations --check --dry-run
	$(BIN)/python manage.py catalogues check
	$(BIN)/python manage.py check_content
	SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))') \
	  DATABASE_URL=postgres://check@localhost/check PUBLIC_URL=https://training.example.la \
	  ALLOWED_HOSTS=training.example.la DEFAULT_FROM_EMAIL=training@example.la CONTACT_EMAIL=training@example.la \
	  EMAIL_HOST=localhost DJANGO_SETTINGS_MODULE=config.settings.production \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING

check-exchange: $(VENV)/.dev ## Our question files given to readers that others wrote (needs Node)
	@sh tests/assessments/quizzes/readers/install.sh
	@$(BIN)/pytest -m readers tests/assessments/quizzes/readers

bench: $(VENV)/.dev ## Measure speed and memory on SQLite and PostgreSQL
	@$(BIN)/python tests/bench/run.py

demo-reset: $(VENV)/.runtime ## Throw the local data away and load the demo afresh
	@$(BIN)/python manage.py demo --reset

catalogues: $(VENV)/.dev ## Bring the message catalogues up to date with the sources
	@$(BIN)/python manage.py catalogues update

lock: $(VENV)/.dev ## Pin the newest compatible releases, with hashes
	$(BIN)/python -m pip install -q uv
	$(BIN)/uv pip compile pyproject.toml --upgrade --universal --generate-hashes --no-header -q -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml --group dev --upgrade --universal --generate-hashes --no-header -q -c requirements.lock -o requirements-dev.lock

clean: ## Remove the virtual environment and all local data
	rm -rf $(VENV) var

# --- set-up --------------------------------------------------------------------------------------
$(VENV)/.python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python cannot make virtual environments. On Debian or Ubuntu: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }
	@touch $@

$(VENV)/.runtime: requirements.lock | $(VENV)/.python
	@echo "Installing ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock | $(VENV)/.python
	@echo "Installing ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
