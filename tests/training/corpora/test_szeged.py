"""Tests of reading the Szeged Uncertainty Corpus, on small files written here in its format."""

from collections.abc import Sequence
from pathlib import Path

from training.corpora import szeged
from training.corpora.rows import Row


def _texts(row: Row, spans: Sequence[tuple[int, int]]) -> list[str]:
    return [row.text[start:end] for start, end in spans]


def test_szeged_keeps_cues_but_not_conditions(tmp_path: Path) -> None:
    sentence = (
        'They <ccue type="speculation_modal_probable_">might </ccue>come &amp; stay'
        ' <ccue type="speculation_hypo_condition _">if</ccue> asked.'
    )
    only_if = 'Come <ccue type="speculation_hypo_condition _">if</ccue> asked.'
    (tmp_path / "wiki.xml").write_text(
        "<Annotation><DocumentSet><Document><DocID>Tea_1</DocID><DocumentPart>"
        f"<Sentence>{sentence}</Sentence><Sentence>{only_if}</Sentence><Sentence>Tea</Sentence>"
        "</DocumentPart></Document></DocumentSet></Annotation>",
        encoding="utf-8",
    )
    rows = szeged.read_szeged(tmp_path).rows
    assert [row.text for row in rows] == ["They might come & stay if asked.", "Come if asked.", "Tea"]
    assert [_texts(row, row.spans) for row in rows] == [["might"], [], []]
    assert [(row.labels, row.group) for row in rows] == [((1,), "Tea_1"), ((0,), "Tea_1"), ((0,), "Tea_1")]
