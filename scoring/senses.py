"""This file decides what an article means by a form: a state, or the person, place or thing of the same name."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from scoring.aliases import Ambiguity, Kind, load_ambiguities, load_telling_words, surnames, words
from scoring.neighbours import is_in_name, is_name_part, starters, words_after, words_before

SURE = 3.0  # the lean of a form that is the state unless the words right beside it say otherwise
_NEAR = 300  # characters each side
_REACH = 80  # characters of one phrase
_INSIDE = frozenset({"in", "into", "across", "inside", "throughout", "to"})
_SETTLED = frozenset({"US", "CA", "AU", "NZ", "GB"})  # states that name their people by descent: Irish American
_PRONOUN = re.compile(r"[^.!?\n]{0,70}?\b(?:he|she|him|his|her|himself|herself)\b")
_CLAUSE = re.compile(r"[a-z]+")
_TOWN = re.compile(r"([A-Z][\w.]{3,}), $")
_GOVERNS = re.compile(
    r"'?s? (?:president|prime minister|premier|government|king|queen|army|military|armed forces|parliament|foreign"
    r"|interior minist|defen[cs]e minist|finance minist|capital|border|economy|currency|ambassador|embassy|people\b)"
)
_GOVERNED = re.compile(
    r"\b(?:president|prime minister|premier|government|king|queen|army|military|armed forces|parliament|republic"
    r"|minister|people|capital|borders?|ambassador|kingdom|Republic|Kingdom|President|King|Government) of $"
)
_FORMER = re.compile(
    r"\b(?:[Ff]ormer|[Ee]x|[Ll]ate|[Oo]netime|[Oo]ne-time|[Dd]eposed|[Oo]usted|[Tt]oppled|[Dd]isgraced)[ -]"
    r"(?:(?:[A-Z][\w.'-]*|president|prime|minister|premier|chancellor|leader|dictator|strongman|foreign|secretary|king"
    r"|of|state|ruler|supreme|and)[, ]+(?:the )?){0,6}$"
)


@dataclass(slots=True)
class Candidate:
    """A form found at [start, end) of a folded text.

    `names` are the leaders that it may mean, `famous` says that all know the one by the surname.
    """

    text: str
    start: int
    end: int
    code: str
    kind: Kind
    names: frozenset[str] = frozenset()
    famous: bool = False

    @property
    def form(self) -> str:
        """Return what stands there."""
        return self.text[self.start : self.end]

    def is_in_name(self) -> bool:
        """Tell whether it is part of a longer name."""
        return is_in_name(self.text, self.start, self.end, self.kind)


def decide(text: str, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Keep the candidates that name a state in this text."""
    reading = _Reading(text, candidates)
    known = load_ambiguities()
    kept = [
        one
        for one in reading.candidates
        if (one.kind != "leader" or _is_in_office(one, reading))
        and (one.form not in known or _is_state(one, known[one.form], reading))
    ]
    by_descent = {id(one) for pair in pairwise(kept) if _is_descent(*pair) for one in pair}
    return [one for one in kept if id(one) not in by_descent]


class _Reading:
    """What an article says beside its candidates, worked out where it is asked for."""

    def __init__(self, text: str, candidates: Sequence[Candidate]) -> None:
        self.text = text
        self.candidates = [one for one in candidates if one.kind != "person"]
        self._persons = [one for one in candidates if one.kind == "person"]

    @cached_property
    def sure_codes(self) -> frozenset[str]:
        """Return the states that the text names by a form that hardly means anything else."""
        known = load_ambiguities()
        return frozenset(one.code for one in self.candidates if one.form not in known or known[one.form].lean >= SURE)

    @cached_property
    def persons(self) -> frozenset[str]:
        """Return the words that are part of a person's name somewhere in the text."""
        known = load_ambiguities()
        named = {word for one in self._persons for word in one.form.split()}
        doubtful = (one for one in self.candidates if one.form in known and one.kind != "capital")
        return frozenset(
            named | {one.form for one in doubtful if "person" in known[one.form].others and one.is_in_name()}
        )

    @cached_property
    def full_names(self) -> frozenset[str]:
        """Return the leaders whose full names stand in the text."""
        return frozenset(name for one in self.candidates if one.form not in surnames() for name in one.names)

    def hits(self, telling: frozenset[str], place: int) -> float:
        """Return how many of some words stand near a place, and half of how many stand elsewhere (2 at most)."""
        present = telling & self._tells.keys()
        near = sum(_is_near(self._tells[word], place) for word in present)
        return near + min(2.0, 0.5 * (len(present) - near))

    @cached_property
    def _tells(self) -> Mapping[str, Sequence[int]]:
        """Return where the telling words of ambiguous forms stand, each a whole word."""
        automaton, known = load_telling_words()
        found: dict[str, list[int]] = defaultdict(list)
        for number, start, end in automaton.find_matches_as_indexes(self.text):
            if not (self.text[start - 1 : start] if start else "").isalnum() and not self.text[end : end + 1].isalnum():
                found[known[number]].append(start)
        return found


def _is_near(places: Sequence[int], place: int) -> bool:
    after = bisect_right(places, place - _NEAR)
    return after < len(places) and places[after] < place + _NEAR


def _is_in_office(one: Candidate, reading: _Reading) -> bool:
    """Tell whether a leader's name means the leader: not a former one, a relative or a tower."""
    if _FORMER.search(one.text[max(0, one.start - _REACH) : one.start]) or one.is_in_name():
        return False
    before = words_before(one.text, one.start)[-1:]
    titled = before and before[0] in words("roles of leaders") | {"Mr", "Mr.", "Mrs", "Mrs.", "Ms", "Ms."}
    return bool(titled or one.famous or one.form not in surnames() or one.names & reading.full_names)


def _is_state(one: Candidate, ambiguity: Ambiguity, reading: _Reading) -> bool:
    """Weigh what speaks for the state against what speaks for a person, place or thing of the same name.

    The weights were set by hand on sentences that no test holds (docs/experiments.md).
    """
    if "person" in ambiguity.others and one.is_in_name():
        return False
    ahead = one.text[max(0, one.start - _REACH) : one.start]
    score = ambiguity.lean + 0.8 * reading.hits(ambiguity.state_words, one.start)
    score -= 0.8 * reading.hits(ambiguity.other_words, one.start)
    score += 4.0 * bool(_GOVERNS.match(one.text, one.end) or _GOVERNED.search(ahead))
    score += 2.0 * (one.code in reading.sure_codes)
    score += (0.3 if ambiguity.others == {"thing"} else 1.0) * bool(reading.sure_codes - {one.code, "US"})
    if "place" in ambiguity.others and one.kind == "name" and (town := _TOWN.search(ahead)):
        score -= 3.0 * (is_name_part(town[1]) and town[1] not in ambiguity.state_words | starters())
    return score + (_weigh_person(one, ambiguity, reading) if "person" in ambiguity.others else 0.0) > 0


def _weigh_person(one: Candidate, ambiguity: Ambiguity, reading: _Reading) -> float:
    before, after = words_before(one.text, one.start), words_after(one.text, one.end)
    score = -3.0 * (one.form in reading.persons and one.code not in reading.sure_codes)
    score -= 1.2 * bool(after and after[0] in words("verbs of speech"))
    score -= 0.7 * min(2, sum(word in words("signs of a person") for word in _CLAUSE.findall(_around(one))))
    score += 1.5 * bool(before and before[-1].lower() in _INSIDE and "place" not in ambiguity.others)
    return score - 0.8 * bool(one.kind != "capital" and _PRONOUN.match(one.text, one.end))


def _around(one: Candidate) -> str:
    return one.text[max(0, one.start - _REACH) : one.end + _REACH]


def _is_descent(one: Candidate, other: Candidate) -> bool:
    """Tell whether two forms name people by descent: Irish Americans, an Iranian-American writer, Bosnian Serbs."""
    if other.start - one.end != 1 or one.text[one.end] not in " -" or one.code == other.code:
        return False
    if other.kind not in {"people", "adjective"} or one.kind not in {"people", "adjective"}:
        return False
    if other.form.endswith("s") and other.kind == "people":
        return True
    after = words_after(other.text, other.end)
    return other.code in _SETTLED and not (after and after[0].lower() in words("relations"))
