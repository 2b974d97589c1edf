"""This file tests the matcher: the longest form wins, and decoys hide what is in them."""

import pytest

from rhetor.lexicons import rows
from rhetor.states import find_forms, load_states
from rhetor.states.folding import fold
from rhetor.states.matcher import match_forms


def matched(text: str) -> list[tuple[str, str, str]]:
    return [(text[start:end], meaning.kind, meaning.code) for meaning, start, end in match_forms(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Peru and South Korea", [("Peru", "name", "PE"), ("South Korea", "name", "KR")]),
        ("IRAN, OMAN", [("IRAN", "name", "IR"), ("OMAN", "name", "OM")]),
        ("New Mexico fell", []),
        ("two Panama Hats, a Panama hat", []),
        ("Michael Jordan left", [("Michael Jordan", "person", "")]),
        ("Angela Merkel left", [("Angela Merkel", "leader", "")]),
        ("the Kremlin", [("Kremlin", "organ", "RU")]),
        ("Sino-Soviet", [("Sino", "combining", "CN")]),
        ("american samoa", []),
        ("American Samoa", []),
    ],
)
def test_the_longest_form_wins(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert matched(text) == expected


def test_a_decoy_that_ends_inside_a_word_hides_nothing() -> None:
    assert matched("New Mexicolike")[0] == ("Mexico", "name", "MX")
    assert matched("New Mexicos") == []


def test_every_form_is_matched_and_means_its_state() -> None:
    kept = {row["phrase"] for row in rows("decoys.tsv")} | {
        name for row in rows("polities.tsv") for name in row["name"].split("|")
    }
    for state in load_states().values():
        for form in set(state.forms) - kept:
            assert any(
                meaning.code in {state.code, ""} for meaning, _, _ in match_forms(fold(form.removesuffix("-"))[0])
            ), form


def test_a_decoy_is_no_mention() -> None:
    for row in rows("decoys.tsv"):
        assert list(find_forms(row["phrase"])) == [], row


def test_polities_count_as_a_state_or_as_nothing_and_say_why() -> None:
    for row in rows("polities.tsv"):
        assert row["why"], row
        for name in row["name"].split("|"):
            codes = [code for code, _ in find_forms(f"In {name} it rained.")]
            assert codes == ([row["counts_as"]] if row["counts_as"] else []), name
