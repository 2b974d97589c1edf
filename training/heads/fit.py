"""This file fits the heads of a release, and calibrates them on groups kept from the encoder."""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
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
from training.corpora.readers import corpora_of
from training.corpora.tasks import CUES, DIRECTED, SENTIMENT
from training.encoder.lessons import SHARPNESS
from training.files import LAYERS
from training.heads.samples import Sample, reserved
from training.measure.metrics import Floats
from training.refusals import reading

# Inverse strengths of the penalty. Those of states and alarmism are of the best that `make choose` finds on the
# groups kept from the encoder, which calibrate the heads too; those of hedging are older (docs/experiments.md).
STRENGTHS = {"states": 0.1, "alarmism": 0.1, "cues": 10.0, "hedging": 1.0}
_STRENGTH = 0.1  # of a head that nobody chose one for

Layers = Mapping[str, Floats]  # task -> (classes, features)

_NO_LAYERS: Layers = MappingProxyType({})


def load_layers(folder: Path) -> Layers:
    """Load the linear layers that taught an encoder, as they read its vectors, by task; {} where they are not there."""
    if not (folder / LAYERS).exists():
        return {}
    with reading(folder / LAYERS):
        found = load_file(folder / LAYERS)
    ends = ".weight"
    return {
        name.removesuffix(ends): SHARPNESS * found[name].astype(np.float64) for name in found if name.endswith(ends)
    }


def fit_states(sample: Sample, layers: Layers = _NO_LAYERS, strength: float = STRENGTHS["states"]) -> Any:
    """Fit the head that reads the sentiment toward a mention; calibrated by one temperature."""
    return _fit(sample, strength, "temperature", [layers[task] for task in (SENTIMENT, DIRECTED) if task in layers])


def fit_sentences(attribute: str, sample: Sample, layers: Layers = _NO_LAYERS, strength: float | None = None) -> Any:
    """Fit the head of an attribute of sentences; the balanced weights make 0.5 the prior (docs/decisions.md)."""
    tasks = sorted({corpus.task for corpus in corpora_of(attribute) if corpus.task})
    strength = STRENGTHS.get(attribute, _STRENGTH) if strength is None else strength
    return _fit(sample, strength, "sigmoid", [layers[task] for task in tasks if task in layers])


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
    kept = reserved(sentences)
    hedging_head = _fit(replace(sentences, features=features), STRENGTHS["hedging"], "sigmoid", [], kept)
    kept_words = np.repeat(kept, counts)
    return cue_head, hedging_head, _best_threshold(words.labels[kept_words], probabilities[kept_words])


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
    kept = reserved(sample)
    rows = ~kept if rows is None else rows
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
        return head.fit(sample.features[kept], sample.labels[kept], sample_weight=sample.weights[kept])


def _best_threshold(labels: NDArray[np.int64], probabilities: Floats) -> float:
    precision, recall, thresholds = precision_recall_curve(labels, probabilities)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    return round(float(thresholds[int(np.argmax(f1[:-1]))]), 3)
