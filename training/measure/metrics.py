"""This file measures predictions against gold labels."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import average_precision_score, f1_score, roc_auc_score

Floats = NDArray[np.float64]

_BINS = 10
_DRAWS = 200


def measure(
    labels: NDArray[np.int64], probabilities: NDArray[np.float64], weights: NDArray[np.float64] | None = None
) -> Mapping[str, float]:
    """Measure (rows, classes) probabilities against (rows,) labels, each the number of a column.

    Gives `macro_f1`, `calibration_error`, and for two classes `f1` (of class 1), `ap` (average precision) and
    `auc`; under `weights` the first two are those of the weighted rows, while the others stay those of the rows.
    """
    predicted = np.argmax(probabilities, axis=1)
    found = {
        "macro_f1": float(f1_score(labels, predicted, average="macro", sample_weight=weights, zero_division=0)),
        "calibration_error": calibration_error(labels == predicted, probabilities.max(axis=1), weights),
    }
    if probabilities.shape[1] == 2:
        found["f1"] = float(f1_score(labels, predicted, zero_division=0))
        found["ap"] = float(average_precision_score(labels, probabilities[:, 1]))
        found["auc"] = float(roc_auc_score(labels, probabilities[:, 1]))
    return found


def calibration_error(
    right: NDArray[np.bool_], confidence: NDArray[np.float64], weights: NDArray[np.float64] | None = None
) -> float:
    """Return the expected calibration error, 0..1, over ten bins of equal width.

    Source: Guo et al., ICML 2017: the mean gap between confidence in the predicted class and accuracy.
    """
    weight, sure, share = reliability(right, confidence, weights)
    return float(np.abs(sure - share).sum() / weight.sum())


def chance_error(confidence: NDArray[np.float64], weights: NDArray[np.float64] | None = None) -> float:
    """Return the calibration error to expect of perfect probabilities on so few rows, 0..1: the mean over 200 draws.

    With few rows a bin's share that is right strays from its confidence by chance; below this nothing can be told.
    """
    rng = np.random.default_rng(0)
    draws = (rng.random(len(confidence)) < confidence for _ in range(_DRAWS))
    return float(np.mean([calibration_error(right, confidence, weights) for right in draws]))


def reliability(
    right: NDArray[np.bool_], confidence: NDArray[np.float64], weights: NDArray[np.float64] | None = None
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return, for ten bins of confidence, the sums of weight, of weighted confidence and of weight that is right."""
    weights = np.ones(len(right)) if weights is None else weights
    bins = np.minimum((confidence * _BINS).astype(int), _BINS - 1)
    weight, sure, share = (
        np.bincount(bins, weights * one, minlength=_BINS).astype(np.float64)
        for one in (np.ones(len(right)), confidence, right)
    )
    return weight, sure, share


def balance(labels: NDArray[np.int64]) -> Floats:
    """Return weights under which every label is equally frequent, 1 on average."""
    counts = np.bincount(labels)
    weights: Floats = len(labels) / (np.count_nonzero(counts) * counts[labels])
    return weights
