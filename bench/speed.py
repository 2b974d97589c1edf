"""This file measures the speed of scoring by step, beside the bare encoder on the same tokens (`make bench`)."""

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from rich.console import Console
from rich.progress import track
from rich.table import Table

from rhetor.encoder import Encoder, windows
from rhetor.instances import read_instances
from rhetor.packaged import current_release
from rhetor.scorer import Scorer
from rhetor.states import find_mentions
from rhetor.text.document import Article, read_article

T = TypeVar("T")

ROOT = Path(__file__).resolve().parent.parent
LENGTHS = (100, 600, 3000)  # words
ARTICLES = 8  # different ones of each length
ROUNDS = 5
STEPS = ("text", "states", "tokenize", "encode", "heads", "aggregate", "render")


@dataclass
class Times:
    """Milliseconds of each run: of whole articles, of their steps, and of the bare encoder on their tokens."""

    whole: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    steps: dict[str, list[float]] = field(default_factory=lambda: {step: [] for step in STEPS})


def make_articles(words: int) -> list[Article]:
    """Make articles of about this many words from the golden ones, each beginning at another paragraph."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "tests/golden").glob("*/article.txt"))]
    paragraphs = [part for text in texts for part in text.split("\n\n")]
    starts = [len(paragraphs) * number // ARTICLES for number in range(ARTICLES)]
    return [Article(_cut(paragraphs[start:] + paragraphs[:start], words)) for start in starts]


def _cut(paragraphs: Sequence[str], words: int) -> str:
    chosen: list[str] = []
    while (missing := words - sum(len(part.split()) for part in chosen)) > 0:
        part = paragraphs[len(chosen) % len(paragraphs)]
        chosen.append(part if len(part.split()) <= missing else " ".join(part.split()[:missing]))
    return "\n\n".join(chosen)


def measure(scorer: Scorer, articles: Sequence[Article]) -> Times:
    """Time each article whole and the bare encoder on its tokens, in turns, so that both meet the same noise."""
    times, encoder = Times(), scorer.release.encoder
    tokens = [_tokens(encoder, article) for article in articles]
    for number in range(ROUNDS + 1):
        for article, ids in zip(articles, tokens, strict=True):
            steps, whole = _timed(partial(_score, scorer, article))
            _, bare = _timed(partial(_run, encoder, ids))
            if number == 0:
                continue  # warming up
            times.whole.append(whole)
            times.bare.append(bare)
            for step in STEPS:
                times.steps[step].append(steps[step])
    return times


def _tokens(encoder: Encoder, article: Article) -> list[Sequence[int]]:
    document = read_article(article)
    instances = read_instances(document, find_mentions(document))
    return [window for instance in instances for window in windows(encoder.tokenize(instance).ids)]


def _run(encoder: Encoder, windows: Sequence[Sequence[int]]) -> None:
    for window in windows:
        encoder.run(window)


def _score(scorer: Scorer, article: Article) -> Mapping[str, float]:
    report = scorer.score(article)
    _, render = _timed(lambda: json.dumps(report.as_dict()))
    return {**report.steps, "render": render}


def _timed(run: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    value = run()
    return value, (time.perf_counter() - start) * 1000


def main() -> None:
    """Run from the command line: `python -m bench.speed [RELEASE_FOLDER]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("release", type=Path, nargs="?", default=None)
    folder = parser.parse_args().release or current_release(ROOT / "models")
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    scorer = Scorer.load(folder, threads=1)
    measured = {words: measure(scorer, make_articles(words)) for words in track(LENGTHS, "measuring on one core")}
    console = Console(width=110)
    console.print(_speed_table(measured), _step_table(measured))


def _speed_table(measured: Mapping[int, Times]) -> Table:
    table = Table("words", "articles/s", "p50 ms", "p95 ms", "bare encoder p50 ms", "whole / bare", "rest / bare")
    for words, times in measured.items():
        whole, bare = statistics.median(times.whole), statistics.median(times.bare)
        late = statistics.quantiles(times.whole, n=20)[-1]
        ratio = sum(times.whole) / sum(times.bare)
        cells = (f"{1000 * len(times.whole) / sum(times.whole):.1f}", f"{whole:.1f}", f"{late:.1f}", f"{bare:.1f}")
        table.add_row(str(words), *cells, f"{ratio:.2f}", f"{ratio - 1:.0%}")
    return table


def _step_table(measured: Mapping[int, Times]) -> Table:
    table = Table("words", *STEPS, title="mean ms by step, and its share of the bare encoder's time")
    for words, times in measured.items():
        bare = statistics.mean(times.bare)
        means = (statistics.mean(times.steps[step]) for step in STEPS)
        table.add_row(str(words), *(f"{mean:.2f} ({mean / bare:.1%})" for mean in means))
    return table


if __name__ == "__main__":
    main()
