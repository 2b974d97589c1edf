"""Tests of examples: what the model sees of a row, and what loading a corpus says."""

from pathlib import Path

import pytest

from rhetor.spans import Span
from training.corpora.examples import load_examples
from training.corpora.readers import CORPORA, REFERENCE, lacking
from training.corpora.registry import Corpus
from training.corpora.rows import Parsed, Row, summary

TEXT = "Mora told Norway and Chile to leave the Netherlands."
PARTY, TARGET = Span(0, 4), Span(10, 16)


def corpus(attribute: str, row: Row, dropped: dict[str, int] | None = None) -> Corpus:
    here = Path(__file__)
    return Corpus("toy", lambda _: Parsed((row,), dropped or {}), attribute, None, "MIT", "Toy 2026", own=here)


def test_targets_parties_and_every_state_named_are_masked_and_only_targets_have_labels() -> None:
    row = Row("toy", TEXT, (TARGET,), (-1,), "g", "train", others=(PARTY,))
    (example,) = load_examples(corpus("states", row))
    assert example.instance.pieces == ("", " told ", " and ", " to leave ", ".")
    assert (example.mentions, example.labels) == ((1,), (-1,))


def test_spans_of_other_attributes_are_cues_and_mask_nothing() -> None:
    row = Row("toy", "It may rain in Peru.", (Span(3, 6),), (1,), "g", "test")
    (example,) = load_examples(corpus("hedging", row))
    assert example.instance.pieces == ("It may rain in ", ".")
    assert (example.cues, example.labels, example.mentions) == ((Span(3, 6),), (1,), ())


def test_loading_says_what_was_dropped_and_why() -> None:
    said: list[str] = []
    row = Row("toy", "It rains.", (), (0,), "g", "test")
    load_examples(corpus("hedging", row, {"lines of noise": 1234, "empty rows": 0}), said.append)
    assert said == ["toy: 1 rows; dropped: 1,234 lines of noise"]
    assert summary("toy", Parsed((row,))) == "toy: 1 rows; dropped: nothing"


def test_a_corpus_that_shares_sentences_lacks_the_other_one_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RHETOR_CORPORA", str(tmp_path))
    monkeypatch.setattr("pooch.os_cache", lambda name: tmp_path / "none")
    assert lacking(CORPORA["conll2010"]) == ("conll2010", "szeged")
    assert lacking(CORPORA["own_hedging"]) == ()


def test_what_the_table_declares_hangs_together() -> None:
    """Corpora that are shared with are taught ones of the same attribute; the reference has whole articles."""
    for one in CORPORA.values():
        assert all(CORPORA[name].task and CORPORA[name].attribute == one.attribute for name in one.shares)
        assert one.own is None or not one.files
    assert REFERENCE.with_words and REFERENCE.calm_articles
