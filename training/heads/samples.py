"""This file turns encoded examples into samples: rows to fit or measure on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

import numpy as np
from numpy.typing import NDArray

from training.corpora.examples import Example, is_reserved
from training.heads.vectors import CorpusVectors, floats
from training.measure.metrics import Floats, balance

Texts = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows to fit or measure on: features (rows, width); labels, groups, weights and masked texts (rows,)."""

    features: Floats
    labels: NDArray[np.int64]
    groups: NDArray[np.str_]
    weights: Floats
    texts: Texts


def sentence_sample(examples: Sequence[Example], vectors: CorpusVectors, split: str) -> Sample:
    """Return the sentences of a split with their labels, both labels with the same total weight."""
    chosen = [number for number, example in enumerate(examples) if example.split == split]
    labels = np.array([examples[number].labels[0] for number in chosen])
    groups = np.array([examples[number].group for number in chosen])
    texts = np.array([masked_text(examples[number]) for number in chosen], dtype=object)
    return Sample(floats(vectors.sentences[chosen]), labels, groups, balance(labels), texts)


def mention_sample(examples: Sequence[Example], vectors: CorpusVectors, split: str) -> Sample:
    """Return the labelled mentions of a split, labels as classes.

    Classes are 0, 1, 2: scikit-learn's temperature scaling silently fails on any other numbers.
    """
    rows = [(example, *pair) for example in examples for pair in zip(example.mentions, example.labels, strict=True)]
    keep = np.array([example.split == split for example, _, _ in rows])
    labels = np.array([label + 1 for _, _, label in rows])
    groups = np.array([example.group for example, _, _ in rows])
    texts = np.array([masked_text(example, mention) for example, mention, _ in rows], dtype=object)
    everything = Sample(floats(vectors.mentions), labels, groups, np.ones(len(rows)), texts)
    return take(everything, keep)


def word_sample(examples: Sequence[Example], vectors: CorpusVectors, split: str) -> tuple[Sample, NDArray[np.int64]]:
    """Return the words of a split's sentences, labelled as cues or not, and how many each sentence has."""
    chosen = np.array([example.split == split for example in examples])
    groups = np.repeat([example.group for example in examples], vectors.word_counts)
    keep = np.repeat(chosen, vectors.word_counts)
    features, labels = floats(vectors.words[keep]), vectors.cues[keep].astype(np.int64)
    texts = np.full(len(labels), "", dtype=object)
    return Sample(features, labels, groups[keep], np.ones(len(labels)), texts), vectors.word_counts[chosen]


def masked_text(example: Example, target: int | None = None) -> str:
    """Return what the model sees of an example as plain text, for the baselines; `target` is a mask's number."""
    masks = ["xtargetx" if number == target else "xstatex" for number in range(len(example.instance.pieces) - 1)]
    return " ".join(chain.from_iterable(zip_longest(example.instance.pieces, masks, fillvalue="")))


def take(sample: Sample, rows: NDArray[np.bool_]) -> Sample:
    """Return some rows of a sample."""
    return Sample(*(getattr(sample, name)[rows] for name in Sample.__slots__))


def join_samples(samples: Sequence[Sample]) -> Sample:
    """Put samples one after the other."""
    fields = zip(*([getattr(one, name) for name in Sample.__slots__] for one in samples), strict=True)
    return Sample(*(np.concatenate(parts) for parts in fields))


def unweighted(sample: Sample) -> Sample:
    """Return a sample in which every row counts the same."""
    return replace(sample, weights=np.ones(len(sample.labels)))


def reserved(sample: Sample) -> NDArray[np.bool_]:
    """Tell which rows are of groups kept from the encoder."""
    return np.array([is_reserved(group) for group in sample.groups])
