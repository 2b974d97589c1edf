"""This file fine-tunes an encoder on all attributes at once, with PyTorch (requirements/finetune.txt)."""

import argparse
import hashlib
import json
import math
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from itertools import chain
from pathlib import Path

import torch
from rich.progress import track
from torch import nn

from rhetor.encoder import InstanceTokenizer
from training.corpora.readers import CORPORA, TAUGHT
from training.corpora.registry import Corpus
from training.encoder.beliefs import Beliefs, join_beliefs, key, load_beliefs
from training.encoder.checkpoints import cut_log, restore, save
from training.encoder.curves import draw_curves
from training.encoder.lessons import ASKED, Lesson, Settings, draw_course, make_lessons, make_unlabelled
from training.encoder.losses import hard_loss, soft_loss
from training.encoder.network import Network
from training.files import COURSE, CURVES, LAYERS, write_json
from training.refusals import one_sentence, read_json, reading

_SAVED_EVERY = 250  # steps
_NAMES = [corpus.name for corpus in TAUGHT]
_LAYER_RATE = 1e-3  # of the linear layers, which may start from nothing


def finetune(
    weights: Path, folder: Path, corpora: Sequence[Corpus], settings: Settings, beliefs: Sequence[Path] = ()
) -> None:
    """Fine-tune from `weights` into `folder`: checkpoints, a log, the weights; go on where it stopped.

    The tokenizer lies beside the weights it goes on from, and is copied. With `beliefs`, files that
    training.encoder.teacher wrote, the loss is shared between the labels and what those teachers believe on average.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with reading(weights.with_name("tokenizer.json")):
        tokenizer = InstanceTokenizer(weights.with_name("tokenizer.json"))
    marks = (tokenizer.cls, tokenizer.sep)
    lessons = [lesson for corpus in corpora for lesson in make_lessons(tokenizer, corpus, settings)]
    believed = join_beliefs([load_beliefs(path) for path in beliefs])
    if settings.unlabelled:
        unlabelled = (make_unlabelled(tokenizer, corpus, settings) for corpus in corpora if corpus.many_names)
        lessons += [lesson for lesson in chain.from_iterable(unlabelled) if key(lesson.ids) in believed]
    batches = draw_course(lessons, settings)
    torch.manual_seed(settings.seed)
    shutil.copyfile(weights.with_name("tokenizer.json"), folder / "tokenizer.json")
    sources = [weights, *beliefs, *_existing(weights.with_name(LAYERS))]
    course = _course(sources, batches, settings)
    network = Network(weights, marks)
    if settings.depth:
        network.keep_layers(settings.depth)
    network = _run(network.to(_device()), batches, believed, folder, settings, course)
    draw_curves(folder / "log.jsonl", folder / CURVES)
    note = asdict(settings) | {
        "corpora": [corpus.name for corpus in corpora],
        "known to a teacher": _known(lessons, believed),
    }
    note |= {"started from": hashlib.sha256(weights.read_bytes()).hexdigest()[:12]}
    for before in _existing(weights.with_name(COURSE)):
        note["before"] = read_json(before)
    write_json(folder / COURSE, note)
    network.save(folder)


def _existing(path: Path) -> list[Path]:
    return [path] if path.exists() else []


def _known(lessons: Sequence[Lesson], beliefs: Beliefs) -> float:
    """Return the share of the sentences that a teacher could know (those with sentiment or alarm) that one does.

    Of those masked at random it knows all: the others are left out before.
    """
    asked = [key(lesson.ids) in beliefs for lesson in lessons if lesson.task in ASKED]
    return round(sum(asked) / max(1, len(asked)), 3)


def _device() -> str:
    return "cuda" if torch.cuda.is_available() else "cpu"


def _run(
    network: Network,
    batches: Sequence[Sequence[Lesson]],
    beliefs: Beliefs,
    folder: Path,
    settings: Settings,
    course: str,
) -> Network:
    """Take the steps that a run of the same course left; return the network, averaged over the last steps."""
    for part in [network.encoder.embeddings, *network.encoder.encoder.layer][: settings.frozen]:
        part.requires_grad_(False)
    groups = [
        {"params": [one for one in network.encoder.parameters() if one.requires_grad], "lr": settings.rate},
        {"params": network.layers.parameters(), "lr": _LAYER_RATE},
    ]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    total = len(batches)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, total, settings.warmup))
    average = torch.optim.swa_utils.AveragedModel(network)
    parts = {"network": network, "optimizer": optimizer, "schedule": schedule, "average": average}
    done = restore(folder / "checkpoint.pt", parts, course)
    cut_log(folder / "log.jsonl", done)
    with (folder / "log.jsonl").open("a", encoding="utf-8", buffering=1) as log:
        for step, batch in enumerate(track(batches[done:], "fine-tuning", completed=done, total=total), done + 1):
            reading = network.read(batch)
            loss = hard_loss(reading, batch, settings.smoothing)
            soft, known = soft_loss(reading, batch, beliefs) if settings.trust else (0.0, 0.0)
            trust = settings.trust * known
            loss = (1 - trust) * loss + trust * soft
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            if step > total * (1 - settings.averaged):
                average.update_parameters(network)
            log.write(json.dumps({"step": step, "of": total, "task": batch[0].task, "loss": loss.item()}) + "\n")
            if step % _SAVED_EVERY == 0 or step == total:
                save(folder / "checkpoint.pt", step, parts, course)
    averaged: Network = average.module
    return averaged


def _rate(step: int, total: int, warmup: float) -> float:
    if step < total * warmup:
        return step / (total * warmup)
    return 0.5 * (1 + math.cos(math.pi * (step / total - warmup) / (1 - warmup)))


def _course(sources: Sequence[Path], batches: Sequence[Sequence[Lesson]], settings: Settings) -> str:
    """Return a digest of all that decides the weights: a checkpoint of anything else is no start for them."""
    found = hashlib.sha256(repr((settings, batches)).encode())
    for path in sources:
        found.update(path.read_bytes())
    return found.hexdigest()


def main() -> None:
    """Run from the command line: `python -m training.encoder.finetune WEIGHTS FOLDER [CORPUS ...]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("weights", type=Path, help="safetensors, beside tokenizer.json")
    parser.add_argument("folder", type=Path)
    parser.add_argument("corpora", nargs="*", metavar="CORPUS", help=", ".join(_NAMES))
    parser.add_argument(
        "--beliefs", type=Path, nargs="+", default=[], help="of teachers, as training.encoder.teacher wrote them"
    )
    for name in (
        "epochs",
        "rate",
        "batch",
        "negatives",
        "directed",
        "unlabelled",
        "targeted",
        "repeats",
        "trust",
        "frozen",
        "depth",
        "seed",
    ):
        default = getattr(Settings(), name)
        parser.add_argument(f"--{name}", type=type(default), default=default)
    asked = vars(parser.parse_args())
    weights, folder, corpora, beliefs = (asked.pop(name) for name in ("weights", "folder", "corpora", "beliefs"))
    if unknown := set(corpora) - set(_NAMES):
        parser.error(f"{', '.join(unknown)} teaches nothing; choose of {', '.join(_NAMES)}")
    chosen = [CORPORA[name] for name in corpora or _NAMES]
    with one_sentence():
        finetune(weights, folder, chosen, Settings(**asked), beliefs)


if __name__ == "__main__":
    main()
