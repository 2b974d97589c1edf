"""Tests of finding states: the data files, and what is and is not a mention."""

import csv
import re
import time
import unicodedata
from collections import Counter
from typing import Any

import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.states import FOLDER, read_marks
from rhetor.lexicons import DATA
from rhetor.states import find_forms, find_mentions, load_states
from rhetor.text.document import Article, read_article


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


def test_us_in_a_sentence_in_capitals_is_no_state() -> None:
    document = read_article(Article("JOIN US ON THE MARCH TODAY.\n\nThe US joined later on Monday."))
    assert [mention.span.start for mention in find_mentions(document)] == [33]


def test_title_mentions_come_first_and_refer_to_the_title() -> None:
    document = read_article(Article("Peru and Chile met again.", title="Bolivia waits"))
    mentions = find_mentions(document)
    assert [(m.state, m.span.start, m.sentence) for m in mentions] == [("BO", 0, 0), ("PE", 0, 1), ("CL", 9, 1)]


def test_a_mention_takes_the_voice_of_its_own_place() -> None:
    document = read_article(Article('Cuba is "a friend that Peru will never leave again", he said.'))
    assert [(m.state, m.voice) for m in find_mentions(document)] == [("CU", "author"), ("PE", "quoted")]


@given(st.text(alphabet="Iran’'s US.-é\u0301 😀\n", max_size=60))
def test_found_spans_are_ordered_disjoint_and_hold_a_form(text: str) -> None:
    end = 0
    for code, span in find_forms(text):
        assert end <= span.start < span.end <= len(text)
        end = span.end
        assert code in load_states()


def rows(name: str) -> list[dict[str, str]]:
    lines = (DATA / name).read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


def folded(form: str) -> str:
    plain = unicodedata.normalize("NFD", form.removeprefix("the ").casefold())
    return "".join(char for char in plain if not unicodedata.combining(char))


def test_every_member_of_the_united_nations_is_there() -> None:
    codes = [row["code"] for row in rows("states.tsv")]
    assert len(codes) == len(set(codes)) == 193 + 2 + 2
    assert {"VA", "PS", "TW", "XK"} <= set(codes)
    assert codes == sorted(codes)
    assert set(codes) - {"XK"} <= {country.alpha_2 for country in pycountry.countries}


def test_no_form_names_two_states_or_is_a_decoy_too() -> None:
    owners = [{folded(form) for form in state.forms} for state in load_states().values()]
    owners += [{folded(name) for name in row["name"].split("|")} for row in rows("polities.tsv")]
    owners += [{folded(row["phrase"]) for row in rows("decoys.tsv")} - set.union(*owners[197:])]
    owners += [{folded(name) for row in rows("leaders.tsv") for name in row["name"].split("|")}]
    counts = Counter(form for forms in owners for form in forms)
    assert [form for form, count in counts.items() if count > 1] == []


def noted(start: str) -> set[str]:
    """Read the codes that a comment of states.tsv makes an exception for."""
    lines = (DATA / "states.tsv").read_text(encoding="utf-8").splitlines()
    return set(re.findall(r"\b[A-Z]{2}\b", "".join(line.partition(":")[2] for line in lines if line.startswith(start))))


def test_every_state_has_a_name_a_demonym_and_a_capital_unless_the_file_says_not() -> None:
    without_demonym, without_capital = noted("# No demonym"), noted("# Capitals left out") - {"EU"}
    for row in rows("states.tsv"):
        assert row["name"]
        assert row["demonyms"] or row["code"] in without_demonym
        assert row["capitals"] or row["code"] in without_capital, row


def test_leaders_have_a_state_an_office_and_years() -> None:
    for row in rows("leaders.tsv"):
        assert row["code"] in load_states(), row
        assert 1900 < int(row["from"]) <= int(row["to"] or 2026) <= 2026, row
        assert row["name"], row
        assert row["office"], row
        assert row["undated"] in {"", "name", "both"}, row


def test_polities_count_as_a_state_or_as_nothing_and_say_why() -> None:
    for row in rows("polities.tsv"):
        assert row["why"], row
        for name in row["name"].split("|"):
            assert found(f"In {name} it rained.") == ([(row["counts_as"], name)] if row["counts_as"] else []), name


def test_patterns_of_contexts_are_read() -> None:
    kinds = {"name", "people", "adjective", "capital", "any"}
    for row in rows("contexts.tsv"):
        before, star, after = row["pattern"].partition("*")
        assert star, row
        assert len(before.split()) <= 3 >= len(after.split()), row
        assert set(row["forms"].split(",")) <= kinds, row


def test_every_ambiguous_form_is_one() -> None:
    forms = {folded(form) for state in load_states().values() for form in state.forms}
    for row in rows("ambiguous.tsv"):
        assert folded(row["form"]) in forms, row
        assert set(row["other"].split()) <= {"person", "place", "thing"}, row
        float(row["lean"])


@pytest.mark.parametrize("marked", development())
def test_development_sentences(marked: str) -> None:
    text, mentions = read_marks(marked)
    assert [(span.start, span.end, code) for code, span in find_forms(text)] == list(mentions)


@pytest.mark.parametrize(
    ("year", "expected"),
    [(None, []), (2001, [("GB", "Tony Blair"), ("GB", "Blair")]), (2020, [])],
)
def test_a_surname_counts_where_the_name_stands_in_full(year: int | None, expected: list[tuple[str, str]]) -> None:
    text = "Brown waited. Tony Blair waved; Blair then left."
    wanted = expected if year else [("GB", "Tony Blair"), ("GB", "Blair")]
    assert [(code, text[slice(*span)]) for code, span in find_forms(text, year)] == wanted


def test_a_leader_said_to_be_out_of_office_is_so_throughout_the_text() -> None:
    text = "Former President Barack Obama spoke in Ohio. Obama said that he would."
    assert list(find_forms(text)) == []
    titled = "His predecessor, Barack Obama, signed it. President Obama was proud of it."
    assert [code for code, _ in find_forms(titled)] == ["US"]


def test_an_article_that_names_tbilisi_makes_its_georgia_the_country() -> None:
    text = "Lawmakers in {}, tired, voted at dawn. The governor of Georgia spoke of Atlanta and its peaches."
    assert [code for code, _ in find_forms(text.format("Atlanta"))] == []
    other = "Lawmakers in Tbilisi, tired, voted at dawn. Georgia will appeal."
    assert [code for code, _ in find_forms(other)] == ["GE", "GE"]


def test_a_person_keeps_the_name_later_in_the_text() -> None:
    text = "Michael Jordan bought a boat. Later Jordan sold it."
    assert list(find_forms(text)) == []


@pytest.mark.parametrize(
    "unit", ["New ", "Georgia ", "Israeli Prime Minister Netanyahu ", "Trump, ", "é", "Irish-American ", "Xi {} "]
)
def test_time_grows_with_the_length(unit: str) -> None:
    """A fourfold text may take tenfold time, on a noisy machine; quadratic work takes sixteenfold."""

    def seconds(times: int) -> float:
        text = "".join(unit.format(number) for number in range(times))
        start = time.perf_counter()
        list(find_forms(text))
        return time.perf_counter() - start

    seconds(100)
    short, long = (min(seconds(times) for _ in range(3)) for times in (1000, 4000))
    assert long < 10 * short + 0.05


@pytest.mark.parametrize("text", [f"Officials voted in Georgia, in {'A' * 20_000}!", "film 'Iran a " * 3000])
def test_no_long_word_or_quotation_holds_a_worker(text: str) -> None:
    """Both took minutes when a pattern could divide what follows a name in many ways."""
    start = time.perf_counter()
    list(find_forms(text))
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(
    ("title", "text", "states"),
    [
        ("Georgia lawmakers pass a law", "Crowds filled Tbilisi, and Georgia waited.", ["GE", "GE", "GE"]),
        ("Yoon is removed", "President Yoon Suk Yeol left at noon.", ["KR", "KR"]),
        ("Trump convicted", "Former president Donald Trump left the court.", []),
    ],
)
def test_a_title_is_read_with_its_text(title: str, text: str, states: list[str]) -> None:
    document = read_article(Article(text, title=title))
    assert [mention.state for mention in find_mentions(document)] == states


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


def test_a_decoy_is_no_mention() -> None:
    for row in rows("decoys.tsv"):
        assert found(row["phrase"]) == [], row
