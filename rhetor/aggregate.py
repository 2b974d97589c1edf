"""This file sums up sentences and mentions: one score an attribute, with an interval or an abstention."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Reason = Literal["too_few_sentences", "interval_too_wide"]
Floats = NDArray[np.float64]

LEVEL = 0.95
DRAWS = 1000
SEED = 20261101
MIN_SENTENCES = 2  # one sentence says nothing about how much sentences differ
MAX_WIDTH = 1 / 3  # of an attribute's range: a wider interval cannot lie within one of its thirds (low, middle, high)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A score, its interval at LEVEL (None from fewer than two sentences), and why it is in doubt, if it is."""

    score: float
    interval: tuple[float, float] | None
    reason: Reason | None


def draw_weights(sentences: int) -> Floats:
    """Draw (DRAWS, sentences) weights for the Bayesian bootstrap over an article's sentences, seeded.

    Source: Rubin, Annals of Statistics 1981. Unlike drawing with replacement, no sentence ever gets
    weight 0, so a state named in few sentences has a mean in every draw.
    """
    return np.random.default_rng(SEED).standard_exponential((DRAWS, sentences))


def estimate_mentions(
    scores: Sequence[float], sentences: Sequence[int], weights: Floats, limits: tuple[float, float]
) -> Estimate:
    """Estimate the mean of mentions' scores within `limits`, given the number of the sentence of each."""
    numbers, places = np.unique(np.asarray(sentences), return_inverse=True)
    sums, counts = np.bincount(places, scores), np.bincount(places)
    drawn = weights[:, numbers]
    return _estimate(sums.sum() / counts.sum(), (drawn @ sums) / (drawn @ counts), len(numbers), limits)


def estimate_sentences(scores: Sequence[float], weights: Floats, limits: tuple[float, float]) -> Estimate:
    """Estimate an article's score as the mean of its sentences' scores within `limits`.

    A mean is fair to any length: repeating an article changes nothing. Giving more weight to the
    strongest sentences (power means) ranked articles no better (docs/experiments.md).
    """
    values = np.asarray(scores)
    return _estimate(values.mean(), (weights @ values) / weights.sum(axis=1), len(values), limits)


def _estimate(score: float, drawn: Floats, sentences: int, limits: tuple[float, float]) -> Estimate:
    if sentences < MIN_SENTENCES:
        return Estimate(float(score), None, "too_few_sentences")
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    reason: Reason | None = "interval_too_wide" if high - low > MAX_WIDTH * (limits[1] - limits[0]) else None
    return Estimate(float(score), (float(low), float(high)), reason)


def percentile(score: float, quantiles: Sequence[float]) -> int:
    """Return the share (0..100) of reference articles that score lower, given their 101 quantiles in order."""
    return round(float(np.interp(score, quantiles, np.arange(len(quantiles)))))
