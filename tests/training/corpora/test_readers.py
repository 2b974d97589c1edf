"""Tests of the real corpora, where they are at hand: the counts that we train on, and what must hold of every row."""

from collections import Counter
from pathlib import Path

import pytest

from training.corpora import ptc
from training.corpora.readers import CORPORA, PUBLIC
from training.corpora.registry import Corpus, find
from training.corpora.rows import Parsed, read_tsv
from training.corpora.tasks import STATES


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "splits", "labels"),
    [
        ("newsmtsc", {"train": 7752, "test_rw": 1067, "test_mt": 721}, {-1: 4227, 0: 4227, 1: 2901}),
        ("dse", {"train": 11511, "test": 2885}, {-1: 3272, 0: 18686, 1: 1781}),
        ("ptc", {"train": 12251, "test": 3784}, {0: 15310, 1: 725}),
        ("szeged", {"train": 16483, "test": 4265}, {0: 18375, 1: 2373}),
        ("conll2010", {"train": 7343, "test": 7288}, {0: 10266, 1: 4365}),
    ],
)
def test_the_real_corpora_have_the_counts_we_train_on(
    name: str, splits: dict[str, int], labels: dict[int, int]
) -> None:
    rows = _real(name).rows
    assert Counter(row.split for row in rows) == splits
    assert Counter(label for row in rows for label in row.labels) == labels


@pytest.mark.slow
@pytest.mark.parametrize("corpus", PUBLIC, ids=lambda corpus: corpus.name)
def test_spans_of_the_real_corpora_are_whole_and_carry_labels(corpus: Corpus) -> None:
    for row in _real(corpus.name).rows:
        assert all(0 <= start < end <= len(row.text) for start, end in row.spans + row.others)
        assert len(row.labels) == (len(row.spans) if corpus.attribute == STATES else 1)


@pytest.mark.slow
@pytest.mark.parametrize("name", [corpus.name for corpus in PUBLIC if corpus.name != "newsmtsc"])
def test_no_group_of_a_real_corpus_is_in_two_splits(name: str) -> None:
    """NewsMTSC is left out: its official split shares articles."""
    splits: dict[str, str] = {}
    assert all(splits.setdefault(row.group, row.split) == row.split for row in _real(name).rows)


@pytest.mark.slow
@pytest.mark.parametrize("corpus", PUBLIC, ids=lambda corpus: corpus.name)
def test_the_tests_of_a_real_corpus_are_those_that_it_declares(corpus: Corpus) -> None:
    assert {row.split for row in _real(corpus.name).rows} == {"train", *corpus.tests}


@pytest.mark.slow
def test_every_span_sorted_out_as_minimising_is_one_of_the_corpus() -> None:
    records = read_tsv(_folder("ptc") / "train-task2-TC.labels")
    published = {(article, start, end) for article, name, start, end in records if name.startswith("Exagg")}
    assert ptc._minimising_spans() <= published


def _real(name: str) -> Parsed:
    return CORPORA[name].read(_folder(name))


def _folder(name: str) -> Path:
    folder = find(CORPORA[name])
    if folder is None:
        pytest.skip(f"{name} is not at hand (make data)")
    return folder
