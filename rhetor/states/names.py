"""This file loads the states and the forms that name them (rhetor/data/states.tsv)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from types import MappingProxyType
from typing import Literal

from rhetor.lexicons import rows, words
from rhetor.states.folding import fold

Kind = Literal["name", "people", "adjective", "capital", "organ", "combining", "leader", "person", "decoy"]
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
_ARTICLE = "the "


@dataclass(frozen=True, slots=True)
class State:
    """A state: its ISO 3166-1 alpha-2 code, its name in news, and every form that names it."""

    code: str
    name: str
    forms: tuple[str, ...]


@cache
def load_states() -> Mapping[str, State]:
    """Return every known state by its code, in the order of the codes."""
    return {row["code"]: State(row["code"], row["name"], tuple(_kinds(row))) for row in rows("states.tsv")}


def _kinds(row: Mapping[str, str]) -> dict[str, Kind]:
    """Return the forms in a row of states.tsv, each with the first kind that it has in _COLUMNS."""
    found: dict[str, Kind] = {}
    for column, kind in _COLUMNS.items():
        for form in filter(None, row[column].split("|")):
            found.setdefault(form.removeprefix(_ARTICLE), kind)
    return found


def state_forms() -> Iterator[tuple[str, str, Kind]]:
    """Yield (code, form, kind) of every form; one that ends in a hyphen is combining and loses it: Sino-."""
    for row in rows("states.tsv"):
        for form, kind in _kinds(row).items():
            yield row["code"], form.removesuffix("-"), "combining" if form.endswith("-") else kind


@cache
def state_names() -> frozenset[str]:
    """Return the names of the states, one each."""
    return frozenset(state.name for state in load_states().values())


@cache
def capitals_and_names() -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """Return by state what ends a text before a name that its capital leads ("Tbilisi, "), and begins one after it."""
    found, articles = {}, ("", _ARTICLE)
    for row in rows("states.tsv"):
        capitals, names = (_written(row, kind) for kind in ("capital", "name"))
        before = tuple(f"{form}, {article}" for form in capitals for article in articles)
        found[row["code"]] = before, tuple(f", {article}{form}" for form in names for article in articles)
    return found


def _written(row: Mapping[str, str], kind: Kind) -> list[str]:
    """Return the forms in the columns of a kind, folded, and the same in capitals."""
    listed = (row[column].split("|") for column, found in _COLUMNS.items() if found == kind)
    forms = [fold(form.removeprefix(_ARTICLE))[0] for form in filter(None, chain.from_iterable(listed))]
    return [*forms, *map(str.upper, forms)]


def is_form(word: str) -> bool:
    """Tell whether a word alone names a state."""
    return word in _forms() or (word.isupper() and word.title() in _forms())


@cache
def _forms() -> frozenset[str]:
    return frozenset(form for state in load_states().values() for form in state.forms)


def is_name_part(word: str) -> bool:
    """Tell whether a word looks like part of a longer name: a capital letter, and neither a state nor a weekday."""
    bare = word.rstrip(".")
    if word.endswith("'s") or bare in words("calendar") or is_form(word):
        return False
    return word[:1].isupper() and (not word.isupper() or len(bare) == 1)
