"""Tests of the measures: values worked out by hand, weights as repeated rows, and bounds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.measure.metrics import calibration_error, chance_error, measure

LABELS = np.array([0, 1, 1, 0])
POSITIVE = np.array([0.2, 0.9, 0.4, 0.6])
rows = st.lists(st.tuples(st.booleans(), st.floats(0, 1), st.floats(0.1, 10)), min_size=1, max_size=40)


def two(positive: np.ndarray) -> np.ndarray:
    return np.column_stack([1 - positive, positive])


def test_two_classes_give_the_values_worked_out_by_hand() -> None:
    """Predicted 0, 1, 0, 1 with confidence .8, .9, .6, .6; ranked 1, 0, 1, 0."""
    found = measure(LABELS, two(POSITIVE))
    assert found == pytest.approx(
        {"macro_f1": 1 / 2, "calibration_error": (0.2 + 0.1 + 0.6 + 0.6) / 4, "f1": 1 / 2, "ap": 5 / 6, "auc": 3 / 4}
    )


def test_three_classes_give_no_ranking_measures() -> None:
    """Class by class, F1 is 1, 2/3 and 0."""
    found = measure(np.array([0, 1, 2]), np.array([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1], [0.1, 0.8, 0.1]]))
    assert found == pytest.approx({"macro_f1": 5 / 9, "calibration_error": abs(0.8 - 2 / 3)})


def test_predictions_that_are_certain_and_right_are_perfect() -> None:
    found = measure(LABELS, np.eye(2)[LABELS])
    assert found == {"macro_f1": 1, "calibration_error": 0, "f1": 1, "ap": 1, "auc": 1}


def test_uniform_predictions_of_balanced_labels_rank_by_chance_and_are_calibrated() -> None:
    found = measure(LABELS, np.full((4, 2), 0.5))
    assert found == pytest.approx({"macro_f1": 1 / 3, "calibration_error": 0, "f1": 0, "ap": 1 / 2, "auc": 1 / 2})


def test_weights_count_like_repeated_rows_except_in_the_ranking() -> None:
    times = np.array([3, 1, 2, 1])
    weighted = measure(LABELS, two(POSITIVE), times.astype(float))
    repeated = measure(np.repeat(LABELS, times), two(np.repeat(POSITIVE, times)))
    plain = measure(LABELS, two(POSITIVE))
    for name, other in {
        "macro_f1": repeated,
        "calibration_error": repeated,
        "f1": plain,
        "ap": plain,
        "auc": plain,
    }.items():
        assert weighted[name] == pytest.approx(other[name])


@pytest.mark.parametrize(
    ("right", "confidence", "error"),
    [
        ([1, 1, 1], [1.0, 1.0, 1.0], 0),
        ([0, 0], [1.0, 1.0], 1),
        ([1, 0], [0.5, 0.5], 0),
        ([1, 0], [0.55, 0.59], 0.07),  # one bin: gaps of opposite signs cancel
        ([1, 0], [0.55, 0.65], (0.45 + 0.65) / 2),  # two bins: they do not
        ([1, 1], [0.95, 1.0], 0.025),  # 1.0 is in the last bin
        ([1], [0.0], 1),
    ],
)
def test_the_calibration_error_is_the_mean_gap_of_the_bins(
    right: list[int], confidence: list[float], error: float
) -> None:
    assert calibration_error(np.array(right, bool), np.array(confidence)) == pytest.approx(error)


@given(rows)
def test_the_calibration_error_stays_in_bounds(drawn: list[tuple[bool, float, float]]) -> None:
    right, confidence, weights = map(np.array, zip(*drawn, strict=True))
    assert -1e-12 <= calibration_error(right, confidence, weights) <= 1 + 1e-12


@given(rows, st.floats(0.1, 10))
def test_only_the_ratios_of_weights_matter(drawn: list[tuple[bool, float, float]], factor: float) -> None:
    right, confidence, weights = map(np.array, zip(*drawn, strict=True))
    once, scaled = (calibration_error(right, confidence, weights * by) for by in (1.0, factor))
    assert scaled == pytest.approx(once, abs=1e-9)


def test_chance_alone_gives_an_error_that_shrinks_with_the_rows() -> None:
    """One row of confidence .6 is off by .4 in six draws of ten and by .6 in four; a certain one is never off."""
    assert chance_error(np.array([0.6])) == pytest.approx(0.48, abs=0.02)
    assert chance_error(np.full(10_000, 0.6)) < 0.01
    assert chance_error(np.ones(5)) == 0


@given(st.lists(st.tuples(st.integers(0, 1), st.floats(0, 1)), min_size=2, max_size=40))
def test_every_measure_stays_in_bounds(drawn: list[tuple[int, float]]) -> None:
    labels = np.array([0, 1, *(label for label, _ in drawn)])
    positive = np.array([0.5, 0.5, *(probability for _, probability in drawn)])
    assert all(-1e-12 <= value <= 1 + 1e-12 for value in measure(labels, two(positive)).values())
