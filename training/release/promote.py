"""This file makes a measured candidate that passed the gate the current release (`make promote`)."""

import argparse
import json
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from rhetor.errors import ReleaseError
from rhetor.release import MANIFEST, current_release
from rhetor.scorer import Scorer
from rhetor.text.document import Article
from training.corpora.registry import CorpusDamaged, CorpusMissing
from training.corpora.rows import text_key
from training.files import CARD, SCORE_MAP, SCORES, SEEDS, write_json, write_text
from training.release.gate import Bounds, GateClosed, check, load_bounds
from training.release.reference import Scores, map_scores, reference_texts, score_articles


def promote(candidate: Path, models: Path, bounds: Bounds) -> str:
    """Copy a candidate that passes the gate into `models`, name it in `models/current`; return its name.

    Raises a ReleaseError where the candidate does not load, GateClosed where it does not hold the bounds,
    FileNotFoundError where it has no card, FileExistsError where a release of its name is there already.
    """
    name = Scorer.load(candidate).release.name
    check(candidate, bounds)
    if not (candidate / CARD).exists():
        raise FileNotFoundError(f"{candidate} has no CARD.md; measure it first (make evaluate ... ARGS=--store).")
    if (models / name).exists() and not _is_same(candidate, models / name):
        raise FileExistsError(f"{models / name} exists; train under another name (make train RELEASE=...).")
    models.mkdir(exist_ok=True)
    if not (models / name).exists():
        part = models / f".{name}.part"
        shutil.rmtree(part, ignore_errors=True)
        shutil.copytree(candidate, part)
        part.rename(models / name)
    elif (candidate / SEEDS).exists():  # `make seeds` was run since: it wrote these two
        for later in (SEEDS, CARD):
            shutil.copyfile(candidate / later, models / name / later)
    write_text(models / "current", name + "\n")
    return name


def _is_same(one: Path, other: Path) -> bool:
    """Tell whether two releases are the same: their manifests hold the hashes of all that scores."""
    return (one / MANIFEST).read_bytes() == (other / MANIFEST).read_bytes()


def _scores_before(models: Path, articles: Sequence[Article]) -> tuple[str | None, Scores]:
    """Return the current release's name and what it said of the articles: kept beside it, or asked of it now."""
    kept: Scores = {}
    name = None
    try:
        release = current_release(models)
        name = release.name
        if (release / SCORES).exists():
            kept = json.loads((release / SCORES).read_text(encoding="utf-8"))
        if any(text_key(article.text) not in kept for article in articles):
            kept = score_articles(Scorer.load(release), articles)
    except ReleaseError as error:
        sys.stderr.write(f"the current release cannot be loaded: {error}\n")
    return name, kept


def main() -> None:
    """Run from the command line: `python -m training.release.promote CANDIDATE MODELS`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("candidate", type=Path)
    parser.add_argument("models", type=Path)
    arguments = parser.parse_args()
    try:
        new, articles = Scorer.load(arguments.candidate), reference_texts()
        check(arguments.candidate, load_bounds())
        scores = score_articles(new, articles)
        write_json(arguments.candidate / SCORES, scores)
        (arguments.candidate / SCORE_MAP).unlink(missing_ok=True)
        old, before = _scores_before(arguments.models, articles)
        if before.keys() & scores.keys() and old != new.release.name:
            mapped = {"from": old, "to": new.release.name, **map_scores(before, scores)}
            write_json(arguments.candidate / SCORE_MAP, mapped)
        elif old != new.release.name:
            sys.stderr.write("no score map: no article that both releases scored\n")
        name = promote(arguments.candidate, arguments.models, load_bounds())
    except (ReleaseError, GateClosed, CorpusMissing, CorpusDamaged, OSError) as error:
        sys.exit(f"not promoted: {error}")
    sys.stdout.write(f"{name} is now current\n")


if __name__ == "__main__":
    main()
