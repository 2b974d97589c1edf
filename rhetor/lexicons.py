"""This file is the one reader of the word lists in rhetor/data/: tables (.tsv) and plain lists (.txt)."""

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"
_LIST = re.compile(r"\{([A-Za-z][a-z -]*)\}")  # in a template; {2,3} is none
_KEEPS_SMALL = "of"  # also where a title's other words have capitals: Secretary of State


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


def starters() -> frozenset[str]:
    """Return words that open a sentence rather than belong to a name (starters.txt)."""
    return word_list("starters.txt")


@cache
def words(name: str) -> frozenset[str]:
    """Return a named list without its order; raises KeyError where there is none of that name."""
    return frozenset(phrases(name))


def phrases(name: str) -> tuple[str, ...]:
    """Return a named list (words.tsv, phrases.tsv, offices.tsv) in order; raises KeyError where there is none."""
    return _lists()[name]


@cache
def _lists() -> Mapping[str, tuple[str, ...]]:
    found = {row["list"]: tuple(row["words"].split()) for row in rows("words.tsv")}
    found |= {row["list"]: tuple(row["phrases"].split("|")) for row in rows("phrases.tsv")}
    return found | {name: tuple(offices) for name, offices in _offices().items()}


def _offices() -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in rows("offices.tsv"):
        for name in row["lists"].split("|"):
            found[name].append(row["office"])
    return found


@cache
def regex(template: str) -> re.Pattern[str]:
    """Compile a regular expression in which {name} stands for any phrase of the list of that name.

    {Name} also takes the phrases with capitals: president, President. In a phrase, * stands for one or more letters.
    """
    return re.compile(_LIST.sub(lambda name: any_of(phrases(name[1].lower()), name[1][0].isupper()), template))


def any_of(found: Iterable[str], capitals: bool = False) -> str:
    """Return a regular expression for any of some phrases, also with capitals where that is asked for."""
    write = _with_capital if capitals else re.escape
    written = (" ".join(map(write, phrase.split(" "))) for phrase in found)
    return f"(?:{'|'.join(written)})".replace(r"\*", r"\w+")


def _with_capital(word: str) -> str:
    if not word[0].islower() or word == _KEEPS_SMALL:
        return re.escape(word)
    return f"[{word[0].upper()}{word[0]}]{re.escape(word[1:])}"
