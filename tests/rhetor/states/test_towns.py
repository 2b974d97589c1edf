"""This file tests capitals and towns beside names."""

import pytest

from rhetor.states.ambiguities import load_ambiguities
from rhetor.states.towns import follows_town, is_beside_capital, is_dateline, is_elsewhere, is_in_another_state
from tests.rhetor.states.marked import candidate, candidates


@pytest.mark.parametrize(
    ("marked", "claim"),
    [
        ("In Tbilisi, [Georgia], it rained.", True),
        ("In Atlanta, [Georgia], it rained.", False),
        ("In [Tbilisi], Georgia, it rained.", True),
        ("In [Tbilisi], Georgians sang.", False),
        ("In [Tbilisi] Georgia sang.", False),
        ("IN TBILISI, [GEORGIA], IT RAINED.", True),
    ],
)
def test_a_state_stands_beside_its_capital(marked: str, claim: bool) -> None:
    assert is_beside_capital(candidate(marked)) is claim


@pytest.mark.parametrize(
    ("marked", "claim"),
    [
        ("[WASHINGTON] (AP) — Rain fell.", True),
        ("[Washington] (Reuters) - Rain fell.", True),
        ("[Washington], May 4 (Kyodo) Rain fell.", True),
        ("[Washington] (pictured) was wet.", False),
        ("[Peru] (AP) — Rain fell.", False),
    ],
)
def test_a_capital_opens_an_agencys_report(marked: str, claim: bool) -> None:
    assert is_dateline(candidate(marked)) is claim


@pytest.mark.parametrize(
    ("marked", "claim"),
    [
        ("He left [Tripoli], [Lebanon], at noon.", True),
        ("He left [Tripoli], [Lebanon] and Gaza.", False),
        ("He left [Tripoli], the northern city of [Lebanon] that he knew.", True),
        ("He left [Tripoli], the ally of [Lebanon] that he knew.", False),
        ("He left [Beirut], [Lebanon], at noon.", False),
    ],
)
def test_a_capital_may_be_a_town_of_another_state(marked: str, claim: bool) -> None:
    assert is_elsewhere(*candidates(marked)) is claim


@pytest.mark.parametrize(
    ("marked", "claim"),
    [("[Jordan], a town in Peru, slept.", True), ("[Jordan], the town in Peru, slept.", False), ("[Jordan], in Peru, slept.", True), ("[Jordan], in the south of Peru, slept.", True), ("[Jordan], in Jordan, slept.", False), ("[Jordan], in Vexler, slept.", False)],
)  # fmt: skip
def test_a_place_may_lie_in_another_state(marked: str, claim: bool) -> None:
    assert is_in_another_state(candidate(marked)) is claim


@pytest.mark.parametrize(
    ("marked", "claim"),
    [("They met in Vexlerton, [Georgia], at noon.", True), ("They met in Peru, [Georgia] and Chile.", False), ("They met, [Georgia] said.", False), ("Then on Monday, [Georgia] slept.", False), ("However, [Georgia] slept.", False)],
)  # fmt: skip
def test_an_unknown_town_stands_before_a_part_of_a_state(marked: str, claim: bool) -> None:
    assert follows_town(candidate(marked), load_ambiguities()["Georgia"]) is claim
