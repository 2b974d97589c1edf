"""Tests of summing up: bounds, invariance, intervals and abstention."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetor import aggregate
from rhetor.aggregate import Reason, draw_weights, percentile

estimate_mentions = partial(aggregate.estimate_mentions, limits=(-1.0, 1.0))
estimate_sentences = partial(aggregate.estimate_sentences, limits=(0.0, 1.0))

shares = st.lists(st.floats(0, 1), min_size=2, max_size=40)


@given(shares)
def test_the_interval_holds_the_score_and_stays_in_bounds(values: list[float]) -> None:
    estimate = estimate_sentences(values, draw_weights(len(values)))
    low, high = estimate.interval or (2, 2)
    assert min(values) - 1e-9 <= low <= estimate.score + 1e-9
    assert estimate.score - 1e-9 <= high <= max(values) + 1e-9


@given(shares)
def test_repeating_an_article_leaves_its_score(values: list[float]) -> None:
    once = estimate_sentences(values, draw_weights(len(values)))
    twice = estimate_sentences(values * 2, draw_weights(2 * len(values)))
    assert twice.score == pytest.approx(once.score, abs=1e-12)


def test_the_same_sentences_give_the_same_interval() -> None:
    values = [0.1, 0.9, 0.4]
    assert estimate_sentences(values, draw_weights(3)) == estimate_sentences(values, draw_weights(3))


def test_one_sentence_gives_no_interval_and_a_reason() -> None:
    estimate = estimate_mentions([-0.5, -0.7], [3, 3], draw_weights(9))
    assert estimate.interval is None
    assert estimate.reason == "too_few_sentences"
    assert estimate.score == pytest.approx(-0.6)


def test_sentences_that_disagree_give_a_wide_interval_and_a_reason() -> None:
    estimate = estimate_mentions([-0.9, 0.9, -0.9, 0.9], [0, 1, 2, 3], draw_weights(4))
    assert estimate.reason == "interval_too_wide"


def test_sentences_that_agree_are_not_in_doubt() -> None:
    assert estimate_mentions([-0.6, -0.5, -0.7], [0, 1, 2], draw_weights(3)).reason is None


def test_a_state_is_drawn_by_sentence_not_by_mention() -> None:
    weights = draw_weights(2)
    crowded = estimate_mentions([-1.0] * 10 + [1.0], [0] * 10 + [1], weights)
    assert crowded.score == pytest.approx(-9 / 11)
    assert crowded.interval is not None
    assert crowded.interval[1] > 0


@pytest.mark.parametrize(("width", "reason"), [(0.32, None), (0.35, "interval_too_wide")])
def test_an_interval_is_too_wide_beyond_a_third_of_the_range(width: float, reason: Reason | None) -> None:
    weights = draw_weights(4)
    low, high = estimate_sentences([0.0, 1.0, 0.0, 1.0], weights).interval or (0, 0)
    apart = width / (high - low)  # the interval grows with the distance between the scores
    attribute = estimate_sentences([0.0, apart, 0.0, apart], weights)
    assert attribute.interval is not None
    assert attribute.interval[1] - attribute.interval[0] == pytest.approx(width)
    assert attribute.reason == reason
    state = estimate_mentions([-apart, apart, -apart, apart], [0, 1, 2, 3], weights)  # the range is twice as long
    assert state.reason == reason


def test_an_interval_leaves_out_as_many_draws_below_it_as_above() -> None:
    weights = draw_weights(2)
    low, high = estimate_sentences([0.0, 1.0], weights).interval or (0, 0)
    draws = weights[:, 1] / weights.sum(axis=1)
    assert (np.mean(draws < low), np.mean(draws > high)) == (0.025, 0.025)


def test_more_sentences_narrow_the_interval() -> None:
    widths = []
    for count in (10, 40, 160):
        interval = estimate_sentences([0.2, 0.6] * (count // 2), draw_weights(count)).interval
        assert interval is not None
        widths.append(interval[1] - interval[0])
    assert widths[0] > widths[1] > widths[2]


def test_the_interval_covers_the_mean_about_as_often_as_its_level_says() -> None:
    rng, covered, trials = np.random.default_rng(5), 0, 300
    for _ in range(trials):
        interval = estimate_sentences(rng.beta(2, 5, 40).tolist(), draw_weights(40)).interval
        assert interval is not None
        covered += interval[0] <= 2 / 7 <= interval[1]
    assert 0.88 <= covered / trials <= 0.99


@pytest.mark.parametrize(("score", "expected"), [(-1, 0), (0.0, 0), (0.25, 50), (0.5, 100), (2, 100)])
def test_percentile_is_the_share_of_the_reference_below(score: float, expected: int) -> None:
    assert percentile(score, np.linspace(0, 0.5, 101).tolist()) == expected
