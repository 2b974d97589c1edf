# Every task by one name. `make` alone lists them.

PYTHON ?= python3
PORT ?= 8000
RELEASE ?= 2026.11.11
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes
CANDIDATE := build/candidate

.DELETE_ON_ERROR:
.SECONDARY:
.DEFAULT_GOAL := help

.PHONY: help
help: ## list the tasks
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- set up: one environment, three stamps

$(VENV)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Rhetor needs Python 3.11 or newer; set PYTHON=")'
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/run: $(VENV)/python requirements/run.txt
	$(PIP) -r requirements/run.txt
	touch $@

$(VENV)/dev: $(VENV)/python requirements/dev.txt
	$(PIP) -r requirements/dev.txt
	touch $@

$(VENV)/finetune: $(VENV)/dev requirements/finetune.txt
	$(PIP) -r requirements/finetune.txt
	touch $@

$(VENV)/bench: $(VENV)/python requirements/bench.txt
	$(PIP) -r requirements/bench.txt
	touch $@

.PHONY: install
install: $(VENV)/dev ## install what development needs

# --- use

.PHONY: serve
serve: $(VENV)/run ## install, and serve the committed release on port 8000
	RHETOR_BIND=$${RHETOR_BIND:-127.0.0.1:$(PORT)} $(BIN)/gunicorn wsgi:app

.PHONY: wheel
wheel: $(VENV)/dev ## build the package with the current release in it: build/wheel/rhetor-*.whl
	$(BIN)/python -m build --no-isolation --outdir build/wheel

.PHONY: extension
extension: ## build the browser extension: extension/dist/, and a zip for Chromium and for Firefox (needs npm)
	cd extension && npm ci --omit=dev --no-audit --no-fund --loglevel=error
	$(PYTHON) extension/build.py

# --- check

.PHONY: test
test: $(VENV)/dev ## install, and run the fast tests
	$(BIN)/python -m pytest

.PHONY: test-all
test-all: $(VENV)/dev ## run the slow tests too
	$(BIN)/python -m pytest -m "not network"

.PHONY: test-wheel
test-wheel: $(VENV)/dev ## build the wheel, install it outside the checkout, and use it
	$(BIN)/python -m pytest -m network tests/commands/test_wheel.py

.PHONY: test-finetune
test-finetune: $(VENV)/finetune ## install PyTorch too, and run the tests of fine-tuning; none may be skipped
	RHETOR_TEST_PYTORCH=1 $(BIN)/python -m pytest -m finetune tests/training/encoder

.PHONY: check
check: $(VENV)/dev ## run the linters
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	if [ -x $(BIN)/hadolint ]; then $(BIN)/hadolint Dockerfile; fi
	$(MAKE) fuzz

.PHONY: mutants
mutants: $(VENV)/dev $(VENV)/bench ## count the small faults that a file's own tests find (ARGS="voice --survivors": of one file, and show the rest)
	$(BIN)/python tests/mutants.py $(ARGS)

.PHONY: fuzz
fuzz: $(VENV)/dev ## let schemathesis loose on the real server (ARGS="--max-examples 500": longer)
	$(BIN)/python -m tests.service.live --seed 1 --max-examples 30 --generation-database none $(ARGS)

.PHONY: lint-extension
lint-extension: extension ## hold the extension to Mozilla's linter: no word but two on Readability itself (needs npm)
	cd extension && npm ci --no-audit --no-fund --loglevel=error
	$(PYTHON) extension/lint.py

.PHONY: audit-dependencies
audit-dependencies: $(VENV)/bench ## look for known weaknesses in what is locked (needs the network)
	$(BIN)/pip-audit --disable-pip --no-deps --requirement requirements/run.txt

.PHONY: golden
golden: $(VENV)/dev ## write anew what golden articles expect; read the difference before you commit it
	$(BIN)/python -m tests.golden.write

.PHONY: screenshots
screenshots: $(VENV)/dev extension ## take the pictures of page and extension that README shows (needs Chromium and npm)
	$(BIN)/python -m tests.service.screenshots
	$(BIN)/python -m tests.extension.screenshots

include training/train.mk

# --- measure

.PHONY: bench
bench: $(VENV)/dev $(VENV)/bench ## measure speed by step beside the bare encoder, and memory
	$(BIN)/python -m bench.speed
	$(BIN)/python -m bench.memory

.PHONY: load
load: $(VENV)/bench ## load the real server: at, below and above its capacity, over reloads and kills (ARGS="--seconds 30": shorter)
	$(BIN)/python -m bench.load $(ARGS)

.PHONY: bench-newssentiment
bench-newssentiment: $(VENV)/finetune ## time us beside the architecture of NewsSentiment (PyTorch)
	$(BIN)/python -m bench.newssentiment

.PHONY: bench-growth
bench-growth: $(VENV)/dev ## measure how time grows with a text's length, on texts made to be slow
	$(BIN)/python -m bench.growth

.PHONY: bench-splitters
bench-splitters: $(VENV)/dev $(VENV)/bench ## compare sentence splitters
	$(BIN)/python -m bench.splitters

.PHONY: bench-states
bench-states: $(VENV)/dev $(VENV)/bench ## compare finders of states (ARGS=--wrong: what ours gets wrong)
	$(BIN)/python -m bench.states $(ARGS)

# --- lock

.PHONY: lock
lock: ## lock the dependencies anew (needs uv)
	for group in "run:" "dev:--extra train --extra dev" "bench:--extra train --extra dev --extra bench" \
		"finetune:--extra train --extra dev --extra finetune"; do \
		uv pip compile pyproject.toml $${group#*:} --generate-hashes --universal --python-version 3.11 \
			--no-header --no-emit-index-url --no-emit-find-links --quiet -o requirements/$${group%%:*}.txt; \
	done
