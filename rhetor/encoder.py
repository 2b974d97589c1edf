"""This file turns instances into vectors: one pass of a small int8 ONNX encoder a sentence."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from tokenizers import Tokenizer

from rhetor.instances import Instance
from rhetor.spans import Span

Floats = NDArray[np.float64]

WINDOW = 254  # tokens a pass, beside the two that BERT puts around them; the weights know 512, were tuned on 128
GRID = 2.0**-14  # vectors are rounded to multiples of this, so that the heads' sums are exact: see heads.py


@dataclass(frozen=True, slots=True)
class Encoded:
    """The vectors of one instance, each of length 1 (before rounding to the grid).

    `sentence` is (width,): the mean over its tokens; `mentions` is (mentions, width), in order; `words` is
    (words, width), without the masks; `word_spans` are their places in the sentence, code points.
    """

    sentence: Floats
    mentions: Floats
    words: Floats
    word_spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Tokens:
    """An instance as token ids; a word is one token or more.

    `first` are the places of the words' first tokens among the ids without masks; `masks` those of the
    masks among all ids.
    """

    ids: tuple[int, ...]
    masks: tuple[int, ...]
    first: tuple[int, ...]
    word_spans: tuple[Span, ...]


class InstanceTokenizer:
    """The tokenizer of a release, with the ids of its marks: a class because training uses it without the encoder."""

    def __init__(self, path: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(path))
        self._tokenizer.encode_special_tokens = True  # "[MASK]" in an article is seven characters, not a mask
        vocabulary = self._tokenizer.get_vocab()
        self.cls, self.sep, self.mask = (vocabulary[mark] for mark in ("[CLS]", "[SEP]", "[MASK]"))

    def tokenize(self, instance: Instance) -> Tokens:
        """Tokenize the pieces of an instance and put one mask token between each two."""
        ids: list[int] = []
        masks: list[int] = []
        first: list[int] = []
        words: list[Span] = []
        for number, (piece, start) in enumerate(zip(instance.pieces, instance.starts, strict=True)):
            if number:
                masks.append(len(ids))
                ids.append(self.mask)
            encoding = self._tokenizer.encode(piece, add_special_tokens=False)
            word = None
            for place, (belongs, (begin, end)) in enumerate(zip(encoding.word_ids, encoding.offsets, strict=True)):
                if belongs == word:
                    words[-1] = Span(words[-1].start, start + end)
                    continue
                word = belongs
                first.append(len(ids) - len(masks) + place)
                words.append(Span(start + begin, start + end))
            ids.extend(encoding.ids)
        return Tokens(tuple(ids), tuple(masks), tuple(first), tuple(words))


class Encoder:
    """The tokenizer and the encoder of a release: a class because both are costly to load.

    Each sentence is a call of its own: int8 scales are taken over a whole call, so a sentence's neighbours
    would change its vectors (docs/decisions.md). A session has one thread and none of its own, so that
    it survives a fork; `threads` calls run side by side.
    """

    def __init__(self, folder: Path, threads: int = 2) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        providers = ["CPUExecutionProvider"]
        self._session = onnxruntime.InferenceSession(folder / "encoder.onnx", options, providers)
        self.tokenizer = InstanceTokenizer(folder / "tokenizer.json")
        self._threads = threads

    def tokenize(self, instance: Instance) -> Tokens:
        """Tokenize an instance: see InstanceTokenizer."""
        return self.tokenizer.tokenize(instance)

    def encode(self, instances: Sequence[Instance]) -> list[Encoded]:
        """Encode instances, each alone; a result depends on its instance only, to the last bit."""
        return self.encode_tokens([self.tokenize(instance) for instance in instances])

    def encode_tokens(self, tokens: Sequence[Tokens]) -> list[Encoded]:
        """Encode tokenized instances, on `threads` cores."""
        if self._threads == 1 or len(tokens) < 2:
            return [self._encode_one(one) for one in tokens]
        with ThreadPoolExecutor(self._threads) as pool:  # no pool outlives the call: threads do not survive a fork
            return list(pool.map(self._encode_one, tokens))

    def _encode_one(self, tokens: Tokens) -> Encoded:
        parts = [self.run(window) for window in windows(tokens.ids)]
        states = np.concatenate(parts) if len(parts) > 1 else parts[0]
        masks = list(tokens.masks)
        plain = np.delete(states, masks, axis=0) if masks else states
        words = np.add.reduceat(plain, tokens.first, axis=0) if tokens.first else plain[:0]
        rows = _unit(np.concatenate([states.mean(axis=0, keepdims=True), states[masks], words]))
        return Encoded(rows[0], rows[1 : 1 + len(masks)], rows[1 + len(masks) :], tokens.word_spans)

    def run(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """Run the bare encoder on at most WINDOW ids: (tokens, width), the two marks around them left out."""
        marked = np.array([self.tokenizer.cls, *ids, self.tokenizer.sep], dtype=np.int64)
        states: NDArray[np.float32] = self._session.run(None, {"ids": marked})[0]
        return states[1:-1] if ids else states


def windows(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut the ids of a long sentence into windows of nearly equal length; a mention is one id, so none is cut."""
    count = max(1, -(-len(ids) // WINDOW))
    edges = [len(ids) * number // count for number in range(count + 1)]
    return (ids[start:end] for start, end in pairwise(edges))


def _unit(states: NDArray[np.float32]) -> Floats:
    """Scale each row to length 1 and round it to the grid."""
    wide = states.astype(np.float64)
    lengths = np.sqrt((wide * wide).sum(axis=1))
    wide *= (1 / (np.maximum(lengths, 1e-9) * GRID))[:, None]
    np.rint(wide, out=wide)
    wide *= GRID
    return wide
