"""This file makes a measured candidate that passed the gate the current release (`make promote`)."""

import argparse
import json
import shutil
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.progress import track
from scipy.stats import spearmanr

from rhetor.errors import ReleaseError
from rhetor.packaged import current_release
from rhetor.release import MANIFEST
from rhetor.scorer import Scorer
from rhetor.text.document import Article
from training.card import SEEDS
from training.corpora import CorpusDamaged, CorpusMissing
from training.examples import load_examples
from training.gate import Bounds, GateClosed, check, load_bounds
from training.labelled import text_key
from training.package import write_json
from training.train import REFERENCE, reference_articles

SCORE_MAP, SCORES = "score_map.json", "reference_scores.json"
_POINTS = 21

Scores = dict[str, dict[str, float]]  # article -> attribute, or state -> score


def promote(candidate: Path, models: Path, bounds: Bounds) -> str:
    """Copy a candidate that passes the gate into `models`, name it in `models/current`; return its name.

    Raises a ReleaseError where the candidate does not load, GateClosed where it does not hold the bounds,
    FileNotFoundError where it has no card, FileExistsError where a release of its name is there already.
    """
    name = Scorer.load(candidate).release.name
    check(candidate, bounds)
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
    elif (candidate / SEEDS).exists():  # `make seeds` was run since: it wrote these two
        for later in (SEEDS, "CARD.md"):
            shutil.copyfile(candidate / later, models / name / later)
    current = models / ".current.part"
    current.write_text(name + "\n", encoding="utf-8")
    current.replace(models / "current")
    return name


def _is_same(one: Path, other: Path) -> bool:
    """Tell whether two releases are the same: their manifests hold the hashes of all that scores."""
    return (one / MANIFEST).read_bytes() == (other / MANIFEST).read_bytes()


def score_articles(scorer: Scorer, articles: Sequence[Article]) -> Scores:
    """Score articles; the answer names them by the first 12 digits of their text's sha256, and holds no text.

    It lies beside a release, because code and lexicons of later releases can no longer load it.
    """
    found: Scores = {}
    for article in track(articles, "scoring the reference articles", console=Console(stderr=True)):
        report = scorer.score(article)
        states = {f"states {one.code}": one.score for one in report.states or ()}
        documents = {name: one.score for name, one in report.attributes.items()}
        found[text_key(article.text)] = states | documents
    return found


def map_scores(old: Scores, new: Scores) -> Mapping[str, Any]:
    """Say what became of the scores of articles from one release to the next.

    For each attribute: `rank_correlation` (Spearman) and a `map`, pairs of an old score and the new
    score that as many of the articles lie below; whoever kept a threshold finds its successor there.
    """
    pairs: Mapping[str, list[tuple[float, float]]] = defaultdict(list)
    both = old.keys() & new.keys()
    for article in sorted(both):
        for name in sorted(old[article].keys() & new[article].keys()):
            pairs[name.partition(" ")[0]].append((old[article][name], new[article][name]))
    return {"articles": len(both)} | {attribute: _map(np.array(found)) for attribute, found in pairs.items()}


def _map(pairs: np.ndarray[Any, np.dtype[np.float64]]) -> Mapping[str, Any]:
    quantiles = np.quantile(pairs, np.linspace(0, 1, _POINTS), axis=0)
    correlation = float(spearmanr(*pairs.T).statistic)
    return {"count": len(pairs), "rank_correlation": round(correlation, 3), "map": np.round(quantiles, 4).tolist()}


def _reference_texts() -> Sequence[Article]:
    examples = load_examples(REFERENCE)
    kept = reference_articles(examples)
    lines: Mapping[str, list[str]] = defaultdict(list)
    for example in examples:
        if example.group in kept:
            lines[example.group].append(example.text)
    return [Article("\n".join(texts)) for texts in lines.values()]


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
    """Run from the command line: `python -m training.promote CANDIDATE MODELS`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("candidate", type=Path)
    parser.add_argument("models", type=Path)
    arguments = parser.parse_args()
    try:
        new, articles = Scorer.load(arguments.candidate), _reference_texts()
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
