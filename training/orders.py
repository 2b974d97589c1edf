"""This file measures whether scores of our own test sentences come in the order in which they were written."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from scoring.heads import Head
from training.examples import Example
from training.fit import mention_sample, sentence_sample
from training.vectors import Vectors

Shares = Mapping[str, tuple[float, int]]

_WORDINGS = ("alarmist", "sober", "reassuring")


def contrast_order(examples: Sequence[Example], vectors: Vectors, head: Head) -> tuple[float, int]:
    """Return the share of test contrasts that score the good state above the bad one, and their number."""
    probabilities = head.predict_proba(mention_sample(examples, vectors, "test").features)
    scores = probabilities[:, 2] - probabilities[:, 0]
    found, start = [], 0
    for example in (one for one in examples if one.split == "test"):
        labels, own = np.array(example.labels), scores[start : start + len(example.labels)]
        start += len(labels)
        if example.kind == "contrast":
            found.append(own[labels == 1].min() > own[labels == -1].max())
    return float(np.mean(found)), len(found)


def wording_orders(examples: Sequence[Example], vectors: Vectors, head: Head) -> Shares:
    """Return, of our own alarmism test, the shares of events and sentences that score as written, and their numbers.

    `ordered`: alarmist above sober above reassuring; `alarmist above`: alarmist above both.
    """
    scores = head.predict_proba(sentence_sample(examples, vectors, "test").features)[:, 1]
    groups: dict[str, dict[str, float]] = defaultdict(dict)
    hard = []
    for example, score in zip((one for one in examples if one.split == "test"), scores, strict=True):
        if example.kind == "hard":
            hard.append(score < 0.5)
            continue
        groups[example.group][example.kind] = score
    whole = [[wordings[kind] for kind in _WORDINGS] for wordings in groups.values() if len(wordings) == len(_WORDINGS)]
    found = {
        "ordered": [a > s > r for a, s, r in whole],
        "alarmist above": [a > max(s, r) for a, s, r in whole],
        "hard below 0.5": hard,
    }
    return {name: (float(np.mean(holds)), len(holds)) for name, holds in found.items() if holds}
