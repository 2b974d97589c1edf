"""This file finds in a folded text what may name a state: the longest form wins, and decoys swallow what is in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain

from ahocorasick_rs import AhoCorasick, MatchKind

from rhetor.lexicons import rows, words
from rhetor.states.folding import fold
from rhetor.states.names import Kind, state_forms
from rhetor.states.terms import Term, terms_by_form

_SHORTEST_IN_CAPITALS = 4  # "OMAN" is a state in a headline in capitals; a shorter one may be any word
_THINGS = frozenset({"food or drink", "animal or plant"})  # in decoys.tsv
_DECOY_END = re.compile(r"(?:e?s|\d+)?(?!\w)")  # also of its plural


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a form stands for; decoys, persons and leaders have no code, leaders have terms."""

    code: str
    kind: Kind
    terms: tuple[Term, ...] = ()


def match_forms(text: str) -> Iterator[tuple[Meaning, int, int]]:
    """Yield (meaning, start, end) of the longest forms and persons.

    A decoy hides what lies in it, unless it ends inside a word.
    """
    automaton, meanings = _matcher()
    inner, known = _matcher(decoys=False)
    for number, start, end in automaton.find_matches_as_indexes(text):
        meaning = meanings[number]
        if meaning.kind in {"decoy", "person"} and not _DECOY_END.match(text, end):
            within = inner.find_matches_as_indexes(text[start:end])
            found = ((known[number], start + first, start + last) for number, first, last in within)
            yield from (one for one in found if one[0].kind != "decoy")
        elif meaning.kind != "decoy":
            yield meaning, start, end


@cache
def _matcher(decoys: bool = True) -> tuple[AhoCorasick, tuple[Meaning, ...]]:
    """Build the matcher of all forms, and list what its form numbered i means; the later parts win over the earlier."""
    parts = (_leaders(), _decoys() if decoys else (), _polities(), _states())
    forms = {fold(form)[0]: meaning for form, meaning in chain.from_iterable(parts)}
    capitals = {form.upper(): meaning for form, meaning in forms.items() if len(form) >= _SHORTEST_IN_CAPITALS}
    forms = capitals | forms
    return AhoCorasick(list(forms), matchkind=MatchKind.LeftmostLongest), tuple(forms.values())


def _leaders() -> Iterator[tuple[str, Meaning]]:
    yield from ((form, Meaning("", "leader", tuple(terms))) for form, terms in terms_by_form().items())


def _decoys() -> Iterator[tuple[str, Meaning]]:
    """Yield the phrases of decoys.tsv, those of things also as headlines write them: Panama Hat."""
    for row in rows("decoys.tsv"):
        meaning = Meaning("", "person" if row["why"] == "person" else "decoy")
        if row["why"] in _THINGS:
            yield " ".join(map(_in_headline, row["phrase"].split())), meaning
        yield row["phrase"], meaning


def _in_headline(word: str) -> str:
    return word if word in words("small words") else word[:1].upper() + word[1:]


def _polities() -> Iterator[tuple[str, Meaning]]:
    for row in rows("polities.tsv"):
        kind: Kind = "name" if row["counts_as"] else "decoy"
        yield from ((name, Meaning(row["counts_as"], kind)) for name in row["name"].split("|"))


def _states() -> Iterator[tuple[str, Meaning]]:
    yield from ((form, Meaning(code, kind)) for code, form, kind in state_forms())
