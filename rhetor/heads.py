"""This file turns vectors into calibrated probabilities: scikit-learn classifiers, one an attribute."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import skops.io
from numpy.typing import NDArray

from rhetor.encoder import GRID, Encoded, Vectors
from rhetor.errors import ReleaseCorrupt, ReleaseMismatch
from rhetor.spans import Span

COEFFICIENT_GRID = 2.0**-20
MAX_COEFFICIENT = 32.0
HEADS = ("states", "alarmism", "hedging", "cues")

_LEAST = 1.0 / (1.0 + np.exp(16.0))  # a probability below this, or none, counts as this

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

    coefficients: Vectors
    scales: NDArray[np.float64]
    shifts: NDArray[np.float64]

    def predict_proba(self, rows: Vectors) -> NDArray[np.float64]:
        """Return (rows, classes) probabilities of (rows, features) vectors; each row sums to 1."""
        logits = (rows @ self.coefficients) * self.scales + self.shifts
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        probabilities: NDArray[np.float64] = odds / odds.sum(axis=1, keepdims=True)
        return probabilities


@dataclass(frozen=True, slots=True)
class Heads:
    """The classifiers of a release, and the threshold from which a word's probability makes it a cue.

    `states` reads `mention_features`, classes 0, 1, 2 (negative to positive); the others have classes 0, 1:
    `alarmism` reads `sentence_features`, `cues` word vectors, `hedging` the `hedging_feature` of the words.
    """

    states: Head
    alarmism: Head
    hedging: Head
    cues: Head
    cue_threshold: float


@dataclass(frozen=True, slots=True)
class Cue:
    """A span of one or more words that signals hedging, in its sentence, and the probability that it does."""

    span: Span
    probability: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the heads say of one sentence.

    `mentions` is (mentions, 3): P(negative), P(neutral), P(positive) toward each, each row sums to 1.
    """

    mentions: NDArray[np.float64]
    alarmism: float
    hedging: float
    cues: tuple[Cue, ...]


def mention_features(encoded: Encoded) -> Vectors:
    """Return (mentions, 2 * width): the vector at each mention beside the sentence's."""
    context = np.broadcast_to(encoded.sentence, encoded.mentions.shape)
    return np.concatenate([encoded.mentions, context], axis=1)


def sentence_features(encoded: Encoded) -> Vectors:
    """Return (2 * width,): the sentence's vector beside the largest of its words' in each dimension."""
    strongest = encoded.words.max(axis=0) if len(encoded.words) else np.zeros_like(encoded.sentence)
    return np.concatenate([encoded.sentence, strongest])


def hedging_feature(cue_probabilities: NDArray[np.float64]) -> Vectors:
    """Return (1,): the log-odds of the likeliest cue among a sentence's words, within -16..16, on the grid."""
    likeliest = cue_probabilities.max(initial=_LEAST)
    odds = np.log(np.clip(likeliest, _LEAST, 1 - _LEAST) / (1 - np.clip(likeliest, _LEAST, 1 - _LEAST)))
    return np.array([np.round(odds / GRID) * GRID])


def load_heads(folder: Path, cue_threshold: float) -> Heads:
    """Load the heads of a release by audit: nothing is unpickled, and only known types are built.

    Raises ReleaseCorrupt where a file cannot be read, ReleaseMismatch where a head is not fit for exact sums.
    """
    heads = {name: _load_head(folder / f"{name}.skops") for name in HEADS}
    return Heads(**heads, cue_threshold=cue_threshold)


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
    """Predict for each encoded sentence; a result depends on its sentence only, to the last bit.

    Vectors are multiples of 2**-14 of at most 1, coefficients multiples of 2**-20 of at most 32: a
    product has at most 39 bits and a sum of 768 of them at most 49, so float64 holds every partial
    sum exactly, and the order in which a linear algebra library adds (which varies with the number
    of rows) cannot matter.
    """
    if not encoded:
        return []
    alarmism = heads.alarmism.predict_proba(np.stack([sentence_features(one) for one in encoded]))[:, 1]
    mentions = _predict_blocks(heads.states, [mention_features(one) for one in encoded])
    words = [block[:, 1] for block in _predict_blocks(heads.cues, [one.words for one in encoded])]
    hedging = heads.hedging.predict_proba(np.stack([hedging_feature(block) for block in words]))[:, 1]
    return [
        Prediction(by_mention, float(alarm), float(hedge), _cues(one, by_word, heads.cue_threshold))
        for one, by_mention, by_word, alarm, hedge in zip(encoded, mentions, words, alarmism, hedging, strict=True)
    ]


def _predict_blocks(head: Head, blocks: Sequence[Vectors]) -> list[NDArray[np.float64]]:
    """Predict the rows of all blocks in one call; return one (rows, classes) array a block."""
    probabilities = head.predict_proba(np.concatenate(blocks))
    return np.split(probabilities, np.cumsum([len(block) for block in blocks])[:-1])


def _cues(encoded: Encoded, probabilities: NDArray[np.float64], threshold: float) -> tuple[Cue, ...]:
    """Join neighbouring cue words (one space apart or less) to cues, each with its largest probability."""
    cues: list[Cue] = []
    for place in np.flatnonzero(probabilities >= threshold):
        span, probability = encoded.word_spans[place], float(probabilities[place])
        if cues and span.start - cues[-1].span.end <= 1:
            last = cues.pop()
            span, probability = Span(last.span.start, span.end), max(last.probability, probability)
        cues.append(Cue(span, probability))
    return tuple(cues)
