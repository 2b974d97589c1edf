"""This file tests matches that are words of their own."""

import pytest

from rhetor.states.wholes import stands_alone
from tests.rhetor.states.marked import candidate


@pytest.mark.parametrize(
    ("marked", "claim"),
    [
        ("In [Iran] it rained.", True),
        ("The Chad[Chad]wick", False),
        ("[Oman]iya", False),
        ("See @[Israel]", False),
        ("[US]$5", False),
        ("www.[iran].example", False),
        ("[Iran].example", False),
        ("[Iran]. It", True),
        ("[Xi]'an", False),
        ("[Xi]'s army", True),
        ("Trump/[Putin]", True),
        ("a/[Putin]", False),
        ("[Dublin]/Pleasanton", False),
        ("[Russia]/Ukraine", True),
        ("[Egypt]s army", True),
        ("the [America]s", False),
        ("two [Egypt]s met", False),
        ("16 [GB] of memory", False),
        ("Team [GB]", True),
        ("[Sino]-American", True),
        ("[Sino] American", False),
        ("[Sino]-friendly", False),
        ("Give it to the [US].", True),
        ("JOIN [US] NOW", False),
        ("BUT [US] WAITS", True),
        ("[UK] WAITS", True),
        ("[GB] WAITS", True),
        ("THE [GB] TEAM", True),
        ("BUT [GB] WAITS", False),
        ("[Iranian]s army", False),
        ("[Putin]s army", True),
        ("[Putin]s and others", False),
    ],
)
def test_a_match_is_no_part_of_a_word_an_address_or_an_amount(marked: str, claim: bool) -> None:
    kind = "leader" if "Xi]" in marked or "Putin]" in marked else None
    assert stands_alone(candidate(marked, kind)) is claim
