"""Tests of the heads: bounds, joined cues, and sums that no order of adding can change."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetor.attributes import HEADS
from rhetor.encoder import GRID, Encoded
from rhetor.errors import ReleaseCorrupt
from rhetor.features import cue_feature, mention_features, sentence_features
from rhetor.heads import Heads, load_classifier, load_heads, predict
from rhetor.release import load_release
from rhetor.spans import Span


@pytest.fixture(scope="module")
def heads(release: Path) -> Heads:
    return load_release(release, threads=1).heads


def encoded(seed: int, words: int = 5, mentions: int = 2) -> Encoded:
    rng = np.random.default_rng(seed)

    def rows(count: int) -> np.ndarray:  # type: ignore[type-arg]
        drawn = rng.standard_normal((count, 384))
        return np.round(drawn / np.linalg.norm(drawn, axis=1, keepdims=True) / GRID) * GRID

    spans = tuple(Span(6 * place, 6 * place + 5) for place in range(words))
    return Encoded(rows(1)[0], rows(mentions), rows(words), spans)


def test_probabilities_sum_to_one_and_stay_in_bounds(heads: Heads) -> None:
    for prediction in predict(heads, [encoded(seed) for seed in range(20)]):
        assert prediction.mentions.sum(axis=1) == pytest.approx(1)
        assert prediction.mentions.min() >= 0
        assert prediction.sentence.keys() == {"alarmism", "hedging"}
        assert all(0 <= probability <= 1 for probability in prediction.sentence.values())


@pytest.mark.parametrize("name", HEADS)
def test_a_head_computes_what_scikit_learn_computes(release: Path, heads: Heads, name: str) -> None:
    classifier = load_classifier(release / f"{name}.skops")
    rows = np.random.default_rng(1).standard_normal((50, classifier.n_features_in_))
    found = heads[name].predict_proba(rows)
    assert found == pytest.approx(classifier.predict_proba(rows), abs=1e-12)
    assert found.sum(axis=1) == pytest.approx(1)


@pytest.mark.parametrize("count", [1, 2, 7, 64])
def test_predictions_have_the_same_bits_in_any_company(heads: Heads, count: int) -> None:
    rows = [encoded(seed, words=seed % 4, mentions=seed % 3) for seed in range(count)]
    together = predict(heads, rows)
    alone = [predict(heads, [row])[0] for row in rows]
    reversed_ = predict(heads, rows[::-1])[::-1]
    for a, b, c in zip(together, alone, reversed_, strict=True):
        assert (a.sentence, a.cues) == (b.sentence, b.cues) == (c.sentence, c.cues)
        assert a.mentions.tobytes() == b.mentions.tobytes() == c.mentions.tobytes()


def test_no_sentence_gives_no_prediction(heads: Heads) -> None:
    assert predict(heads, []) == []


def test_features_have_the_widths_that_the_heads_expect(heads: Heads) -> None:
    one, empty = encoded(1), encoded(2, words=0, mentions=0)
    assert mention_features(one).shape == (2, 768)
    assert mention_features(empty).shape == (0, 768)
    assert sentence_features(one).shape == sentence_features(empty).shape == (768,)


@given(st.lists(st.floats(0, 1), max_size=8))
def test_the_feature_of_cues_is_finite_bounded_and_on_the_grid(probabilities: list[float]) -> None:
    (feature,) = cue_feature(np.array(probabilities))
    assert -16 <= feature <= 16
    assert not feature % GRID


def test_one_more_likely_cue_never_lowers_the_cue_feature() -> None:
    features = [cue_feature(np.array([0.2, probability]))[0] for probability in (0.0, 0.2, 0.5, 0.9, 1.0)]
    assert features == sorted(features)


def test_neighbouring_cue_words_are_one_cue(heads: Heads) -> None:
    eager = Heads(heads.by_name, cue_threshold=0.0)
    (prediction,) = predict(eager, [encoded(3, words=4)])
    assert [cue.span for cue in prediction.cues["cues"]] == [Span(0, 23)]
    never = Heads(heads.by_name, cue_threshold=1.1)
    assert predict(never, [encoded(3)])[0].cues == {"cues": ()}


def test_a_pickled_head_is_refused(release: Path, tmp_path: Path) -> None:
    for path in release.glob("*.skops"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "alarmism.skops").write_bytes(b"\x80\x04K\x01.")
    with pytest.raises(ReleaseCorrupt, match=r"alarmism\.skops"):
        load_heads(tmp_path, 0.5)
