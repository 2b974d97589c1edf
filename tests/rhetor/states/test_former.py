"""This file tests leaders whose office is over, or no state's."""

import pytest

from rhetor.states.former import is_former
from tests.rhetor.states.marked import candidate


@pytest.mark.parametrize(
    ("marked", "claim"),
    [
        ("Former President [Barack Obama] sang.", True),
        ("The former vice president [Joe Biden] sang.", True),
        ("The ousted leader of Chad [Barack Obama] sang.", True),
        ("Ex-Chancellor [Merkel] sang.", True),
        ("President [Barack Obama] sang.", False),
        ("A former banker, [Barack Obama], sang.", False),
        ("Former [Barack Obama] sang.", True),
        ("Former [Obama] sang.", False),
        ("The late [Obama] sang.", True),
        ("The late [Obama] campaign adviser sang.", False),
        ("Former [Obama] aides sang.", False),
        ("His predecessor, [Obama], sang.", True),
        ("[Obama], the former president, sang.", True),
        ("[Obama], the country's deposed king, sang.", True),
        ("[Obama], the former banker, sang.", False),
        ("NATO chief [Jens Stoltenberg] sang.", True),
        ("Nato chief [Jens Stoltenberg] sang.", False),
        ("European Commission President [Jean-Claude Juncker] sang.", True),
        ("Secretary-General [Rutte] sang.", True),
        ("Governor [Trump] sang.", True),
        ("[Mark Rutte], the NATO secretary general, sang.", True),
        ("[Mark Rutte], now head of NATO, sang.", True),
        ("[Mark Rutte], head of state, sang.", False),
    ],
)
def test_the_words_beside_a_leader_say_that_the_office_is_over_or_no_states(marked: str, claim: bool) -> None:
    one = candidate(marked, "leader")
    assert is_former(one.text, one.start, one.end) is claim
