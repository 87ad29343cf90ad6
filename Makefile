# Every target makes what it needs in .venv and var/, and is quick the second time.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)

.DEFAULT_GOAL := help
.PHONY: help install install-dev newman ocr demo run test lint schema evaluate fit bench secrets requirements clean

help:
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo 'Python 3.11 or newer is needed; name one: make PYTHON=python3.12 $(MAKECMDGOALS)'; exit 1; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: requirements.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.installed

# An environment of its own, because the official command line has dependencies of its own. It asks
# for Python 3.12, but runs on 3.11.
$(VENV)/cli/.installed: tests/e2e/requirements-cli.txt | $(BIN)/python
	$(BIN)/python -m venv $(VENV)/cli
	$(VENV)/cli/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		--no-deps --ignore-requires-python -r tests/e2e/requirements-cli.txt
	@touch $@

install: $(VENV)/.installed ## install what running needs

install-dev: $(VENV)/.installed-dev $(VENV)/cli/.installed ## install what testing needs, too

node_modules/.bin/newman: package.json
	npm install --silent --no-package-lock --no-save --no-audit --no-fund
	@touch $@

newman: ## install what runs the exported Postman collections, where npm is
	@if command -v npm > /dev/null; then $(MAKE) --no-print-directory node_modules/.bin/newman; fi

$(VENV)/.installed-ocr: requirements-ocr.txt | install
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-ocr.txt
	@touch $@

ocr: $(VENV)/.installed-ocr ## install what reading images and scans needs, too (400 MB)

demo: install ## seed, serve and run the main job with sample documents
	@$(BIN)/python manage.py demo

run: install ## serve: web and worker
	@$(BIN)/python manage.py migrate --verbosity 0
	@$(BIN)/python -m config.supervisor

# the first run needs no server; the second has PostgreSQL, and a broker where one is named
test: install-dev newman ## run all tests on SQLite, and on TEST_DATABASE_URL when it is set
	env -u TEST_DATABASE_URL -u TEST_BROKER_URL -u TEST_REDIS_URL $(BIN)/python -m pytest -n auto --dist loadgroup \
		-m 'not (postgres or rabbitmq or redis)'
	@if [ -n "$(TEST_DATABASE_URL)" ]; then \
		$(BIN)/python -m pytest -n auto --dist loadgroup; \
	else \
		echo 'Left out: PostgreSQL, RabbitMQ and Redis; TEST_DATABASE_URL, TEST_BROKER_URL and TEST_REDIS_URL name them.'; \
	fi

lint: install-dev ## every check that CI makes
	ruff check .
	ruff format --check .
	mypy .
	lint-imports
	python manage.py makemigrations --check --dry-run
	env PUBLIC_BASE_URL=https://example.com ALLOWED_HOSTS=example.com \
		python manage.py check --deploy --fail-level WARNING
	python manage.py spectacular --validate --fail-on-warn > /dev/null

schema: install ## write the OpenAPI description to schema.yml
	$(BIN)/python manage.py spectacular --file schema.yml

evaluate: install-dev ## right, null and wrong values of the extractor; CASES=FOLDER reads your own documents
	@$(BIN)/python -m tests.engine.evaluation $(CASES)
	@test -n "$(CASES)" || $(BIN)/python -m tests.engine.generator.fit --dry-run

fit: install-dev ## fit the weights of evidence to generated and collected documents
	@$(BIN)/python -m tests.engine.generator.fit

bench: install-dev ## requests per second and latencies
	@$(BIN)/python -m tests.benchmarks.bench

secrets: install ## print fresh secrets for the environment
	@$(BIN)/python -c "import secrets; from cryptography.fernet import Fernet; \
		print('SECRET_KEY=' + secrets.token_urlsafe(64)); \
		print('KEY_ENCRYPTION_KEYS=' + Fernet.generate_key().decode()); \
		print('KEY_DIGEST_PEPPER=' + secrets.token_urlsafe(48)); \
		print('POSTGRES_PASSWORD=' + secrets.token_urlsafe(24)); \
		print('RABBITMQ_PASSWORD=' + secrets.token_urlsafe(24))"

requirements: $(BIN)/python ## compile the pinned requirements from pyproject.toml
	$(BIN)/python -m pip install --quiet uv
	uv pip compile --quiet --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-emit-find-links pyproject.toml -o requirements.txt
	uv pip compile --quiet --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-emit-find-links --group dev -c requirements.txt pyproject.toml \
		-o requirements-dev.txt
	echo 'unstract-cli>=0.1.1' | uv pip compile --quiet --universal --python-version 3.12 \
		--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links - \
		-o tests/e2e/requirements-cli.txt
	uv pip compile --quiet --no-strip-extras --universal --python-version 3.11 --generate-hashes --no-header \
		--no-emit-index-url --no-emit-find-links --extra ocr -c requirements-dev.txt pyproject.toml \
		-o requirements-ocr.txt

clean: ## remove all that the others made: the virtual environment, the data, caches
	rm -rf $(VENV) var node_modules schema.yml .mypy_cache .ruff_cache .pytest_cache .import_linter_cache \
		.hypothesis .coverage htmlcov
