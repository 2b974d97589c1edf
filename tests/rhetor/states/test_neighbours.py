"""This file tests reading the words and the line around a span."""

import pytest

from rhetor.states.neighbours import has_capital_before, is_title_case, words_after, words_before


@pytest.mark.parametrize(
    ("ahead", "words"),
    [
        ("", ()),
        ("They went to ", ("They", "went", "to")),
        ("two or three who sailed for ", ("who", "sailed", "for")),
        ("It ended. In ", ("In",)),
        ("near St. ", ("near", "St.")),
        ("by U.S. ", ("by", "U.S.")),
        ("with Dr. ", ("with", "Dr.")),
        ("anti-", ("anti",)),
        ("yes, in ", ("in",)),
        ("over there\n", ()),
        ('said "poor ', ("said", "poor")),
        ("(", ()),
    ],
)
def test_up_to_three_words_lead_up_to_a_place(ahead: str, words: tuple[str, ...]) -> None:
    assert words_before(f"{ahead}Peru", len(ahead)) == words


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        ("", ()),
        (" will wait here now", ("will", "wait", "here")),
        (" waits. Then", ("waits",)),
        (", which paid", (",", "which", "paid")),
        (". Then", ()),
        (" - or not", ()),
        ("  twice", ()),
        ("-led talks", ("led", "talks")),
        (" well-known for", ("well", "known", "for")),
        (" fell\nLater", ("fell",)),
        (" 'is' big", ("is", "big")),
        (" team's win", ("team", "win")),
    ],
)
def test_up_to_three_words_follow_a_place(rest: str, words: tuple[str, ...]) -> None:
    assert words_after(f"Peru{rest}", 4) == words


@pytest.mark.parametrize(
    ("ahead", "claim"),
    [("Miss ", True), ("miss ", False), ("anti-", False), ("post-", False), ("ex-Soviet-", True), ("", False), ("2 ", True), ("a\nB ", True)],
)  # fmt: skip
def test_a_word_before_begins_with_no_small_letter(ahead: str, claim: bool) -> None:
    assert has_capital_before(f"{ahead}Peru", len(ahead)) is claim


@pytest.mark.parametrize(
    ("line", "claim"),
    [
        ("Peru Sends Boats Across The Lake", True),
        ("Peru sends boats across the lake", False),
        ("Peru Sends Two Boats", False),
        ("Peru Waits\nand nothing more was said today of it", False),
    ],
)
def test_a_headline_has_capitals_in_most_of_its_long_words(line: str, claim: bool) -> None:
    assert is_title_case(line, 0, 4) is claim
