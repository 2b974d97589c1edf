"""This file draws the figures of a release: how training went, and how far its probabilities can be believed."""

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

Bins = tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]

CURVES, RELIABILITY = "curves.png", "reliability.png"
COURSE = "settings.json"  # of fine-tuning; it goes with the curves

mpl.use("agg")
_WINDOW = 25  # steps that one point of a curve averages
_COLOUR = "#1b6ca8"
_COLUMNS = 4


def draw_curves(log: Path, path: Path) -> None:
    """Draw the loss of each task over the steps of a fine-tuning log."""
    losses: Mapping[str, list[tuple[int, float]]] = defaultdict(list)
    for line in log.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        losses[entry["task"]].append((entry["step"], entry["loss"]))
    figure = Figure(figsize=(8, 4), layout="constrained")
    axes = figure.subplots()
    for task, points in sorted(losses.items()):
        steps, values = np.array(points).T
        width = min(_WINDOW, len(values))
        smooth = np.convolve(values, np.ones(width) / width, mode="valid")
        axes.plot(steps[width - 1 :], smooth, label=task)
    axes.set(xlabel="step", ylabel=f"loss, mean of {_WINDOW} batches", ylim=(0, None))
    axes.legend(frameon=False)
    _save(figure, path)


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
    _save(figure, path)


def _draw_bins(axes: Axes, name: str, bins: Bins) -> None:
    weight, sure, right = (part[bins[0] > 0] for part in bins)
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=1)
    axes.plot(sure / weight, right / weight, color=_COLOUR, linewidth=1)
    axes.scatter(sure / weight, right / weight, 6 + 150 * weight / weight.sum(), color=_COLOUR)
    axes.set(title=name, xlim=(0.3, 1.02), ylim=(0, 1.05))
    axes.title.set_fontsize(9)


def _save(figure: Figure, path: Path) -> None:
    part = path.with_suffix(".part")
    figure.savefig(part, format="png", dpi=100, metadata={"Software": None})
    part.replace(path)
