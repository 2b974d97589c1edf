"""This file reads the words and the line around a span [start, end) of a folded text."""

import re

from rhetor.lexicons import words
from rhetor.states.patterns import Words, context_abbreviations

REACH = 48  # characters; enough for three words
LINE = 120  # characters of a headline
OPENING = "\"'“”("
JOINTS = frozenset({" ", "-"})
NEXT_WORD = re.compile(r"(?:,? |-)([\w'&.]+)")
CAPITAL_NEXT = re.compile(r" ['\"“”(]*[^\W\d_a-z]")
_WORDS = 3
_WORD = re.compile(r"[\w'&.]*\w[\w'&]*\.?")
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_INITIALS = re.compile(r"(?:[A-Za-z]\.)+")
_SHORTEST_LONG, _MOST = 4, 0.75  # a headline with capitals: four or more long words, and most of them have one


def words_before(text: str, start: int) -> Words:
    """Return up to three words that lead up to a place with nothing but spaces and hyphens between."""
    if text[start - 1 : start] not in JOINTS:
        return ()
    chunk = text[max(0, start - REACH) : start].replace("-", " ").replace("\n", " \n ").split(" ")
    found: list[str] = []
    for word in (one.lstrip(OPENING) for one in reversed(chunk[:-1])):
        ends_sentence = word.endswith(".") and not _is_abbreviation(word)
        if len(found) == _WORDS or ends_sentence or not _WORD.fullmatch(word):
            break
        found.append(word)
    return tuple(reversed(found))


def _is_abbreviation(word: str) -> bool:
    if _INITIALS.fullmatch(word):
        return True
    return word in words("titles of persons") or word in words("abbreviations before names")


def words_after(text: str, end: int) -> Words:
    """Return up to three words after a place, a comma being one; what follows any other stop is not read."""
    rest = text[end : end + REACH].partition("\n")[0].replace(",", " , ", 1)
    if rest[:1] == "-":
        rest = " " + rest[1:]
    if rest[:1] != " " or rest[:2] == "  " or rest.lstrip()[:1] in "-–—":
        return ()
    if "-" in rest:
        rest = _HYPHEN.sub(" ", rest)
    found: list[str] = []
    for word in rest.split(None, _WORDS)[:_WORDS]:
        if word == ",":
            found.append(word)
            continue
        bare = word.strip("\"'”“)").removesuffix("'s")
        if not _WORD.fullmatch(bare.rstrip(",.;:!?")):
            break
        found.append(bare.rstrip(",;:!?"))
        if bare[-1:] in ".;:!?" and bare.lower() not in context_abbreviations():
            found[-1] = found[-1].rstrip(".")
            break
    return tuple(found)


def has_capital_before(text: str, start: int) -> bool:
    """Tell quickly whether the word before begins with no small letter; a hyphen or bracket in it is left to others."""
    if text[start - 1 : start] not in JOINTS:
        return False
    reach = max(0, start - REACH)
    first = max(text.rfind(" ", reach, start - 1) + 1, text.rfind("\n", reach, start - 1) + 1, reach)
    return "-" in text[first : start - 1] or not text[first].islower()


def line_around(text: str, start: int, end: int, reach: int) -> tuple[str, str]:
    """Return what stands before and after a span in its line, so many characters each side."""
    return text[max(0, start - reach) : start].rpartition("\n")[2], text[end : end + reach].partition("\n")[0]


def is_title_case(text: str, start: int, end: int) -> bool:
    """Tell whether the line around a span is a headline in which most words of four letters or more have capitals."""
    before, after = line_around(text, start, end, LINE)
    long = [word[0] for word in (before + text[start:end] + after).split() if len(word) >= _SHORTEST_LONG]
    return len(long) >= _SHORTEST_LONG and sum(map(str.isupper, long)) > _MOST * len(long)
