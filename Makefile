# The commands of this project; `make help` lists them. Nothing but Python 3.11 to 3.13 and make is needed.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3 python; do \
	$$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1 && { echo $$p; break; }; done)
UV ?= $(shell command -v uv 2>/dev/null)
BIN := .venv/bin
READY := .venv/.ready

# Whatever could make two runs differ is fixed here, as the runner fixes it for its kernels.
export PYTHONHASHSEED := 0
export TZ := UTC
export LC_ALL := C.UTF-8
export MPLBACKEND := agg
export JUPYTER_PREFER_ENV_PATH := 1
export PYDEVD_DISABLE_FILE_VALIDATION := 1

.DEFAULT_GOAL := help
.PHONY: help setup reports test check format evaluate clean

help:  ## this list
	@echo "usage: make COMMAND"
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/  \1\t\2/p' Makefile | expand -t 14

setup: $(READY)  ## the environment in .venv, from requirements.lock (the other commands do it by themselves)

reports: $(READY)  ## data/raw to data/processed and reports; does only what changed
	@$(BIN)/python -m analysis build

test: $(READY)  ## unit tests, examples in docstrings, and every notebook against its stored outputs
	$(BIN)/python -m pytest --nbval --nbval-current-env --nbval-sanitize-with nbval_sanitize.cfg tests src $(wildcard notebooks)

check: $(READY)  ## style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

format: $(READY)  ## put code and notebooks into the project's style
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

evaluate: $(READY)  ## measure the tables against the coded articles
	@$(BIN)/python -m analysis evaluate

clean:  ## remove caches and partial notebooks (not .venv, not results)
	rm -rf .pytest_cache .mypy_cache .ruff_cache .hypothesis build reports/failed
	find src tests training notebooks -name __pycache__ -prune -exec rm -rf {} +
	find notebooks -name .ipynb_checkpoints -prune -exec rm -rf {} +

# Made anew only when the lock or the package's description changed.
$(READY): requirements.lock pyproject.toml
ifeq ($(strip $(PYTHON)),)
	@echo "No Python 3.11, 3.12 or 3.13 found: install one, or name it: make $(or $(MAKECMDGOALS),setup) PYTHON=/path/to/python3"; exit 2
endif
ifneq ($(strip $(UV)),)
	@echo "Setting up .venv with uv and $(PYTHON) (half a minute)"
	@test -x $(BIN)/python || $(UV) venv --quiet --python $(PYTHON) .venv
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(UV) pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
else
	@echo "Setting up .venv with pip and $(PYTHON) (one to two minutes)"
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv || { echo "Python has no venv module: install it (Debian: python3-venv), or install uv"; exit 2; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
endif
	@touch $(READY)
	@echo "Done: .venv is as requirements.lock says"
