"""This file is the one reader of the word lists in rhetor/data/: tables (.tsv) and plain lists (.txt)."""

import csv
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"


def rows(name: str) -> Iterator[dict[str, str]]:
    """Yield the rows of a table in rhetor/data/, by column; lines that begin with # are comments."""
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


@cache
def word_list(name: str) -> frozenset[str]:
    """Return the words of a plain list in rhetor/data/, one a line; lines that begin with # are comments."""
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))


@cache
def words(name: str) -> frozenset[str]:
    """Return a list of words.tsv; raises KeyError where there is none of that name."""
    return _word_lists()[name]


@cache
def _word_lists() -> Mapping[str, frozenset[str]]:
    return {row["list"]: frozenset(row["words"].split()) for row in rows("words.tsv")}


def starters() -> frozenset[str]:
    """Return words that open a sentence rather than belong to a name (starters.txt)."""
    return word_list("starters.txt")
