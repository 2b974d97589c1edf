"""This file decides what an article means by a form: a state, or the person, place or thing of the same name."""

import re
from collections.abc import Sequence
from itertools import pairwise

from rhetor.lexicons import regex, words
from rhetor.states.ambiguities import Ambiguity, load_ambiguities
from rhetor.states.appositions import is_called
from rhetor.states.candidates import Candidate
from rhetor.states.languages import is_descent, is_language, is_lineage
from rhetor.states.leaders import is_month, is_numbered, is_of_kin
from rhetor.states.persons import has_age, is_in_name
from rhetor.states.reading import Reading, is_part_of_name
from rhetor.states.terms import surnames
from rhetor.states.towns import follows_town, is_beside_capital, is_dateline, is_elsewhere, is_in_another_state

_REACH = 80  # characters of one phrase
_PRONOUN = r"[^.!?\n]{0,70}?\b{personal pronouns}\b"
_COMPASS = re.compile(r"\b(?:north|south|east|west)(?:ern|-east|-west|-eastern|-western)? $|\bcentral $")
_SMALL_WORD = re.compile(r"[a-z]+")
_GOVERNS = r"'?s? (?:{offices of states}|{belongings}|people\b)"
_GOVERNED = r"\b(?:{offices of states}|{Offices of states with capitals}|{belongings before of}) of $"


def decide(text: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Keep the candidates that name a state in this text."""
    reading = Reading(text, candidates)
    kept = [one for one in reading.candidates if _names_state(one, reading)]
    dropped = {one for pair in pairwise(kept) if is_descent(*pair) for one in pair}
    dropped |= {one for one, other in pairwise(kept) if is_elsewhere(one, other)}
    return [one for one in kept if one not in dropped and not (is_language(one) or is_lineage(one))]


def _names_state(one: Candidate, reading: Reading) -> bool:
    if one.kind == "leader" or one.form in load_ambiguities():
        return reading.ask(_is_meant, one)
    if is_part_of_name(one, reading) or (one.kind == "name" and _is_called_otherwise(one)):
        return False
    return one.form not in reading.namesakes or _is_gone_into(one)


def _is_called_otherwise(one: Candidate) -> bool:
    return is_called(one, "persons", "creatures and towns")


def _is_gone_into(one: Candidate) -> bool:
    return one.last_before.lower() in words("into a place")


def _is_meant(one: Candidate, reading: Reading) -> bool:
    if is_dateline(one):
        return True
    if one.kind == "leader" and not _is_in_office(one, reading):
        return False
    ambiguity = load_ambiguities().get(one.form)
    return ambiguity is None or _is_state(one, ambiguity, reading)


def _is_in_office(one: Candidate, reading: Reading) -> bool:
    """Tell whether a leader's name means the leader: not a former one, a relative or a tower."""
    bearers = one.bearers
    if bearers.former or is_in_name(one) or is_of_kin(one) or is_called(one, "creatures and towns"):
        return False
    if is_numbered(one) or is_month(one):
        return False
    if one.form not in surnames() or bearers.titled:
        return True
    if bearers.names & reading.full_names:
        return True
    another = one.form in reading.others and one.form not in reading.titled
    return bearers.famous and not another and not bearers.names <= reading.former


def _is_state(one: Candidate, ambiguity: Ambiguity, reading: Reading) -> bool:
    """Weigh what speaks for the state against what speaks for a person, place or thing of the same name.

    The weights were set by hand on sentences that no test holds (docs/experiments.md).
    """
    if is_beside_capital(one) or (one.kind == "people" and one.last_before.lower() in words("articles and numbers")):
        return True
    if "person" in ambiguity.others and is_in_name(one):
        return False
    if one.kind in {"name", "capital"} and _is_called_otherwise(one):
        return False
    score = ambiguity.lean + 0.8 * reading.hits(ambiguity.state_words, one.start)
    score -= 0.8 * reading.hits(ambiguity.other_words, one.start)
    score = _weigh_state(one, ambiguity, reading, score)
    score = _weigh_place(one, ambiguity, score) if "place" in ambiguity.others else score
    return score + (_weigh_person(one, ambiguity, reading) if "person" in ambiguity.others else 0.0) > 0


def _weigh_state(one: Candidate, ambiguity: Ambiguity, reading: Reading, score: float) -> float:
    ahead = one.ahead(_REACH)
    score += 4.0 * bool(regex(_GOVERNS).match(one.text, one.end) or regex(_GOVERNED).search(ahead))
    score += 2.0 * bool(_COMPASS.search(ahead)) + 2.0 * (one.code in reading.sure_codes)
    doubtful = ambiguity.others == {"thing"} or (one.kind == "name" and "place" in ambiguity.others)
    return score + (0.3 if doubtful else 1.0) * bool(reading.sure_codes - {one.code, "US"})


def _weigh_place(one: Candidate, ambiguity: Ambiguity, score: float) -> float:
    score -= 3.0 * is_in_another_state(one)
    return score - 3.0 * (one.kind == "name" and follows_town(one, ambiguity))


def _weigh_person(one: Candidate, ambiguity: Ambiguity, reading: Reading) -> float:
    inside = _is_gone_into(one)
    score = -3.0 * (one.form in reading.persons and one.code not in reading.sure_codes and not inside)
    score -= 2.0 * has_age(one)
    score -= 1.5 * one.text.startswith((", who ", ", whose "), one.end)
    score -= 3.0 * (one.first_after in words("verbs of persons") and not inside)
    score -= 1.2 * (one.first_after in words("verbs of speech"))
    around = one.text[max(0, one.start - _REACH) : one.end + _REACH]
    score -= 0.7 * min(2, sum(word in words("signs of a person") for word in _SMALL_WORD.findall(around)))
    score += 1.5 * (inside and "place" not in ambiguity.others)
    return score - 0.8 * (one.kind != "capital" and regex(_PRONOUN).match(one.text, one.end) is not None)
