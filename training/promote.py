"""This file makes a measured candidate that passed the gate the current release (`make promote`)."""

import argparse
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

from scoring.errors import ReleaseError
from scoring.release import MANIFEST, current_release
from scoring.scorer import Scorer
from scoring.text import Article
from training.corpora import CorpusDamaged, CorpusMissing
from training.examples import load_examples
from training.gate import Bounds, GateClosed, check, load_bounds
from training.package import write_json
from training.train import REFERENCE, reference_articles

SCORE_MAP = "score_map.json"
_POINTS = 21


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
    current = models / ".current.part"
    current.write_text(name + "\n", encoding="utf-8")
    current.replace(models / "current")
    return name


def _is_same(one: Path, other: Path) -> bool:
    """Tell whether two releases are the same: their manifests hold the hashes of all else."""
    return (one / MANIFEST).read_bytes() == (other / MANIFEST).read_bytes()


def map_scores(old: Scorer, new: Scorer, articles: Sequence[Article]) -> Mapping[str, Any]:
    """Say what became of the scores of articles from one release to the next.

    For each attribute: `rank_correlation` (Spearman) and a `map`, pairs of an old score and the new
    score that as many of the articles lie below; whoever kept a threshold finds its successor there.
    """
    found: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for article in track(articles, "scoring the reference articles", console=Console(stderr=True)):
        before, after = old.score(article), new.score(article)
        for one, other in zip(before.states or (), after.states or (), strict=True):
            found["states"].append((one.score, other.score))
        for attribute in ("alarmism", "hedging"):
            found[attribute].append((getattr(before, attribute).score, getattr(after, attribute).score))
    mapped = {attribute: _map(np.array(pairs)) for attribute, pairs in found.items()}
    return {"from": old.release.name, "to": new.release.name, "articles": len(articles)} | mapped


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


def _current(models: Path) -> Scorer | None:
    """Load the current release; None, and a line why, where this code or its lexicons no longer load it."""
    try:
        return Scorer.load(current_release(models))
    except ReleaseError as error:
        sys.stderr.write(f"no score map: the current release cannot be loaded any more: {error}\n")
        return None


def main() -> None:
    """Run from the command line: `python -m training.promote CANDIDATE MODELS`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("candidate", type=Path)
    parser.add_argument("models", type=Path)
    arguments = parser.parse_args()
    try:
        old, new = _current(arguments.models), Scorer.load(arguments.candidate)
        check(arguments.candidate, load_bounds())
        if old and old.release.name != new.release.name:
            write_json(arguments.candidate / SCORE_MAP, map_scores(old, new, _reference_texts()))
        name = promote(arguments.candidate, arguments.models, load_bounds())
    except (ReleaseError, GateClosed, CorpusMissing, CorpusDamaged, OSError) as error:
        sys.exit(f"not promoted: {error}")
    sys.stdout.write(f"{name} is now current\n")


if __name__ == "__main__":
    main()
