"""Tests of reading the Propaganda Techniques Corpus, on small files written here in its format."""

from pathlib import Path

import pytest

from training.corpora import ptc
from training.corpora.rows import Row

ARTICLE = (
    "A Storm of Words\n\nBy Ann\nThe end of everything is near.\nIt was a mere breeze, really.\nThey walked home.\n"
)


def _ptc(folder: Path, *spans: tuple[str, str]) -> tuple[Row, ...]:
    (folder / "train-articles").mkdir()
    (folder / "train-articles/article42.txt").write_bytes(ARTICLE.encode())
    places = ((name, ARTICLE.index(text), ARTICLE.index(text) + len(text)) for name, text in spans)
    lines = "".join(f"42\t{name}\t{start}\t{end}\n" for name, start, end in places)
    (folder / "train-task2-TC.labels").write_text(lines, encoding="utf-8")
    return ptc.read_ptc(folder).rows


def test_ptc_gives_the_lines_of_an_article_in_order_without_the_short_ones(tmp_path: Path) -> None:
    rows = _ptc(tmp_path)
    assert [row.text for row in rows] == [line for line in ARTICLE.split("\n") if len(line.split()) > 2]
    assert {row.group for row in rows} == {"42"}


@pytest.mark.parametrize(
    ("technique", "text", "labels"),
    [
        ("Appeal_to_fear-prejudice", "end of everything", [0, 1, 0, 0]),
        ("Exaggeration,Minimisation", "end of everything", [0, 1, 0, 0]),
        ("Loaded_Language", "end of everything", [0, 0, 0, 0]),
        ("Appeal_to_fear-prejudice", "near.\nIt was", [0, 1, 1, 0]),
        ("Appeal_to_fear-prejudice", "near.\n", [0, 1, 0, 0]),
        ("Appeal_to_fear-prejudice", ".\nIt was", [0, 0, 1, 0]),
    ],
)
def test_ptc_labels_a_line_by_the_words_that_a_span_covers(
    tmp_path: Path, technique: str, text: str, labels: list[int]
) -> None:
    assert [row.labels[0] for row in _ptc(tmp_path, (technique, text))] == labels


def test_ptc_does_not_count_a_span_that_minimises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    start = ARTICLE.index("mere breeze")
    sorted_out = tmp_path / "sorted.tsv"
    sorted_out.write_text(f"# why\narticle\tstart\tend\n42\t{start}\t{start + 11}\n", encoding="utf-8")
    monkeypatch.setattr(ptc, "_MINIMISING", sorted_out)
    rows = _ptc(tmp_path, ("Exaggeration,Minimisation", "mere breeze"))
    assert [row.labels for row in rows] == [(0,)] * 4
