"""Tests of the cached vectors: they are what scoring computes, and a cache never serves what it should not."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from rhetor.encoder import Encoder
from rhetor.features import mention_features, sentence_features
from rhetor.instances import make_instances
from rhetor.spans import Span
from rhetor.states import find_forms
from training.corpora.examples import Example
from training.heads import vectors
from training.heads.vectors import CorpusVectors, cache_folder, encode_examples, floats

TEXTS = (
    "Chad may possibly join the talks that Peru and the Netherlands began.",
    "Nobody knows.",
    "It seems that Norway's offer stands, some say.",
)
CUES = ("may possibly", "", "seems")


@pytest.fixture(scope="module")
def encoder(release: Path) -> Encoder:
    return Encoder(release, threads=1)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RHETOR_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache/vectors"


def examples(corpus: str) -> tuple[Example, ...]:
    return tuple(_examples(corpus))


def _examples(corpus: str) -> Iterator[Example]:
    for text, cue in zip(TEXTS, CUES, strict=True):
        spans = [span for _, span in find_forms(text)]
        (instance,) = make_instances([(text, spans)])
        mentions = tuple(range(len(spans)))[::2]  # not every mask has a label
        cues = (Span(text.index(cue), text.index(cue) + len(cue)),) if cue else ()
        yield Example(instance, (0,) * len(mentions), "g", "train", corpus, text, mentions, cues)


def same(one: CorpusVectors, other: CorpusVectors) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in CorpusVectors.__slots__)


def test_vectors_are_the_features_that_scoring_computes(encoder: Encoder) -> None:
    chosen = examples("szeged")
    made = encode_examples(encoder, "hash", chosen)
    encoded = encoder.encode([example.instance for example in chosen])
    mentions = [mention_features(one)[list(example.mentions)] for one, example in zip(encoded, chosen, strict=True)]
    assert np.array_equal(floats(made.sentences), np.stack([sentence_features(one) for one in encoded]))
    assert np.array_equal(floats(made.mentions), np.concatenate(mentions))
    assert np.array_equal(floats(made.words), np.concatenate([one.words for one in encoded]))
    assert made.mentions.shape == (3, 768)
    assert {array.dtype for array in (made.sentences, made.mentions, made.words)} == {np.dtype(np.int16)}


def test_each_word_of_a_labelled_cue_is_a_cue_and_no_other(encoder: Encoder) -> None:
    made = encode_examples(encoder, "hash", examples("szeged"))
    spans = [
        span for one in encoder.encode([example.instance for example in examples("szeged")]) for span in one.word_spans
    ]
    sentences = np.repeat(np.arange(3), made.word_counts)
    words = [TEXTS[sentence][start:end] for sentence, (start, end) in zip(sentences, spans, strict=True)]
    assert [word for word, cue in zip(words, made.cues, strict=True) if cue] == ["may", "possibly", "seems"]


def test_a_corpus_that_teaches_no_cues_has_no_words(encoder: Encoder) -> None:
    made = encode_examples(encoder, "hash", examples("newsmtsc"))
    assert made.words.size == made.word_counts.size == made.cues.size == 0
    assert len(made.sentences) == len(TEXTS)


def test_a_second_run_reads_the_same_vectors_from_the_cache(encoder: Encoder, cache: Path) -> None:
    fresh = encode_examples(encoder, "hash", examples("ptc"))
    nobody: Encoder = None  # type: ignore[assignment]  # it would be missed if anything were encoded
    assert same(encode_examples(nobody, "hash", examples("ptc")), fresh)
    assert [path.suffix for path in cache.iterdir()] == [".npz"]


CHANGES = {
    "another instance": {"instance": make_instances([("Nobody knew.", [])])[0]},
    "other cues": {"cues": (Span(0, 6),)},
}


@pytest.mark.parametrize("change", CHANGES)
def test_changed_examples_are_encoded_anew(encoder: Encoder, cache: Path, change: str) -> None:
    first, second, third = examples("ptc")
    changed = (first, replace(second, **CHANGES[change]), third)
    before = encode_examples(encoder, "hash", (first, second, third))
    after = encode_examples(encoder, "hash", changed)
    assert not same(before, after)
    assert len(list(cache.iterdir())) == 2


def test_other_labelled_mentions_and_another_order_are_encoded_anew(encoder: Encoder) -> None:
    first, second, third = examples("ptc")
    made = encode_examples(encoder, "hash", (first, second, third))
    fewer = encode_examples(encoder, "hash", (replace(first, mentions=(1,)), second, third))
    turned = encode_examples(encoder, "hash", (third, second, first))
    assert fewer.mentions.shape == (2, 768)
    assert np.array_equal(turned.sentences, made.sentences[::-1])


def test_another_encoder_or_corpus_has_a_cache_of_its_own(encoder: Encoder, cache: Path) -> None:
    encode_examples(encoder, "hash", examples("ptc"))
    encode_examples(encoder, "other hash", examples("ptc"))
    encode_examples(encoder, "hash", examples("newsmtsc"))
    assert len(list(cache.iterdir())) == 3


def test_another_label_group_or_split_needs_no_encoding(encoder: Encoder, cache: Path) -> None:
    encode_examples(encoder, "hash", examples("ptc"))
    encode_examples(encoder, "hash", [replace(one, labels=(1,), group="h", split="test") for one in examples("ptc")])
    assert len(list(cache.iterdir())) == 1


class Killed(BaseException):
    """Stands for a signal that ends the program."""


class Deadly:
    """An array on which writing ends in the middle of the file."""

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        raise Killed


def test_a_killed_write_leaves_no_half_file(encoder: Encoder, cache: Path) -> None:
    whole = encode_examples(encoder, "hash", examples("ptc"))
    (path,) = cache.iterdir()
    path.unlink()
    with pytest.raises(Killed):
        vectors._save(path, replace(whole, words=Deadly()))  # type: ignore[arg-type]
    assert not path.exists()
    assert same(encode_examples(encoder, "hash", examples("ptc")), whole)
    assert list(cache.iterdir()) == [path]


@pytest.mark.parametrize("value", ["", None])
def test_the_cache_lies_in_the_repository_wherever_a_program_is_started(
    value: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RHETOR_CACHE", value) if value is not None else monkeypatch.delenv("RHETOR_CACHE")
    assert cache_folder() == Path(__file__).resolve().parents[3] / ".cache/vectors"


def test_a_cache_that_is_named_relatively_is_found_from_elsewhere_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RHETOR_CACHE", "kept")
    assert cache_folder() == tmp_path / "kept/vectors"
