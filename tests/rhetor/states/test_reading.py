"""This file tests what a whole article says beside its candidates."""

import pytest

from rhetor.states.ambiguities import load_telling_words
from rhetor.states.candidates import Candidate
from rhetor.states.forms import find_candidates
from rhetor.states.reading import Reading


def read(text: str, year: int | None = None) -> Reading:
    return Reading(text, list(find_candidates(text, year)))


def test_a_form_that_means_nothing_else_names_its_state_surely() -> None:
    assert read("Georgia, Norway and Chad").sure_codes == {"NO"}


def test_a_word_in_a_persons_name_is_the_persons() -> None:
    assert read("Michael Jordan sang. Jordan left.").persons == {"Michael", "Jordan"}


def test_namesakes_are_of_states_that_nothing_else_names() -> None:
    assert read("A cook, Emma Bolivia, sang.").namesakes == {"Bolivia"}
    assert read("A cook, Emma Bolivia, sang in Sucre.").namesakes == set()


def test_who_is_former_is_not_in_office_by_the_full_name() -> None:
    reading = read("Former President Barack Obama sang. Angela Merkel did not.", 2010)
    assert reading.former == {"Barack Obama"}
    assert reading.full_names == {"Angela Merkel"}


def test_names_stand_beside_their_office() -> None:
    assert read("President Trump sang; Putin did not.", 2018).titled == {"Trump"}


def test_another_given_name_makes_a_surname_anothers() -> None:
    assert read("A cook, Kevin Merkel, sang.").others == {"Merkel"}
    assert read("A cook, Angela Merkel, sang.").others == set()


@pytest.mark.parametrize(("distance", "hits"), [(0, 1.0), (400, 0.5)])
def test_a_word_near_counts_twice_what_one_far_away_does(distance: int, hits: float) -> None:
    word = load_telling_words()[1][0]
    assert read("Georgia " + "x" * distance + f" {word}.").hits(frozenset({word}), 0) == hits


def test_a_question_is_answered_once_where_the_same_words_stand_around() -> None:
    asked: list[Candidate] = []

    def question(one: Candidate, _: Reading) -> bool:
        asked.append(one)
        return True

    unit = "Peru waits and waits. " * 100
    reading = read(unit)
    assert all(reading.ask(question, one) for one in reading.candidates)
    assert len(asked) < len(reading.candidates) / 2
