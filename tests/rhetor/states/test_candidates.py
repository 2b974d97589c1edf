"""This file tests a candidate: a value with the words beside it."""

from dataclasses import FrozenInstanceError

import pytest

from tests.rhetor.states.marked import candidate, candidates


def test_a_candidate_knows_what_stands_there_and_beside_it() -> None:
    one = candidate("They left old [Peru] for good.")
    assert (one.form, one.code, one.kind) == ("Peru", "PE", "name")
    assert (one.before, one.last_before) == (("They", "left", "old"), "old")
    assert (one.after, one.first_after) == (("for", "good"), "for")
    assert (one.ahead(4), one.next_char) == ("old ", " ")


def test_at_the_edges_of_a_text_nothing_stands_beside_it() -> None:
    one = candidate("[Peru]")
    assert (one.before, one.last_before, one.after, one.first_after, one.ahead(4), one.next_char) == (
        (),
        "",
        (),
        "",
        "",
        "",
    )


def test_nothing_of_a_candidate_changes() -> None:
    one = candidate("[Peru] waits")
    with pytest.raises(FrozenInstanceError):
        one.code = "CL"  # type: ignore[misc]


def test_a_name_twice_is_two_candidates() -> None:
    first, second = candidates("[Peru] and [Peru]")
    assert len({first, second}) == 2
