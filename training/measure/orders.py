"""This file measures whether scores of our own sentences come in the order in which they were written."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from training.corpora.examples import Example
from training.measure.metrics import Floats

Shares = Mapping[str, tuple[float, int]]

_WORDINGS = ("alarmist", "sober", "reassuring")


def contrast_order(examples: Sequence[Example], probabilities: Floats) -> tuple[float, int]:
    """Return the share of contrasts that score the good state above the bad one, and their number.

    `probabilities` are (labelled mentions of all examples, 3).
    """
    scores = probabilities[:, 2] - probabilities[:, 0]
    found, start = [], 0
    for example in examples:
        labels, own = np.array(example.labels), scores[start : start + len(example.labels)]
        start += len(labels)
        if example.purpose == "contrast":
            found.append(own[labels == 1].min() > own[labels == -1].max())
    return float(np.mean(found)), len(found)


def wording_orders(examples: Sequence[Example], scores: Floats) -> Shares:
    """Return the shares of events and sentences of our own alarmism set that score as written, and their numbers.

    `scores` are (examples,). `ordered`: alarmist above sober above reassuring; `alarmist above`: alarmist above both.
    """
    groups: dict[str, dict[str, float]] = defaultdict(dict)
    hard = []
    for example, score in zip(examples, scores, strict=True):
        if example.purpose == "hard":
            hard.append(score < 0.5)
            continue
        groups[example.group][example.purpose] = score
    whole = [[wordings[name] for name in _WORDINGS] for wordings in groups.values() if len(wordings) == len(_WORDINGS)]
    found = {
        "ordered": [a > s > r for a, s, r in whole],
        "alarmist above": [a > max(s, r) for a, s, r in whole],
        "hard below 0.5": hard,
    }
    return {name: (float(np.mean(holds)), len(holds)) for name, holds in found.items() if holds}
