"""This file tests what an apposition says of a name."""

import pytest

from rhetor.states.appositions import is_called
from tests.rhetor.states.marked import candidate


@pytest.mark.parametrize(
    ("marked", "claim"),
    [
        ("[Sudan], the last rhino, died.", True),
        ("[Sudan], the last northern white rhino in Kenya, died.", True),
        ("[Sudan], the last ally, died.", False),
        ("[Sudan], a state with rhinos, died.", False),
        ("[Sudan], where a rhino died, waits.", False),
        ("[Chad], a 22-year-old, left.", True),
        ("[Chad], the singer who left.", True),
        ("[Lebanon], a small town near Dayton.", True),
        ("[Lebanon], her ally.", False),
    ],
)
def test_an_apposition_tells_what_a_name_is(marked: str, claim: bool) -> None:
    assert is_called(candidate(marked), "persons", "creatures and towns") is claim


def test_only_the_lists_asked_for_are_heeded() -> None:
    assert not is_called(candidate("[Chad], the singer who left."), "creatures and towns")
