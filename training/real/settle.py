"""This file settles what two labellers and a third say of each passage, and tells how far they agree."""

import argparse
import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path

from rich.console import Console
from sklearn.metrics import cohen_kappa_score

from rhetor.spans import Span
from training.corpora.pool import read_pool
from training.files import write_text
from training.real.answers import Labelled, read_answers
from training.real.draw import Drawn, read_drawn
from training.real.sheets import write_sheets
from training.refusals import one_sentence

FOLDER = Path(__file__).parent.parent / "labelled" / "real"
RUNS = ("first", "second", "third")
_PLACES = ("article", "sha1", "split", "stratum", "probability")
COLUMNS: Mapping[str, Sequence[str]] = {
    "mentions": (*_PLACES, "part", "start", "end", "mention_start", "mention_end", "state", *RUNS, "label"),
    "alarmism": (*_PLACES, "part", "start", "end", *RUNS, "label"),
    "hedging": (*_PLACES, "part", "start", "end", *RUNS, "label"),
    "articles": (*_PLACES, *RUNS, "label"),
    "pairs": (*_PLACES, "state", *RUNS, "label"),
}


def settle(task: str, answers: Sequence[str]) -> str:
    """Return the label of a thing from its answers (first, second, third): "" where it stays unclear.

    Of signs it is what two say; of an article's alarmism the mean of the two readers, or of the two of three that are
    nearest; of cues those that two mark, in the shorter of their words.
    """
    first, second, third = answers
    if not first or not second:
        return ""
    if task == "hedging":
        return _settle_cues([cues_of(answer) for answer in answers if answer])
    if task == "articles":
        levels = sorted(int(answer) for answer in answers if answer)
        if len(levels) == 2 or abs(int(first) - int(second)) < 2:
            levels = [int(first), int(second)]
        low, high = min(pairwise(levels), key=lambda pair: pair[1] - pair[0])
        return f"{(low + high) / 2:g}"
    if first == second:
        return first
    return third if third in {first, second} else ""


def disagrees(task: str, answers: Sequence[str]) -> bool:
    """Tell whether a third look is needed."""
    first, second = answers[:2]
    if task == "articles":
        return abs(int(first or 0) - int(second or 0)) >= 2
    if task == "hedging":
        return not _alike(cues_of(first), cues_of(second))
    return first != second


def cues_of(answer: str) -> tuple[Span, ...]:
    """Read the places of cues, written as "12-15 40-51", or "-" where there is none."""
    return tuple(Span(*map(int, place.split("-"))) for place in answer.split() if place != "-")


def _alike(one: Sequence[Span], other: Sequence[Span]) -> bool:
    return all(any(overlap(span, cue) for cue in b) for a, b in ((one, other), (other, one)) for span in a)


def overlap(one: Span, other: Span) -> bool:
    """Tell whether two spans share a character."""
    return one.start < other.end and other.start < one.end


def _settle_cues(read: Sequence[Sequence[Span]]) -> str:
    if len(read) == 2 and not _alike(*read):
        return ""
    kept: list[Span] = []
    for number, spans in enumerate(read):
        for span in spans:
            same = [other for others in read[number + 1 :] for other in others if overlap(span, other)]
            if same and not any(overlap(span, one) for one in kept):
                kept.append(min([span, *same], key=lambda one: one.end - one.start))
    return " ".join(f"{start}-{end}" for start, end in sorted(kept)) or "-"


def _table(task: str, labelled: Iterable[Labelled]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS[task], delimiter="\t", lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    for one in labelled:
        passage = one.passage
        row = {name: getattr(passage, name) for name in (*_PLACES, "part", "start", "end", "state")}
        if task == "mentions":
            row |= dict(zip(("mention_start", "mention_end"), passage.mentions[0][:2], strict=True))
        row |= dict(zip(RUNS, one.answers, strict=True))
        label = settle(task, one.answers)
        writer.writerow(row | {"probability": f"{passage.probability:.6f}", "label": label})
    return out.getvalue()


def _place(passage: Drawn) -> tuple[str, str, str, int]:
    task = "articles" if passage.task == "pairs" else passage.task
    return task, passage.article, passage.part, passage.start


def agreement(task: str, labelled: Sequence[Labelled]) -> Iterator[str]:
    """Yield lines that say how far the first two labellers agree, and what was settled."""
    both = [one for one in labelled if all(one.answers[:2])]
    if not both:
        return
    sides: list[list[str]] = [[one.answers[run] for one in both] for run in (0, 1)]
    if task == "hedging":
        sides = [[str(int(answer != "-")) for answer in side] for side in sides]
    alike = sum(not disagrees(task, one.answers) for one in both)
    weights = "linear" if task == "articles" else None
    kappa = cohen_kappa_score(*([int(x) for x in side] if weights else side for side in sides), weights=weights)
    unclear = sum(settle(task, one.answers) == "" for one in both)
    yield f"{task}\t{len(labelled)}\t{len(both)}\t{alike / len(both):.3f}\t{kappa:.3f}\t{unclear}"


def main() -> None:
    """Run from the command line: `python -m training.real.settle FOLDER [--third]`.

    Says how far the labellers agree; writes training/labelled/real/, or with --third the sheets of the third look.
    """
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--third", action="store_true", help="write sheets of what the first two disagree on")
    asked = parser.parse_args()
    with one_sentence():
        drawn, papers = read_drawn(asked.folder), {paper.id: paper for paper in read_pool()}
        labelled = list(read_answers(drawn, papers, asked.folder / "sheets", RUNS))
        if asked.third:
            both = [one for one in labelled if all(one.answers[:2])]
            disputed = {_place(one.passage) for one in both if disagrees(one.passage.task, one.answers)}
            write_sheets([one for one in drawn if _place(one) in disputed], papers, asked.folder / "sheets", "third")
        console = Console(highlight=False, soft_wrap=True)
        console.print("task\tthings\tby both\talike\tkappa\tunclear")
        by_task = {task: [one for one in labelled if one.passage.task == task] for task in COLUMNS}
        for task, some in by_task.items():
            console.print("\n".join(agreement(task, some)))
            if not asked.third:
                FOLDER.mkdir(exist_ok=True)
                write_text(FOLDER / f"{task}.tsv", _table(task, some))


if __name__ == "__main__":
    main()
