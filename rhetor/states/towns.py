"""This file tells of which state a capital or a town beside a name is: Tbilisi, Georgia; Tripoli, Lebanon."""

import re

from rhetor.lexicons import regex, starters
from rhetor.states.ambiguities import Ambiguity
from rhetor.states.candidates import Candidate
from rhetor.states.names import capitals_and_names, is_form, is_name_part, load_states, state_names

_REACH = 80  # characters of one phrase
_DATELINE = r"(?:, [A-Z][\w. ]{1,20})? ?\((?:[A-Z]{2,}|{news agencies})\b[^)]{0,20}\)"
_CITY_OF = r", (?:the|a|an) (?:[\w'-]+ ){0,4}?{towns} (?:of|in) ([A-Z][\w ]*)"
_IN_STATE = re.compile(r", (?:a \w+ )?in (?:[a-z' -]{0,40} of )?([A-Z]\w{1,30}(?: [A-Z]\w{1,30}){0,2}?)(?='s|[,.; ])")
_TOWN = re.compile(r"(?:[A-Z][\w.]* ){0,3}([A-Z][\w.]{3,}), $")


def is_beside_capital(one: Candidate) -> bool:
    """Tell whether a name stands behind its capital, or a capital before its state's name: Tbilisi, Georgia."""
    capitals, names = capitals_and_names()[one.code]
    if one.kind == "capital":
        if not one.text.startswith(", ", one.end):
            return False
        ends = [one.end + len(name) for name in names if one.text.startswith(name, one.end)]
        return any(not one.text[end : end + 1].isalnum() for end in ends)
    return one.text.endswith(capitals, max(0, one.start - _REACH), one.start) and f", {one.form}" in names


def is_dateline(one: Candidate) -> bool:
    """Tell whether a capital opens an agency's report: WASHINGTON (AP)."""
    return one.kind == "capital" and regex(_DATELINE).match(one.text, one.end) is not None


def is_elsewhere(one: Candidate, other: Candidate) -> bool:
    """Tell whether a capital is a town of another state that is named after it: Tripoli, Lebanon."""
    if one.kind != "capital" or other.kind != "name" or one.code == other.code:
        return False
    if one.text[one.end : other.start] == ", " and other.next_char in {",", "'"}:
        return True
    city = regex(_CITY_OF).match(one.text, one.end)
    return city is not None and city.start(1) == other.start


def is_in_another_state(one: Candidate) -> bool:
    """Tell whether the words behind a name say that it is a place in another state: Lebanon, a town in Ohio."""
    inside = _IN_STATE.match(one.text, one.end)
    return inside is not None and inside[1] in state_names() and inside[1] not in load_states()[one.code].forms


def follows_town(one: Candidate, ambiguity: Ambiguity) -> bool:
    """Tell whether an unknown town stands before a name, as before a part of a state: Savannah, Georgia."""
    town = _TOWN.search(one.ahead(_REACH))
    if town is None or not is_name_part(town[1]) or town[1] in ambiguity.state_words or town[1] in starters():
        return False
    parts = town[0][:-2].split(" ")
    return not any(is_form(" ".join(parts[first:])) for first in range(len(parts)))
