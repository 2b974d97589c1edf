"""This file tells whom a leader's name means, and where it stands for something else than the leader."""

import re
from collections.abc import Sequence
from functools import cache

from rhetor.lexicons import any_of, regex, words
from rhetor.states.candidates import Bearers, Candidate
from rhetor.states.former import is_former
from rhetor.states.names import load_states
from rhetor.states.offices import offices_by_title
from rhetor.states.terms import Term, surnames

_TITLE = 24  # characters of a title before a name
_OWN_TITLE = r"(?i)(?:{titles in names} )*"
_GOVERNMENT = r"(?:'s? (?:[a-z-]+ ){0,2}?| ){governments}\b"
_KIN = r"'s? (?:\w+ )?{kin}\b"
_NUMERAL = r" (?:I{1,3}|IV|VI{0,3}|IX|X[IVX]*)\b(?!')"  # Charles I, Leo XIII


def name_leader(one: Candidate, terms: Sequence[Term], year: int | None) -> Candidate | None:
    """Return the candidate with the one state whose leaders of that name may be meant, if there is one.

    A title that is part of the name in leaders.tsv is left out of it: Pope Francis.
    """
    offices = _offices_before(one)
    titled = bool(offices) or _is_governing(one) or any(_is_of_state(one, term) for term in terms)
    if offices and one.form in surnames() and one.text[one.start - 2] != ",":
        terms = [term for term in terms if term.office in offices or term.famous]
    serving = [term for term in terms if (term.first <= year <= term.last if year else titled or term.undated)]
    if len({term.code for term in serving}) != 1:
        serving = [term for term in serving if term.famous]
    if len({term.code for term in serving}) != 1:
        return None
    title = regex(_OWN_TITLE).match(one.form)
    start = one.start + (title.end() if title else 0)
    names, famous = frozenset(term.name for term in serving), any(term.famous for term in serving)
    bearers = Bearers(names, famous, titled, is_former(one.text, start, one.end))
    return Candidate(one.text, start, one.end, one.kind, serving[0].code, bearers)


def _offices_before(one: Candidate) -> frozenset[str]:
    """Return the offices (of leaders.tsv) that the title before a leader's name may mean; none where there is none."""
    before = _title_before().search(one.text, max(0, one.start - _TITLE), one.start)
    return offices_by_title()[before[1].lower()] if before else frozenset()


@cache
def _title_before() -> re.Pattern[str]:
    return re.compile(rf"\b({any_of(offices_by_title(), capitals=True)}),? $")


def _is_governing(one: Candidate) -> bool:
    return regex(_GOVERNMENT).match(one.text, one.end) is not None


def _is_of_state(one: Candidate, term: Term) -> bool:
    name = load_states()[term.code].name
    return one.text.startswith((f" of {name}", f" of the {name}"), one.end)


def is_of_kin(one: Candidate) -> bool:
    """Tell whether a leader is named for the sake of a relative: Boris Johnson's sister."""
    return regex(_KIN).match(one.text, one.end) is not None


def is_numbered(one: Candidate) -> bool:
    """Tell whether a name is a ruler's of old or a pope's: Charles I, Leo XIII."""
    return regex(_NUMERAL).match(one.text, one.end) is not None


def is_month(one: Candidate) -> bool:
    """Tell whether May is the month: in May, May 2017, 3 May."""
    if one.form != "May":
        return False
    word = one.last_before
    return word.lower() in words("before a month") or word.isdigit() or one.first_after[:1].isdigit()
