"""Tests of reading Directed Sentiment Extraction, on small files written here in its format."""

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest

from training.corpora import dse
from training.corpora.rows import Row


def _texts(row: Row, spans: Sequence[tuple[int, int]]) -> list[str]:
    return [row.text[start:end] for start, end in spans]


def _dse(folder: Path, *lines: tuple[str, str]) -> tuple[Row, ...]:
    for name, written in (("train.txt", lines), ("valid.txt", ())):
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter="\t").writerows((text, "p", "q", label) for text, label in written)
    return dse.read_dse(folder).rows


@pytest.mark.parametrize(
    ("label", "spans", "labels", "others"),
    [
        ("0", ["Norland", "Sudia"], (0, 0), []),
        ("1", ["Sudia"], (1,), ["Norland"]),
        ("2", ["Norland"], (1,), ["Sudia"]),
        ("3", ["Sudia"], (-1,), ["Norland"]),
        ("4", ["Norland"], (-1,), ["Sudia"]),
    ],
)
def test_dse_labels_the_party_that_the_sentiment_is_toward(
    tmp_path: Path, label: str, spans: list[str], labels: tuple[int, ...], others: list[str]
) -> None:
    (row,) = _dse(tmp_path, ("Then [Norland] wrote to [Sudia] again.", label))
    assert row.text == "Then Norland wrote to Sudia again."
    assert (_texts(row, row.spans), row.labels, _texts(row, row.others)) == (spans, labels, others)


@pytest.mark.parametrize(
    ("marked", "first"),
    [
        ("[Parliame]nt met [Sudia].", "Parliament"),
        ("In [the Northern Isle]s, [Sudia] lost.", "the Northern Isles"),
        ("We saw S[udia] and [Norland].", "Sudia"),
        ("[Mora\u2019]s letter reached [Sudia].", "Mora"),
        ("The union[\u2019s Sudian] branch met [Norland].", "Sudian"),
        ("[ Mora ] met [Norland].", "Mora"),
        ("The [U.S.] met [Norland].", "U.S."),
        ("The [FFK]With results in, [Norland] won.", "FFK"),
        ("Agency[Mora] met [Norland].", "Mora"),
    ],
)
def test_dse_brackets_are_repaired_to_whole_words(tmp_path: Path, marked: str, first: str) -> None:
    (row,) = _dse(tmp_path, (marked, "0"))
    assert _texts(row, row.spans)[0] == first
    assert row.text == marked.replace("[", "").replace("]", "")


@pytest.mark.parametrize(
    "marked",
    [
        "[Mora] spoke[,] then left.",
        "[Mora] is here and it[\u2019s] late.",
        '[Mora] went to [Sudia."He] left.',
        "[Mora] met nobody.",
        "[Mora] met [Lind] and [Okoye].",
        "[Mo]r[a] left.",
    ],
)
def test_dse_lines_that_cannot_be_read_are_dropped(tmp_path: Path, marked: str) -> None:
    assert _dse(tmp_path, (marked, "0")) == ()


def test_dse_lines_of_one_sentence_share_group_and_split(tmp_path: Path) -> None:
    lines = [("[Mora] met Lind and [Okoye].", "0"), ("Mora met [Lind] and [Okoye].", "3")]
    one, other = _dse(tmp_path, *lines)
    assert (one.group, one.split) == (other.group, other.split)
    assert len(one.group) == 12
