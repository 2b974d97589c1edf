"""This file finds the forms that name a state in a text: those matched, less what the words around rule out."""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator

from rhetor.spans import Span
from rhetor.states.candidates import Candidate
from rhetor.states.contexts import is_swallowed
from rhetor.states.folding import fold, with_capitals
from rhetor.states.leaders import name_leader
from rhetor.states.matcher import match_forms
from rhetor.states.organisations import is_in_organisation
from rhetor.states.phrases import join_phrases
from rhetor.states.senses import decide
from rhetor.states.towns import is_beside_capital
from rhetor.states.wholes import stands_alone


def find_forms(text: str, year: int | None = None) -> Iterator[tuple[str, Span]]:
    """Yield (code, span) of every mention of a state in a text, in order, not overlapping.

    The longest form wins; a decoy ("New Mexico") swallows the state's name inside it. Matching heeds case,
    but not diacritics or the kind of apostrophe; names in capitals count too. A leader counts in the years
    of the office where the text's year is given, else where all know who it is.
    """
    folded, marks = fold(text)
    folded = with_capitals(folded)
    for code, start, end in join_phrases(decide(folded, list(find_candidates(folded, year)))):
        last = end + bisect_right(marks, end - 1)
        while marks and last < len(text) and unicodedata.combining(text[last]):
            last += 1  # an accent of its own on the last letter
        yield code, Span(start + bisect_right(marks, start), last)


def find_candidates(text: str, year: int | None) -> Iterator[Candidate]:
    """Yield what the matcher finds in a folded text, less what the words beside it rule out."""
    for meaning, start, end in match_forms(text):
        one = Candidate(text, start, end, meaning.kind, meaning.code)
        if not stands_alone(one):
            continue
        if meaning.terms:
            if named := name_leader(one, meaning.terms, year):
                yield named
        elif one.kind in {"organ", "person"} or is_beside_capital(one) or not _is_something_else(one):
            yield one


def _is_something_else(one: Candidate) -> bool:
    return is_swallowed(one) or is_in_organisation(one)
