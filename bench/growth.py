"""This file measures how time grows with a text's length, on texts made to be slow (`make bench-growth`)."""

import time
from collections.abc import Callable, Mapping

from rich.console import Console
from rich.table import Table

from rhetor.spans import Span
from rhetor.states import find_forms
from rhetor.text.sentences import split_paragraphs, split_sentences
from rhetor.text.voice import find_quotes

SHORT = 50_000  # characters
TIMES = 4  # as long: linear work takes four times as long, quadratic work sixteen times
ROUNDS = 3


def split(text: str) -> None:
    """Split a text into sentences."""
    for paragraph in split_paragraphs(text):
        split_sentences(text, paragraph)


def quote(text: str) -> None:
    """Find the quotations in a text of one paragraph."""
    find_quotes(text, [Span(0, len(text))])


def find(text: str) -> None:
    """Find the states in a text."""
    list(find_forms(text))


# what is read, and what a text is made of; {} is a number, another one each time
UNITS: Mapping[str, tuple[Callable[[str], None], tuple[str, ...]]] = {
    "sentences": (
        split,
        ("word ", "x", ".", ". ", "a.", "A. ", "!X", '." ', "😀 ", "a\n", " .   ", "\n- a", "U.S. ", '?" Mr ', ".[1]"),
    ),
    "voice": (quote, ('"', "'", "“a ", "“a ‘b ", "'As s' ", "“a ” ‘ ", 'said "a" ')),
    "states": (
        find,
        (
            *("New ", "Georgia ", "Israeli Prime Minister Netanyahu ", "Trump, ", "é", "Irish-American ", "Xi {} "),
            *("in Georgia, in A", "film 'Iran a "),
        ),
    ),
}


def measure(read: Callable[[str], None], unit: str, length: int) -> float:
    """Return the least seconds of some rounds over a text of about `length` characters."""
    text = "".join(unit.format(number) for number in range(length // len(unit)))
    found = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        read(text)
        found.append(time.perf_counter() - start)
    return min(found)


def main() -> None:
    """Print, for each reader and unit, the time for a short text and how many times as long a longer one takes."""
    table = Table(
        "read by", "text made of", f"ms for {SHORT:,} characters", f"times as long for {TIMES} times the text"
    )
    for name, (read, units) in UNITS.items():
        for unit in units:
            short, long = (measure(read, unit, length) for length in (SHORT, TIMES * SHORT))
            table.add_row(name, repr(unit), f"{1000 * short:.1f}", f"{long / short:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
