"""This file tests what an article means by a form."""

import pytest

from rhetor.states import find_forms


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Georgia slept. The peaches of Atlanta ripened.", []),
        ("Georgia's government sat in Tbilisi.", ["GE", "GE"]),
        ("The army of Jordan moved.", ["JO"]),
        ("Jordan, who sang, left with his wife.", []),
        ("Jordan, 22, sang.", []),
        ("Jordan tweeted.", []),
        ("Jordan and Syria signed it.", ["JO", "SY"]),
        ("Sudan, the last rhino, died.", []),
        ("A cook, Emma Bolivia, sang. Bolivia left.", []),
        ("A cook, Emma Bolivia, sang in Bolivia.", ["BO"]),
        ("WASHINGTON (AP) - It rained.", ["US"]),
        ("He left Tripoli, Lebanon, at noon.", ["LB"]),
        ("Two Irish Americans sang.", []),
        ("She is fluent in Korean.", []),
        ("Boris Johnson's sister sang.", []),
        ("President Trump sang. Kevin Trump did not.", ["US"]),
        ("Trump sang.", ["US"]),
    ],
)
def test_an_article_tells_what_it_means(text: str, codes: list[str]) -> None:
    assert [code for code, _ in find_forms(text)] == codes


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


@pytest.mark.parametrize(("year", "forms"), [(None, ["Tony Blair", "Blair"]), (2001, ["Tony Blair", "Blair"]), (2020, [])])  # fmt: skip
def test_a_surname_counts_where_the_name_stands_in_full(year: int | None, forms: list[str]) -> None:
    text = "Brown waited. Tony Blair waved; Blair then left."
    assert [text[slice(*span)] for _, span in find_forms(text, year)] == forms
