"""Tests of our own labelled set: the markup, the splits, and that every mark is a state that scoring finds."""

from collections import Counter
from pathlib import Path

import pytest

from rhetor.spans import Span
from rhetor.states import find_forms, load_states
from training.corpora.examples import load_examples
from training.corpora.own import STATES_CORPUS, items, own_split, read_marked, state_labels
from training.corpora.readers import OWN
from training.corpora.registry import Corpus, CorpusDamaged, fetch


@pytest.mark.parametrize(
    ("marked", "text", "spans", "labels"),
    [
        ("{Peru|PE|-1} lied.", "Peru lied.", ((0, 4),), (-1,)),
        ("It {may} rain, {perhaps}.", "It may rain, perhaps.", ((3, 6), (13, 20)), ()),
        ("{Chad|TD|1}{’s|TD|0} 🎉 {Mali|ML|0}", "Chad’s 🎉 Mali", ((0, 4), (4, 6), (9, 13)), (1, 0, 0)),
        ("Nothing here.", "Nothing here.", (), ()),
    ],
)
def test_markup_becomes_text_spans_and_labels(marked: str, text: str, spans: object, labels: object) -> None:
    assert read_marked(marked) == (text, spans, labels)


def test_one_group_in_five_is_for_testing() -> None:
    assert 0.17 < sum(own_split(f"group {number}") == "test" for number in range(3000)) / 3000 < 0.23


def test_what_was_written_later_is_for_training_only() -> None:
    assert {own_split(f"t-{number}") for number in range(50)} == {"train"}


def test_every_marked_state_is_one_that_scoring_finds_there() -> None:
    for item in items(STATES_CORPUS):
        text, spans, labels = read_marked(item["marked"])
        found = {span: code for code, span in find_forms(text)}
        codes = [code for code, _ in state_labels(item)]
        known = [found.get(Span(*span)) for span in spans]
        assert codes == known, item
        assert set(codes) <= load_states().keys()
        assert len(labels) == len(spans) > 0


def test_no_sentence_is_there_twice() -> None:
    for corpus in OWN:
        texts = [row.text for row in corpus.read(fetch(corpus)).rows]
        assert len(set(texts)) == len(texts)


def test_a_contrast_and_its_mirror_share_a_group_and_have_opposite_signs() -> None:
    contrasts = [item for item in items(STATES_CORPUS) if item["kind"] == "contrast"]
    groups = Counter(item["group"] for item in contrasts)
    assert sum(count == 2 for count in groups.values()) > 0.9 * len(groups)
    for item in contrasts:
        assert {1, -1} <= {label for _, label in state_labels(item)}


def test_examples_mask_every_marked_mention() -> None:
    for example in load_examples(STATES_CORPUS):
        assert len(example.mentions) == len(example.labels)
        assert max(example.mentions) < len(example.instance.pieces) - 1


@pytest.mark.parametrize("corpus", OWN, ids=lambda corpus: corpus.name)
def test_a_line_that_is_damaged_is_named(corpus: Corpus, tmp_path: Path) -> None:
    assert corpus.own
    lines = corpus.own.read_text(encoding="utf-8").splitlines(keepends=True)
    (tmp_path / "damaged.jsonl").write_text("".join([*lines[:2], lines[2][:9]]), encoding="utf-8")
    with pytest.raises(CorpusDamaged, match=r"damaged at line 3: restore it"):
        corpus.read(tmp_path / "damaged.jsonl")
