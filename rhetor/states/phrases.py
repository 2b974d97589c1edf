"""This file joins the forms of one state in one noun phrase: Israeli Prime Minister Netanyahu is one mention."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from rhetor.lexicons import regex
from rhetor.states.candidates import Candidate
from rhetor.states.neighbours import CAPITAL_NEXT
from rhetor.states.offices import title_word
from rhetor.states.towns import is_beside_capital

_LONGEST_GAP = 120  # characters between two forms of one noun phrase
_PLAIN_GAPS = frozenset({" ", "'s ", "' ", "'S ", "-born ", "-based "})
_AND_ANOTHER = re.compile(r" and (?:the )?[A-Z]")
_CAPITAL_BEHIND = re.compile(r" (?:[a-z]+ )?capital\b")
_CAPITAL_OF = re.compile(r",? (?:the )?(?:[a-z]+ )?capital(?: city)? of (?:the )?")
_OTHER_NAME = (
    r",? (?:{how long} ){0,2}"
    r"(?:{how named}(?: officially)?(?: known as| called| named)?|called|known as|a\.?k\.?a\.?) (?:the )?"
)
_EPITHET = r"(?:{epithets}|\w+-\w+) "
_ORGAN_BETWEEN = r"(?:'s?)? (?:[a-z-]+ ){0,2}{organs in small letters},? (?:the )?"
_ORGAN_BEHIND = (
    r" (?:{attributes of organs} )?(?:{organs with capitals}|(?:[A-Z][a-z]+ )?Ministry"
    r"|(?:Ministry|Department) of [A-Z][a-z]+(?: Affairs)?)\b(?! (?:[A-Z]|of\b))"
)


def join_phrases(found: Iterable[Candidate]) -> Iterator[tuple[str, int, int]]:
    """Yield (code, start, end), the forms of one state in one noun phrase as one."""
    first = last = None
    for one in found:
        if first and last and _is_one_phrase(last, one):
            last = one
            continue
        if first and last:
            yield first.code, first.start, _closed(first, last)
        first = last = one
    if first and last:
        yield first.code, first.start, _closed(first, last)


def _is_one_phrase(one: Candidate, other: Candidate) -> bool:
    """Tell whether two forms name one state in one noun phrase, apposition included."""
    if one.code != other.code or other.start - one.end > _LONGEST_GAP:
        return False
    gap = one.text[one.end : other.start]
    if gap in _PLAIN_GAPS and one.form != other.form:
        return True
    if gap == " (":
        return other.next_char == ")"
    match one.kind, other.kind:
        case (("adjective" | "people" | "name"), ("leader" | "capital" | "organ")):
            return _leads_to(one, other, gap)
        case "name", "name":
            return one.form != other.form and bool(regex(_OTHER_NAME).fullmatch(gap))
        case "leader", ("adjective" | "people" | "name"):
            titled = gap in {", the ", ", "} and _title_behind().match(one.text, other.end)
            return bool(titled) or (other.kind != "people" and gap in {" of ", " of the "})
        case "capital", _ if gap in {", ", ", the "} and is_beside_capital(other):
            return not _AND_ANOTHER.match(one.text, other.end)  # In Moscow, Russia and China signed it
        case "capital", "name":
            return gap in {" in ", " in the ", ", in "} or bool(_CAPITAL_OF.fullmatch(gap))
        case "capital", "adjective" | "people" | "name":
            return gap == ", the " and bool(_CAPITAL_BEHIND.match(one.text, other.end))
    return False


def _leads_to(one: Candidate, other: Candidate, gap: str) -> bool:
    """Tell whether titles alone stand between a state and its leader, capital or organ."""
    if one.kind == "name" and gap[:1] == ",":
        return False  # In France, President Macron spoke
    if _titles_between().fullmatch(gap):
        return True
    return other.kind == "organ" and regex(_ORGAN_BETWEEN).fullmatch(gap) is not None


@cache
def _titles_between() -> re.Pattern[str]:
    return regex(rf"(?:'s?)?(?:,? (?:{_EPITHET}){{0,3}}{title_word()}(?: of)?)+,? (?:the )?")


@cache
def _title_behind() -> re.Pattern[str]:
    return regex(rf"(?:'s? (?:[\w-]+ ){{0,3}}?| (?:(?!and |or )[a-z-]+ ){{0,2}}?){title_word()}\b")


def _closed(first: Candidate, last: Candidate) -> int:
    """Return where a mention ends: behind the bracket that it opened, or the organ of the state that it begins.

    "Israel Defense Forces (IDF)", "US Navy", "French Senate".
    """
    if last.kind in {"name", "adjective"} and CAPITAL_NEXT.match(last.text, last.end):
        organ = regex(_ORGAN_BEHIND).match(last.text, last.end)
        if organ:
            return organ.end()
    inside = "(" in first.text[first.start : last.start]
    return last.end + (inside and last.next_char == ")")
