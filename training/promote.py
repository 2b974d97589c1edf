"""This file makes a measured candidate the current release (`make promote`)."""

import argparse
import shutil
import sys
from pathlib import Path

from scoring.errors import ReleaseError
from scoring.release import MANIFEST
from scoring.scorer import Scorer


def promote(candidate: Path, models: Path) -> str:
    """Copy a candidate that loads and has a card into `models`, name it in `models/current`; return its name.

    Raises a ReleaseError where the candidate does not load, FileNotFoundError where it was not measured
    (it has no card), FileExistsError where a release of its name is there already.
    """
    name = Scorer.load(candidate).release.name
    if not (candidate / "CARD.md").exists():
        raise FileNotFoundError(f"{candidate} has no CARD.md; measure it first (make evaluate ... ARGS=--store).")
    if (models / name).exists() and not _is_same(candidate, models / name):
        raise FileExistsError(f"{models / name} exists; train under another name (make train RELEASE=...).")
    models.mkdir(exist_ok=True)
    if not (models / name).exists():
        part = models / f".{name}.part"
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(candidate, part)
        part.rename(models / name)
    current = models / ".current.part"
    current.write_text(name + "\n", encoding="utf-8")
    current.replace(models / "current")
    return name


def _is_same(one: Path, other: Path) -> bool:
    """Tell whether two releases are the same: their manifests hold the hashes of all else."""
    return (one / MANIFEST).read_bytes() == (other / MANIFEST).read_bytes()


def main() -> None:
    """Run from the command line: `python -m training.promote CANDIDATE MODELS`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("candidate", type=Path)
    parser.add_argument("models", type=Path)
    arguments = parser.parse_args()
    try:
        name = promote(arguments.candidate, arguments.models)
    except (ReleaseError, OSError) as error:
        sys.exit(f"not promoted: {error}")
    sys.stdout.write(f"{name} is now current\n")


if __name__ == "__main__":
    main()
