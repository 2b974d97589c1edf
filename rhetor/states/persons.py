"""This file tells whether a form is part of a person's name: Michael Jordan, Georgia Holland, 22."""

import re

from rhetor.lexicons import starters, words
from rhetor.states.candidates import Candidate
from rhetor.states.names import is_form, is_name_part
from rhetor.states.neighbours import CAPITAL_NEXT, has_capital_before, is_title_case
from rhetor.states.offices import role_words
from rhetor.states.terms import surnames

_AGED = re.compile(r", \d\d?,")
_AGED_NAME = re.compile(r" [A-Z][\w'-]+, \d\d?,")
_ORDINARY_ENDINGS = ("ly", "ing", "ed", "ists", "ers")
_OPENING = " \"'“”("


def is_in_name(one: Candidate) -> bool:
    """Tell whether a title, or a capital letter right before or after, makes a form part of a longer name.

    In headlines, where all words have capitals, only common given names and surnames tell.
    """
    if is_named(one):
        return True
    return (_is_led_by_name(one) or _is_followed_by_name(one)) and not is_title_case(one.text, one.start, one.end)


def is_named(one: Candidate) -> bool:
    """Tell whether a form is surely part of a person's name.

    A common given name stands before it, a common surname behind one that is a given name, an age behind two names, or
    a title before them.
    """
    if one.kind in {"adjective", "people"}:
        return has_age(one) and one.last_before in words("given names")
    if one.kind not in {"name", "capital"}:
        return False
    if _is_led_by_given_name(one) or _is_aged(one) or _is_between_title_and_name(one):
        return True
    if one.form.title() not in words("given names"):
        return False
    return CAPITAL_NEXT.match(one.text, one.end) is not None and one.first_after.title() in words("surnames")


def has_age(one: Candidate) -> bool:
    """Tell whether an age stands behind a form: Jordan, 22, left."""
    return _AGED.match(one.text, one.end) is not None


def _is_led_by_given_name(one: Candidate) -> bool:
    if one.text[one.start - 1 : one.start] != " " or not has_capital_before(one.text, one.start) or not one.before:
        return False
    given = one.last_before.title() in words("given names") and not is_form(one.last_before)
    return given and not one.text.startswith("'s", one.end)


def _is_aged(one: Candidate) -> bool:
    """Tell whether an age says that two forms are a person's two names: Georgia Holland, 22."""
    if _AGED_NAME.match(one.text, one.end):
        return True
    if one.text[one.start - 1 : one.start] != " " or not has_age(one):
        return False
    return one.last_before[:1].isupper() and one.last_before not in starters()


def _is_between_title_and_name(one: Candidate) -> bool:
    """Professor Malta Lindqvist."""
    led = one.kind == "name" and one.last_before in words("titles of persons")
    return led and _is_followed_by_name(one)


def _is_led_by_name(one: Candidate) -> bool:
    if not has_capital_before(one.text, one.start) or not one.before:
        return False
    word, joint = one.last_before, one.text[one.start - 1]
    if one.kind == "leader" and word in words("honorifics"):
        return one.before[-2:-1] == ("a",)  # a Mr Merkel of Ulm
    if one.kind == "leader" and joint == "-" and word in surnames():
        return False  # the Trump-Putin summit
    if word in words("titles of persons") and one.kind != "leader":
        return True
    return (joint == " " or one.kind == "leader") and _is_name_before(one.text, one.start - len(word) - 1, word)


def _is_followed_by_name(one: Candidate) -> bool:
    if one.kind in {"adjective", "combining"} or not CAPITAL_NEXT.match(one.text, one.end) or not one.after:
        return False
    word = one.first_after
    return is_name_part(word) and word.rstrip(".") not in words("institutions") and word not in starters()


def ends_name(one: Candidate) -> bool:
    """Tell whether a state's name is the last word of a longer one inside a sentence: Guardian Australia."""
    text, start = one.text, one.start
    if not has_capital_before(text, start) or text[start - 1] != " ":
        return False
    if text.startswith("'s", one.end) or one.form.isupper():
        return False
    word = one.last_before
    if not word[:1].isupper() or word in words("parts of states") or word.endswith("'"):
        return False
    at = start - len(word) - 1
    led_by = text[max(0, at - 3) : at].rstrip(_OPENING)
    if not led_by or led_by[-1] in ".!?:\n—–-" or not _is_name_before(text, at, word):
        return False
    return not is_title_case(text, start, one.end)


def _is_name_before(text: str, at: int, word: str) -> bool:
    """Tell whether the word that begins at a place looks like a name's, also where it opens a sentence."""
    if not is_name_part(word) or word in role_words() or word in starters():
        return False
    led_by = text[max(0, at - 3) : at].rstrip(_OPENING)
    opens = not led_by or led_by[-1] in ".!?:;\n—–-"
    return not (opens and (word.endswith(_ORDINARY_ENDINGS) or word in words("calls")))
