# EventHub. `make run` and `make test` need only Python 3.11+, pip and make.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PORT   ?= 8000
export PORT
export PIP_DISABLE_PIP_VERSION_CHECK = 1
export PIP_ROOT_USER_ACTION = ignore

# To bytecode once, whatever the environment says about writing it: a start that compiles takes twice as long.
# Some packages carry files for other versions of Python; those fail here and are never imported.
COMPILE = $(BIN)/python -m compileall -q -j 0 $(VENV)/lib eventhub >/dev/null 2>&1 || true

.DEFAULT_GOAL := help
.PHONY: help run test check fuzz bench format lock catalogues pictures clean

help: ## what can be made
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(VENV)/runtime: requirements/runtime.txt pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what EventHub needs …"
	@$(BIN)/pip install --quiet --require-hashes -r requirements/runtime.txt
	@$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@$(COMPILE)
	@touch $@

$(VENV)/words: $(VENV)/runtime $(wildcard eventhub/i18n/*/*/LC_MESSAGES/*.po)
	@$(BIN)/pybabel -q compile -d eventhub/i18n/translations
	@$(BIN)/pybabel -q compile -D flask_security -d eventhub/i18n/security_translations
	@touch $@

$(VENV)/dev: requirements/dev.txt $(VENV)/runtime
	@echo "Installing what the tests need …"
	@$(BIN)/pip install --quiet --require-hashes -r requirements/dev.txt
	@$(COMPILE)
	@touch $@

run: $(VENV)/runtime $(VENV)/words ## install, migrate, load the demo if empty, serve on http://localhost:8000 (PORT=)
	@EVENTHUB_ENVIRONMENT=$${EVENTHUB_ENVIRONMENT:-development} EVENTHUB_DEMO=$${EVENTHUB_DEMO:-true} \
	EVENTHUB_SECOND_FACTOR_REQUIRED=$${EVENTHUB_SECOND_FACTOR_REQUIRED:-false} \
	EVENTHUB_BASE_URL=$${EVENTHUB_BASE_URL:-http://localhost:$(PORT)} EVENTHUB_TRUSTED_HOSTS=$${EVENTHUB_TRUSTED_HOSTS:-127.0.0.1} \
	$(BIN)/eventhub run --port $(PORT)

check: $(VENV)/dev ## format, lint, types, import contracts, templates
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --quiet --lint templates

test: $(VENV)/dev $(VENV)/words ## everything that CI runs
	@$(BIN)/python tests/install_browser.py
	@$(MAKE) --no-print-directory check
	$(BIN)/pytest -n 2

fuzz: $(VENV)/dev $(VENV)/words ## nonsense for every form and lives of events, much more than the tests have and other each time (EVENTHUB_FUZZ=)
	EVENTHUB_FUZZ=$${EVENTHUB_FUZZ:-300} $(BIN)/pytest tests/safety/test_fuzz_forms.py tests/registrations/test_life.py tests/registrations/test_life_over_http.py -k sqlite --tb=short

bench: $(VENV)/dev $(VENV)/words ## the measurements, each beside its raw limit
	$(BIN)/python -m bench

format: $(VENV)/dev ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: $(VENV)/dev ## write requirements/*.txt anew, with hashes and without hosts
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-header --quiet -o requirements/dev.txt
	$(BIN)/uv pip compile pyproject.toml --constraint requirements/dev.txt --universal --python-version 3.11 --generate-hashes --no-header --quiet -o requirements/runtime.txt

catalogues: $(VENV)/dev ## gather new texts into the catalogues
	$(BIN)/pybabel -q extract -F eventhub/i18n/babel.cfg -k _l -k lazy_gettext -k _n:1,2 --no-location --sort-output -o eventhub/i18n/messages.pot .
	$(BIN)/pybabel -q update --no-fuzzy-matching --ignore-obsolete -N -i eventhub/i18n/messages.pot -d eventhub/i18n/translations
	$(BIN)/pybabel -q compile -d eventhub/i18n/translations

pictures: $(VENV)/dev $(VENV)/words ## the pictures of the README, from the running demo
	@$(BIN)/python tests/install_browser.py
	$(BIN)/python docs/take_pictures.py

clean: ## remove the environment and caches, not the instance
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
