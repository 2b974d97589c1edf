"""Tests of fitting: heads on the grid, calibrated and not flat, and the samples they learn from."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save_file

from rhetor.encoder import GRID
from rhetor.heads import COEFFICIENT_GRID, MAX_COEFFICIENT, linear_part, read_head
from rhetor.instances import Instance
from rhetor.spans import Span
from training.corpora.examples import Example, is_reserved
from training.corpora.tasks import ALARM, DIRECTED, SENTIMENT
from training.encoder.lessons import SHARPNESS
from training.files import LAYERS
from training.heads.fit import fit_hedging, fit_sentences, fit_states, load_layers
from training.heads.samples import Sample, join_samples, masked_text, mention_sample, sentence_sample, word_sample
from training.heads.taught import MENTION_WEIGHTS, taught_mentions, taught_sentences
from training.heads.vectors import CorpusVectors
from training.measure.metrics import balance, calibration_error
from training.release.package import save_head

WIDTH = 8
NO_WORDS = (np.zeros((0, 0), np.int16), np.zeros(0, np.int64), np.zeros(0, bool))


def on_grid(features: np.ndarray) -> np.ndarray:
    return np.round(features / GRID) * GRID


def draw(seed: int, classes: int, rows: int = 3000) -> Sample:
    """Draw rows whose labels follow a softmax of their first features: known odds, so calibration can be told."""
    rng = np.random.default_rng(seed)
    features = on_grid(rng.uniform(-1, 1, (rows, WIDTH)))
    odds = np.exp(3 * features[:, :classes])
    labels = np.array([rng.choice(classes, p=row / row.sum()) for row in odds])
    groups = np.array([f"g{place}" for place in rng.integers(0, 400, rows)])
    return Sample(features, labels, groups, np.ones(rows), np.full(rows, "", dtype=object))


def vectors(mentions: int = 0, sentences: int = 0) -> CorpusVectors:
    """Number the rows, so that a test can tell which were taken."""
    made = (np.repeat(np.arange(count, dtype=np.int16)[:, None], WIDTH, axis=1) for count in (sentences, mentions))
    return CorpusVectors(*made, *NO_WORDS)


def example(labels: tuple[int, ...], group: str = "a", split: str = "train", corpus: str = "newsmtsc") -> Example:
    masks = range(len(labels)) if corpus in {"newsmtsc", "dse"} else ()
    pieces = ("We saw ", *(" and " for _ in list(masks)[1:]), " go.") if masks else ("We go.",)
    return Example(Instance(pieces, tuple(range(len(pieces)))), labels, group, split, corpus, "", tuple(masks))


def taken(sample: Sample) -> list[int]:
    return [round(value) for value in sample.features[:, 0] / GRID]


FITS: list[tuple[Callable[[Sample], Any], int]] = [(fit_states, 3), (partial(fit_sentences, "alarmism"), 2)]


@pytest.mark.parametrize(("fit", "classes"), FITS)
def test_coefficients_are_on_the_grid_and_bounded(fit: Callable[[Sample], Any], classes: int) -> None:
    coefficients = linear_part(fit(draw(1, classes))).coef_
    assert not np.any(coefficients % COEFFICIENT_GRID)
    assert 0 < np.abs(coefficients).max() <= MAX_COEFFICIENT


@pytest.mark.parametrize(("fit", "classes"), FITS)
def test_probabilities_are_calibrated_and_not_flat(fit: Callable[[Sample], Any], classes: int) -> None:
    """Temperature scaling of classes -1, 0, 1 once gave every row the same probabilities, without a word."""
    fresh = draw(2, classes, rows=2000)
    found = fit(draw(1, classes)).predict_proba(fresh.features)
    assert np.ptp(found, axis=0).min() > 0.5
    assert calibration_error(found.argmax(axis=1) == fresh.labels, found.max(axis=1)) < 0.05


def test_the_states_head_has_classes_from_zero_and_a_temperature_that_bites() -> None:
    head = fit_states(draw(1, 3))
    assert head.classes_.tolist() == [0, 1, 2]
    assert head.calibrated_classifiers_[0].calibrators[0].beta_ > 0.1


@pytest.mark.parametrize(("fit", "classes"), FITS)
def test_the_same_rows_give_the_same_bytes(fit: Callable[[Sample], Any], classes: int, tmp_path: Path) -> None:
    for name in ("one", "other"):
        save_head(fit(draw(1, classes)), tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_groups_kept_from_the_encoder_decide_the_calibration_and_nothing_else() -> None:
    sample = draw(3, 2)
    kept = np.array([is_reserved(group) for group in sample.groups])
    other = replace(sample, labels=np.where(kept, 1 - sample.labels, sample.labels))
    one, flipped = fit_sentences("alarmism", sample), fit_sentences("alarmism", other)
    assert np.array_equal(linear_part(one).coef_, linear_part(flipped).coef_)
    slopes = [head.calibrated_classifiers_[0].calibrators[0].a_ for head in (one, flipped)]
    assert slopes[0] < 0 < slopes[1]


def test_a_head_leans_on_the_layer_that_taught_the_encoder_and_stays_linear_in_the_vectors() -> None:
    sample, fresh = draw(5, 2, rows=200), draw(6, 2, rows=2000)
    layer = linear_part(fit_sentences("alarmism", draw(7, 2, rows=4000))).coef_
    alone, leaning = (
        fit_sentences("alarmism", sample, layers) for layers in ({}, {ALARM: np.vstack([0 * layer, layer])})
    )
    assert linear_part(leaning).coef_.shape == linear_part(alone).coef_.shape
    right = [np.mean(head.predict(fresh.features) == fresh.labels) for head in (alone, leaning)]
    assert right[1] > right[0]
    found = read_head(leaning).predict_proba(fresh.features)
    assert found == pytest.approx(leaning.predict_proba(fresh.features), abs=1e-9)


def test_what_several_layers_say_is_folded_in_without_a_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    sample, rng = draw(8, 3, rows=900), np.random.default_rng(9)
    layers = {task: rng.normal(0, 2, (3, WIDTH)) for task in (SENTIMENT, DIRECTED)}
    seen = np.hstack([sample.features, *(sample.features @ layers[task].T for task in (SENTIMENT, DIRECTED))])
    unfolded = linear_part(fit_states(replace(sample, features=seen)))
    folded = linear_part(fit_states(sample, layers))
    assert folded.n_features_in_ == WIDTH
    assert folded.decision_function(sample.features) == pytest.approx(unfolded.decision_function(seen), abs=1e-3)


def test_layers_are_read_as_they_read_vectors(tmp_path: Path) -> None:
    assert load_layers(tmp_path) == {}
    weight = np.arange(6, dtype=np.float32).reshape(2, 3)
    save_file({"alarm.weight": weight, "alarm.bias": np.zeros(2, np.float32)}, tmp_path / LAYERS)
    found = load_layers(tmp_path)
    assert found.keys() == {ALARM}
    assert np.array_equal(found[ALARM], SHARPNESS * weight)


@pytest.mark.parametrize("prefix", ["", "war-", "article "])
def test_one_group_in_ten_is_kept(prefix: str) -> None:
    assert 0.08 < np.mean([is_reserved(f"{prefix}{number}") for number in range(2000)]) < 0.12


def test_hedging_learns_cues_from_words_and_sentences_from_the_likeliest_cue() -> None:
    rng = np.random.default_rng(4)
    counts = rng.integers(1, 6, 300)
    cues = rng.random(counts.sum()) < 0.15
    words = np.round((rng.uniform(-0.5, 0.5, (len(cues), WIDTH)) + cues[:, None] * 0.5) / GRID).astype(np.int16)
    hedged = [bool(block.any()) for block in np.split(cues, np.cumsum(counts)[:-1])]
    examples = [example((int(label),), f"g{place % 30}", corpus="szeged") for place, label in enumerate(hedged)]
    made = CorpusVectors(np.zeros((300, 2 * WIDTH), np.int16), np.zeros((0, 2 * WIDTH), np.int16), words, counts, cues)
    labelled, counts = word_sample(examples, made, "train")
    cue_head, hedging_head, threshold = fit_hedging(labelled, sentence_sample(examples, made, "train"), counts)
    found = cue_head.predict_proba(words * GRID)[:, 1]
    assert np.mean((found >= threshold) == cues) > 0.95
    assert np.all(np.diff(hedging_head.predict_proba([[-8.0], [-2.0], [2.0], [8.0]])[:, 1]) > 0)


@pytest.mark.parametrize(
    ("labels", "weights"),
    [([0, 1], [1, 1]), ([0, 0, 0, 1], [2 / 3, 2 / 3, 2 / 3, 2]), ([2, 2, 0], [3 / 4, 3 / 4, 3 / 2]), ([1, 1], [1, 1])],
)
def test_balanced_labels_have_equal_total_weight_and_one_on_average(labels: list[int], weights: list[float]) -> None:
    assert balance(np.array(labels)) == pytest.approx(weights)
    assert balance(np.array(labels)).mean() == pytest.approx(1)


def test_sentences_of_a_split_keep_order_labels_and_groups() -> None:
    rows = [((0,), "a", "train"), ((1,), "b", "test"), ((1,), "c", "train"), ((0,), "a", "train")]
    sample = sentence_sample([example(*row, corpus="ptc") for row in rows], vectors(sentences=4), "train")
    assert taken(sample) == [0, 2, 3]
    assert (sample.labels.tolist(), sample.groups.tolist()) == ([0, 1, 0], ["a", "c", "a"])
    assert sample.weights == pytest.approx([3 / 4, 3 / 2, 3 / 4])
    assert sample.texts.tolist() == [masked_text(example((0,), corpus="ptc"))] * 3


def test_a_sober_report_counts_a_little_as_alarmist_but_not_where_heads_are_calibrated() -> None:
    kept = next(name for name in map(str, range(100)) if is_reserved(name))
    purposes = [("alarmist", 1, "a"), ("sober", 0, "a"), ("reassuring", 0, "a"), ("hard", 0, "b"), ("sober", 0, kept)]
    rows = [
        replace(example((label,), group, corpus="own_alarmism"), purpose=purpose) for purpose, label, group in purposes
    ]
    sample = taught_sentences(rows, vectors(sentences=5), weight=2, share=0.25)
    assert taken(sample) == [0, 1, 2, 3, 4, 1]
    assert sample.labels.tolist() == [1, 0, 0, 0, 0, 1]
    whole = 2 * balance(np.array([1, 0, 0, 0, 0]))
    assert sample.weights == pytest.approx([*(whole * [1, 0.75, 1, 1, 1]), 0.25 * whole[1]])


def test_mentions_become_rows_with_classes_from_zero() -> None:
    rows = [example((-1, 1), "a"), example((0,), "b", "test_rw"), example((0,), "c")]
    sample = mention_sample(rows, vectors(mentions=4), "train")
    assert taken(sample) == [0, 1, 3]
    assert (sample.labels.tolist(), sample.groups.tolist()) == ([0, 2, 1], ["a", "a", "c"])
    assert sample.features.shape == (3, WIDTH) and sample.weights.tolist() == [1, 1, 1]
    seen = [" ".join(text.split()) for text in sample.texts]
    assert seen[:2] == ["We saw xtargetx and xstatex go.", "We saw xstatex and xtargetx go."]


def test_a_head_learns_as_many_neutral_mentions_of_dse_as_others_and_is_calibrated_on_all() -> None:
    kept = next(name for name in map(str, range(100)) if is_reserved(name))
    labels = [(-1, "a"), *[(0, "a")] * 6, (1, "a"), *[(0, kept)] * 3]
    rows = [example((label,), group, corpus="dse") for label, group in labels]
    sample, again = (taught_mentions(rows, vectors(mentions=11)) for _ in range(2))
    assert np.bincount(sample.labels[sample.groups == "a"]).tolist() == [1, 2, 1]
    assert np.bincount(sample.labels[sample.groups == kept]).tolist() == [0, 3]
    assert set(sample.weights) == {MENTION_WEIGHTS["dse"]}
    assert taken(sample) == taken(again)
    assert len(mention_sample(rows, vectors(mentions=11), "train").labels) == 11


def test_words_of_a_split_carry_the_group_of_their_sentence() -> None:
    rows = [
        example((1,), "a", corpus="szeged"),
        example((0,), "b", "test", "szeged"),
        example((0,), "c", corpus="szeged"),
    ]
    words = np.repeat(np.arange(6, dtype=np.int16)[:, None], WIDTH, axis=1)
    cues = np.array([False, True, False, False, False, False])
    made = CorpusVectors(words[:3], words[:0], words, np.array([2, 3, 1]), cues)
    sample, counts = word_sample(rows, made, "train")
    assert (taken(sample), counts.tolist()) == ([0, 1, 5], [2, 1])
    assert (sample.labels.tolist(), sample.groups.tolist()) == ([0, 1, 0], ["a", "a", "c"])


def test_joined_samples_stand_one_after_the_other() -> None:
    one, other = draw(1, 3, rows=5), draw(2, 3, rows=2)
    joined = join_samples([one, other])
    for name in Sample.__slots__:
        assert getattr(joined, name).tolist() == getattr(one, name).tolist() + getattr(other, name).tolist()


def test_a_masked_text_shows_no_state_and_marks_the_target() -> None:
    one = Example(
        Instance(("", " and ", " met."), (0, 4, 13)), (), "a", "train", "dse", "Iran and Chad met.", cues=(Span(0, 1),)
    )
    assert masked_text(one).split() == ["xstatex", "and", "xstatex", "met."]
    assert masked_text(one, 1).split() == ["xstatex", "and", "xtargetx", "met."]
