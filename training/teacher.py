"""This file asks teachers, larger networks fine-tuned before, what they believe of lessons, and measures them."""

import argparse
import hashlib
import json
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

from rhetor.encoder import InstanceTokenizer
from training.examples import Example, is_reserved, load_examples
from training.fit import balance
from training.lessons import (
    ALARM,
    ASKED,
    DIRECTED,
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
from training.plots import COURSE

_ALARM_SHARE = 0.3  # of the loss of alarm on sentences that are there for sentiment
_BATCH = 32
_LONGEST = 510  # tokens that either network has places for; no labelled mask of the tests lies beyond
_SAVED_EVERY = 64  # batches
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


def ask_teacher(teacher: Path, path: Path, corpora: Sequence[str] = tuple(TASKS)) -> None:
    """Ask a teacher of all lessons of `corpora` that it has a view of, and keep what it believes in `path` (.npz).

    Of alarm it is asked only where it was taught some. Sentences that the same teacher was asked of before are not
    asked again, so a run that was cut off goes on from a file beside `path`, which is replaced only at the end.
    """
    weights = teacher / "model.safetensors"
    digests = [hashlib.sha256(file.read_bytes()).digest() for file in (weights, teacher / LAYERS)]
    asked_of = hashlib.sha256(b"".join(digests)).hexdigest()
    alarmed = _knows(_taught(teacher), ALARM)
    tokenizer = InstanceTokenizer(teacher / "tokenizer.json")
    lessons = {key(lesson.ids): lesson for corpus in corpora for lesson in _lessons(tokenizer, corpus)}
    half = path.with_suffix(".half.npz")
    kept = {
        number: one for file in (path, half) if file.exists() for number, one in load_beliefs(file, asked_of).items()
    }
    asked = sorted((number for number in lessons if number not in kept), key=lambda one: len(lessons[one].ids))
    device = "cuda" if torch.cuda.is_available() else "cpu"
    network = Network(weights, (tokenizer.cls, tokenizer.sep)).to(device).eval()
    starts = range(0, len(asked), _BATCH)
    for count, start in enumerate(track(starts, "asking the teacher", console=Console(stderr=True)), 1):
        batch = asked[start : start + _BATCH]
        kept.update(zip(batch, _ask(network, [lessons[number] for number in batch], alarmed), strict=True))
        if count % _SAVED_EVERY == 0:
            _save_beliefs(half, asked_of, kept)
    _save_beliefs(path, asked_of, {number: kept[number] for number in sorted(lessons)})
    half.unlink(missing_ok=True)


def _taught(teacher: Path) -> list[str]:
    """Return the corpora that a teacher was taught in its last course."""
    corpora: list[str] = json.loads((teacher / COURSE).read_text(encoding="utf-8"))["corpora"]
    return corpora


def _knows(taught: Sequence[str], task: str) -> bool:
    """Tell whether a teacher of these corpora was taught sentiment, or else alarm (`task`), or anything near it."""
    near = {SENTIMENT, DIRECTED} if task == SENTIMENT else {ALARM, FEAR}
    return any(TASKS[corpus] in near for corpus in taught)


def _lessons(tokenizer: InstanceTokenizer, corpus: str) -> list[Lesson]:
    """Return what teachers are asked of: sentences with mentions and our own on alarm."""
    lessons = make_lessons(tokenizer, corpus, Settings())
    if corpus in UNLABELLED_FROM:
        lessons += make_unlabelled(tokenizer, corpus, Settings())
    return [lesson for lesson in lessons if lesson.task in ASKED]


def _save_beliefs(path: Path, teacher: str, beliefs: Beliefs) -> None:
    found = list(beliefs.values())
    with path.with_suffix(".part").open("wb") as file:
        np.savez_compressed(
            file,
            teacher=np.array(teacher),
            keys=np.array(list(beliefs), np.uint64),
            masks=np.array([len(one.sentiment) for one in found], np.uint8),
            sentiment=_bytes(torch.cat([one.sentiment for one in found])),
            alarm=_bytes(torch.tensor([one.alarm for one in found if one.alarm is not None])),
        )
    path.with_suffix(".part").replace(path)


def _bytes(shares: torch.Tensor) -> NDArray[np.uint8]:
    found: NDArray[np.uint8] = (shares * _STEPS).round().to(torch.uint8).numpy()
    return found


def load_beliefs(path: Path, teacher: str | None = None) -> Beliefs:
    """Load what a teacher believes of sentences, by `key`; nothing where it is not the one of the digest `teacher`."""
    with np.load(path) as arrays:
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


@torch.no_grad()
def _ask(network: Network, batch: Sequence[Lesson], alarmed: bool) -> list[Belief]:
    reading = network.read(batch)
    places = [lesson.masks for lesson in batch]
    sentiment = functional.softmax(reading.at_places(SENTIMENT, places), dim=1).cpu().split([len(p) for p in places])
    alarms = functional.softmax(reading.of_sentences(ALARM), dim=1)[:, 1].tolist()
    return [Belief(one, alarm if alarmed else None) for one, alarm in zip(sentiment, alarms, strict=True)]


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


_TRIALS = (
    ("newsmtsc", "test_rw"),
    ("newsmtsc", "test_mt"),
    ("dse", "test"),
    ("own_states", "test"),
    ("ptc", "test"),
    ("own_alarmism", "test"),
)


def measure_teachers(folders: Sequence[Path], kept: bool) -> Table:
    """Measure networks by their own layers on the tests, or on the training groups that were kept from them.

    Of a corpus, those that were taught it speak, on average; where none was, those that were taught its attribute.
    Calibration error and macro-F1 of alarm are at a prior of 1/2, as in `make evaluate`.
    """
    tokenizer = InstanceTokenizer(folders[0] / "tokenizer.json")
    marks = (tokenizer.cls, tokenizer.sep)
    networks = [(_taught(folder), Network(folder / "model.safetensors", marks).eval()) for folder in folders]
    table = Table("corpus", "part", "rows", "macro-F1", "AP", "calibration error", "as written")
    for corpus, split in dict(_TRIALS).items() if kept else _TRIALS:
        part = "train" if kept else split
        examples = [one for one in load_examples(corpus) if one.split == part and (not kept or is_reserved(one.group))]
        task = ALARM if TASKS[corpus] in {ALARM, FEAR} else SENTIMENT
        lessons = [make_lesson(task, one, tokenizer.tokenize(one.instance), _LONGEST) for one in examples]
        speaking = [network for taught, network in networks if corpus in taught]
        speaking = speaking or [network for taught, network in networks if _knows(taught, task)]
        if not speaking:
            continue
        predicted = np.mean([_predict(network, task, lessons) for network in speaking], axis=0)
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
    """Run from the command line: `python -m training.teacher FOLDER ... [--kept | --ask FILE [--of CORPUS ...]]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="that training.finetune wrote: measured together")
    parser.add_argument(
        "--kept", action="store_true", help="measure on training groups kept back, to choose by; else the tests"
    )
    parser.add_argument("--ask", type=Path, metavar="FILE", help="keep in FILE what the one teacher believes")
    parser.add_argument("--of", nargs="+", choices=TASKS, default=list(TASKS), help="corpora it is asked of; else all")
    asked = parser.parse_args()
    if not asked.ask:
        Console(width=140).print(measure_teachers(asked.folders, asked.kept))
        return
    if len(asked.folders) > 1:
        parser.error("--ask takes one teacher at a time: each has a file of its own")
    ask_teacher(asked.folders[0], asked.ask, asked.of)


if __name__ == "__main__":
    main()
