"""This file draws how a course of fine-tuning went."""

import json
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure

from training.measure.plots import save_figure

_WINDOW = 25  # steps that one point of a curve averages


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
    save_figure(figure, path)
