"""Tests of splitting sentences: the table of tricky ones, and what always holds."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rhetor.text.sentences import MAX_SENTENCE, split_paragraphs, split_sentences

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data" / "splits.jsonl").read_text(encoding="utf-8").splitlines()
]
DEV = [row for row in ROWS if row["part"] == "dev"]
HELD_OUT = [row for row in ROWS if row["part"] == "held_out"]
HELD_OUT_FLOOR = 241 / 263  # as measured; these rows are only counted, never read

# Texts of the development part that come out wrong, and why.
KNOWN_WRONG = {
    "The treaty dates from 200 B.C. Rome broke it within a year.": "only the verb shows that Rome opens a sentence",
    "Ministers want to stay close to the E.U. Voters are split.": "only the verb shows that Voters opens a sentence",
}

PIECES = st.sampled_from(
    [
        *".!?…",
        " ",
        "\n",
        "\n\n",
        '"',
        "”",
        "(",
        ")",
        "- ",
        "1. ",
        "U.S.",
        "Mr.",
        "The ",
        "a",
        "é",
        "é",
        "🎉",
        "[3]",
        "x" * 700,
    ]
)
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def split(text: str) -> list[str]:
    return [text[start:end] for paragraph in split_paragraphs(text) for start, end in split_sentences(text, paragraph)]


@pytest.mark.parametrize("row", DEV, ids=lambda row: f"{row['kind']}: {row['text'][:40]}")
def test_splits_the_development_rows(row: dict[str, str]) -> None:
    assert (split(row["text"]) == row["sentences"]) is (row["text"] not in KNOWN_WRONG)


def test_known_wrong_names_rows_of_the_table() -> None:
    assert KNOWN_WRONG.keys() <= {row["text"] for row in DEV}


def test_held_out_accuracy_does_not_fall() -> None:
    right = sum(split(row["text"]) == row["sentences"] for row in HELD_OUT)
    assert right / len(HELD_OUT) >= HELD_OUT_FLOOR


@given(TEXTS)
def test_sentences_hold_every_character_but_white_space_once_and_in_order(text: str) -> None:
    assert "".join("".join(split(text)).split()) == "".join(text.split())


@given(TEXTS)
def test_spans_are_stripped_ordered_and_within_their_paragraph(text: str) -> None:
    for paragraph in split_paragraphs(text):
        spans = split_sentences(text, paragraph)
        assert spans
        assert (spans[0].start, spans[-1].end) == paragraph
        assert all(before.end <= after.start for before, after in pairwise(spans))
        for start, end in spans:
            assert 0 < end - start <= MAX_SENTENCE
            assert text[start:end] == text[start:end].strip()


@given(TEXTS)
def test_a_paragraph_is_split_the_same_wherever_it_stands(text: str) -> None:
    alone = [split(text[start:end]) for start, end in split_paragraphs(text)]
    assert [sentence for sentences in alone for sentence in sentences] == split(text)


def test_long_lines_are_paragraphs_without_a_blank_line_between() -> None:
    line = "The ferry left at nine and nobody on the pier could say when the next one would come or whether it would come at all that day."
    text = f"Short news\n{line}\n{line}"
    assert [text[start:end] for start, end in split_paragraphs(text)] == ["Short news", line, line]


def test_wrapped_lines_are_one_paragraph() -> None:
    text = "The ferry left at nine and nobody on the pier\ncould say when the next one would come.\n\nIt came at ten."
    assert len(split_paragraphs(text)) == 2


@pytest.mark.parametrize("joint", ["; ", ", ", " ", ""])
def test_an_endless_sentence_is_cut_and_loses_nothing(joint: str) -> None:
    text = joint.join(["word"] * 2000)
    pieces = split(text)
    assert max(map(len, pieces)) <= MAX_SENTENCE
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(piece.endswith(("word" + joint).strip()) for piece in pieces[:-1])
