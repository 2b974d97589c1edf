"""This file tells whether the words beside a leader's name say that the office is over, or none of a state's."""

from functools import cache

from rhetor.lexicons import phrases, regex
from rhetor.states.terms import surnames

_REACH = 80  # characters of one phrase
_OFFICE = r"(?:[Vv]ice[ -])?{Offices that end}s?"
_FORMER = (
    r"\b{Over}[ -](?:(?:(?!\w+day )[A-Z][\w.'-]*|{epithets of former leaders}|\w+-\w+) ){0,3}?"
    rf"{_OFFICE}(?: of (?:the )?[A-Z]\w+(?: [A-Z]\w+)?)?"
    r"(?: and [a-z-]+ [a-z]+)?,? (?:(?<=s )(?:[A-Z][\w.'-]+(?: [A-Z][\w.'-]+){0,2}(?:, |,? and )){1,4})?"
    r"(?:[A-Z][\w.-]+ )?$"
)
_DIRECTLY_FORMER = r"\b(?:{Over}|[Pp]redecessor,?)[ -]$"
_AIDES = r" (?:{fields of aides} )?{aides}\b"
_FORMER_BEHIND = (
    rf",? (?:the |a |an |then )?(?:(?:country|nation)'s )?{{over behind a name}}[ -](?:[\w'-]+ ){{0,2}}?{_OFFICE}\b"
)
_ELSEWHERE = (
    r"(?:\b{organisations with heads}(?:'s)? (?:[\w-]+ ){0,3}?"
    r"(?:{Offices of organisations}|{offices of organisations in small letters})"
    r"|{Secretaries-general}|\b{Offices of parts of states}),? $"
)
_HEAD = r"(?:{Offices of organisations}|{offices of organisations in small letters}|{Secretaries-general})"
_BODY = "{organisations with heads behind a name}"
_ELSEWHERE_BEHIND = (
    r", (?:the |now |now the |(?:now )?in (?:his|her) (?:[\w-]+ ){1,4}as )?"
    rf"(?:{_BODY}(?:'s)? (?:[\w-]+ ){{0,2}}?{_HEAD}|{_HEAD} of (?:the )?{_BODY})"
    r"(?=[,.;:)]| who\b| said\b|$)"
)


def is_former(text: str, start: int, end: int) -> bool:
    """Tell whether the words beside a leader's name at [start, end) say that the office is over, or another's."""
    if regex(_FORMER_BEHIND).match(text, end) or regex(_ELSEWHERE_BEHIND).match(text, end):
        return True
    ahead = text[max(0, start - _REACH) : start]
    if any(map(ahead.__contains__, _over())) and _is_former_before(ahead, text, start, end):
        return True
    return ahead.rstrip(", ").endswith(_heads()) and regex(_ELSEWHERE).search(ahead) is not None


@cache
def _over() -> tuple[str, ...]:
    """Return what stands ahead wherever an office is said to be over, without a first letter of either size.

    To look for it is much faster than to search by a regular expression.
    """
    return (*(word[1:] + joint for word in phrases("over") for joint in " -"), "edecessor")


def _is_former_before(ahead: str, text: str, start: int, end: int) -> bool:
    if regex(_AIDES).match(text, end):
        return False  # former Obama aides
    if regex(_FORMER).search(ahead):
        return True
    if not regex(_DIRECTLY_FORMER).search(ahead):
        return False
    return text[start:end] not in surnames() or ahead.rstrip(" ,").endswith(("late", "redecessor"))


@cache
def _heads() -> tuple[str, ...]:
    """Return the ends of what may be the title of one who leads no state, for speed."""
    lists = ("organisations", "organisations in small letters", "parts of states")
    found = (*phrases("secretaries-general"), *(one for name in lists for one in phrases(f"offices of {name}")))
    return tuple(title[1:] for title in found)
