"""This file tests the forms that are as often something else."""

from rhetor.lexicons import rows
from rhetor.states.ambiguities import load_ambiguities, load_telling_words
from rhetor.states.folding import fold
from rhetor.states.names import load_states


def test_every_ambiguous_form_is_one() -> None:
    forms = {fold(form)[0] for state in load_states().values() for form in state.forms}
    for row in rows("ambiguous.tsv"):
        assert fold(row["form"])[0] in forms, row
        assert set(row["other"].split()) <= {"person", "place", "thing"}, row
        float(row["lean"])


def test_a_row_holds_in_capitals_too() -> None:
    assert load_ambiguities()["Georgia"] is load_ambiguities()["GEORGIA"]


def test_every_word_that_tells_is_matched() -> None:
    automaton, known = load_telling_words()
    for one in load_ambiguities().values():
        for word in one.state_words | one.other_words:
            assert known[automaton.find_matches_as_indexes(word)[0][0]] == word


def test_no_word_tells_both() -> None:
    for form, one in load_ambiguities().items():
        assert not one.state_words & one.other_words, form
