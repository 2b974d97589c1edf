"""This file tests the titles and offices: each is listed once, and means what leaders.tsv knows."""

import re

import pytest

from rhetor.lexicons import rows
from rhetor.states.offices import offices_by_title, role_words, title_word


def test_every_office_is_listed_once_and_is_heeded() -> None:
    offices = [row["office"] for row in rows("offices.tsv")]
    assert len(offices) == len(set(offices))
    assert all(row["lists"] for row in rows("offices.tsv"))


def test_titles_mean_offices_that_leaders_hold() -> None:
    held = {row["office"] for row in rows("leaders.tsv")}
    for title, offices in offices_by_title().items():
        assert offices & held, title


def test_a_premier_may_be_a_prime_minister_but_no_president() -> None:
    assert "prime minister" in offices_by_title()["premier"]
    assert "president" not in offices_by_title()["premier"]
    assert "dictator" not in offices_by_title()


@pytest.mark.parametrize(
    ("word", "claim"),
    [("Minister", True), ("minister", True), ("PM", True), ("pm", False), ("Sir", True), ("sir", False), ("mr.", True), ("of", False), ("deputy", True), ("banker", False)],
)  # fmt: skip
def test_a_title_is_made_of_title_words(word: str, claim: bool) -> None:
    assert (re.fullmatch(title_word(), word) is not None) is claim


def test_roles_have_capitals() -> None:
    assert {"Crown", "Prince", "State", "Taoiseach", "CEO"} <= role_words()
    assert "of" not in role_words() and "Of" not in role_words()
