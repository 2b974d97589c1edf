"""Tests of the figures: they are pictures, the same bytes every time."""

import json
from pathlib import Path

import numpy as np

from training.encoder.curves import draw_curves
from training.measure.plots import draw_reliability

PNG = b"\x89PNG\r\n"


def test_curves_are_drawn_from_a_log(tmp_path: Path) -> None:
    entries = [{"step": step, "of": 60, "task": task, "loss": 1 / step} for step in range(1, 61) for task in "ab"]
    (tmp_path / "log.jsonl").write_text("\n".join(map(json.dumps, entries)), encoding="utf-8")
    for name in ("one.png", "other.png"):
        draw_curves(tmp_path / "log.jsonl", tmp_path / name)
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "other.png").read_bytes()
    assert (tmp_path / "one.png").read_bytes().startswith(PNG)


def test_reliability_is_drawn_for_every_split_and_empty_bins_are_no_trouble(tmp_path: Path) -> None:
    weight = np.array([0.0, 4, 6, 0, 0, 0, 0, 0, 0, 10])
    bins = (weight, weight * 0.5, weight * 0.4)
    draw_reliability({f"split {number}": bins for number in range(6)}, tmp_path / "some.png")
    assert (tmp_path / "some.png").read_bytes().startswith(PNG)
    assert {path.name for path in tmp_path.iterdir()} == {"some.png"}
