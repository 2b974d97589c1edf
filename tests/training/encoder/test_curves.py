"""Tests of the curves: each task of a log is drawn, the same bytes every time."""

import json
from pathlib import Path

import numpy as np
from matplotlib import colormaps
from matplotlib.image import imread

from training.encoder.curves import draw_curves


def draw(folder: Path, name: str, tasks: str) -> Path:
    entries = [
        {"step": step, "of": 60, "task": task, "loss": (1 + number) / step}
        for step in range(1, 61)
        for number, task in enumerate(tasks)
    ]
    (folder / "log.jsonl").write_text("\n".join(map(json.dumps, entries)), encoding="utf-8")
    draw_curves(folder / "log.jsonl", folder / name)
    return folder / name


def drawn(path: Path) -> list[bool]:
    """Tell, for each of the first colours of the cycle, whether a curve of it is in the picture."""
    pixels = imread(path)[..., :3]
    near = [(np.abs(pixels - colour).max(axis=2) < 0.02).sum() for colour in colormaps["tab10"].colors[:4]]
    return [bool(count > 50) for count in near]


def test_every_task_has_a_curve(tmp_path: Path) -> None:
    assert drawn(draw(tmp_path, "one.png", "a")) == [True, False, False, False]
    assert drawn(draw(tmp_path, "three.png", "abc")) == [True, True, True, False]


def test_the_same_log_gives_the_same_bytes(tmp_path: Path) -> None:
    one, other = (draw(tmp_path, name, "ab").read_bytes() for name in ("one.png", "other.png"))
    assert one == other
