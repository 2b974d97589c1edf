"""This file tests adjectives that are languages or descents."""

import pytest

from rhetor.states.languages import is_descent, is_language, is_lineage
from tests.rhetor.states.marked import candidate, candidates


@pytest.mark.parametrize(
    ("marked", "claim"),
    [
        ("She is fluent in [Korean].", True),
        ("Two friends translated it from [Korean] by hand.", True),
        ("He learned enough [Korean] to get by.", True),
        ("She answered in [Korean].", True),
        ("Two signs in [Korean] appeared at noon.", True),
        ("The ship is [Korean].", False),
        ("The grammar of the [Korean] was good.", False),
        ("The grammar of [Korean] ships was good.", False),
        ("The [Korean] army fired.", False),
        ("The [Korean] fired.", False),
        ("They offered [Korean], Thai and Polish lessons.", True),
        ("A [Korean]-to-English dictionary", True),
        ("He polished his [Korean] for years.", True),
        ("The grammar of [Iran].", False),
        ("The language of the [Iranians].", False),
    ],
)
def test_a_language_is_no_state(marked: str, claim: bool) -> None:
    assert is_language(candidate(marked)) is claim


@pytest.mark.parametrize(
    ("marked", "claim"),
    [("people of [Cuban], Mexican or other origin", True), ("people of [Cuban] or Mexican descent", True), ("[Cuban] and Mexican ships", False), ("[Cuba] or Mexican descent", False)],
)  # fmt: skip
def test_a_list_of_descents_names_no_state(marked: str, claim: bool) -> None:
    assert is_lineage(candidate(marked)) is claim


@pytest.mark.parametrize(
    ("marked", "claim"),
    [
        ("two [Irish] [Americans] sang", True),
        ("an [Iranian]-[American] writer sang", True),
        ("an [Irish]-[American] song", True),
        ("a [French]-[Algerian] writer", True),
        ("a [French]-[Algerian] border", False),
        ("a [French] [Algerian] song", True),
        ("[Chinese]-[American] trade", False),
        ("the [Iranian] [Iranians]", False),
        ("an [Iranian], [American] writer", False),
        ("[Iran] [American] writer", False),
    ],
)
def test_two_adjectives_are_a_descent(marked: str, claim: bool) -> None:
    assert is_descent(*candidates(marked)) is claim
