"""Tests of finding states: the data files, and what is and is not a mention."""

import csv
import unicodedata
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.states import DATA, find_forms, find_mentions, load_states
from scoring.text import Article, read_article


def found(text: str) -> list[tuple[str, str]]:
    return [(code, text[start:end]) for code, (start, end) in find_forms(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Iran and Israel traded blame.", [("IR", "Iran"), ("IL", "Israel")]),
        ("The U.S. and the UK agreed; Washington paid.", [("US", "U.S."), ("GB", "UK"), ("US", "Washington")]),
        ("Give us time, said the US envoy.", [("US", "US")]),
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


def test_no_form_names_two_states() -> None:
    owners = Counter(
        folded(form) for state in load_states().values() for form in {folded(f): f for f in state.forms}.values()
    )
    assert [form for form, count in owners.items() if count > 1] == []


def test_every_state_has_a_name_and_a_demonym_unless_the_file_says_not() -> None:
    lines = (DATA / "states.tsv").read_text(encoding="utf-8").splitlines()
    without = next(line for line in lines if line.startswith("# No demonym")).partition(":")[2].split()
    for row in rows("states.tsv"):
        assert row["name"]
        assert row["demonyms"] or row["code"] in without


def test_a_decoy_holds_a_form_and_is_none() -> None:
    forms = {folded(form) for state in load_states().values() for form in state.forms}
    for row in rows("decoys.tsv"):
        assert folded(row["phrase"]) not in forms, row
        assert found(row["phrase"]) == [], row
