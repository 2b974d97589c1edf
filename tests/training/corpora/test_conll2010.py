"""Tests of reading CoNLL-2010, on small files written here in its format."""

from pathlib import Path

import pytest

from training.corpora import conll2010


def test_conll2010_keeps_test_rows_and_drops_their_doubles_and_empty_rows_from_train(tmp_path: Path) -> None:
    (tmp_path / "train.csv").write_text('text,label\n"SOME  say so.\n",1\n"\n",0\nIt rains.,0\n', encoding="utf-8")
    (tmp_path / "test.csv").write_text('text,label\n"Some say so.\n",1\n', encoding="utf-8")
    rows = conll2010.read_conll2010(tmp_path).rows
    assert [(row.text, row.labels, row.split) for row in rows] == [
        ("It rains.", (0,), "train"),
        ("Some say so.", (1,), "test"),
    ]


@pytest.mark.parametrize(
    ("escaped", "plain"),
    [
        ("A -LRB- b -RRB- c -LSB- d -RSB-", "A (b) c [d]"),
        ("He said `` no '' twice", 'He said "no" twice'),
        ("a ` small' word", "a 'small' word"),
        ("I do n't know; it 's late", "I don't know; it's late"),
    ],
)
def test_treebank_tokens_become_plain_text(escaped: str, plain: str) -> None:
    assert conll2010._plain(escaped) == plain
