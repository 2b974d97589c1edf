"""This file tells whether a match is a word of its own: no part of a word, an address or an amount."""

import re

from rhetor.lexicons import regex, words
from rhetor.states.ambiguities import load_ambiguities
from rhetor.states.candidates import Candidate
from rhetor.states.names import is_form
from rhetor.states.neighbours import NEXT_WORD, REACH, line_around
from rhetor.states.terms import surnames

_ASKS = r"\b{requests} $"
_LONGEST_REQUEST = 12  # characters
_SHORT = 3  # characters of an abbreviation that a word in capitals may be, too
_SIGNS_BEFORE, _SIGNS_AFTER = frozenset("@/\\_&"), frozenset("@_$")
_CAPITALIZED = re.compile(r"(?<![/.\w])[A-Z][A-Za-z]+$")
_BREAK = re.compile(r"\W")
_PATH = 30  # characters of a name before or behind a slash
_CONTRACTED = re.compile(r"'(?:s|S|ll|d|ve|re|t)\b")
_OWNERS = frozenset({"name", "capital", "leader"})
_SHORTEST_OWNER = 4
_WORD_AFTER_S = re.compile(r"s ([^\W\d_]+)")


def stands_alone(one: Candidate) -> bool:
    """Tell whether a match is no part of a word, an address or an amount, and US no word in capitals."""
    text, form = one.text, one.form
    if not _is_whole(one):
        return False
    if form == "GB" and one.ahead(2).strip()[-1:].isdigit():
        return False
    if one.kind == "combining":
        other = NEXT_WORD.match(text, one.end)
        return bool(one.next_char == "-" and other and is_form(other[1]))
    if form == "US" and regex(_ASKS).search(one.ahead(_LONGEST_REQUEST)):
        return False
    if len(form) <= _SHORT and form.isupper() and form not in words("short states"):
        return form == "US" or not _is_shouted(one) or _is_headed(one)
    return True


def _is_whole(one: Candidate) -> bool:
    """Tell whether a match is no part of a longer word, a handle, a path or a domain."""
    text, start, end = one.text, one.start, one.end
    before, after = text[start - 1 : start] if start else "", text[end : end + 2]
    if before.isalnum() or after[:1] in _SIGNS_AFTER or (after[:1].isalnum() and not _has_bare_genitive(one)):
        return False
    if before in _SIGNS_BEFORE and not (before == "/" and _CAPITALIZED.search(text[max(0, start - _PATH) : start - 1])):
        return False  # but Trump/Putin
    if after[:1] == "'" and after[1:].isalpha() and not _CONTRACTED.match(text, end):
        return False  # Xi'an
    if after[:1] == "/" and after[1:].isupper() and not _is_name(_BREAK.split(text[end + 1 : end + _PATH])[0]):
        return False  # Dublin/Pleasanton, but Russia/Ukraine
    return not (after[:1] == "." and after[1:].isalnum() and after[1:].islower())  # a domain: iran.example


def _is_name(word: str) -> bool:
    return is_form(word) or word in surnames()


def _has_bare_genitive(one: Candidate) -> bool:
    """Tell whether a name ends in a genitive whose apostrophe is lost, as in badly decoded news: Egypts army."""
    form = one.form
    if one.kind not in _OWNERS or len(form) < _SHORTEST_OWNER:
        return False
    if form in words("names with plurals") or form in load_ambiguities():
        return False
    after = _WORD_AFTER_S.match(one.text, one.end)
    if not after or one.last_before.lower() in words("before plurals"):
        return False
    return form not in surnames() or (after[1].islower() and after[1] not in words("function words"))


def _is_shouted(one: Candidate) -> bool:
    """Tell whether what stands around a form in its line is all in capitals."""
    before, after = line_around(one.text, one.start, one.end, REACH)
    return (before + after).isupper()


def _is_headed(one: Candidate) -> bool:
    """Tell whether a short form among capitals is the state: first in its line, or beside an article or hyphen."""
    before, _ = line_around(one.text, one.start, one.end, REACH)
    before = before.rstrip()
    return not before or before.endswith(("THE", ".", ":", ",")) or one.next_char == "-"
