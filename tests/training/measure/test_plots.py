"""Tests of the reliability picture: what is given is drawn, the same bytes every time."""

from pathlib import Path

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.image import imread

from training.measure.plots import _COLOUR, draw_reliability

WEIGHT = np.array([0.0, 4, 6, 0, 0, 0, 0, 0, 0, 10])
BINS = (WEIGHT, WEIGHT * 0.5, WEIGHT * 0.4)
EMPTY = (np.array([1.0, 0]), np.array([0.1, 0]), np.array([9.0, 0]))  # one dot, far outside the axes


def coloured(path: Path) -> int:
    """Count the pixels of the colour in which reliability is drawn."""
    return int((np.abs(imread(path)[..., :3] - to_rgb(_COLOUR)).max(axis=2) < 0.02).sum())


def test_every_split_is_drawn_and_empty_bins_are_no_trouble(tmp_path: Path) -> None:
    counts = []
    for splits in (1, 2, 6):
        draw_reliability({f"split {number}": BINS for number in range(splits)}, tmp_path / "some.png")
        counts.append(coloured(tmp_path / "some.png") / splits)
    assert counts[0] > 100
    assert max(counts) < 1.5 * min(counts)
    assert {path.name for path in tmp_path.iterdir()} == {"some.png"}


def test_a_split_without_a_point_in_sight_is_empty(tmp_path: Path) -> None:
    draw_reliability({"none": EMPTY}, tmp_path / "none.png")
    assert coloured(tmp_path / "none.png") == 0


def test_the_same_figures_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.png", "other.png"):
        draw_reliability({"split": BINS}, tmp_path / name)
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "other.png").read_bytes()
