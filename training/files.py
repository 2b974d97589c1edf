"""This file names the files beside a release's encoder, and writes files and folders whole or not at all."""

import json
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# of a course of fine-tuning, and of the release whose encoder it made
COURSE = "settings.json"
CURVES = "curves.png"
LAYERS = "layers.safetensors"  # the linear layers that taught an encoder
# of a release that was measured
CARD = "CARD.md"
RELIABILITY = "reliability.png"
SEEDS = "seeds.json"  # figure -> mean, least and greatest over encoders of several seeds
SCORE_MAP = "score_map.json"
SCORES = "reference_scores.json"


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a path to write to; when the block ends, what is there takes the place of `path` in one step.

    Where the block ends by an exception, `path` stays as it was, and nothing is left beside it.
    """
    part = path.with_name(f".{path.stem}.part{path.suffix}")  # some writers add the suffix where it is not there
    try:
        yield part
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def replacing_folder(folder: Path) -> Iterator[Path]:
    """Give the path of a folder to make; when the block ends, it takes the place of `folder`.

    Where the block ends by an exception, `folder` stays as it was, and nothing is left beside it. A folder whose
    replacement was cut off between its two renames is put back first.
    """
    part, old = folder.with_name(f".{folder.name}.part"), folder.with_name(f".{folder.name}.old")
    if old.exists() and not folder.exists():
        old.rename(folder)
    for left in (part, old):
        shutil.rmtree(left, ignore_errors=True)
    try:
        yield part
        if folder.exists():
            folder.rename(old)
        part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
    shutil.rmtree(old, ignore_errors=True)


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    with replacing(path) as part:
        part.write_bytes(content)


def write_text(path: Path, content: str) -> None:
    """Write a text as UTF-8, whole or not at all."""
    write_bytes(path, content.encode())


def write_json(path: Path, content: Any) -> None:
    """Write JSON that people can read, whole or not at all."""
    write_text(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def copy_there(source: Path, folder: Path, names: Sequence[str]) -> None:
    """Copy what there is of these files, and take away what an earlier run left of the others."""
    for name in names:
        if (source / name).exists():
            write_bytes(folder / name, (source / name).read_bytes())
        else:
            (folder / name).unlink(missing_ok=True)
