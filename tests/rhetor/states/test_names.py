"""This file tests the states, their forms, and what looks like a name."""

import re
import unicodedata
from collections import Counter

import pycountry
import pytest

from rhetor.lexicons import DATA, rows
from rhetor.states.names import capitals_and_names, is_form, is_name_part, load_states, state_forms, state_names


def folded(form: str) -> str:
    plain = unicodedata.normalize("NFD", form.removeprefix("the ").casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def noted(start: str) -> set[str]:
    """Read the codes that a comment of states.tsv makes an exception for."""
    lines = (DATA / "states.tsv").read_text(encoding="utf-8").splitlines()
    return set(re.findall(r"\b[A-Z]{2}\b", "".join(line.partition(":")[2] for line in lines if line.startswith(start))))


def test_every_member_of_the_united_nations_is_there() -> None:
    codes = [row["code"] for row in rows("states.tsv")]
    assert len(codes) == len(set(codes)) == 193 + 2 + 2
    assert {"VA", "PS", "TW", "XK"} <= set(codes)
    assert codes == sorted(codes)
    assert set(codes) - {"XK"} <= {country.alpha_2 for country in pycountry.countries}


def test_no_form_names_two_states_or_is_a_decoy_too() -> None:
    states = [{folded(form) for form in state.forms} for state in load_states().values()]
    polities = [{folded(name) for name in row["name"].split("|")} for row in rows("polities.tsv")]
    decoys = {folded(row["phrase"]) for row in rows("decoys.tsv")} - set.union(*polities)
    leaders = {folded(name) for row in rows("leaders.tsv") for name in row["name"].split("|")}
    counts = Counter(form for forms in (*states, *polities, decoys, leaders) for form in forms)
    assert [form for form, count in counts.items() if count > 1] == []


def test_every_state_has_a_name_a_demonym_and_a_capital_unless_the_file_says_not() -> None:
    without_demonym, without_capital = noted("# No demonym"), noted("# Capitals left out") - {"EU"}
    for row in rows("states.tsv"):
        assert row["name"]
        assert row["demonyms"] or row["code"] in without_demonym
        assert row["capitals"] or row["code"] in without_capital, row


def test_a_form_keeps_the_first_kind_that_it_has() -> None:
    kinds = {form: (code, kind) for code, form, kind in state_forms()}
    assert kinds["Iran"] == ("IR", "name")
    assert kinds["Tehran"] == ("IR", "capital")
    assert kinds["Iranians"] == ("IR", "people")
    assert kinds["Sino"] == ("CN", "combining")
    assert kinds["New Zealand"] == ("NZ", "name")


def test_a_state_has_one_name() -> None:
    assert state_names() == {row["name"] for row in rows("states.tsv")}


@pytest.mark.parametrize(("word", "claim"), [("Iran", True), ("IRAN", True), ("iran", False), ("Iranian", True), ("Ir", False), ("", False)])  # fmt: skip
def test_a_form_alone_names_a_state(word: str, claim: bool) -> None:
    assert is_form(word) is claim


@pytest.mark.parametrize(
    ("word", "claim"),
    [
        ("Miller", True),
        ("J.", True),
        ("J", True),
        ("lake", False),
        ("Peru", False),
        ("Monday", False),
        ("March", False),
        ("Smith's", False),
        ("NATO", False),
        ("", False),
    ],
)
def test_part_of_a_name_has_a_capital_and_is_no_state_or_day(word: str, claim: bool) -> None:
    assert is_name_part(word) is claim


def test_a_capital_leads_the_name_of_its_state() -> None:
    before, after = capitals_and_names()["GE"]
    assert {"Tbilisi, ", "Tbilisi, the ", "TBILISI, "} <= set(before)
    assert {", Georgia", ", GEORGIA"} <= set(after)
