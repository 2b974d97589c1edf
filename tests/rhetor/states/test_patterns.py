"""This file tests reading the patterns of contexts.tsv."""

from rhetor.lexicons import rows
from rhetor.states.patterns import context_abbreviations, context_neighbours, load_contexts


def test_patterns_have_one_form_and_at_most_three_words_a_side() -> None:
    kinds = {"name", "people", "adjective", "capital", "any"}
    for row in rows("contexts.tsv"):
        before, star, after = row["pattern"].partition("*")
        assert star, row
        assert len(before.split()) <= 3 >= len(after.split()), row
        assert set(row["forms"].split(",")) <= kinds, row


def test_every_row_is_kept_as_it_is_written() -> None:
    written = {pattern for variants in load_contexts().values() for pattern in variants}
    for row in rows("contexts.tsv"):
        before, _, after = row["pattern"].replace("-", " ").partition("*")
        assert (tuple(before.split()), tuple(after.split())) in written, row


def test_what_holds_for_peoples_holds_for_adjectives() -> None:
    for variants in load_contexts().values():
        assert all("adjective" in kinds for kinds in variants.values() if "people" in kinds)


def test_a_pattern_is_known_by_the_words_right_beside_the_form() -> None:
    beside = context_neighbours("adjective")
    assert ((), ("restaurant",)) in beside["", "restaurant"]
    assert not any(before and before[-1] != key[0] for key, found in beside.items() for before, _ in found)


def test_a_comma_goes_with_the_word_behind_it() -> None:
    for (_, after), found in context_neighbours("name").items():
        assert all(not after.startswith(",") or pattern[1][0] == "," for pattern in found)


def test_words_with_a_stop_of_their_own_are_known() -> None:
    assert all(word.endswith(".") and word == word.lower() for word in context_abbreviations())
