# Two commands do everything: `make run` and `make test`. Both set up what they need first.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready
DEV_STAMP := $(VENV)/.ready-dev
OUT ?= out/sample
LANGUAGE_OF_REPORT ?= en
DEMO_HOME ?= out/workbench
PORT ?= 8000
EXTRAS := --extra link --extra survey --extra watch --extra workbench
# The kernel is compiled code: a change of it asks for a new installation.
NATIVE := $(wildcard src/lycaon/text/kernel/*)

.PHONY: help client docs run test lint format bench eval data lock clean setup setup-dev

help:  ## Say what can be done
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 18

$(STAMP): requirements.lock pyproject.toml setup.py $(NATIVE)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Lycaon needs (once; a minute or two) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock 2> $(VENV)/pip.log || { cat $(VENV)/pip.log; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e . 2>> $(VENV)/pip.log || { cat $(VENV)/pip.log; exit 1; }
	@touch $@

$(DEV_STAMP): requirements-dev.lock $(STAMP)
	@echo "Installing what the tests need (once) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.lock 2>> $(VENV)/pip.log || { cat $(VENV)/pip.log; exit 1; }
	@touch $@

setup: $(STAMP)  ## Install Lycaon into .venv

setup-dev: $(DEV_STAMP)  ## Install Lycaon and the tools of its developers

run: setup  ## Scan the bundled sample, write its report, and open the workbench with it
	@$(BIN)/lycaon demo --out $(OUT) --language $(LANGUAGE_OF_REPORT)
	@LYCAON_HOME=$(abspath $(DEMO_HOME)) $(BIN)/lycaon up --demo $(OUT)/findings.jsonl --port $(PORT)

test: setup-dev  ## Run every check that a change must pass
	@$(BIN)/python -m tests.machine
	@$(MAKE) --no-print-directory lint
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile

lint: setup-dev  ## Style, types and layers
	@$(BIN)/ruff format --check --quiet src tests bench docs || { echo "'make format' mends this"; exit 1; }
	@$(BIN)/ruff check --quiet src tests bench docs
	@$(BIN)/lint-imports --no-cache | tail -n 12
	@$(BIN)/pyright --pythonpath $(BIN)/python

format: setup-dev  ## Format the code
	@$(BIN)/ruff format src tests bench docs
	@$(BIN)/ruff check --fix src tests bench docs

bench: setup-dev  ## Measure speed, side by side
	@$(BIN)/python -m bench

eval: setup-dev  ## Measure accuracy on every labelled file at hand
	@$(BIN)/lycaon eval --all

docs: setup-dev  ## Write the pages that are made from code and data
	@$(BIN)/python docs/generate.py

client: setup-dev  ## Make the typed client of the interface, in out/client
	@mkdir -p out
	@LYCAON_HOME=$(abspath out/client-home) $(BIN)/python -m lycaon.workbench.project.manage describe > out/openapi.json
	@$(BIN)/python -m openapi_python_client generate --path out/openapi.json --config clients/python.yaml \
		--output-path out/client --overwrite --fail-on-warning

data: setup-dev  ## Sort, check and count the tables of knowledge
	@$(BIN)/lycaon catalogue tidy

lock: setup-dev  ## Choose versions anew
	@$(BIN)/uv pip compile --quiet --no-emit-index-url --no-header --python-version 3.11 --generate-hashes \
		pyproject.toml --extra build $(EXTRAS) -o requirements.lock
	@$(BIN)/uv pip compile --quiet --no-emit-index-url --no-header --python-version 3.11 --generate-hashes \
		pyproject.toml --extra build --extra browser $(EXTRAS) --group dev -o requirements-dev.lock

clean:  ## Forget everything that was made
	rm -rf $(VENV) build dist out src/*.egg-info
	find src -name '*.so' -delete
