"""This file loads the ways to name a state and the contexts in which they name something else (rhetor/data/)."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from types import MappingProxyType
from typing import Literal

from ahocorasick_rs import AhoCorasick, MatchKind

from rhetor.lexicons import rows

Kind = Literal["name", "people", "adjective", "capital", "organ", "combining", "leader", "person", "decoy"]
PHRASE_END = "_"  # in a pattern of contexts.tsv
_COLUMNS: Mapping[str, Kind] = MappingProxyType(
    {
        "name": "name",  # first: "in New Zealand" is no language, though the adjective is the same
        "official": "name",
        "aliases": "name",
        "adjectives": "adjective",
        "demonyms": "people",
        "capitals": "capital",
        "organs": "organ",
    }
)
_SHORTEST_IN_CAPITALS = 4  # "OMAN" is a state in a headline in capitals; a shorter one may be any word
_ALWAYS = 9999
_THINGS = frozenset({"food or drink", "animal or plant"})
_SMALL = frozenset({"a", "an", "and", "at", "for", "in", "of", "on", "the", "to"})  # without a capital in headlines


@dataclass(frozen=True, slots=True)
class State:
    """A state: its ISO 3166-1 alpha-2 code, its name in news, and every form that names it."""

    code: str
    name: str
    forms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Term:
    """A leader's time in an office, for one form of the name: the state, the first and the last year, whether all know
    whom the form alone means, and whether it may count where the article's date is not known.
    """

    code: str
    leader: str
    office: str
    first: int
    last: int
    famous: bool
    undated: bool


@dataclass(frozen=True, slots=True)
class Form:
    """What a pattern of the matcher stands for; decoys, persons and leaders have no code, leaders have terms."""

    code: str
    kind: Kind
    terms: tuple[Term, ...] = ()


@dataclass(frozen=True, slots=True)
class Ambiguity:
    """A form that is as often something else: what, its lean (above 0: to the state), and the words that tell."""

    others: frozenset[str]
    lean: float
    state_words: frozenset[str]
    other_words: frozenset[str]


@cache
def load_states() -> Mapping[str, State]:
    """Return every known state by its code, in the order of the codes (states.tsv)."""
    return {row["code"]: State(row["code"], row["name"], tuple(_forms(row))) for row in rows("states.tsv")}


def _forms(row: Mapping[str, str]) -> dict[str, Kind]:
    """Return the forms in a row of states.tsv, each with the first kind that it has in _COLUMNS."""
    found: dict[str, Kind] = {}
    for column, kind in _COLUMNS.items():
        for form in filter(None, row[column].split("|")):
            found.setdefault(form.removeprefix("the "), kind)
    return found


class _Folding(dict[int, str]):
    """The base letter of every character, and one sign for all that combine with the letter before them."""

    def __missing__(self, code: int) -> str:
        base = unicodedata.normalize("NFD", chr(code))[0]
        base = _COMBINING if unicodedata.combining(base) else base
        if len(self) < _KEPT:
            self[code] = base
        return base


_COMBINING = "\u0300"
_KEPT = 10_000  # characters whose base letter is remembered: no text may make a worker grow for good
_UNSEEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"  # soft hyphens and spaces of no width, also inside a word
_FOLDING = _Folding(
    {ord(char): "'" for char in "’‘ʼ`"}
    | {ord(char): " " for char in "\u00a0\u2002\u2003\u2007\u2009\u202f"}
    | {ord(char): _COMBINING for char in _UNSEEN}
    | {0x2011: "-"}
)
_WRAPPED = re.compile(r"\n(?=\w)(?<=[^\n]{50}[a-z,]\n)")  # a line broken inside a paragraph
_SPACES = re.compile("  +")
_FEW = 50  # different characters, which are faster replaced one by one
_FOLDED = re.compile("[\x80-\U0010ffff`]")  # much faster than the negated set


def fold(text: str) -> tuple[str, tuple[int, ...]]:
    """Fold diacritics, apostrophes and spaces; also say where marks of their own and spaces after spaces were left out,
    each by the folded character that then takes its place: the character p of the folded text is number
    p + bisect_right(marks, p) of `text`.
    """
    chars = set(_FOLDED.findall(text))
    if len(chars) > _FEW:
        folded = _FOLDED.sub(lambda match: _FOLDING[ord(match.group())], text)
    else:
        folded = text
        for char in chars:
            folded = folded.replace(char, _FOLDING[ord(char)])
    folded = _WRAPPED.sub(" ", folded.replace("\t", " "))
    if "  " in folded:
        folded = _SPACES.sub(lambda match: " " + _COMBINING * (len(match.group()) - 1), folded)
    if _COMBINING not in folded:
        return folded, ()
    marks = tuple(found.start() - number for number, found in enumerate(re.finditer(_COMBINING, folded)))
    return folded.replace(_COMBINING, ""), marks


@cache
def load_matcher(decoys: bool = True) -> tuple[AhoCorasick, tuple[Form, ...]]:
    """Build the matcher of folded text; its pattern numbered i is the form numbered i. The longest match wins."""
    parts = (_leaders().items(), _decoys() if decoys else (), _polities(), _state_forms())
    forms = {fold(form)[0]: one for form, one in chain.from_iterable(parts)}
    capitals = {form.upper(): one for form, one in forms.items() if len(form) >= _SHORTEST_IN_CAPITALS}
    forms = capitals | forms
    return AhoCorasick(list(forms), matchkind=MatchKind.LeftmostLongest), tuple(forms.values())


def _state_forms() -> Iterator[tuple[str, Form]]:
    """Yield the forms of states.tsv."""
    for row in rows("states.tsv"):
        for form, kind in _forms(row).items():
            yield form.removesuffix("-"), Form(row["code"], "combining" if form.endswith("-") else kind)


@cache
def capitals_and_names() -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return by state what ends a text before a name that its capital leads ("Tbilisi, "), and begins one after it."""
    found, articles = {}, ("", "the ")
    for row in rows("states.tsv"):
        capitals, names = (_written(row, kind) for kind in ("capital", "name"))
        before = tuple(f"{form}, {article}" for form in capitals for article in articles)
        found[row["code"]] = before, tuple(f", {article}{form}" for form in names for article in articles)
    return found


def _written(row: Mapping[str, str], kind: Kind) -> list[str]:
    """Return the forms in the columns of a kind, folded, and the same in capitals."""
    listed = (row[column].split("|") for column, found in _COLUMNS.items() if found == kind)
    forms = [fold(form.removeprefix("the "))[0] for form in filter(None, chain.from_iterable(listed))]
    return [*forms, *map(str.upper, forms)]


def _decoys() -> Iterator[tuple[str, Form]]:
    """Yield the phrases of decoys.tsv, those of things also as headlines write them: Panama Hat."""
    for row in rows("decoys.tsv"):
        form = Form("", "person" if row["why"] == "person" else "decoy")
        if row["why"] in _THINGS:
            yield (
                " ".join(word if word in _SMALL else word[:1].upper() + word[1:] for word in row["phrase"].split()),
                form,
            )
        yield row["phrase"], form


def _polities() -> Iterator[tuple[str, Form]]:
    for row in rows("polities.tsv"):
        kind: Kind = "name" if row["counts_as"] else "decoy"
        yield from ((name, Form(row["counts_as"], kind)) for name in row["name"].split("|"))


def _leaders() -> Mapping[str, Form]:
    terms: dict[str, list[Term]] = defaultdict(list)
    for row in rows("leaders.tsv"):
        first, last = int(row["from"]), int(row["to"] or _ALWAYS)
        undated = row["undated"] != ""
        for column, famous in (("name", undated), ("surname", row["undated"] == "both")):
            for form in filter(None, row[column].split("|")):
                terms[form].append(Term(row["code"], row["name"], row["office"], first, last, famous, undated))
    return {form: Form("", "leader", tuple(found)) for form, found in terms.items()}


@cache
def surnames() -> Mapping[str, frozenset[str]]:
    """Return the surnames in leaders.tsv with the leaders (the column `name`) that each may mean."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows("leaders.tsv"):
        for surname in filter(None, row["surname"].split("|")):
            for form in (fold(surname)[0], fold(surname)[0].upper()):
                found[form].add(row["name"])
    return {surname: frozenset(names) for surname, names in found.items()}


Words = tuple[str, ...]


@cache
def load_contexts() -> Mapping[tuple[Words, Words], dict[tuple[Words, Words], frozenset[str]]]:
    """Return contexts.tsv: (words before, words after) in lower case -> these as written -> the kinds it holds for."""
    found: dict[tuple[Words, Words], dict[tuple[Words, Words], frozenset[str]]] = defaultdict(dict)
    for row in rows("contexts.tsv"):
        before, _, after = row["pattern"].replace("-", " ").partition("*")
        kinds = frozenset(row["forms"].replace("people", "people,adjective").split(","))
        key = (tuple(before.split()), tuple(after.split()))
        variants = found[tuple(map(str.lower, key[0])), tuple(map(str.lower, key[1]))]
        variants[key] = kinds | variants.get(key, frozenset())
    return found


@cache
def context_neighbours(kind: Kind) -> Mapping[tuple[str, str], Sequence[tuple[Words, Words]]]:
    """Return the patterns of contexts.tsv for a kind, in lower case, by the words right before and after it, or "".

    A comma goes with the word behind it.
    """
    found: dict[tuple[str, str], list[tuple[Words, Words]]] = defaultdict(list)
    for (before, after), variants in load_contexts().items():
        if any(kinds & {kind, "any"} for kinds in variants.values()):
            beside = ", ".join(after[:2])[1:] if after[:1] == (",",) else after[0] if after else ""
            found[before[-1] if before else "", beside].append((before, after))
    return dict(found)


@cache
def context_abbreviations() -> frozenset[str]:
    """Return the words in contexts.tsv, in lower case, that end in a stop of their own."""
    return frozenset(word for _, after in load_contexts() for word in after if word.endswith("."))


@cache
def load_ambiguities() -> Mapping[str, Ambiguity]:
    """Return ambiguous.tsv by form; a row holds for the form in capitals too."""
    found: dict[str, Ambiguity] = {}
    for row in rows("ambiguous.tsv"):
        telling = (frozenset(filter(None, row[column].split("|"))) for column in ("state_words", "other_words"))
        one = Ambiguity(frozenset(row["other"].split()), float(row["lean"]), *telling)
        form, _ = fold(row["form"])
        found |= {form: one, form.upper(): one}
    return found


@cache
def load_telling_words() -> tuple[AhoCorasick, tuple[str, ...]]:
    """Build the matcher of all words that tell what an ambiguous form means, and list them by their pattern."""
    telling = sorted({word for one in load_ambiguities().values() for word in one.state_words | one.other_words})
    return AhoCorasick(telling, matchkind=MatchKind.LeftmostLongest), tuple(telling)
