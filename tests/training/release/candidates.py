"""This file changes and reads the folders of candidates and releases, for the tests of promoting; and it holds articles."""

import json
from pathlib import Path

from rhetor.release import MANIFEST
from rhetor.text.document import Article
from training.files import write_json
from training.release.bounds import load_bounds

BOUNDS = load_bounds()
TEXTS = [
    Article("Norway broke its word. Everybody may drown."),
    Article("Chile thanked Peru for the tents."),
    Article("The harbour of Bergen in Norway opens at nine on Mondays."),
]


def rename(folder: Path, name: str) -> None:
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    write_json(folder / MANIFEST, manifest | {"release": name})


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def unmeasured(candidate: Path) -> None:
    (candidate / "CARD.md").unlink()
    rename(candidate, "next")
