# One command each. All that is installed goes to .venv; `make clean` removes it.
# PYTHON=/path/to/python3.12 make test   picks the interpreter yourself.

.DEFAULT_GOAL := help
.PHONY: help demo test test-all test-server lint types bench schema constraints clean
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
PYTEST := $(BIN)/python -m pytest -n logical --dist worksteal
# What asks a database: its stores, its read models, and what compiles SQL of a query.
SYSTEM_SUITES := tests/application tests/projections $(addprefix tests/interfaces/test_, \
    compiled_reads.py graphql.py graphql_secrecy.py access_log.py feeds.py)
FAULTS := $(BIN)/python -m pytest tests/faults

help: ## what can be done
	@echo "Gongshi (公示)"
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

demo: $(READY) ## run it with a simulated history: http://127.0.0.1:8000/graphql
	@echo "==> Starting the demo; Ctrl-C stops it. (启动演示，按 Ctrl-C 停止)"
	@$(BIN)/gongshi demo

test: $(READY) ## the fast suite, on a private PostgreSQL
	@echo "==> Running the fast suite on a private PostgreSQL"
	@$(PYTEST) -m "not slow"

test-all: test ## every suite, the slow ones and the faults too
	@echo "==> Running the slow suites, then the faults one after another: half an hour"
	@GONGSHI_TEST_THOROUGH=1 $(PYTEST) -m "slow or hypothesis" --ignore tests/faults
	@$(FAULTS)

test-server: $(READY) ## the database suites on GONGSHI_TEST_SERVER_URL
	@test -n "$$GONGSHI_TEST_SERVER_URL" || { \
	  echo "Set GONGSHI_TEST_SERVER_URL to a PostgreSQL whose user may make databases, \
	e.g. postgresql://postgres@127.0.0.1:5432/postgres" >&2; exit 2; }
	@echo "==> Running the database suites on the server that you named"
	@$(PYTEST) $(SYSTEM_SUITES) --ignore tests/application/test_embedded.py
	@GONGSHI_FAULT_ROUNDS=$${GONGSHI_FAULT_ROUNDS:-5} $(FAULTS)

lint: $(READY) types ## style, types and the arrows between the folders
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports

types: $(READY) ## mypy --strict
	@$(BIN)/mypy

bench: $(READY) ## measure; writes bench/RESULTS.md. ONLY=loads,pages QUICK=1 GROWTH=7
	@$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY)) $(if $(QUICK),--quick) \
	  $(if $(GROWTH),--growth $(GROWTH)) $(if $(IMPORT_MB),--import-mb $(IMPORT_MB))

schema: $(READY) ## write the generated documents in docs/
	@$(BIN)/python -m interfaces.graphql.export
	@$(BIN)/python -m interfaces.streams.export
	@$(BIN)/python -m interfaces.cli.reference
	@$(BIN)/python -m interfaces.domain_tables
	@$(BIN)/python -m interfaces.duty_tables
	@$(BIN)/python -m interfaces.indicator_table
	@$(BIN)/python -m interfaces.seed_coverage

constraints: ## choose versions anew and write constraints.txt
	@# On the oldest Python that we support, so that the choice suits every newer one.
	@PYTHON=$${PYTHON:-python3.11}; $(FIND_PYTHON); "$$python" -m venv .setup
	@.setup/bin/python -m pip install -qq --upgrade pip pip-tools
	@echo "==> Choosing versions and fetching their hashes: some minutes"
	@CUSTOM_COMPILE_COMMAND="make constraints" .setup/bin/pip-compile --quiet \
	  --upgrade --extra dev --all-build-deps --allow-unsafe --strip-extras \
	  --generate-hashes --no-annotate --no-emit-options --no-emit-index-url \
	  --no-emit-find-links --no-emit-trusted-host \
	  --output-file constraints.txt pyproject.toml

clean: ## remove what make made; your data stay where they are
	rm -rf $(VENV) .setup build *.egg-info .mypy_cache .ruff_cache .hypothesis \
	  .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Sets $$python to the first Python 3.11 or newer that can make a virtual environment.
FIND_PYTHON = python=; old=; \
	for each in $${PYTHON:-python3 python3.11 python3.12 python3.13 python3.14}; do \
	  "$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	    || continue; \
	  old="$$each"; \
	  "$$each" -c 'import ensurepip, venv' 2>/dev/null || continue; \
	  python="$$each"; break; \
	done; \
	if [ -z "$$python" ] && [ -n "$$old" ]; then \
	  echo "$$old cannot make virtual environments. On Debian and Ubuntu:" >&2; \
	  echo "  apt-get install python3-venv   (缺少 venv 模块)" >&2; exit 2; \
	elif [ -z "$$python" ]; then \
	  echo "Gongshi needs Python 3.11 or newer (需要 Python 3.11 或更新版本)." >&2; \
	  echo "Install one, or name it: PYTHON=/path/to/python3.12 make ..." >&2; exit 2; \
	fi

$(READY): constraints.txt pyproject.toml
	@$(FIND_PYTHON); \
	if ! $(BIN)/python -m pip --version >/dev/null 2>&1; then \
	  echo "==> Making $(VENV) with $$("$$python" --version) (建立虚拟环境)"; \
	  "$$python" -m venv --clear $(VENV); \
	fi
	@echo "==> Installing the pinned packages into $(VENV): a minute or two, once" \
	  "(安装依赖，仅需一次)"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-input \
	  --require-hashes --requirement constraints.txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-input \
	  --no-deps --no-build-isolation --editable .
	@touch $@
