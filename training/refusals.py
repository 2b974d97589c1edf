"""This file lets a command that cannot go on end with one sentence instead of a traceback."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rhetor.errors import ReleaseError


class Refused(Exception):
    """What a command was given cannot be used; the message is a sentence that says what to do."""


@contextmanager
def one_sentence(before: str = "") -> Iterator[None]:
    """End the program with status 1 and one sentence where something expected is missing, damaged or refused."""
    try:
        yield
    except (Refused, ReleaseError, OSError) as error:
        sys.exit(f"{before}{error}")


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Raise Refused, with the name of the file, where the block cannot read it."""
    try:
        yield
    except Exception as error:  # onnx, safetensors, NumPy and zipfile each raise their own
        raise Refused(f"{path} cannot be read ({type(error).__name__}); restore it, or make it again.") from error


def read_json(path: Path) -> Any:
    """Read a file of JSON; raises Refused where it cannot be read."""
    with reading(path):
        return json.loads(path.read_text(encoding="utf-8"))


def read_json_lines(path: Path) -> Iterator[Any]:
    """Yield the value of each line of a file of JSON Lines; raises Refused where it cannot be read."""
    with reading(path), path.open(encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)
