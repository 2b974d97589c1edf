"""This file tells whether an adjective means a language or a descent rather than a state."""

import re

from rhetor.lexicons import regex, words
from rhetor.states.candidates import Candidate
from rhetor.states.contexts import LISTED_WITH, ends_phrase
from rhetor.states.names import state_names

_REACH = 80  # characters of one phrase
_SIGNS = r"\b{language signs}\b"
_TAUGHT = r"\b{language verbs}\b[^.!?;:]{0,40}$"
_SPOKEN = r"(?i)\b{before a language} $"
_TEXT_IN = r"\b{texts} in $"
_OWNED = r"\b{possessives} $"
_LISTED = re.compile(r"(?:[A-Z][a-z]+(?: first)?(?: as well as |, and |, or |, | and | or | into | to | than ))+$")
_LINEAGE = (
    r"(?=,| and| or)(?:(?:,|,? and|,? or) (?:[a-z]+ )?[A-Z][\w-]+(?: [A-Z][\w-]+)?){0,8}(?:,? (?:and|or) other)?"
    r"(?: [a-z]+ (?:and|or))? {descent}\b"
)


def is_language(one: Candidate) -> bool:
    """Tell whether an adjective without a noun is a language, as words near it say: languages, translated, fluent."""
    if one.kind != "adjective" or one.form.endswith("s") or one.form in state_names():
        return False
    if (listed := LISTED_WITH.match(one.text, one.end)) and listed[1] in words("language nouns"):
        return True
    if one.text.startswith("-to-", one.end) or one.text.endswith("-to-", 0, one.start):
        return True
    ahead = one.ahead(_REACH)
    if regex(_TEXT_IN).search(ahead) and one.first_after.endswith(("ed", "es")):
        return True  # subtitles in Korean appeared
    return _stands_without_noun(one) and _is_spoken(one, ahead)


def _stands_without_noun(one: Candidate) -> bool:
    if not ends_phrase(one) and not one.text.startswith((" first and ", " first, "), one.end):
        return False
    return one.last_before.lower() not in words("articles and numbers") and not one.text.startswith("'s", one.end)


def _is_spoken(one: Candidate, ahead: str) -> bool:
    if listed := _LISTED.search(ahead):
        ahead = ahead[: listed.start()]
    if regex(_SPOKEN).search(ahead) or (one.next_char != "," and regex(_OWNED).search(ahead)):
        return True
    if not words("being").isdisjoint(one.before):
        return False
    around = one.text[max(0, one.start - _REACH) : one.end + _REACH]
    return bool(regex(_SIGNS).search(around) or regex(_TAUGHT).search(ahead))


def is_lineage(one: Candidate) -> bool:
    """Tell whether an adjective opens a list of descents: of Cuban, Mexican or other origin."""
    return one.kind in {"adjective", "people"} and regex(_LINEAGE).match(one.text, one.end) is not None


def is_descent(one: Candidate, other: Candidate) -> bool:
    """Tell whether two forms name people by descent: Irish Americans, an Iranian-American writer, Bosnian Serbs."""
    if other.start - one.end != 1 or one.next_char not in " -" or one.code == other.code:
        return False
    if not {one.kind, other.kind} <= {"people", "adjective"}:
        return False
    if other.form.endswith("s") and other.kind == "people":
        return True
    after = other.first_after.lower()
    if after in words("relations"):
        return False
    if one.next_char == " " and one.kind == other.kind == "adjective":
        return True
    return other.code in words("states of settlers") or after in words("persons")
