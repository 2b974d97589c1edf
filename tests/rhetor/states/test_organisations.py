"""This file tests forms in the names of organisations and the titles of works."""

import pytest

from rhetor.states.organisations import is_in_organisation
from tests.rhetor.states.marked import candidate


@pytest.mark.parametrize(
    ("marked", "claim"),
    [
        ("It went to the [Kenyan] Wildlife Trust last week.", True),
        ("It went to the [Kenyan] Wildlife office last week.", False),
        ("It went to the [Kenyan] Prime Minister and Party leader last week.", False),
        ('It went to the [Kenyan] "Wildlife Trust" last week.', False),
        ("It went to the [Kenyan] trust last week.", False),
        ("He often wrote with some care for Concerned Women for [America] then.", True),
        ("He often wrote with some care for concerned women for [America] in May.", False),
        ("Women of [Iran] marched.", False),
        ("Then the small Center for [Peru] Studies lost money again.", True),
        ("Then the small Center for [Peru]'s future lost money again.", False),
        ("A gift to Unicef [UK] was sent.", True),
        ("A gift to Team [UK] was sent.", False),
        ("A gift to the [UK] was sent.", False),
        ("He sang in the musical “An [American] Son”.", True),
        ("He said: “An [American] Son”.", False),
        ('He read the memoir "From an [American] prison yard" aloud.', False),
        ("[Kenyan] Wildlife Trust Opens Two More Parks This Friday", False),
    ],
)  # fmt: skip
def test_a_form_may_be_part_of_an_organisation_or_a_work(marked: str, claim: bool) -> None:
    assert is_in_organisation(candidate(marked)) is claim
