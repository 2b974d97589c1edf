"""This file encodes the examples of a corpus, once: later runs read the vectors from a cache."""

import hashlib
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rich.progress import track

from rhetor.encoder import GRID, Encoded, Encoder
from rhetor.encoder import __file__ as encoder_code
from rhetor.features import __file__ as features_code
from rhetor.features import mention_features, sentence_features
from rhetor.spans import Span
from training.corpora.examples import Example, load_examples
from training.corpora.readers import CORPORA
from training.corpora.registry import Corpus
from training.files import replacing
from training.refusals import reading

_ROOT = Path(__file__).resolve().parent.parent.parent
_BLOCK = 256  # sentences between two moves of the progress bar


@dataclass(frozen=True, slots=True)
class CorpusVectors:
    """The features of a corpus's examples, in their order; integers are multiples of rhetor.encoder.GRID.

    `sentences` is (examples, 2 * width); `mentions` is (labelled mentions, 2 * width); for the corpora
    that have them `words` is (words of all examples, width), `word_counts` (examples,) and `cues` (words,)
    tell the words of each example and whether each is (part of) a labelled cue; else they are empty.
    """

    sentences: NDArray[np.int16]
    mentions: NDArray[np.int16]
    words: NDArray[np.int16]
    word_counts: NDArray[np.int64]
    cues: NDArray[np.bool_]


Corpora = Mapping[str, tuple[Sequence[Example], CorpusVectors]]


def load_corpora(release: Path, corpora: Sequence[Corpus], tell: Callable[[str], object] | None = None) -> Corpora:
    """Load corpora as examples with the vectors that a release's encoder and this code give them, by name.

    `tell` is called with a line a corpus: what was read, and what was dropped.
    """
    with reading(release / "encoder.onnx"):
        encoder = Encoder(release)
    parts = (release / "encoder.onnx", release / "tokenizer.json", Path(encoder_code), Path(features_code))
    encoder_hash = hashlib.sha256(b"".join(part.read_bytes() for part in parts)).hexdigest()
    loaded = {corpus.name: load_examples(corpus, tell) for corpus in corpora}
    return {name: (examples, encode_examples(encoder, encoder_hash, examples)) for name, examples in loaded.items()}


def floats(vectors: NDArray[np.int16]) -> NDArray[np.float64]:
    """Return the vectors as scoring gives them to the heads."""
    return vectors.astype(np.float64) * GRID


def encode_examples(encoder: Encoder, encoder_hash: str, examples: Sequence[Example]) -> CorpusVectors:
    """Encode examples of one corpus, or read what an earlier run made of the same encoder and instances."""
    key = hashlib.sha256(encoder_hash.encode())
    for example in examples:
        key.update(repr((example.instance, example.mentions, example.cues)).encode())
    path = cache_folder() / f"{examples[0].corpus}-{key.hexdigest()[:16]}.npz"
    if not path.exists():
        _save(path, _encode(encoder, examples))
    with reading(path), np.load(path) as arrays:
        return CorpusVectors(**arrays)


def cache_folder() -> Path:
    """Return where vectors are kept: RHETOR_CACHE, or .cache of the repository, wherever the program was started."""
    return Path(os.environ.get("RHETOR_CACHE") or _ROOT / ".cache").resolve() / "vectors"


def _encode(encoder: Encoder, examples: Sequence[Example]) -> CorpusVectors:
    corpus = examples[0].corpus
    with_words = CORPORA[corpus].with_words
    sentences, mentions, words, counts, cues = [], [], [], [], []
    for example, encoded in zip(examples, _encode_blocks(encoder, examples, corpus), strict=True):
        sentences.append(_integers(sentence_features(encoded)))
        mentions.append(_integers(mention_features(encoded)[list(example.mentions)]))
        if with_words:
            words.append(_integers(encoded.words))
            counts.append(len(encoded.words))
            cues += [_is_cue(span, example.cues) for span in encoded.word_spans]
    return CorpusVectors(
        np.stack(sentences),
        np.concatenate(mentions),
        np.concatenate(words) if words else np.zeros((0, 0), np.int16),
        np.array(counts, np.int64),
        np.array(cues, bool),
    )


def _encode_blocks(encoder: Encoder, examples: Sequence[Example], corpus: str) -> Iterator[Encoded]:
    for start in track(range(0, len(examples), _BLOCK), f"encoding {corpus}"):
        yield from encoder.encode([example.instance for example in examples[start : start + _BLOCK]])


def _integers(vectors: NDArray[np.float64]) -> NDArray[np.int16]:
    return np.round(vectors / GRID).astype(np.int16)


def _is_cue(span: Span, cues: Sequence[Span]) -> bool:
    return any(span.start < cue.end and cue.start < span.end for cue in cues)


def _save(path: Path, vectors: CorpusVectors) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as part:
        np.savez(part, **{name: getattr(vectors, name) for name in CorpusVectors.__slots__})
