"""This file asks teachers, larger networks fine-tuned before, what they believe of lessons, and measures them."""

import argparse
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table
from torch.nn import functional

from scoring.encoder import InstanceTokenizer
from training.examples import Example, is_reserved, load_examples
from training.fit import balance
from training.lessons import ALARM, DIRECTED, FEAR, SENTIMENT, TASKS, UNLABELLED, Lesson, make_lesson
from training.metrics import measure
from training.network import Network, Reading
from training.orders import contrast_order, wording_orders

_ALARM_SHARE = 0.3  # of the loss of alarm on sentences that are there for sentiment
_BATCH = 32
_SAVED_EVERY = 2000


@dataclass(frozen=True, slots=True)
class Belief:
    """What teachers believe of one sentence: (masks, 3) of sentiment at every mask, and the share of alarm."""

    sentiment: torch.Tensor
    alarm: float


def believe(
    teachers: Sequence[Path], marks: tuple[int, int], batches: Iterable[Sequence[Lesson]], folder: Path
) -> Mapping[tuple[int, ...], Belief]:
    """Return what teachers believe on average of the lessons they are asked of, by their ids; kept in `folder`."""
    if not teachers:
        return {}
    weights = [teacher / "model.safetensors" for teacher in teachers]
    asked_of = hashlib.sha256(b"".join(hashlib.sha256(path.read_bytes()).digest() for path in weights)).hexdigest()
    path = folder / f"beliefs-{asked_of[:12]}.pt"
    kept: dict[tuple[int, ...], tuple[torch.Tensor, float]] = torch.load(path) if path.exists() else {}
    lessons = {lesson.ids: lesson for batch in batches for lesson in batch if _is_asked(lesson)}
    asked = sorted((lesson for ids, lesson in lessons.items() if ids not in kept), key=lambda one: len(one.ids))
    device = "cuda" if torch.cuda.is_available() else "cpu"
    networks = [Network(path, marks).to(device).eval() for path in weights]
    for start in track(range(0, len(asked), _BATCH), "asking the teachers"):
        batch = asked[start : start + _BATCH]
        kept.update(zip((lesson.ids for lesson in batch), _ask(networks, batch), strict=True))
        if start % (_SAVED_EVERY // _BATCH * _BATCH) == 0 or start + _BATCH >= len(asked):
            torch.save(kept, path.with_suffix(".part"))
            path.with_suffix(".part").replace(path)
    return {ids: Belief(*kept[ids]) for ids in lessons}


def _is_asked(lesson: Lesson) -> bool:
    """Tell whether teachers are asked: of sentences with mentions and of our own on alarm."""
    return lesson.task in {SENTIMENT, DIRECTED, ALARM, UNLABELLED}


@torch.no_grad()
def _ask(networks: Sequence[Network], batch: Sequence[Lesson]) -> list[tuple[torch.Tensor, float]]:
    readings = [network.read(batch) for network in networks]
    places = [lesson.masks for lesson in batch]
    found = [functional.softmax(reading.at_places(SENTIMENT, places), dim=1) for reading in readings]
    alarms = [functional.softmax(reading.of_sentences(ALARM), dim=1)[:, 1] for reading in readings]
    sentiment = torch.stack(found).mean(0).cpu().split([len(masks) for masks in places])
    return [(one.clone(), float(alarm)) for one, alarm in zip(sentiment, torch.stack(alarms).mean(0), strict=True)]


def soft_loss(reading: Reading, batch: Sequence[Lesson], beliefs: Mapping[tuple[int, ...], Belief]) -> torch.Tensor:
    """Return the loss of the lessons that teachers were asked of: sentiment at all masks, and alarm."""
    rows = [row for row, lesson in enumerate(batch) if lesson.ids in beliefs]
    found = [beliefs[batch[row].ids] for row in rows]
    logits = reading.of_sentences(ALARM)[rows]
    alarms = torch.tensor([belief.alarm for belief in found], device=logits.device)
    loss = functional.cross_entropy(logits, torch.stack([1 - alarms, alarms], dim=1))
    places = [lesson.masks if lesson.ids in beliefs else () for lesson in batch]
    if not any(places):
        return loss
    wanted = torch.cat([belief.sentiment for belief in found]).to(logits.device)
    sentiment = functional.cross_entropy(reading.at_places(SENTIMENT, places), wanted)
    return loss + sentiment if batch[0].task == ALARM else _ALARM_SHARE * loss + sentiment


_TRIALS = (
    ("newsmtsc", "test_rw"),
    ("newsmtsc", "test_mt"),
    ("dse", "test"),
    ("own_states", "test"),
    ("ptc", "test"),
    ("own_alarmism", "test"),
)


def measure_teacher(folder: Path, kept: bool) -> Table:
    """Measure a network by its own layers on the tests, or on the training groups that were kept from it.

    Calibration error and macro-F1 of alarm are at a prior of 1/2, as in `make evaluate`.
    """
    tokenizer = InstanceTokenizer(folder / "tokenizer.json")
    network = Network(folder / "model.safetensors", (tokenizer.cls, tokenizer.sep)).eval()
    table = Table("corpus", "part", "rows", "macro-F1", "AP", "calibration error", "as written")
    for corpus, split in dict(_TRIALS).items() if kept else _TRIALS:
        part = "train" if kept else split
        examples = [one for one in load_examples(corpus) if one.split == part and (not kept or is_reserved(one.group))]
        task = TASKS[corpus] if TASKS[corpus] in {ALARM, FEAR} else SENTIMENT
        predicted = _predict(
            network, task, [make_lesson(task, one, tokenizer.tokenize(one.instance), 254) for one in examples]
        )
        labels = np.array([label + (task == SENTIMENT) for one in examples for label in one.labels])
        found = measure(labels, predicted, None if task == SENTIMENT else balance(labels))
        cells = (f"{found[key]:.3f}" if key in found else "" for key in ("macro_f1", "ap", "calibration_error"))
        table.add_row(corpus, "kept" if kept else split, str(len(labels)), *cells, _order(corpus, examples, predicted))
    return table


def _order(corpus: str, examples: Sequence[Example], predicted: NDArray[np.float64]) -> str:
    if corpus == "own_states":
        share, count = contrast_order(examples, predicted)
        return f"contrasts {share:.3f} of {count}"
    if corpus == "own_alarmism":
        orders = wording_orders(examples, predicted[:, 1])
        return ", ".join(f"{name} {share:.3f} of {count}" for name, (share, count) in orders.items())
    return ""


@torch.no_grad()
def _predict(network: Network, task: str, lessons: Sequence[Lesson | None]) -> NDArray[np.float64]:
    """Return probabilities, (labelled masks, 3) or (sentences, 2), in the order of the lessons."""
    whole = [lesson for lesson in lessons if lesson]
    order = sorted(range(len(whole)), key=lambda number: len(whole[number].ids))
    found: dict[int, torch.Tensor] = {}
    for start in track(range(0, len(order), _BATCH), "predicting"):
        numbers = order[start : start + _BATCH]
        batch = [whole[number] for number in numbers]
        reading = network.read(batch)
        targeted = task == SENTIMENT
        logits = reading.at_places(task, [one.places for one in batch]) if targeted else reading.of_sentences(task)
        sizes = [len(one.places) if targeted else 1 for one in batch]
        found.update(zip(numbers, functional.softmax(logits, dim=1).cpu().split(sizes), strict=True))
    probabilities: NDArray[np.float64] = torch.cat([found[number] for number in range(len(whole))]).double().numpy()
    return probabilities


def main() -> None:
    """Run from the command line: `python -m training.teacher FOLDER [--kept]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument(
        "--kept", action="store_true", help="on training groups kept back, to choose by; else the tests"
    )
    asked = parser.parse_args()
    Console(width=140).print(measure_teacher(asked.folder, asked.kept))


if __name__ == "__main__":
    main()
