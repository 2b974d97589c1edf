"""This file draws the reliability of a release: how far its probabilities can be believed."""

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from training.files import replacing

Bins = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]

mpl.use("agg")
_COLOUR = "#1b6ca8"
_COLUMNS = 4


def draw_reliability(found: Mapping[str, Bins], path: Path) -> None:
    """Draw, for each named split, how often predictions of each confidence were right; a dot's size is its rows."""
    rows = -(-len(found) // _COLUMNS)
    figure = Figure(figsize=(3 * _COLUMNS, 3 * rows), layout="constrained")
    grid = figure.subplots(rows, _COLUMNS, sharex=True, sharey=True, squeeze=False).flat
    for axes, (name, bins) in zip(grid, found.items(), strict=False):
        _draw_bins(axes, name, bins)
    for axes in list(grid)[len(found) :]:
        axes.axis("off")
    figure.supxlabel("confidence")
    figure.supylabel("share that is right")
    save_figure(figure, path)


def _draw_bins(axes: Axes, name: str, bins: Bins) -> None:
    weight, sure, right = (part[bins[0] > 0] for part in bins)
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=1)
    axes.plot(sure / weight, right / weight, color=_COLOUR, linewidth=1)
    axes.scatter(sure / weight, right / weight, 6 + 150 * weight / weight.sum(), color=_COLOUR)
    axes.set(title=name, xlim=(0.3, 1.02), ylim=(0, 1.05))
    axes.title.set_fontsize(9)


def save_figure(figure: Figure, path: Path) -> None:
    """Save a figure without what would make two runs differ."""
    with replacing(path) as part:
        figure.savefig(part, format="png", dpi=100, metadata={"Software": None})
