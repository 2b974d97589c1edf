"""This file finds the mentions of states in a document, by a dictionary of their names (scoring/data/)."""

import csv
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ahocorasick_rs import AhoCorasick, MatchKind

from scoring.spans import Span
from scoring.text import Document, Sentence, Voice

DATA = Path(__file__).parent / "data"
_FORM_COLUMNS = ("name", "official", "aliases", "demonyms", "adjectives", "capitals")
_COMBINING_FORMS = frozenset({"Russo", "Sino", "Franco"})  # names of persons unless a hyphen follows
_SHORTEST_IN_CAPITALS = 4  # "OMAN" is a state in a headline in capitals; a shorter one may be any word


@dataclass(frozen=True, slots=True)
class State:
    """A state: its ISO 3166-1 alpha-2 code, its name in news, and every form that names it."""

    code: str
    name: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that refers to a state, in the sentence numbered `sentence` of its document."""

    state: str
    span: Span
    text: str
    sentence: int
    voice: Voice


@cache
def load_states() -> Mapping[str, State]:
    """Return every known state by its code, in the order of the codes (states.tsv)."""
    return {row["code"]: State(row["code"], row["name"], _forms(row)) for row in _rows(DATA / "states.tsv")}


def _forms(row: Mapping[str, str]) -> tuple[str, ...]:
    values = (form.removeprefix("the ") for column in _FORM_COLUMNS for form in row[column].split("|"))
    return tuple(dict.fromkeys(form for form in values if form))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def find_mentions(document: Document) -> tuple[Mention, ...]:
    """Find the mentions of states, in order of place, the title's first; they never overlap.

    The longest form wins, and a decoy (decoys.tsv: "New Mexico") swallows the state's name inside it.
    Matching heeds case, but not diacritics or the kind of apostrophe; names in capitals count too.
    """
    titles = [number for number, sentence in enumerate(document.sentences) if sentence.title]
    body = range(len(titles), len(document.sentences))
    found = _find_in(document, document.article.title or "", titles) if titles else []
    return (*found, *_find_in(document, document.article.text, body))


def _find_in(document: Document, text: str, numbers: Sequence[int]) -> list[Mention]:
    starts = [document.sentences[number].span.start for number in numbers]
    mentions = []
    for code, span in find_forms(text):
        place = bisect_right(starts, span.start) - 1
        if place < 0:
            continue
        sentence = document.sentences[numbers[place]]
        form = text[span.start : span.end]
        if span.end > sentence.span.end or (form == "US" and sentence.text.isupper()):
            continue
        voice = _voice_at(document, sentence, span)
        mentions.append(Mention(code, span, form, numbers[place], voice))
    return mentions


def _voice_at(document: Document, sentence: Sentence, span: Span) -> Voice:
    if sentence.title:
        return "author"
    place = bisect_right(document.quotes, span.start, key=lambda quote: quote.start) - 1
    return "quoted" if place >= 0 and span.end <= document.quotes[place].end else "author"


def find_forms(text: str) -> Iterator[tuple[str, Span]]:
    """Yield (code, span) of every form of a state in a text, in order, not overlapping."""
    folded, places = _fold(text)
    automaton, codes = _automaton()
    for pattern, start, end in automaton.find_matches_as_indexes(folded):
        code = codes[pattern]
        if code and _stands_alone(folded, start, end):
            yield code, Span(places[start], places[end - 1] + 1) if places else Span(start, end)


def _stands_alone(text: str, start: int, end: int) -> bool:
    before, after = text[start - 1 : start], text[end : end + 2]
    if before and (before.isalnum() or before in "@#/\\_&"):
        return False
    if after[:1] and (after[0].isalnum() or after[0] in "@_$"):
        return False
    if after[:1] == "." and after[1:].isalnum() and after[1:].islower():
        return False  # a domain: iran.example
    return text[start:end] not in _COMBINING_FORMS or after[:1] == "-"


@cache
def _automaton() -> tuple[AhoCorasick, tuple[str, ...]]:
    """Build the matcher; the pattern numbered i names the state codes[i], or is a decoy where that is ''."""
    codes = {_fold(row["phrase"])[0]: "" for row in _rows(DATA / "decoys.tsv")}
    codes |= {_fold(form)[0]: state.code for state in load_states().values() for form in state.forms}
    capitals = {form.upper(): code for form, code in codes.items() if len(form) >= _SHORTEST_IN_CAPITALS}
    codes = capitals | codes
    return AhoCorasick(list(codes), matchkind=MatchKind.LeftmostLongest), tuple(codes.values())


_APOSTROPHES = str.maketrans("’‘ʼ`\u00a0\u2011", "'''' -")


def _fold(text: str) -> tuple[str, tuple[int, ...]]:
    """Fold diacritics and apostrophes; also give each folded character's place in `text`, or () if unmoved."""
    text = text.translate(_APOSTROPHES)
    if text.isascii():
        return text, ()
    folded, places = [], []
    for place, char in enumerate(text):
        base = char if char.isascii() else unicodedata.normalize("NFD", char)[0]
        if unicodedata.combining(base):
            continue
        folded.append(base)
        places.append(place)
    return "".join(folded), tuple(places)
