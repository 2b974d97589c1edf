"""This file turns vectors into calibrated probabilities: scikit-learn classifiers, one an attribute."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import skops.io

from rhetor.attributes import CUE_HEADS, HEADS, OF_SENTENCES, Attribute
from rhetor.encoder import Encoded, Floats
from rhetor.errors import ReleaseCorrupt, ReleaseMismatch
from rhetor.features import cue_feature, mention_features, sentence_features
from rhetor.spans import Span

COEFFICIENT_GRID = 2.0**-20
MAX_COEFFICIENT = 32.0

_TRUSTED = [
    "sklearn.calibration._CalibratedClassifier",
    "sklearn.calibration._SigmoidCalibration",
    "sklearn.calibration._TemperatureScaling",
]


@dataclass(frozen=True, slots=True)
class Head:
    """What a calibrated scikit-learn logistic regression computes, without the checks that cost it 1 ms a call.

    `coefficients` is (features, classes), on COEFFICIENT_GRID; `scales` and `shifts` are (classes,).
    """

    coefficients: Floats
    scales: Floats
    shifts: Floats

    def predict_proba(self, rows: Floats) -> Floats:
        """Return (rows, classes) probabilities of (rows, features) vectors; each row sums to 1."""
        logits = (rows @ self.coefficients) * self.scales + self.shifts
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        probabilities: Floats = odds / odds.sum(axis=1, keepdims=True)
        return probabilities


@dataclass(frozen=True, slots=True)
class Heads:
    """The classifiers of a release by their names (rhetor/attributes.py), and the threshold of a cue's probability.

    `states` has the classes 0, 1, 2 (negative to positive), every other head 0 and 1.
    """

    by_name: Mapping[str, Head]
    cue_threshold: float

    def __getitem__(self, name: str) -> Head:
        return self.by_name[name]


@dataclass(frozen=True, slots=True)
class Cue:
    """A span of one or more words that signals hedging, in its sentence, and the probability that it does."""

    span: Span
    probability: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the heads say of one sentence.

    `mentions` is (mentions, 3): P(negative), P(neutral), P(positive) toward each, each row sums to 1. `sentence` has
    the probability (0..1) of each attribute of sentences, `cues` the words that each head of cues found, by its name.
    """

    mentions: Floats
    sentence: Mapping[str, float]
    cues: Mapping[str, tuple[Cue, ...]]


def load_heads(folder: Path, cue_threshold: float) -> Heads:
    """Load the heads of a release by audit: nothing is unpickled, and only known types are built.

    Raises ReleaseCorrupt where a file cannot be read, ReleaseMismatch where a head is not fit for exact sums.
    """
    return Heads({name: _load_head(folder / f"{name}.skops") for name in HEADS}, cue_threshold)


def _load_head(path: Path) -> Head:
    try:
        head = read_head(load_classifier(path))
    except Exception as error:
        raise ReleaseCorrupt(f"{path.name} cannot be loaded ({type(error).__name__}); restore the release.") from error
    if np.abs(head.coefficients).max() > MAX_COEFFICIENT or np.any(head.coefficients % COEFFICIENT_GRID):
        raise ReleaseMismatch(f"{path.name} has coefficients off the grid; make the release again (make train).")
    return head


def load_classifier(path: Path) -> Any:
    """Load the scikit-learn classifier of a head; raises what skops raises, on any type that is not known too."""
    return skops.io.load(path, trusted=_TRUSTED)


def read_head(classifier: Any) -> Head:
    """Read a fitted CalibratedClassifierCV around a logistic regression, calibrated by temperature or sigmoid.

    Of two classes the first gets zeros: P(1) = 1 / (1 + exp(a f + b)) is the softmax of 0 and -(a f + b).
    """
    linear, calibrator = linear_part(classifier), classifier.calibrated_classifiers_[0].calibrators[0]
    if classifier.method == "temperature":
        scales = np.full(len(linear.intercept_), calibrator.beta_)
        return Head(np.ascontiguousarray(linear.coef_.T), scales, scales * linear.intercept_)
    coefficients = np.column_stack([np.zeros(linear.coef_.shape[1]), linear.coef_[0]])
    shift = -(calibrator.a_ * linear.intercept_[0] + calibrator.b_)
    return Head(coefficients, np.array([0.0, -calibrator.a_]), np.array([0.0, shift]))


def linear_part(classifier: Any) -> Any:
    """Return the logistic regression inside a calibrated classifier, frozen there."""
    return classifier.calibrated_classifiers_[0].estimator.estimator


def predict(heads: Heads, encoded: Sequence[Encoded]) -> list[Prediction]:
    """Predict for each encoded sentence; a result depends on its instance only, to the last bit.

    Vectors are multiples of 2**-14 of at most 1, coefficients multiples of 2**-20 of at most 32: a
    product has at most 39 bits and a sum of 768 of them at most 49, so float64 holds every partial
    sum exactly, and the order in which a linear algebra library adds (which varies with the number
    of rows) cannot matter.
    """
    if not encoded:
        return []
    words = {name: _predict_words(heads[name], encoded) for name in CUE_HEADS}
    mentions = _predict_blocks(heads["states"], [mention_features(one) for one in encoded])
    sentences = {one.name: _predict_sentences(heads, one, encoded, words) for one in OF_SENTENCES}
    return [
        Prediction(
            mentions[number],
            {name: float(found[number]) for name, found in sentences.items()},
            {name: _cues(one, found[number], heads.cue_threshold) for name, found in words.items()},
        )
        for number, one in enumerate(encoded)
    ]


def _predict_words(head: Head, encoded: Sequence[Encoded]) -> list[Floats]:
    """Return the probabilities of each sentence's words, (words,) each."""
    return [block[:, 1] for block in _predict_blocks(head, [one.words for one in encoded])]


def _predict_sentences(
    heads: Heads, attribute: Attribute, encoded: Sequence[Encoded], words: Mapping[str, Sequence[Floats]]
) -> Floats:
    """Return the (sentences,) probabilities of an attribute."""
    if attribute.cues:
        rows = [cue_feature(block) for block in words[attribute.cues]]
    else:
        rows = [sentence_features(one) for one in encoded]
    probabilities: Floats = heads[attribute.name].predict_proba(np.stack(rows))[:, 1]
    return probabilities


def _predict_blocks(head: Head, blocks: Sequence[Floats]) -> list[Floats]:
    """Predict the rows of all blocks in one call; return one (rows, classes) array a block."""
    probabilities = head.predict_proba(np.concatenate(blocks))
    return np.split(probabilities, np.cumsum([len(block) for block in blocks])[:-1])


def _cues(encoded: Encoded, probabilities: Floats, threshold: float) -> tuple[Cue, ...]:
    """Join neighbouring cue words (one space apart or less) to cues, each with its largest probability."""
    cues: list[Cue] = []
    for place in np.flatnonzero(probabilities >= threshold):
        span, probability = encoded.word_spans[place], float(probabilities[place])
        if cues and span.start - cues[-1].span.end <= 1:
            last = cues.pop()
            span, probability = Span(last.span.start, span.end), max(last.probability, probability)
        cues.append(Cue(span, probability))
    return tuple(cues)
