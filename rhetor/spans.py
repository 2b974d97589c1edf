"""This file defines spans of text and turns their offsets from code points to UTF-16 units."""

from itertools import accumulate
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range `[start, end)` of a text, in code points."""

    start: int
    end: int


def utf16_offsets(text: str) -> tuple[int, ...]:
    """Return, for each code point offset 0..len(text), the same place in UTF-16 code units.

    A code point above U+FFFF takes two units (Unicode Standard, section 3.9), as in JavaScript strings.
    """
    return tuple(accumulate((1 + (char > "\uffff") for char in text), initial=0))
