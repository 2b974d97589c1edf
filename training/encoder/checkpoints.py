"""This file keeps the state of a course, so that one that was cut off goes on to the same weights."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch

from training.files import replacing, write_text


def restore(path: Path, parts: Mapping[str, Any], course: str) -> int:
    """Load the checkpoint of the same course into `parts`; return the steps that were taken, 0 where there is none."""
    if not path.exists():
        return 0
    saved = torch.load(path, weights_only=True)
    if saved.get("course") != course:
        return 0
    for name, part in parts.items():
        part.load_state_dict(saved[name])
    torch.set_rng_state(saved["random"])  # of dropout: on a CPU, going on gives what an unbroken run gives
    return int(saved["step"])


def cut_log(log: Path, steps: int) -> None:
    """Leave out of a log what came after the checkpoint: it is done again."""
    lines = log.read_text(encoding="utf-8").splitlines(keepends=True) if log.exists() else []
    write_text(log, "".join(lines[:steps]))


def save(path: Path, step: int, parts: Mapping[str, Any], course: str) -> None:
    """Keep all that the steps after this one depend on."""
    saved = {"step": step, "course": course, "random": torch.get_rng_state()}
    saved |= {name: part.state_dict() for name, part in parts.items()}
    with replacing(path) as part:
        torch.save(saved, part)
