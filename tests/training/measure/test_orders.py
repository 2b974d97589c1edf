"""Tests of measuring order: contrasts and wordings that score as written, and those that do not."""

import numpy as np
import pytest

from rhetor.instances import Instance
from training.corpora.examples import Example
from training.measure.orders import contrast_order, wording_orders


def contrast(labels: tuple[int, int], purpose: str = "contrast") -> Example:
    return Example(
        Instance(("", " beat ", "."), (0, 4, 10)), labels, "g", "test", "own_states", "", (0, 1), purpose=purpose
    )


@pytest.mark.parametrize(
    ("values", "share"), [([1, -1, -1, 1], 1.0), ([1, -1, 1, -1], 0.5), ([-1, 1, 1, -1], 0.0), ([0, 0, -1, 1], 0.5)]
)
def test_a_contrast_counts_when_the_good_state_scores_above_the_bad_one(values: list[int], share: float) -> None:
    examples = [contrast((1, -1)), contrast((0, 0), purpose="plain"), contrast((-1, 1))]
    positive = (1 + np.array([*values[:2], 9, -9, *values[2:]]) / 9) / 2
    assert contrast_order(examples, np.column_stack([1 - positive, 0 * positive, positive])) == (share, 2)


def wording(group: str, purpose: str) -> Example:
    return Example(Instance(("a",), (0,)), (0,), group, "test", "own_alarmism", "", purpose=purpose)


def test_wordings_count_when_they_score_in_the_order_intended() -> None:
    purposes = ("alarmist", "sober", "reassuring")
    examples = [wording(group, purpose) for group in "xyz" for purpose in purposes]
    examples += [wording("w", "alarmist"), wording("h1", "hard"), wording("h2", "hard")]
    scores = np.array([0.9, 0.5, 0.1, 0.9, 0.1, 0.5, 0.2, 0.5, 0.1, 0.0, 0.4, 0.6])
    assert wording_orders(examples, scores) == {
        "ordered": (pytest.approx(1 / 3), 3),
        "alarmist above": (pytest.approx(2 / 3), 3),
        "hard below 0.5": (0.5, 2),
    }
