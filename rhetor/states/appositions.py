"""This file tells what an apposition says of a name: "Sudan, the last rhino" is no state."""

import re

from rhetor.lexicons import regex, words
from rhetor.states.candidates import Candidate

_YEARS_OLD = re.compile(r", (?:a|an|the) \d\d?-year-old")
_APPOSITION = (
    r", {possessive articles} (?:(?!{not in an apposition} )[\w'-]+ ){0,5}?"
    r"([\w-]+)(?=[,.;:!?)]| {after an apposition}\b)"
)


def is_called(one: Candidate, *lists: str) -> bool:
    """Tell whether an apposition says that a name is what some lists in words.tsv hold: persons, creatures or towns."""
    if _YEARS_OLD.match(one.text, one.end):
        return True
    found = regex(_APPOSITION).match(one.text, one.end)
    return found is not None and any(found[1].lower() in words(name) for name in lists)
