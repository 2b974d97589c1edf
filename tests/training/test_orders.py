"""Tests of measuring order: contrasts that score as written, and those that do not."""

import numpy as np
import pytest

from scoring.encoder import GRID
from scoring.heads import Head
from scoring.instances import Instance
from training.examples import Example
from training.orders import contrast_order
from training.vectors import Vectors

# Reads one feature: the larger, the more positive.
HEAD = Head(np.array([[-1.0, 0.0, 1.0]]), np.ones(3), np.zeros(3))


def contrast(labels: tuple[int, int], kind: str = "contrast", split: str = "test") -> Example:
    return Example(Instance(("", " beat ", "."), (0, 4, 10)), labels, "g", split, "own_states", "", (0, 1), kind=kind)


@pytest.mark.parametrize(
    ("values", "share"), [([1, -1, -1, 1], 1.0), ([1, -1, 1, -1], 0.5), ([-1, 1, 1, -1], 0.0), ([0, 0, -1, 1], 0.5)]
)
def test_a_contrast_counts_when_the_good_state_scores_above_the_bad_one(values: list[int], share: float) -> None:
    examples = [contrast((1, -1)), contrast((0, 0), kind="plain"), contrast((-1, 1)), contrast((1, -1), split="train")]
    mentions = np.array([*values[:2], 9, 9, *values[2:], -9, 9], dtype=np.int16)[:, None]
    none = np.zeros((0, 0), np.int16)
    vectors = Vectors(none, mentions * int(1 / GRID // 16), none, np.zeros(0, np.int64), np.zeros(0, bool))
    assert contrast_order(examples, vectors, HEAD) == (share, 2)
