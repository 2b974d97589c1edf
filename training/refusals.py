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


def read_json(path: Path) -> Any:
    """Read a file of JSON; raises Refused where there is none."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise Refused(
            f"{path} cannot be read as JSON ({type(error).__name__}); restore it or make it again."
        ) from error
