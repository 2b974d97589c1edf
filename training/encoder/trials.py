"""This file measures fine-tuned networks by their own layers, before any head is fitted (`make teacher`)."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
from rich.table import Table
from torch.nn import functional

from rhetor.encoder import InstanceTokenizer
from training.corpora.examples import Example, is_reserved, load_examples
from training.corpora.readers import TAUGHT
from training.corpora.tasks import ALARM, CUES, FEAR, SENTIMENT
from training.encoder.lessons import Lesson, make_lesson
from training.encoder.network import Network
from training.encoder.teacher import BATCH, knows, taught
from training.measure.metrics import balance, measure
from training.measure.orders import contrast_order, wording_orders
from training.refusals import one_sentence, reading

_LONGEST = 510  # tokens that either network has places for; no labelled mask of the tests lies beyond
_TRIALS = [corpus for corpus in TAUGHT if corpus.task != CUES]


def measure_teachers(folders: Sequence[Path], kept: bool) -> Table:
    """Measure networks by their own layers on the tests, or on the training groups that were kept from them.

    Of a corpus, those that were taught it speak, on average; where none was, those that were taught its attribute.
    Calibration error and macro-F1 of alarm are at a prior of 1/2, as in `make evaluate`.
    """
    with reading(folders[0] / "tokenizer.json"):
        tokenizer = InstanceTokenizer(folders[0] / "tokenizer.json")
    marks = (tokenizer.cls, tokenizer.sep)
    networks = [(taught(folder), Network(folder / "model.safetensors", marks).eval()) for folder in folders]
    table = Table("corpus", "part", "rows", "macro-F1", "AP", "calibration error", "as written")
    for corpus, split in [(one, split) for one in _TRIALS for split in (("kept",) if kept else one.tests)]:
        part = "train" if kept else split
        examples = [one for one in load_examples(corpus) if one.split == part and (not kept or is_reserved(one.group))]
        task = ALARM if corpus.task in {ALARM, FEAR} else SENTIMENT
        lessons = [make_lesson(task, one, tokenizer.tokenize(one.instance), _LONGEST) for one in examples]
        speaking = [network for taught, network in networks if corpus.name in taught]
        speaking = speaking or [network for taught, network in networks if knows(taught, task)]
        if not speaking:
            continue
        predicted = np.mean([_predict(network, task, lessons) for network in speaking], axis=0)
        labels = np.array([label + (task == SENTIMENT) for one in examples for label in one.labels])
        found = measure(labels, predicted, None if task == SENTIMENT else balance(labels))
        cells = (f"{found[key]:.3f}" if key in found else "" for key in ("macro_f1", "ap", "calibration_error"))
        table.add_row(corpus.name, split, str(len(labels)), *cells, _order(corpus.name, examples, predicted))
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
    for start in track(range(0, len(order), BATCH), "predicting"):
        numbers = order[start : start + BATCH]
        batch = [whole[number] for number in numbers]
        reading = network.read(batch)
        targeted = task == SENTIMENT
        logits = reading.at_places(task, [one.places for one in batch]) if targeted else reading.of_sentences(task)
        sizes = [len(one.places) if targeted else 1 for one in batch]
        found.update(zip(numbers, functional.softmax(logits, dim=1).cpu().split(sizes), strict=True))
    probabilities: NDArray[np.float64] = torch.cat([found[number] for number in range(len(whole))]).double().numpy()
    return probabilities


def main() -> None:
    """Run from the command line: `python -m training.encoder.trials FOLDER ... [--kept]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="that training.encoder.finetune wrote: measured together")
    parser.add_argument(
        "--kept", action="store_true", help="measure on training groups kept back, to choose by; else the tests"
    )
    asked = parser.parse_args()
    with one_sentence():
        Console(width=140).print(measure_teachers(asked.folders, asked.kept))


if __name__ == "__main__":
    main()
