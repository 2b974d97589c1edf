"""This file tests the reader of word lists: names, orders, and the regular expressions made of them."""

import re
from collections import Counter
from pathlib import Path

import pytest

import rhetor
from rhetor.lexicons import any_of, phrases, regex, rows, words

NAMES = [row["list"] for name in ("words.tsv", "phrases.tsv") for row in rows(name)]


def test_every_list_has_a_name_of_its_own_and_says_why_it_is_there() -> None:
    offices = {name for row in rows("offices.tsv") for name in row["lists"].split("|")}
    assert [name for name, count in Counter([*NAMES, *offices]).items() if count > 1] == []
    assert all(row["why"] for name in ("words.tsv", "phrases.tsv") for row in rows(name))


def test_every_list_is_heeded_by_some_rule() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in Path(rhetor.__file__).parent.rglob("*.py")).lower()
    offices = {name for row in rows("offices.tsv") for name in row["lists"].split("|")}
    asked = {name for name in (*NAMES, *offices) if f'"{name}"' in code or f"{{{name}}}" in code}
    built = {name for name in offices if name.startswith("offices of ")}  # former.py joins their names
    assert {*NAMES, *offices} - asked - built == set()


def test_no_word_is_listed_twice() -> None:
    for name in NAMES:
        twice = [word for word, count in Counter(phrases(name)).items() if count > 1]
        assert twice == [], name


def test_a_list_keeps_its_order_and_has_no_empty_phrase() -> None:
    assert phrases("honorifics")[:2] == ("Mr", "Mr.")
    assert all(phrase.strip() == phrase != "" for name in NAMES for phrase in phrases(name))


def test_an_unknown_list_is_refused() -> None:
    with pytest.raises(KeyError):
        words("no such list")


@pytest.mark.parametrize(
    ("template", "text", "claim"),
    [
        (r"{kin}", "sister", True),
        (r"{kin}", "Sister", False),
        (r"{Kin}", "Sister", True),
        (r"{aides}", "spokesman", True),
        (r"{aides}", "spokes", False),
        (r"{organisations with heads}", "U.N.", True),
        (r"{organisations with heads}", "UXN.", False),
        (r"{kin}{0,2}", "sistersister", True),
        (r"{Offices that end}", "Secretary of State", True),
        (r"{Offices that end}", "Secretary Of State", False),
        (r"{Offices that end}", "pM", False),
        (r"\w{2}", "ab", True),
    ],
)
def test_a_template_stands_for_the_phrases_of_its_lists(template: str, text: str, claim: bool) -> None:
    assert (regex(template).fullmatch(text) is not None) is claim


def test_any_of_some_phrases_is_one_group() -> None:
    assert re.fullmatch(any_of(["a.b", "c*"]) + "!", "cde!")
    assert not re.fullmatch(any_of(["a.b", "c*"]) + "!", "axb!")
