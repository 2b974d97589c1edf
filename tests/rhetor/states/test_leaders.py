"""This file tests whom a leader's name means."""

import pytest

from rhetor.states.candidates import NOBODY
from rhetor.states.leaders import is_month, is_numbered, is_of_kin, name_leader
from rhetor.states.terms import Term, surnames
from tests.rhetor.states.marked import candidate

PERUVIAN = Term("PE", "Ann Brown", "president", 2001, 2005, famous=False, undated=True)
CHILEAN = Term("CL", "Bob Brown", "prime minister", 2003, 2009, famous=False, undated=False)
MALIAN = Term("ML", "Cid Brown", "president", 2003, 2009, famous=True, undated=True)


@pytest.mark.parametrize(
    ("marked", "terms", "year", "code"),
    [
        ("[Brown] waved.", [PERUVIAN], 2002, "PE"),
        ("[Brown] waved.", [PERUVIAN], 2006, None),
        ("[Brown] waved.", [PERUVIAN, CHILEAN], 2002, "PE"),
        ("[Brown] waved.", [PERUVIAN, CHILEAN], 2004, None),
        ("President [Brown] waved.", [PERUVIAN, CHILEAN], 2004, "PE"),
        ("Premier [Brown] waved.", [PERUVIAN, CHILEAN], 2004, "CL"),
        ("President, [Brown] waved.", [PERUVIAN, CHILEAN], 2004, None),
        ("[Brown] waved.", [PERUVIAN, MALIAN], 2004, "ML"),
        ("[Brown] waved.", [CHILEAN], None, None),
        ("[Brown]'s government waved.", [CHILEAN], None, "CL"),
        ("[Brown] of Chile waved.", [CHILEAN], None, "CL"),
        ("Top diplomat [Brown] waved.", [PERUVIAN, CHILEAN], 2004, None),
    ],
)
def test_a_name_means_the_leaders_of_one_state(
    marked: str, terms: list[Term], year: int | None, code: str | None
) -> None:
    assert "Brown" in surnames()
    named = name_leader(candidate(marked, "leader"), terms, year)
    assert (named and named.code) == code


def test_naming_a_leader_changes_nothing_of_what_was_asked_about() -> None:
    one = candidate("President [Brown] waved.", "leader")
    named = name_leader(one, [MALIAN], 2004)
    assert (one.code, one.bearers) == ("", NOBODY)
    assert named is not None
    assert (named.bearers.names, named.bearers.famous, named.bearers.titled) == ({"Cid Brown"}, True, True)
    assert not named.bearers.former


def test_a_title_in_the_name_is_no_part_of_the_mention() -> None:
    named = name_leader(candidate("So [Pope Brown] waved.", "leader"), [MALIAN], 2004)
    assert named is not None
    assert (named.form, named.start) == ("Brown", 8)


@pytest.mark.parametrize(("marked", "claim"), [("[Johnson]'s younger sister", True), ("[Johnson] family", False), ("[Johnson]'s army", False), ("[Johnson] and his sister", False)])  # fmt: skip
def test_relatives_are_not_the_leader(marked: str, claim: bool) -> None:
    assert is_of_kin(candidate(marked, "leader")) is claim


@pytest.mark.parametrize(("marked", "claim"), [("[Charles] I fell", True), ("[Leo] XIII fell", True), ("[Charles] I'd", False), ("[Charles] In", False)])  # fmt: skip
def test_numbered_rulers_are_of_old(marked: str, claim: bool) -> None:
    assert is_numbered(candidate(marked, "leader")) is claim


@pytest.mark.parametrize(("marked", "claim"), [("in [May] it", True), ("3 [May]", True), ("[May] 2017", True), ("Mrs [May] left", False), ("in [Trump]", False)])  # fmt: skip
def test_may_is_a_month_too(marked: str, claim: bool) -> None:
    assert is_month(candidate(marked, "leader")) is claim
