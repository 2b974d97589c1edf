"""This file holds what makes fine-tuning small: a few of our own sentences, and a tokenizer that knows their words."""

import json
from functools import cache
from pathlib import Path

import pytest

from rhetor.encoder import InstanceTokenizer
from training.corpora.examples import Example, load_examples
from training.corpora.readers import OWN
from training.corpora.registry import Corpus

_FEW = 200  # sentences of a corpus


@cache
def examples_of(corpus: Corpus) -> tuple[Example, ...]:
    return load_examples(corpus)[:_FEW]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a corpus be a few of its sentences."""
    monkeypatch.setattr("training.encoder.lessons.load_examples", examples_of)
    monkeypatch.setattr("training.encoder.teacher.BATCH", 8)


@pytest.fixture(scope="session")
def tokenizer(release: Path) -> bytes:
    """Cut the release's tokenizer down to its marks and the tokens of those sentences."""
    whole = InstanceTokenizer(release / "tokenizer.json")
    used = {number for corpus in OWN for one in examples_of(corpus) for number in whole.tokenize(one.instance).ids}
    settings = json.loads((release / "tokenizer.json").read_text(encoding="utf-8"))
    marks = {token["content"] for token in settings["added_tokens"]}
    vocabulary = settings["model"]["vocab"]
    kept = [token for token in sorted(vocabulary, key=vocabulary.get) if vocabulary[token] in used or token in marks]
    settings["model"]["vocab"] = {token: number for number, token in enumerate(kept)}
    for token in settings["added_tokens"]:
        token["id"] = kept.index(token["content"])
    settings["post_processor"] = None  # it names marks by their old numbers, and nobody asks it
    return json.dumps(settings).encode()
