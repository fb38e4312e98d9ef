# Everything from a fresh clone with only Python ≥ 3.11 (with venv) and make. `make help` lists what there is.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
READY := .venv/.ready
UV := uv==0.13.9

.DEFAULT_GOAL := help
.PHONY: help run test check lab bench backtest clean environment

help:  ## say what each target does
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST)

run: $(READY)  ## clean the deliveries, compute the figures, publish the monitors
	@$(BIN)/werkmonitor run

test: $(READY)  ## run all tests
	@$(BIN)/python -m pytest -n 2

check: $(READY)  ## lint, formatting, types, clean notebooks, no workbook that is not an example
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@PATH="$(CURDIR)/$(BIN):$$PATH" pre-commit run --all-files

lab: $(READY)  ## explore in JupyterLab
	@$(BIN)/jupyter lab notebooks/explore.ipynb

bench: $(READY)  ## measure how long things take, and write docs/performance.md (half an hour)
	@$(BIN)/python -m benchmarks --write

backtest: $(READY)  ## try the forecast on made-up programmes and the example, and write docs/forecast.md (some minutes)
	@$(BIN)/python -m benchmarks.backtest --write

clean:  ## remove what was built; raw deliveries, released editions and the environment stay
	@rm -rf outputs data/processed .pytest_cache .mypy_cache .ruff_cache .hypothesis

environment: $(READY)  ## write requirements.txt (for conda) anew from uv.lock
	@$(BIN)/uv export --locked --no-hashes --no-emit-project --no-annotate --no-header --quiet -o requirements.txt

# The environment is made once, and again only when its definition changed.
$(READY): pyproject.toml uv.lock $(wildcard share/jupyter/*/*/* share/jupyter/*/*/*/*)
	@$(PYTHON) -c "import sys; sys.exit(sys.version_info < (3, 11) and 'werkmonitor needs Python 3.11 or newer: make PYTHON=python3.12 run')"
	@test -x $(BIN)/uv || { echo "Setting up .venv (once; a few minutes)"; $(PYTHON) -m venv .venv && $(BIN)/python -m pip install --quiet --disable-pip-version-check "$(UV)"; }
	@$(BIN)/uv sync --locked --quiet --compile-bytecode
	@touch $@
