"""This file holds the losses of a step: against labels, and against what teachers believe."""

from collections.abc import Sequence

import torch
from torch.nn import functional

from training.corpora.tasks import ALARM, CUES, FEAR, SENTIMENT
from training.encoder.beliefs import Beliefs, key
from training.encoder.lessons import IGNORED, UNLABELLED, Lesson
from training.encoder.network import Reading

_CUE_WEIGHT = 4.0
_ALARM_SHARE = 0.3  # of the loss of alarm on sentences that are there for sentiment


def hard_loss(reading: Reading, batch: Sequence[Lesson], smoothing: float) -> torch.Tensor:
    """Return the loss of a batch of one task against its labels; 0 where it has none."""
    task = batch[0].task
    if task == UNLABELLED:
        return torch.zeros(())
    if task == CUES:
        logits = reading.words()
        labels = torch.tensor([label for lesson in batch for label in lesson.labels], device=logits.device)
        weight = torch.tensor([1.0, _CUE_WEIGHT], device=logits.device)
        return functional.cross_entropy(logits, labels, weight, ignore_index=IGNORED)
    if task in {ALARM, FEAR}:
        logits = reading.of_sentences(task)
        shares = torch.tensor([lesson.share for lesson in batch], device=logits.device)
        return functional.cross_entropy(logits, torch.stack([1 - shares, shares], dim=1), label_smoothing=smoothing)
    logits = reading.at_places(task, [lesson.places for lesson in batch])
    labels = torch.tensor([label for lesson in batch for label in lesson.labels], device=logits.device)
    return functional.cross_entropy(logits, labels, label_smoothing=smoothing)


def soft_loss(reading: Reading, batch: Sequence[Lesson], beliefs: Beliefs) -> tuple[torch.Tensor | float, float]:
    """Return the loss of the lessons that teachers were asked of, sentiment at all masks and alarm, and their share."""
    found = [beliefs.get(key(lesson.ids)) for lesson in batch]
    share = sum(belief is not None for belief in found) / len(batch)
    loss: torch.Tensor | float = 0.0
    alarms = {row: belief.alarm for row, belief in enumerate(found) if belief and belief.alarm is not None}
    if alarms:
        logits = reading.of_sentences(ALARM)[list(alarms)]
        shares = torch.tensor(list(alarms.values()), device=logits.device)
        loss = functional.cross_entropy(logits, torch.stack([1 - shares, shares], dim=1))
        loss = loss if batch[0].task == ALARM else _ALARM_SHARE * loss
    places = [lesson.masks if belief else () for lesson, belief in zip(batch, found, strict=True)]
    if any(places):
        logits = reading.at_places(SENTIMENT, places)
        wanted = torch.cat([belief.sentiment for belief in found if belief]).to(logits.device)
        loss = loss + functional.cross_entropy(logits, wanted)
    return loss, share
