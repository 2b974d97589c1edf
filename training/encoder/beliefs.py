"""This file keeps what teachers believe of sentences: a byte a share, and no word that can be read out of it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from training.files import replacing
from training.refusals import reading

_STEPS = 255  # a probability is kept as so many steps of one byte


@dataclass(frozen=True, slots=True)
class Belief:
    """What teachers believe of one sentence: (masks, 3) of sentiment at every mask, and the share of alarm, if any."""

    sentiment: torch.Tensor
    alarm: float | None


Beliefs = Mapping[int, Belief]


def key(ids: tuple[int, ...]) -> int:
    """Return the number under which a sentence's belief is kept: no word can be read out of it."""
    return int.from_bytes(hashlib.sha256(np.array(ids, np.int64).tobytes()).digest()[:8], "little")


def load_beliefs(path: Path, teacher: str | None = None) -> Beliefs:
    """Load what a teacher believes of sentences, by `key`; nothing where it is not the one of the digest `teacher`."""
    with reading(path), np.load(path) as arrays:
        if teacher not in {None, str(arrays["teacher"])}:
            return {}
        sentiment = torch.from_numpy(arrays["sentiment"]).float()
        shares = (sentiment / sentiment.sum(1, keepdim=True)).split(arrays["masks"].tolist())
        alarms = (arrays["alarm"] / _STEPS).tolist() or [None] * len(shares)
        return {number: Belief(*pair) for number, *pair in zip(arrays["keys"].tolist(), shares, alarms, strict=True)}


def join_beliefs(found: Sequence[Beliefs]) -> Beliefs:
    """Return what teachers believe on average, each sentence's over those that were asked of it."""
    return {number: _mean([one[number] for one in found if number in one]) for number in set().union(*found)}


def _mean(beliefs: Sequence[Belief]) -> Belief:
    alarms = [one.alarm for one in beliefs if one.alarm is not None]
    sentiment = torch.stack([one.sentiment for one in beliefs]).mean(0)
    return Belief(sentiment, sum(alarms) / len(alarms) if alarms else None)


def save_beliefs(path: Path, teacher: str, beliefs: Beliefs) -> None:
    """Keep what the teacher of the digest `teacher` believes."""
    found = list(beliefs.values())
    with replacing(path) as part:
        np.savez_compressed(
            part,
            teacher=np.array(teacher),
            keys=np.array(list(beliefs), np.uint64),
            masks=np.array([len(one.sentiment) for one in found], np.uint8),
            sentiment=_bytes(torch.cat([one.sentiment for one in found])),
            alarm=_bytes(torch.tensor([one.alarm for one in found if one.alarm is not None])),
        )


def _bytes(shares: torch.Tensor) -> NDArray[np.uint8]:
    found: NDArray[np.uint8] = (shares * _STEPS).round().to(torch.uint8).numpy()
    return found
