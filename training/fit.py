"""This file fits the heads of a release, and calibrates them on groups kept from the encoder."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from sklearn.calibration import CalibratedClassifierCV
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_curve

from rhetor.features import cue_feature
from rhetor.heads import COEFFICIENT_GRID
from training.examples import Example, is_reserved
from training.lessons import ALARM, CUES, DIRECTED, FEAR, LAYERS, SENTIMENT, SHARPNESS
from training.vectors import Vectors, floats

SEED = 1
# Inverse strengths of the penalty, and weights. Those of states and alarmism are of the best that `make choose` finds
# on the groups kept from the encoder, which calibrate the heads too; those of hedging are older (docs/experiments.md).
STRENGTHS = {"states": 0.1, "alarmism": 0.1, "cues": 10.0, "hedging": 1.0}
# Of a labelled mention; more of dse costs macro-F1 on newsmtsc, whose "neutral" is another one (docs/experiments.md).
MENTION_WEIGHTS = {"newsmtsc": 1.0, "own_states": 3.0, "dse": 0.1}
OWN_ALARM_WEIGHT = 10.0  # of one of our own rows beside one of ptc
SOBER_SHARE = 0.4  # how far a sober report of our own set counts as alarmist, beside a reassuring one, while fitting
OWN_CUE_WEIGHT = 5.0  # of a word of our own hedging sentences: news is another register than szeged's encyclopaedia
_NEUTRAL = 1  # its class

Floats = NDArray[np.float64]
Texts = NDArray[np.object_]
Layers = Mapping[str, Floats]  # task -> (classes, features)

_NO_LAYERS: Layers = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Sample:
    """Rows to fit or measure on: features (rows, width); labels, groups, weights and masked texts (rows,)."""

    features: Floats
    labels: NDArray[np.int64]
    groups: NDArray[np.str_]
    weights: Floats
    texts: Texts


def sentence_sample(examples: Sequence[Example], vectors: Vectors, split: str) -> Sample:
    """Return the sentences of a split with their labels, both labels with the same total weight."""
    chosen = [number for number, example in enumerate(examples) if example.split == split]
    labels = np.array([examples[number].labels[0] for number in chosen])
    groups = np.array([examples[number].group for number in chosen])
    texts = np.array([masked_text(examples[number]) for number in chosen], dtype=object)
    return Sample(floats(vectors.sentences[chosen]), labels, groups, balance(labels), texts)


def own_alarm_sample(
    examples: Sequence[Example], vectors: Vectors, weight: float = OWN_ALARM_WEIGHT, share: float = SOBER_SHARE
) -> Sample:
    """Return the training sentences of our own alarmism set, each sober report once for each label.

    The copy with label 1 has the weight `share` (0..1), so that a head learns all three wordings' order. Groups
    on which heads are calibrated keep the two labels.
    """
    sample = sentence_sample(examples, vectors, "train")
    sample = replace(sample, weights=sample.weights * weight)
    sober = np.array([example.kind == "sober" for example in examples if example.split == "train"])
    sober &= ~_reserved(sample)
    calm = replace(sample, weights=np.where(sober, (1 - share) * sample.weights, sample.weights))
    alarmed = replace(sample, labels=np.ones_like(sample.labels), weights=share * sample.weights)
    return join_samples([calm, take(alarmed, sober)])


def take(sample: Sample, rows: NDArray[np.bool_]) -> Sample:
    """Return some rows of a sample."""
    return Sample(*(getattr(sample, name)[rows] for name in Sample.__slots__))


def masked_text(example: Example, target: int | None = None) -> str:
    """Return what the model sees of an example as plain text, for the baselines; `target` is a mask's number."""
    masks = ["xtargetx" if number == target else "xstatex" for number in range(len(example.instance.pieces) - 1)]
    return " ".join(chain.from_iterable(zip_longest(example.instance.pieces, masks, fillvalue="")))


def balance(labels: NDArray[np.int64]) -> Floats:
    """Return weights under which every label is equally frequent, 1 on average."""
    counts = np.bincount(labels)
    weights: Floats = len(labels) / (np.count_nonzero(counts) * counts[labels])
    return weights


def mention_sample(examples: Sequence[Example], vectors: Vectors, split: str) -> Sample:
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


def taught_mentions(examples: Sequence[Example], vectors: Vectors, weight: float | None = None) -> Sample:
    """Return the training mentions of a corpus with its weight (default: MENTION_WEIGHTS).

    Of dse's many neutral ones a head learns as many as of the others; it is calibrated on all of them.
    """
    corpus, sample = examples[0].corpus, mention_sample(examples, vectors, "train")
    weight = MENTION_WEIGHTS[corpus] if weight is None else weight
    sample = replace(sample, weights=np.full(len(sample.labels), weight))
    if corpus != "dse":
        return sample
    learned = ~_reserved(sample)
    neutral = np.flatnonzero(learned & (sample.labels == _NEUTRAL))
    spare = max(0, 2 * len(neutral) - int(np.count_nonzero(learned)))
    dropped = np.random.default_rng(SEED).choice(neutral, spare, replace=False)
    return take(sample, ~np.isin(np.arange(len(sample.labels)), dropped))


def join_samples(samples: Sequence[Sample]) -> Sample:
    """Put samples one after the other."""
    fields = zip(*([getattr(one, name) for name in Sample.__slots__] for one in samples), strict=True)
    return Sample(*(np.concatenate(parts) for parts in fields))


def unweighted(sample: Sample) -> Sample:
    """Return a sample in which every row counts the same."""
    return replace(sample, weights=np.ones(len(sample.labels)))


def load_layers(folder: Path) -> Layers:
    """Load the linear layers that taught an encoder, as they read its vectors, by task; {} where they are not there."""
    if not (folder / LAYERS).exists():
        return {}
    found = load_file(folder / LAYERS)
    ends = ".weight"
    return {
        name.removesuffix(ends): SHARPNESS * found[name].astype(np.float64) for name in found if name.endswith(ends)
    }


def fit_states(sample: Sample, layers: Layers = _NO_LAYERS, strength: float = STRENGTHS["states"]) -> Any:
    """Fit the head that reads the sentiment toward a mention; calibrated by one temperature."""
    return _fit(sample, strength, "temperature", [layers[task] for task in (SENTIMENT, DIRECTED) if task in layers])


def fit_alarmism(sample: Sample, layers: Layers = _NO_LAYERS, strength: float = STRENGTHS["alarmism"]) -> Any:
    """Fit the head for alarmism; the balanced weights make 0.5 the prior (docs/decisions.md)."""
    return _fit(sample, strength, "sigmoid", [layers[task] for task in (ALARM, FEAR) if task in layers])


def fit_hedging(
    words: Sample, sentences: Sample, counts: NDArray[np.int64], layers: Layers = _NO_LAYERS
) -> tuple[Any, Any, float]:
    """Fit the cue head on words, and the head for sentences on what it says of the words kept back.

    `counts` are the words of each sentence. Returns both, and the threshold of a cue's probability with
    the best F1 over the words kept back.
    """
    cue_head = _fit(words, STRENGTHS["cues"], "sigmoid", [layers[CUES]] if CUES in layers else [])
    probabilities = cue_head.predict_proba(words.features)[:, 1]
    features = hedging_features(probabilities, counts)
    kept = _reserved(sentences)
    hedging_head = _fit(replace(sentences, features=features), STRENGTHS["hedging"], "sigmoid", [], kept)
    kept_words = np.repeat(kept, counts)
    return cue_head, hedging_head, _best_threshold(words.labels[kept_words], probabilities[kept_words])


def word_sample(examples: Sequence[Example], vectors: Vectors, split: str) -> tuple[Sample, NDArray[np.int64]]:
    """Return the words of a split's sentences, labelled as cues or not, and how many each sentence has."""
    chosen = np.array([example.split == split for example in examples])
    groups = np.repeat([example.group for example in examples], vectors.word_counts)
    keep = np.repeat(chosen, vectors.word_counts)
    features, labels = floats(vectors.words[keep]), vectors.cues[keep].astype(np.int64)
    texts = np.full(len(labels), "", dtype=object)
    weights = np.full(len(labels), OWN_CUE_WEIGHT if examples[0].corpus == "own_hedging" else 1.0)
    return Sample(features, labels, groups[keep], weights, texts), vectors.word_counts[chosen]


def hedging_features(cue_probabilities: Floats, word_counts: NDArray[np.int64]) -> Floats:
    """Return the hedging head's (sentences, 1) features from the probabilities of all words in order."""
    blocks = np.split(cue_probabilities, np.cumsum(word_counts)[:-1])
    return np.stack([cue_feature(block) for block in blocks])


def _fit(
    sample: Sample, strength: float, method: str, layers: Sequence[Floats], rows: NDArray[np.bool_] | None = None
) -> Any:
    """Fit on `rows` (default: those that the encoder learned from), calibrate on the groups kept from it.

    What `layers` say of the vectors stands beside them as features. That is linear in the vectors, so it is folded
    into the coefficients: the head leans on the layers, at next to no penalty, and corrects them where they are wrong.
    """
    reserved = _reserved(sample)
    rows = ~reserved if rows is None else rows
    said = [sample.features @ layer.T for layer in layers]
    linear = LogisticRegression(C=strength, max_iter=3000)
    linear.fit(np.hstack([sample.features, *said])[rows], sample.labels[rows], sample_weight=sample.weights[rows])
    width = sample.features.shape[1]
    if layers:
        linear.coef_ = linear.coef_[:, :width] + linear.coef_[:, width:] @ np.concatenate(layers)
        linear.n_features_in_ = width
    linear.coef_ = np.round(linear.coef_ / COEFFICIENT_GRID) * COEFFICIENT_GRID
    head = CalibratedClassifierCV(FrozenEstimator(linear), method=method)
    with warnings.catch_warnings():  # it says that the weights go to the calibration alone: so they should
        warnings.filterwarnings("ignore", "Since FrozenEstimator")
        return head.fit(sample.features[reserved], sample.labels[reserved], sample_weight=sample.weights[reserved])


def _reserved(sample: Sample) -> NDArray[np.bool_]:
    return np.array([is_reserved(group) for group in sample.groups])


def _best_threshold(labels: NDArray[np.int64], probabilities: Floats) -> float:
    precision, recall, thresholds = precision_recall_curve(labels, probabilities)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    return round(float(thresholds[int(np.argmax(f1[:-1]))]), 3)
