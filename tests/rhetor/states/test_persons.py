"""This file tests forms that are part of a person's name."""

import pytest

from rhetor.states.persons import ends_name, has_age, is_in_name, is_named
from tests.rhetor.states.marked import candidate


@pytest.mark.parametrize(
    ("marked", "claim"),
    [
        ("Later Kevin [Jordan] sang.", True),
        ("Later KEVIN [JORDAN] SANG.", True),
        ("Kevin [Jordan]'s king waved.", False),
        ("In [Jordan] it rained.", False),
        ("She and [Georgia] Miller sang.", True),
        ("She and [Georgia] voters sang.", False),
        ("A neighbour, [Georgia] Vexler, 22, sang.", True),
        ("Then Tessaly [Jordan], 22, sang.", True),
        ("The [Jordan], 22, sang.", False),
        ("Professor [Malta] Lindqvist spoke.", True),
        ("Professor [Malta] spoke.", False),
        ("There was Emma [French], 31, too.", True),
        ("There was Emma [French] too.", False),
        ("Professor [Trump] Tower", False),
    ],
)
def test_some_forms_are_surely_a_persons(marked: str, claim: bool) -> None:
    assert is_named(candidate(marked)) is claim


@pytest.mark.parametrize(
    ("marked", "claim"),
    [
        ("He met Vexler [Jordan] there.", True),
        ("He met sleepy [Jordan] there.", False),
        ("Happily [Jordan] sang.", False),
        ("Let [Jordan] sing.", False),
        ("Vexler [Jordan] sang.", True),
        ("Judge [Jordan] sang.", True),
        ("He asked King [Jordan] there.", False),
        ("He met [Jordan] Vexler there.", True),
        ("He met [Jordan] Embassy staff.", False),
        ("Kevin [Jordan] Sings Every Second Monday Night Again", True),
        ("Vexler [Jordan] Sings Every Second Monday Night Again", False),
        ("He asked Mr [Merkel] of Ulm.", False),
        ("He asked a Mr [Merkel] of Ulm.", True),
        ("The Trump-[Putin] talks failed.", False),
        ("The Vexler-[Putin] talks failed.", True),
    ],
)
def test_a_capital_beside_a_form_makes_it_part_of_a_name(marked: str, claim: bool) -> None:
    assert is_in_name(candidate(marked)) is claim


@pytest.mark.parametrize(
    ("marked", "claim"),
    [
        ("The report by Guardian [Australia] was read.", True),
        ("The report by Northern [Australia] was read.", False),
        ("Guardian [Australia] was read.", False),
        ("The report by Guardian [Australia]'s staff was read.", False),
        ("The report by GUARDIAN [AUSTRALIA] was read.", False),
        ("The report by sunny [Australia] was read.", False),
    ],
)
def test_a_state_ends_a_longer_name_inside_a_sentence(marked: str, claim: bool) -> None:
    assert ends_name(candidate(marked)) is claim


@pytest.mark.parametrize(("marked", "claim"), [("[Jordan], 22, left.", True), ("[Jordan], 22 years on,", False), ("[Jordan] 22,", False)])  # fmt: skip
def test_an_age_stands_between_commas(marked: str, claim: bool) -> None:
    assert has_age(candidate(marked)) is claim
