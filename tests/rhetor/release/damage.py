"""This file changes the files of a release, for the tests of what becomes of it."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rhetor.release import FILES, MANIFEST

Json = dict[str, Any]


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def amend(folder: Path, name: str, change: Callable[[Any], Any]) -> None:
    """Change a JSON file in place, or put what `change` returns in its place."""
    content = read(folder / name)
    put = change(content)
    (folder / name).write_text(json.dumps(content if put is None else put), encoding="utf-8")


def seal(folder: Path) -> None:
    """Write the hashes of all files as they now are into the manifest."""
    hashes = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES}
    amend(folder, MANIFEST, lambda manifest: manifest.update(files=hashes))


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
