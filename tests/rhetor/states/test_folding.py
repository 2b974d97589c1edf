"""This file tests folding: one spelling of a text, and the places that were left out of it."""

from bisect import bisect_right

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetor.states.folding import fold, with_capitals


@pytest.mark.parametrize(
    ("text", "folded", "marks"),
    [
        ("Iran", "Iran", ()),
        ("Türkiye’s São Tomé", "Turkiye's Sao Tome", ()),
        ("Bogota\u0301 fell", "Bogota fell", (6,)),
        ("North  Korea", "North Korea", (6,)),
        ("North   Korea", "North Korea", (6, 6)),
        ("Uk\u00adraine", "Ukraine", (2,)),
        ("New\u00a0Mexico\tand", "New Mexico and", ()),
        ("Guinea\u2011Bissau", "Guinea-Bissau", ()),
        ("The envoys, who had come a very long way to see it, met in North\nKorea.", "The envoys, who had come a very long way to see it, met in North Korea.", ()),
        ("A heading\nPeru waits.", "A heading\nPeru waits.", ()),
    ],
)  # fmt: skip
def test_a_text_has_one_spelling(text: str, folded: str, marks: tuple[int, ...]) -> None:
    assert fold(text) == (folded, marks)


@given(st.text(alphabet="aé\u0301 \u00ad’Ñ\n", max_size=40))
def test_marks_lead_every_folded_character_back_to_its_own(text: str) -> None:
    folded, marks = fold(text)
    assert len(folded) + len(marks) == len(text)
    for at, char in enumerate(folded):
        origin = text[at + bisect_right(marks, at)]
        assert fold(origin)[0] == char or char == " "


def test_many_different_characters_fold_as_few_do() -> None:
    letters = "".join(map(chr, range(0xC0, 0x180)))
    assert fold(letters)[0] == "".join(fold(letter)[0] for letter in letters)


@pytest.mark.parametrize(
    ("text", "raised"),
    [
        ("iran warns the uk", "Iran Warns The UK"),
        ("trump meets him in turkey", "trump Meets Him In turkey"),
        ("Iran warns the uk", "Iran warns the uk"),
        ("iran's army\nPeru waits", "Iran's Army\nPeru waits"),
        ("2024", "2024"),
    ],
)
def test_a_line_without_any_capital_gets_them(text: str, raised: str) -> None:
    assert with_capitals(text) == raised


@given(st.text(max_size=30))
def test_capitals_move_no_character(text: str) -> None:
    assert len(with_capitals(text)) == len(text)
