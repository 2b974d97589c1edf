"""This file makes a measured candidate that passed the gate the current release (`make promote`)."""

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from rhetor.errors import ReleaseError
from rhetor.packaged import current_release
from rhetor.release import MANIFEST
from rhetor.scorer import Scorer
from rhetor.text.document import Article
from training.corpora.readers import REFERENCE
from training.corpora.rows import text_key
from training.files import CARD, SCORE_MAP, SCORES, SEEDS, replacing_folder, write_bytes, write_json, write_text
from training.refusals import Refused, one_sentence, read_json
from training.release.bounds import Bounds, load_bounds
from training.release.gate import check, print_unchecked
from training.release.reference import Scores, map_scores, reference_texts, score_articles


def promote(candidate: Path, models: Path, bounds: Bounds, articles: Sequence[Article] = ()) -> str:
    """Copy a candidate that passes the gate into `models`, name it in `models/current`; return its name.

    What it says of the reference `articles` goes with it, and a map from the scores of the release before.
    Raises a ReleaseError where the candidate does not load, GateClosed where it does not hold the bounds,
    FileNotFoundError where it has no card, FileExistsError where a release of its name is there already.
    """
    scorer = Scorer.load(candidate)
    name = scorer.release.name
    print_unchecked(check(candidate, bounds))
    if not (candidate / CARD).exists():
        raise FileNotFoundError(f"{candidate} has no {CARD}; measure it first (make evaluate ... ARGS=--store).")
    if (models / name).exists() and not _is_same(candidate, models / name):
        raise FileExistsError(f"{models / name} exists; train under another name (make train RELEASE=...).")
    if articles:
        _write_scores(scorer, candidate, models, articles)
    _copy(candidate, models, name)
    write_text(models / "current", name + "\n")
    return name


def _is_same(one: Path, other: Path) -> bool:
    """Tell whether two releases are the same: their manifests hold the hashes of all that scores."""
    return (one / MANIFEST).read_bytes() == (other / MANIFEST).read_bytes()


def _write_scores(scorer: Scorer, candidate: Path, models: Path, articles: Sequence[Article]) -> None:
    scores, name = score_articles(scorer, articles), scorer.release.name
    write_json(candidate / SCORES, scores)
    (candidate / SCORE_MAP).unlink(missing_ok=True)
    old, before = _scores_before(models, articles)
    if old == name:
        return
    if before.keys() & scores.keys():
        write_json(candidate / SCORE_MAP, {"from": old, "to": name, **map_scores(before, scores)})
    else:
        sys.stderr.write("no score map: no article that both releases scored\n")


def _scores_before(models: Path, articles: Sequence[Article]) -> tuple[str | None, Scores]:
    """Return the current release's name and what it said of the articles: kept beside it, or asked of it now."""
    kept: Scores = {}
    name = None
    try:
        release = current_release(models)
        name = release.name
        if (release / SCORES).exists():
            kept = read_json(release / SCORES)
        if any(text_key(article.text) not in kept for article in articles):
            kept = score_articles(Scorer.load(release), articles)
    except (ReleaseError, Refused) as error:
        sys.stderr.write(f"the current release cannot be loaded: {error}\n")
    return name, kept


def _copy(candidate: Path, models: Path, name: str) -> None:
    models.mkdir(exist_ok=True)
    if not (models / name).exists():
        with replacing_folder(models / name) as part:
            shutil.copytree(candidate, part)
    elif (candidate / SEEDS).exists():  # `make seeds` was run since: it wrote these two
        for later in (SEEDS, CARD):
            write_bytes(models / name / later, (candidate / later).read_bytes())


def main() -> None:
    """Run from the command line: `python -m training.release.promote CANDIDATE MODELS`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("candidate", type=Path)
    parser.add_argument("models", type=Path)
    arguments = parser.parse_args()
    with one_sentence("not promoted: "):
        articles = reference_texts()
        if not articles:
            sys.stderr.write(f"no score map: {REFERENCE.name} is not at hand\n")
        name = promote(arguments.candidate, arguments.models, load_bounds(), articles)
    sys.stdout.write(f"{name} is now current\n")


if __name__ == "__main__":
    main()
