"""Tests of reading NewsMTSC, on small files written here in its format."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from training.corpora.newsmtsc import read_newsmtsc
from training.corpora.rows import Row


def _texts(row: Row, spans: Sequence[tuple[int, int]]) -> list[str]:
    return [row.text[start:end] for start, end in spans]


def _sentence(text: str, gid: str, **targets: float) -> str:
    found = [
        {"from": text.index(name), "to": text.index(name) + len(name), "mention": name, "polarity": polarity}
        for name, polarity in targets.items()
    ]
    return json.dumps({"primary_gid": gid, "sentence_normalized": text, "targets": found})


@pytest.fixture
def newsmtsc(tmp_path: Path) -> Path:
    train = [
        _sentence("Mora praised Okoye, not Lind.", "allsides_7_3_0_Mora_0_4", Mora=4.0, Okoye=6.0, Lind=2.0),
        _sentence("Lind  spoke TWICE.", "allsides_9_3_1_Lind_0_4", Lind=4.0),
    ]
    (tmp_path / "train.jsonl").write_text("\n".join(train) + "\n", encoding="utf-8")
    rw = _sentence("Lind spoke twice.", "polusa_v1_12_-1_0_Lind_0_4", Lind=4.0)
    (tmp_path / "devtest_rw.jsonl").write_text(rw, encoding="utf-8")
    (tmp_path / "devtest_mt.jsonl").write_text("", encoding="utf-8")
    return tmp_path


def test_newsmtsc_gives_one_row_a_sentence_with_all_its_targets(newsmtsc: Path) -> None:
    row = read_newsmtsc(newsmtsc).rows[0]
    assert _texts(row, row.spans) == ["Mora", "Okoye", "Lind"]
    assert row.labels == (0, 1, -1)


def test_newsmtsc_drops_train_sentences_that_occur_in_a_test(newsmtsc: Path) -> None:
    assert [row.split for row in read_newsmtsc(newsmtsc).rows] == ["train", "test_rw"]


def test_newsmtsc_groups_by_article_in_both_kinds_of_id(newsmtsc: Path) -> None:
    assert [row.group for row in read_newsmtsc(newsmtsc).rows] == ["allsides_7", "polusa_v1_12"]


def test_newsmtsc_drops_a_target_that_is_not_where_it_says(newsmtsc: Path) -> None:
    moved = json.loads(_sentence("Mora met Lind.", "allsides_8_3_0_Mora_0_4", Mora=4.0, Lind=2.0))
    moved["targets"][0]["from"] = 1
    (newsmtsc / "train.jsonl").write_text(json.dumps(moved), encoding="utf-8")
    row = read_newsmtsc(newsmtsc).rows[0]
    assert _texts(row, row.spans) == ["Lind"] and row.labels == (-1,)


def test_newsmtsc_says_what_it_dropped(newsmtsc: Path) -> None:
    moved = json.loads(_sentence("Mora met Lind.", "allsides_8_3_0_Mora_0_4", Mora=4.0, Lind=2.0))
    moved["targets"][0]["from"] = 1
    with (newsmtsc / "train.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(moved))
    assert read_newsmtsc(newsmtsc).dropped == {
        "targets that do not stand where they say": 1,
        "training sentences that a test has too": 1,
    }


def test_newsmtsc_refuses_an_id_without_an_article(newsmtsc: Path) -> None:
    (newsmtsc / "train.jsonl").write_text(_sentence("Mora sang.", "blog_x", Mora=4.0), encoding="utf-8")
    with pytest.raises(ValueError, match="blog_x"):
        read_newsmtsc(newsmtsc)
