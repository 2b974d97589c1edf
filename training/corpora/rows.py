"""This file defines a labelled row of a corpus, and what the readers share."""

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from rhetor.spans import Span


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled sentence; spans are half-open, in code points; a group is kept together in folds.

    `spans` holds the targets of sentiment, or cues of hedging, if any. `split` is train, or a test of the corpus.
    `labels` holds one of -1, 0, 1 a target; else one of 0, 1 for the sentence.
    `purpose` says what an item of our own set is for (CODEBOOK.md), else it is empty.
    `others` holds spans that are parties too and have no label: they are masked like the labelled ones.
    """

    corpus: str
    text: str
    spans: tuple[Span, ...]
    labels: tuple[int, ...]
    group: str
    split: str
    others: tuple[Span, ...] = ()
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a reader made of a corpus: its rows, and how many pieces it dropped, by the reason."""

    rows: tuple[Row, ...]
    dropped: Mapping[str, int] = field(default_factory=dict)


def as_read(text: str) -> str:
    """Return a text without its capitals and the width of its gaps: as two copies of it are the same."""
    return " ".join(text.casefold().split())


def sentence_group(text: str) -> str:
    """Return the group of a sentence whose article nobody names: the sentence itself, by its hash."""
    return _sha1(as_read(text))[:12]


def split_of(key: str) -> str:
    """Put one key in five into the test split, by its hash: the same on every machine and for ever."""
    return "test" if int(_sha1(key), 16) % 5 == 0 else "train"


def _sha1(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def text_key(text: str) -> str:
    """Return the name of a text where it does not stand itself."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def without_test_texts(train: Iterable[Row], test: Iterable[Row]) -> Iterator[Row]:
    """Yield the training rows whose text is in no test."""
    seen = {as_read(row.text) for row in test}
    return (row for row in train if as_read(row.text) not in seen)


def read_tsv(path: Path) -> list[list[str]]:
    """Read the records of a file with tabs, without empty lines."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [record for record in csv.reader(lines, delimiter="\t") if record]


def summary(name: str, parsed: Parsed) -> str:
    """Say in a line what was read of a corpus and what was dropped, and why."""
    dropped = ", ".join(f"{count:,} {why}" for why, count in parsed.dropped.items() if count)
    return f"{name}: {len(parsed.rows):,} rows; dropped: {dropped or 'nothing'}"
