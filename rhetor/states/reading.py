"""This file reads what a whole article says beside its candidates, worked out where it is asked for."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from rhetor.lexicons import words
from rhetor.states.ambiguities import load_ambiguities, load_telling_words
from rhetor.states.candidates import Candidate
from rhetor.states.persons import ends_name, is_in_name, is_named
from rhetor.states.terms import surnames

SURE = 3.0  # the lean of a form that is the state unless the words right beside it say otherwise
_NEAR = 300  # characters each side
_WINDOW = 350  # characters each side that all questions about one candidate read at most
_MOST_ELSEWHERE = 2.0  # words


class Reading:
    """The candidates of an article, and what it says of them. It is a class because its answers are kept."""

    def __init__(self, text: str, candidates: Sequence[Candidate]) -> None:
        self.text = text
        self.candidates = [one for one in candidates if one.kind != "person"]
        self._persons = [one for one in candidates if one.kind == "person"]
        self._answers: dict[tuple[object, ...], bool] = {}
        self._present: dict[frozenset[str], list[Sequence[int]]] = {}

    def ask(self, question: Callable[[Candidate, Reading], bool], one: Candidate) -> bool:
        """Answer a question about a candidate, once where the same words stand around it again and again."""
        around = self.text[max(0, one.start - _WINDOW) : one.end + _WINDOW]
        key = (question, one.kind, one.form, min(one.start, _WINDOW), around)
        if key not in self._answers:
            self._answers[key] = question(one, self)
        return self._answers[key]

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
            named | {one.form for one in doubtful if "person" in known[one.form].others and self.ask(_is_in_name, one)}
        )

    @cached_property
    def namesakes(self) -> frozenset[str]:
        """Return the forms that end a person's name somewhere in the text, of states that nothing else in it names."""
        known = load_ambiguities()
        plain = [one for one in self.candidates if one.kind in {"name", "adjective"} and one.form not in known]
        found = {one.form: one.code for one in plain if self.ask(is_part_of_name, one)}
        named = {one.code for one in self.candidates if one.form not in found} if found else set()
        return frozenset(form for form, code in found.items() if code not in named)

    @cached_property
    def titled(self) -> frozenset[str]:
        """Return the names that stand beside their office somewhere in the text."""
        return frozenset(one.form for one in self.candidates if one.bearers.titled)

    @cached_property
    def others(self) -> frozenset[str]:
        """Return the leaders' surnames that a common first name stands before which is no leader's or relative's."""
        bare = (one for one in self.candidates if one.form in surnames() and not one.bearers.titled and one.before)
        other = words("given names") - words("first names of leaders and relatives")
        return frozenset(one.form for one in bare if one.last_before in other)

    @cached_property
    def full_names(self) -> frozenset[str]:
        """Return the leaders whose full names stand in the text, as those in office."""
        full = (one for one in self.candidates if one.form not in surnames())
        return frozenset(name for one in full for name in one.bearers.names) - self.former

    @cached_property
    def former(self) -> frozenset[str]:
        """Return the leaders of whom the text says that their office is over."""
        return frozenset(name for one in self.candidates if one.bearers.former for name in one.bearers.names)

    def hits(self, telling: frozenset[str], place: int) -> float:
        """Return how many of some words stand near a place, and half of how many stand elsewhere (2 at most)."""
        if telling not in self._present:
            self._present[telling] = [self._tells[word] for word in telling if word in self._tells]
        present = self._present[telling]
        near = sum(_is_near(starts, place) for starts in present)
        return near + min(_MOST_ELSEWHERE, 0.5 * (len(present) - near))

    @cached_property
    def _tells(self) -> Mapping[str, Sequence[int]]:
        """Return where the telling words of ambiguous forms stand, each a whole word."""
        automaton, known = load_telling_words()
        found: dict[str, list[int]] = defaultdict(list)
        for number, start, end in automaton.find_matches_as_indexes(self.text):
            if not (self.text[start - 1 : start] if start else "").isalnum() and not self.text[end : end + 1].isalnum():
                found[known[number]].append(start)
        return found


def is_part_of_name(one: Candidate, _: Reading) -> bool:
    """Tell whether a form is surely part of a person's name, or ends a longer one."""
    return is_named(one) or (one.kind == "name" and ends_name(one))


def _is_in_name(one: Candidate, _: Reading) -> bool:
    return is_in_name(one)


def _is_near(starts: Sequence[int], place: int) -> bool:
    after = bisect_right(starts, place - _NEAR)
    return after < len(starts) and starts[after] < place + _NEAR
