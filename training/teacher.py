"""This file asks teachers, larger networks fine-tuned before, what they believe of lessons, and measures them."""

import argparse
import hashlib
from collections.abc import Mapping, Sequence
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
from training.lessons import (
    ALARM,
    ASKED,
    FEAR,
    LAYERS,
    SENTIMENT,
    TASKS,
    UNLABELLED_FROM,
    Lesson,
    Settings,
    make_lesson,
    make_lessons,
    make_unlabelled,
)
from training.metrics import measure
from training.network import Network, Reading
from training.orders import contrast_order, wording_orders

_ALARM_SHARE = 0.3  # of the loss of alarm on sentences that are there for sentiment
_BATCH = 32
_LONGEST = 510  # tokens that either network has places for; no labelled mask of the tests lies beyond
_SAVED_EVERY = 64  # batches
_STEPS = 255  # a probability is kept as so many steps of one byte


@dataclass(frozen=True, slots=True)
class Belief:
    """What teachers believe of one sentence: (masks, 3) of sentiment at every mask, and the share of alarm."""

    sentiment: torch.Tensor
    alarm: float


Beliefs = Mapping[int, Belief]


def key(ids: tuple[int, ...]) -> int:
    """Return the number under which a sentence's belief is kept: no word can be read out of it."""
    return int.from_bytes(hashlib.sha256(np.array(ids, np.int64).tobytes()).digest()[:8], "little")


def ask_teachers(teachers: Sequence[Path], path: Path, corpora: Sequence[str] = tuple(TASKS)) -> None:
    """Ask teachers of all lessons that they have a view of, and keep what they believe on average in `path` (.npz).

    Sentences that the same teachers were asked of before are not asked again, so a run that was cut off goes on
    from a file beside `path`, which is replaced only at the end.
    """
    weights = [teacher / "model.safetensors" for teacher in teachers]
    files = [teacher / name for teacher in teachers for name in ("model.safetensors", LAYERS)]
    asked_of = hashlib.sha256(b"".join(hashlib.sha256(file.read_bytes()).digest() for file in files)).hexdigest()
    tokenizer = InstanceTokenizer(teachers[0] / "tokenizer.json")
    lessons = {key(lesson.ids): lesson for corpus in corpora for lesson in _lessons(tokenizer, corpus)}
    half = path.with_suffix(".half.npz")
    kept = {
        number: one for file in (path, half) if file.exists() for number, one in load_beliefs(file, asked_of).items()
    }
    asked = sorted((number for number in lessons if number not in kept), key=lambda one: len(lessons[one].ids))
    device = "cuda" if torch.cuda.is_available() else "cpu"
    networks = [Network(path, (tokenizer.cls, tokenizer.sep)).to(device).eval() for path in weights]
    starts = range(0, len(asked), _BATCH)
    for count, start in enumerate(track(starts, "asking the teachers", console=Console(stderr=True)), 1):
        batch = asked[start : start + _BATCH]
        kept.update(zip(batch, _ask(networks, [lessons[number] for number in batch]), strict=True))
        if count % _SAVED_EVERY == 0:
            _save_beliefs(half, asked_of, kept)
    _save_beliefs(path, asked_of, {number: kept[number] for number in sorted(lessons)})
    half.unlink(missing_ok=True)


def _lessons(tokenizer: InstanceTokenizer, corpus: str) -> list[Lesson]:
    """Return what teachers are asked of: sentences with mentions and our own on alarm."""
    lessons = make_lessons(tokenizer, corpus, Settings())
    if corpus in UNLABELLED_FROM:
        lessons += make_unlabelled(tokenizer, corpus, Settings())
    return [lesson for lesson in lessons if lesson.task in ASKED]


def _save_beliefs(path: Path, teachers: str, beliefs: Beliefs) -> None:
    found = list(beliefs.values())
    with path.with_suffix(".part").open("wb") as file:
        np.savez_compressed(
            file,
            teachers=np.array(teachers),
            keys=np.array(list(beliefs), np.uint64),
            masks=np.array([len(one.sentiment) for one in found], np.uint8),
            sentiment=_bytes(torch.cat([one.sentiment for one in found])),
            alarm=_bytes(torch.tensor([one.alarm for one in found])),
        )
    path.with_suffix(".part").replace(path)


def _bytes(shares: torch.Tensor) -> NDArray[np.uint8]:
    found: NDArray[np.uint8] = (shares * _STEPS).round().to(torch.uint8).numpy()
    return found


def load_beliefs(path: Path, teachers: str | None = None) -> Beliefs:
    """Load what teachers believe of sentences, by `key`; nothing where they are not those of the digest `teachers`."""
    with np.load(path) as arrays:
        if teachers not in {None, str(arrays["teachers"])}:
            return {}
        sentiment = torch.from_numpy(arrays["sentiment"]).float()
        shares = (sentiment / sentiment.sum(1, keepdim=True)).split(arrays["masks"].tolist())
        alarms = (arrays["alarm"] / _STEPS).tolist()
        return {number: Belief(*pair) for number, *pair in zip(arrays["keys"].tolist(), shares, alarms, strict=True)}


@torch.no_grad()
def _ask(networks: Sequence[Network], batch: Sequence[Lesson]) -> list[Belief]:
    readings = [network.read(batch) for network in networks]
    places = [lesson.masks for lesson in batch]
    found = [functional.softmax(reading.at_places(SENTIMENT, places), dim=1) for reading in readings]
    alarms = [functional.softmax(reading.of_sentences(ALARM), dim=1)[:, 1] for reading in readings]
    sentiment = torch.stack(found).mean(0).cpu().split([len(masks) for masks in places])
    return [Belief(one, float(alarm)) for one, alarm in zip(sentiment, torch.stack(alarms).mean(0), strict=True)]


def soft_loss(reading: Reading, batch: Sequence[Lesson], beliefs: Beliefs) -> tuple[torch.Tensor | float, float]:
    """Return the loss of the lessons that teachers were asked of, sentiment at all masks and alarm, and their share."""
    found = [beliefs.get(key(lesson.ids)) for lesson in batch]
    rows = [row for row, belief in enumerate(found) if belief]
    if not rows:
        return 0.0, 0.0
    share = len(rows) / len(batch)
    logits = reading.of_sentences(ALARM)[rows]
    alarms = torch.tensor([belief.alarm for belief in found if belief], device=logits.device)
    loss = functional.cross_entropy(logits, torch.stack([1 - alarms, alarms], dim=1))
    places = [lesson.masks if belief else () for lesson, belief in zip(batch, found, strict=True)]
    if not any(places):
        return loss, share
    wanted = torch.cat([belief.sentiment for belief in found if belief]).to(logits.device)
    sentiment = functional.cross_entropy(reading.at_places(SENTIMENT, places), wanted)
    return (loss if batch[0].task == ALARM else _ALARM_SHARE * loss) + sentiment, share


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
        task = ALARM if TASKS[corpus] in {ALARM, FEAR} else SENTIMENT
        predicted = _predict(
            network, task, [make_lesson(task, one, tokenizer.tokenize(one.instance), _LONGEST) for one in examples]
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
    """Run from the command line: `python -m training.teacher FOLDER ... [--kept | --ask FILE]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="that training.finetune wrote")
    parser.add_argument(
        "--kept", action="store_true", help="measure on training groups kept back, to choose by; else the tests"
    )
    parser.add_argument("--ask", type=Path, metavar="FILE", help="keep in FILE what they believe of all lessons")
    asked = parser.parse_args()
    if asked.ask:
        ask_teachers(asked.folders, asked.ask)
        return
    for folder in asked.folders:
        Console(width=140).print(measure_teacher(folder, asked.kept))


if __name__ == "__main__":
    main()
