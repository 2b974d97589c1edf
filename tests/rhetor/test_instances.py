"""Tests of the seam: what the model sees of a sentence holds nothing of the states in it."""

import csv
from pathlib import Path

import pytest

from rhetor.instances import Instance, make_instances
from rhetor.spans import Span
from rhetor.states import find_forms

SWAPS = Path(__file__).parent / "data" / "swaps.tsv"


def instance(text: str) -> Instance:
    return make_instances([(text, [span for _, span in find_forms(text)])])[0]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("Iran hit Israel.", ("", " hit ", ".")),
        ("An Iranian general met a French one.", ("A  ", " general met a ", " one.")),
        ("The Netherlands' vote and Chad's", ("", " vote and ", "")),
        ("He trusts the U.S.-led force", ("He trusts ", "-led force")),
        ("He trusts the U.S.", ("He trusts ", ".")),
        ("“He trusts the U.S.”", ('"He trusts ', '."')),
        ("Who trusts the U.S.?", ("Who trusts ", "?")),
        ("He left the U.S. for Peru", ("He left ", " for ", "")),
        ("“No,” said the ‘owner’", ("\"No,\" said the 'owner'",)),
    ],
)
def test_masks_a_mention_with_its_article_and_possessive(text: str, pieces: tuple[str, ...]) -> None:
    assert instance(text).pieces == pieces


def test_starts_point_to_the_pieces_in_the_sentence() -> None:
    text = "An Iranian general praised the Netherlands' navy."
    made = instance(text)
    assert [text[start:][:5] for start in made.starts] == ["An Ir", " gene", " navy"]


def swaps() -> list[tuple[str, str]]:
    with SWAPS.open(encoding="utf-8", newline="") as file:
        return [(row["text"], row["swapped"]) for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]


@pytest.mark.parametrize(("text", "swapped"), swaps())
def test_swapping_the_state_leaves_the_model_input(text: str, swapped: str) -> None:
    squeezed = [tuple(" ".join(piece.split()) for piece in instance(one).pieces) for one in (text, swapped)]
    assert squeezed[0] == squeezed[1]
    assert len(squeezed[0]) > 1


def test_a_mask_tells_nothing_of_the_length_of_what_it_hides() -> None:
    long, short = "the Islamic Republic of Iran lied", "Chad lied"
    assert make_instances([(long, [Span(4, 28)])])[0].pieces == make_instances([(short, [Span(0, 4)])])[0].pieces
