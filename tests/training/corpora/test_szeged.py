"""This file tests the reader of the Szeged Uncertainty Corpus."""

from pathlib import Path

from tests.training.corpora.cut import texts_of
from training.corpora import szeged


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
    assert [texts_of(row, row.spans) for row in rows] == [["might"], [], []]
    assert [(row.labels, row.group) for row in rows] == [((1,), "Tea_1"), ((0,), "Tea_1"), ((0,), "Tea_1")]
