"""This file tests the readers of corpora, on small files written here in the corpora's formats."""

import csv
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from training.corpora import conll2010, dse, ptc, szeged
from training.corpora.newsmtsc import read_newsmtsc
from training.corpora.readers import CORPORA, PUBLIC
from training.corpora.registry import Corpus, find
from training.corpora.rows import Parsed, Row, read_tsv
from training.corpora.tasks import STATES


def _texts(row: Row, spans: Sequence[tuple[int, int]]) -> list[str]:
    return [row.text[start:end] for start, end in spans]


# NewsMTSC


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


# Directed Sentiment Extraction


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


# Propaganda Techniques Corpus

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


# Szeged Uncertainty Corpus


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


# CoNLL-2010


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


# The real corpora


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "splits", "labels"),
    [
        ("newsmtsc", {"train": 7752, "test_rw": 1067, "test_mt": 721}, {-1: 4227, 0: 4227, 1: 2901}),
        ("dse", {"train": 11511, "test": 2885}, {-1: 3272, 0: 18686, 1: 1781}),
        ("ptc", {"train": 12251, "test": 3784}, {0: 15310, 1: 725}),
        ("szeged", {"train": 16483, "test": 4265}, {0: 18375, 1: 2373}),
        ("conll2010", {"train": 7343, "test": 7288}, {0: 10266, 1: 4365}),
    ],
)
def test_the_real_corpora_have_the_counts_we_train_on(
    name: str, splits: dict[str, int], labels: dict[int, int]
) -> None:
    rows = _real(name).rows
    assert Counter(row.split for row in rows) == splits
    assert Counter(label for row in rows for label in row.labels) == labels


@pytest.mark.slow
@pytest.mark.parametrize("corpus", PUBLIC, ids=lambda corpus: corpus.name)
def test_spans_of_the_real_corpora_are_whole_and_carry_labels(corpus: Corpus) -> None:
    for row in _real(corpus.name).rows:
        assert all(0 <= start < end <= len(row.text) for start, end in row.spans + row.others)
        assert len(row.labels) == (len(row.spans) if corpus.attribute == STATES else 1)


@pytest.mark.slow
@pytest.mark.parametrize("name", [corpus.name for corpus in PUBLIC if corpus.name != "newsmtsc"])
def test_no_group_of_a_real_corpus_is_in_two_splits(name: str) -> None:
    """NewsMTSC is left out: its official split shares articles."""
    splits: dict[str, str] = {}
    assert all(splits.setdefault(row.group, row.split) == row.split for row in _real(name).rows)


@pytest.mark.slow
@pytest.mark.parametrize("corpus", PUBLIC, ids=lambda corpus: corpus.name)
def test_the_tests_of_a_real_corpus_are_those_that_it_declares(corpus: Corpus) -> None:
    assert {row.split for row in _real(corpus.name).rows} == {"train", *corpus.tests}


@pytest.mark.slow
def test_every_span_sorted_out_as_minimising_is_one_of_the_corpus() -> None:
    records = read_tsv(_folder("ptc") / "train-task2-TC.labels")
    published = {(article, start, end) for article, name, start, end in records if name.startswith("Exagg")}
    assert ptc._minimising_spans() <= published


def _real(name: str) -> Parsed:
    return CORPORA[name].read(_folder(name))


def _folder(name: str) -> Path:
    folder = find(CORPORA[name])
    if folder is None:
        pytest.skip(f"{name} is not at hand (make data)")
    return folder
