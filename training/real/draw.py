"""This file draws passages of the pool for labellers: each with the probability that it had of being drawn."""

import argparse
import csv
import hashlib
import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console

from training.corpora.pool import Paper, read_pool
from training.files import write_text
from training.real.score import read_scores
from training.refusals import one_sentence, read_json_lines

DRAWN = "drawn.jsonl"
TASKS = ("mentions", "alarmism", "hedging", "articles", "pairs")
_STRATA = Path(__file__).with_name("strata.tsv")
_SCORED = 0.3  # a mention at this distance from 0, or more, was given a sign by release 2026.11.10
_VERY = 0.7
_ALARMING = 0.25  # of an article's score by release 2026.11.10: about one ordinary article in ten
_OFTEN = 4  # mentions of a state
_RARE = 0.01  # of the pool's mentions


@dataclass(frozen=True, slots=True)
class Drawn:
    """A passage of an article that labellers read; `start` and `end` count code points of its `part`, title or text.

    `stratum` is "uniform" where the uniform draw took it; `probability` is that of any draw taking it. `mentions` are
    (start, end, state) in the part; `state` is that of a pair. An article or a pair has no part.
    """

    task: str
    article: str
    sha1: str
    split: str
    stratum: str
    probability: float
    part: str = ""
    start: int = 0
    end: int = 0
    mentions: tuple[tuple[int, int, str], ...] = ()
    state: str = ""

    @property
    def key(self) -> str:
        """Return a name that says nothing of the passage."""
        return _hash(self.task, self.article, self.part, str(self.start), self.state)[:8]


@dataclass(frozen=True, slots=True)
class _Unit:
    passage: Drawn
    strata: tuple[str, ...]


def draw(papers: Iterable[Paper], reports: Iterable[Mapping[str, Any]]) -> Iterator[Drawn]:
    """Draw from papers by what their reports say; the same passages on every machine."""
    named = {paper.id: paper for paper in papers}
    pairs = [(named[report["id"]], report) for report in reports]
    counts = Counter(
        state["code"] for _, report in pairs for state in report["states"] for _ in range(state["mentions"])
    )
    rare = {code for code, count in counts.items() if count < _RARE * counts.total()}
    for task in ("mentions", "alarmism", "hedging"):
        yield from _drawn(unit for pair in pairs for unit in _sentence_units(task, *pair, rare))
    articles = list(_drawn(_article_unit(*pair) for pair in pairs))
    yield from articles
    probabilities = {one.article: one.probability for one in articles}
    for one in _drawn(unit for pair in pairs if pair[0].id in probabilities for unit in _pair_units(*pair)):
        yield replace(one, probability=one.probability * probabilities[one.article])


def _sentence_units(task: str, paper: Paper, report: Mapping[str, Any], rare: set[str]) -> Iterator[_Unit]:
    for sentence in report["sentences"]:
        mentions = tuple((one["start"], one["end"], one["state"]) for one in sentence["mentions"])
        if task == "mentions" and not mentions:
            continue
        part = "title" if sentence["title"] else "text"
        passage = replace(_passage(task, paper), part=part, start=sentence["start"], end=sentence["end"])
        if task != "mentions":
            yield _Unit(passage, _score_strata(paper.ordinary, task, sentence[task]))
            continue
        score = max((one["score"] for one in sentence["mentions"]), key=abs)
        strata = [*_sentiment_strata(paper.ordinary, score)]
        if paper.ordinary and any(state in rare for _, _, state in mentions):
            strata.append("rare state")
        yield _Unit(replace(passage, mentions=mentions), tuple(strata))


def _sentiment_strata(ordinary: bool, score: float) -> Iterator[str]:
    yield "uniform" if ordinary else "other kinds"
    if abs(score) >= _SCORED:
        sign = "positive" if score > 0 else "negative"
        yield ("very " if abs(score) >= _VERY else "") + sign if ordinary else "other kinds, scored"


def _score_strata(ordinary: bool, task: str, score: float) -> tuple[str, ...]:
    if not ordinary:
        return ("other kinds", "other kinds, scored") if task == "alarmism" and score >= 0.5 else ("other kinds",)
    edges = (0.1, 0.3, 0.5, 0.8, 1) if task == "alarmism" else (0.2, 0.8, 1)
    ends = [f"{edge:g}".removeprefix("0") for edge in edges]
    place = sum(score >= edge for edge in edges[:-1])
    return ("uniform", f"{ends[place - 1]} to {ends[place]}") if place else ("uniform",)


def _article_unit(paper: Paper, report: Mapping[str, Any]) -> _Unit:
    often = any(state["mentions"] >= _OFTEN for state in report["states"])
    strata = [("alarming", report["alarmism"]["score"] >= _ALARMING), ("a state named often", often)]
    drawn = ("uniform", *(name for name, is_so in strata if is_so)) if paper.ordinary else ("other kinds",)
    return _Unit(_passage("articles", paper), drawn)


def _pair_units(paper: Paper, report: Mapping[str, Any]) -> Iterator[_Unit]:
    for state in report["states"]:
        count = state["mentions"]
        name = "4 mentions or more" if count >= _OFTEN else "1 mention" if count == 1 else "2 or 3 mentions"
        yield _Unit(replace(_passage("pairs", paper), state=state["code"]), (name,))


def _passage(task: str, paper: Paper) -> Drawn:
    return Drawn(task, paper.id, paper.sha1, "held-out" if paper.held_out else "train", "", 0.0)


def _drawn(units: Iterable[_Unit]) -> Iterator[Drawn]:
    units = list(units)
    sizes = Counter((unit.passage.split, name) for unit in units for name in unit.strata)
    shares = {
        (task, split, name): wanted if wanted <= 1 else min(1.0, wanted / sizes[split, name])
        for task, split, name, wanted in read_strata()
        if sizes[split, name]
    }
    for unit in units:
        one = unit.passage
        chances = {name: shares.get((one.task, one.split, name), 0.0) for name in unit.strata}
        taken = [name for name, share in chances.items() if _chance(one, name) < share]
        if taken:
            probability = 1 - math.prod(1 - share for share in chances.values())
            yield replace(one, stratum=taken[0], probability=probability)


def read_strata() -> Iterator[tuple[str, str, str, float]]:
    """Yield (task, split, stratum, how many or which share is drawn) of strata.tsv."""
    with _STRATA.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t")
        yield from ((row["task"], row["split"], row["stratum"], float(row["drawn"])) for row in rows)


def _chance(passage: Drawn, stratum: str) -> float:
    """Return a number in [0, 1) that stands for chance: the same for one passage and stratum on every machine."""
    place = (passage.article, passage.part, str(passage.start), passage.state)
    return int(_hash("draw 1", passage.task, stratum, *place)[:12], 16) / 16**12


def _hash(*words: str) -> str:
    return hashlib.sha256("\t".join(words).encode()).hexdigest()


def read_drawn(folder: Path) -> tuple[Drawn, ...]:
    """Read what was drawn; raises Refused where nothing was."""
    items = read_json_lines(folder / DRAWN)
    return tuple(Drawn(**{**item, "mentions": tuple(map(tuple, item["mentions"]))}) for item in items)


def _table(drawn: Sequence[Drawn]) -> Iterator[str]:
    found = Counter((one.task, one.split, one.stratum) for one in drawn)
    mentions = Counter((one.task, one.split, one.stratum) for one in drawn for _ in one.mentions)
    for row, count in sorted(found.items()):
        yield "\t".join([*row, str(count), str(mentions[row] or "")])


def main() -> None:
    """Run from the command line: `python -m training.real.draw FOLDER`, after `training.real.score`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    with one_sentence():
        drawn = tuple(draw(read_pool(), read_scores(folder / "scored")))
        write_text(folder / DRAWN, "".join(json.dumps(asdict(one)) + "\n" for one in drawn))
    Console(highlight=False, soft_wrap=True).print("\n".join(_table(drawn)))


if __name__ == "__main__":
    main()
