"""This file scores the pool with a release, so that passages can be drawn by what the release says of them."""

import argparse
import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from rhetor.errors import ArticleError
from rhetor.scorer import Scorer
from training.corpora.pool import Paper, read_pool
from training.files import write_text
from training.refusals import one_sentence, read_json_lines


def score_pool(scorer: Scorer, folder: Path) -> None:
    """Write the report of each article of the pool into `folder`, a file of JSON Lines a hundredth of the pool.

    A file that is there is not made again, so a run that was cut off goes on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for number, papers in groupby(enumerate(read_pool()), lambda pair: pair[0] // 100):
        path = folder / f"{number:03}.jsonl"
        if not path.exists():
            write_text(path, "".join(_lines(scorer, [paper for _, paper in papers])))


def _lines(scorer: Scorer, papers: list[Paper]) -> Iterator[str]:
    for paper, report in zip(papers, scorer.score_many(paper.article for paper in papers), strict=True):
        answer = {"error": str(report)} if isinstance(report, ArticleError) else report.as_dict()
        yield json.dumps({"id": paper.id, **answer}) + "\n"


def read_scores(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the reports that `score_pool` wrote, each with its article's `id`; those with an `error` are left out."""
    for file in sorted(folder.glob("*.jsonl")):
        yield from (report for report in read_json_lines(file) if "error" not in report)


def main() -> None:
    """Run from the command line: `python -m training.real.score FOLDER [--release FOLDER]` (ten minutes)."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path, help="outside the checkout: what is written holds places, never text")
    parser.add_argument("--release", type=Path, help="the release that scores; else the current one")
    asked = parser.parse_args()
    with one_sentence():
        score_pool(Scorer.load(asked.release), asked.folder / "scored")


if __name__ == "__main__":
    main()
