"""This file finds the releases that come with the code: in a checkout those of models/, else those in the package."""

import hashlib
import re
from pathlib import Path

from rhetor.errors import ReleaseMissing

_PACKAGE = Path(__file__).resolve().parent
RELEASE_NAME = re.compile(r"\w[\w.-]*")  # of a release: a folder of models/, never a way out of it


def default_models() -> Path:
    """Return the folder of the releases; its file `current` names one of them."""
    packaged = _PACKAGE / "models"  # pyproject.toml puts it there; a checkout has none
    return packaged if packaged.is_dir() else _PACKAGE.parent / "models"


def default_release() -> Path:
    """Return the folder of the release that comes with the code; raises ReleaseMissing."""
    return current_release(default_models())


def current_release(models: Path) -> Path:
    """Return the folder of the release that `models/current` names; raises ReleaseMissing."""
    try:
        name = (models / "current").read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ReleaseMissing(f"{models / 'current'} cannot be read; it names the release to serve.") from error
    if not RELEASE_NAME.fullmatch(name):
        raise ReleaseMissing(f"{models / 'current'} names no folder beside it; write the name of a release into it.")
    return models / name


def hash_code() -> str:
    """Return the sha256 of all code and word lists of this package as they are on disk now.

    A process keeps what it has read of them, so a release that came with others needs a new process.
    """
    found = hashlib.sha256()
    for path in sorted(path for path in _PACKAGE.rglob("[!.]*") if path.suffix in {".py", ".tsv", ".txt"}):
        found.update(f"{path.relative_to(_PACKAGE)}\n".encode() + path.read_bytes())
    return found.hexdigest()
