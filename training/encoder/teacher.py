"""This file asks teachers, larger networks fine-tuned before, what they believe of lessons."""

import argparse
import hashlib
from collections.abc import Sequence
from pathlib import Path

import torch
from rich.console import Console
from rich.progress import track
from torch.nn import functional

from rhetor.encoder import InstanceTokenizer
from training.corpora.readers import CORPORA, TAUGHT
from training.corpora.registry import Corpus
from training.corpora.tasks import ALARM, DIRECTED, FEAR, SENTIMENT
from training.encoder.beliefs import Belief, key, load_beliefs, save_beliefs
from training.encoder.lessons import ASKED, Lesson, Settings, make_lessons, make_unlabelled
from training.encoder.network import Network
from training.files import COURSE, LAYERS
from training.refusals import one_sentence, read_json, reading

BATCH = 32
_NAMES = [corpus.name for corpus in TAUGHT]
_SAVED_EVERY = 64  # batches


def ask_teacher(teacher: Path, path: Path, corpora: Sequence[Corpus] = TAUGHT) -> None:
    """Ask a teacher of all lessons of `corpora` that it has a view of, and keep what it believes in `path` (.npz).

    Of alarm it is asked only where it was taught some. Sentences that the same teacher was asked of before are not
    asked again, so a run that was cut off goes on from a file beside `path`, which is replaced only at the end.
    """
    weights = teacher / "model.safetensors"
    digests = [hashlib.sha256(file.read_bytes()).digest() for file in (weights, teacher / LAYERS)]
    asked_of = hashlib.sha256(b"".join(digests)).hexdigest()
    alarmed = knows(taught(teacher), ALARM)
    with reading(teacher / "tokenizer.json"):
        tokenizer = InstanceTokenizer(teacher / "tokenizer.json")
    lessons = {key(lesson.ids): lesson for corpus in corpora for lesson in _lessons(tokenizer, corpus)}
    half = path.with_suffix(".half.npz")
    kept = {
        number: one for file in (path, half) if file.exists() for number, one in load_beliefs(file, asked_of).items()
    }
    asked = sorted((number for number in lessons if number not in kept), key=lambda one: len(lessons[one].ids))
    device = "cuda" if torch.cuda.is_available() else "cpu"
    network = Network(weights, (tokenizer.cls, tokenizer.sep)).to(device).eval()
    starts = range(0, len(asked), BATCH)
    for count, start in enumerate(track(starts, "asking the teacher", console=Console(stderr=True)), 1):
        batch = asked[start : start + BATCH]
        kept.update(zip(batch, _ask(network, [lessons[number] for number in batch], alarmed), strict=True))
        if count % _SAVED_EVERY == 0:
            save_beliefs(half, asked_of, kept)
    save_beliefs(path, asked_of, {number: kept[number] for number in sorted(lessons)})
    half.unlink(missing_ok=True)


def taught(teacher: Path) -> list[str]:
    """Return the corpora that a teacher was taught in its last course."""
    corpora: list[str] = read_json(teacher / COURSE)["corpora"]
    return corpora


def knows(taught: Sequence[str], task: str) -> bool:
    """Tell whether a teacher of these corpora was taught sentiment, or else alarm (`task`), or anything near it."""
    near = {SENTIMENT, DIRECTED} if task == SENTIMENT else {ALARM, FEAR}
    return any(name in CORPORA and CORPORA[name].task in near for name in taught)


def _lessons(tokenizer: InstanceTokenizer, corpus: Corpus) -> list[Lesson]:
    """Return what teachers are asked of: sentences with mentions and our own on alarm."""
    lessons = make_lessons(tokenizer, corpus, Settings())
    if corpus.many_names:
        lessons += make_unlabelled(tokenizer, corpus, Settings())
    return [lesson for lesson in lessons if lesson.task in ASKED]


@torch.no_grad()
def _ask(network: Network, batch: Sequence[Lesson], alarmed: bool) -> list[Belief]:
    reading = network.read(batch)
    places = [lesson.masks for lesson in batch]
    sentiment = functional.softmax(reading.at_places(SENTIMENT, places), dim=1).cpu().split([len(p) for p in places])
    alarms = functional.softmax(reading.of_sentences(ALARM), dim=1)[:, 1].tolist()
    return [Belief(one, alarm if alarmed else None) for one, alarm in zip(sentiment, alarms, strict=True)]


def main() -> None:
    """Run from the command line: `python -m training.encoder.teacher FOLDER FILE [--of CORPUS ...]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path, help="that training.encoder.finetune wrote")
    parser.add_argument("file", type=Path, help="that keeps what the teacher believes (.npz)")
    parser.add_argument("--of", nargs="+", choices=_NAMES, default=_NAMES, help="corpora it is asked of; else all")
    asked = parser.parse_args()
    with one_sentence():
        ask_teacher(asked.folder, asked.file, [CORPORA[name] for name in asked.of])


if __name__ == "__main__":
    main()
