"""This file tests what is and what is not a mention of a state in a text, and how long that takes to tell."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.states import FOLDER, read_marks
from rhetor.states import find_forms, load_states


def development() -> list[Any]:
    """Return the sentences that the finder was written with; those that it still gets wrong are to fail."""
    wrong = pytest.mark.xfail(strict=True, reason="known to be wrong")
    rows = [line.split("\t") for line in (FOLDER / "development.tsv").read_text(encoding="utf-8").splitlines()]
    return [pytest.param(row[1], marks=[wrong] if row[2:] else []) for row in rows]


def found(text: str) -> list[tuple[str, str]]:
    return [(code, text[start:end]) for code, (start, end) in find_forms(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iran and Israel traded blame.", [("IR", "Iran"), ("IL", "Israel")]),
        ("The U.S. and the UK agreed; Washington paid.", [("US", "U.S."), ("GB", "UK"), ("US", "Washington")]),
        ("Give us time, said the US envoy.", [("US", "US")]),
        ("Ships crossed the Black Sea. Norway, which paid, was in Oslo. Chad Smith, 40, and St. Jordan were not.", [("NO", "Norway"), ("NO", "Oslo")]),
        ("Mr. Trump waved, Mrs Merkel did not; Sen. Obama was not yet there.", [("US", "Trump"), ("DE", "Merkel")]),
        ("US-led talks with Russia's envoys", [("US", "US"), ("RU", "Russia")]),
        ("Russo-Ukrainian and Sino-American ties", [("RU", "Russo"), ("UA", "Ukrainian"), ("CN", "Sino"), ("US", "American")]),
        ("Rene Russo met Mr Franco.", []),
        ("The Jewish state and the Islamic Republic of Iran", [("IL", "Jewish state"), ("IR", "Islamic Republic of Iran")]),
        ("Côte d’Ivoire, Cote d'Ivoire and Türkiye", [("CI", "Côte d’Ivoire"), ("CI", "Cote d'Ivoire"), ("TR", "Türkiye")]),
        ("He left Cote\u0302 d'Ivoire.", [("CI", "Cote\u0302 d'Ivoire")]),
        ("The co\u0302te of Co\u0302te d'Ivoire", [("CI", "Co\u0302te d'Ivoire")]),
        ("Niger is not Nigeria; Nigerian and Nigerien", [("NE", "Niger"), ("NG", "Nigeria"), ("NG", "Nigerian"), ("NE", "Nigerien")]),
        ("Guinea, Guinea-Bissau, Equatorial Guinea, Papua New Guinea", [("GN", "Guinea"), ("GW", "Guinea-Bissau"), ("GQ", "Equatorial Guinea"), ("PG", "Papua New Guinea")]),
        ("South Korea and North Korea", [("KR", "South Korea"), ("KP", "North Korea")]),
        ("Kosovo, Taiwan, the Holy See and Palestine", [("XK", "Kosovo"), ("TW", "Taiwan"), ("VA", "Holy See"), ("PS", "Palestine")]),
        ("IRAN WARNS FRANCE", [("IR", "IRAN"), ("FR", "FRANCE")]),
        ("New Mexico, Michael Jordan, the South China Sea and Latin America", []),
        ("They ate turkey off fine china and polish the table.", []),
        ("See www.iran.example, @Israel and US$5.", []),
        ("Chadwick and Omaniya are no states.", []),
        ("He spoke bad French 's words, in Russian 's army.", [("FR", "French"), ("RU", "Russian")]),
        ("China Dollar reserves and Turkey Shooting", [("CN", "China"), ("TR", "Turkey")]),
    ],
)  # fmt: skip
def test_finds_states_and_nothing_else(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@given(st.text(alphabet="Iran’'s US.-é\u0301 😀\n", max_size=60))
def test_found_spans_are_ordered_disjoint_and_hold_a_form(text: str) -> None:
    end = 0
    for code, span in find_forms(text):
        assert end <= span.start < span.end <= len(text)
        end = span.end
        assert code in load_states()


@pytest.mark.parametrize("marked", development())
def test_development_sentences(marked: str) -> None:
    text, mentions = read_marks(marked)
    assert [(span.start, span.end, code) for code, span in find_forms(text)] == list(mentions)


@pytest.mark.parametrize(
    ("text", "count"), [(f"Officials voted in Georgia, in {'A' * 20_000}!", 1), ("film 'Iran a " * 3000, 3000)]
)
def test_a_long_word_or_quotation_is_read_to_its_end(text: str, count: int) -> None:
    """Both took minutes when a pattern could divide what follows a name in many ways (`make bench-growth`)."""
    assert len(list(find_forms(text))) == count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The envoys, who had come a very long way to see it, met in North\nKorea.", "North\nKorea"),
        ("North  Korea fell.", "North  Korea"),
        ("Uk\u00adraine won.", "Uk\u00adraine"),
        ("Bogota\u0301 fell.", "Bogota\u0301"),
        ("New\u202fMexico and Papua New\u202fGuinea", "Papua New\u202fGuinea"),
    ],
)
def test_names_are_found_across_odd_spaces_and_line_ends(text: str, expected: str) -> None:
    assert [form for _, form in found(text)] == [expected]
