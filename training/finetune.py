"""This file fine-tunes the encoder on all attributes at once, with PyTorch (requirements/finetune.txt)."""

import argparse
import json
import math
import random
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from rich.progress import Progress
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn import functional
from transformers import BertConfig, BertModel

from scoring.encoder import InstanceTokenizer, Tokens
from training.examples import Example, is_reserved, load_examples
from training.labelled import OWN

SENTIMENT, DIRECTED, ALARM, CUES = "sentiment", "directed", "alarm", "cues"
TASKS = {"newsmtsc": SENTIMENT, "own_states": SENTIMENT, "dse": DIRECTED, "ptc": ALARM, "own_alarmism": ALARM} | {
    "szeged": CUES,
    "own_hedging": CUES,
}
_SHARPNESS = 16.0  # vectors of length 1 are scaled by it before a linear layer reads them
_IGNORED = -100


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train; chosen on the rows kept back (docs/experiments.md)."""

    epochs: int = 3
    batch: int = 32
    rate: float = 1e-4
    warmup: float = 0.1
    smoothing: float = 0.05
    longest: int = 128  # tokens; what lies beyond is not seen in training
    averaged: float = 0.4  # the weights are averaged over this last part of the run
    negatives: float = 3.0  # negative sentences a positive one, drawn anew every epoch
    directed: int = 1500  # rows of dse with a sign an epoch
    repeats: int = 3  # times an epoch shows our own sentences: they are few, and written to be hard
    seed: int = 1


@dataclass(frozen=True, slots=True)
class Item:
    """One training sentence: token ids, the places and labels that its task reads, its weight."""

    task: str
    ids: tuple[int, ...]
    places: tuple[int, ...]
    labels: tuple[int, ...]


class Heads(nn.Module):
    """The linear layers that teach the encoder; the release's heads are fitted anew by scikit-learn."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.layers = nn.ModuleDict(
            {
                SENTIMENT: nn.Linear(2 * width, 3),
                DIRECTED: nn.Linear(2 * width, 3),
                ALARM: nn.Linear(2 * width, 2),
                CUES: nn.Linear(width, 2),
            }
        )

    def forward(self, task: str, features: torch.Tensor) -> torch.Tensor:
        """Return logits (rows, classes) of features (rows, width)."""
        found: torch.Tensor = self.layers[task](_SHARPNESS * features)
        return found


def make_items(tokenizer: InstanceTokenizer, corpus: str, settings: Settings) -> list[Item]:
    """Turn a corpus's training examples that are not kept back into items."""
    examples = [one for one in load_examples(corpus) if one.split == "train" and not is_reserved(one.group)]
    items = (_item(TASKS[corpus], one, tokenizer.tokenize(one.instance), settings.longest) for one in examples)
    return [item for item in items if item] * (settings.repeats if corpus in OWN else 1)


def _item(task: str, example: Example, tokens: Tokens, longest: int) -> Item | None:
    ids = tokens.ids[:longest]
    if task in {SENTIMENT, DIRECTED}:
        pairs = [(tokens.masks[m], label + 1) for m, label in zip(example.mentions, example.labels, strict=True)]
        pairs = [(place, label) for place, label in pairs if place < longest]
        return Item(task, ids, tuple(p for p, _ in pairs), tuple(label for _, label in pairs)) if pairs else None
    if task == ALARM:
        return Item(task, ids, (), example.labels)
    return Item(task, ids, (), tuple(_token_labels(example, tokens)[:longest]))


def _token_labels(example: Example, tokens: Tokens) -> list[int]:
    """Return, for each id, whether its word is part of a cue; masks are ignored."""
    masks = set(tokens.masks)
    plain = [number for number in range(len(tokens.ids)) if number not in masks]
    labels = [_IGNORED] * len(tokens.ids)
    edges = [*tokens.first, len(plain)]
    for word, span in enumerate(tokens.word_spans):
        label = int(any(span.start < cue.end and cue.start < span.end for cue in example.cues))
        for number in plain[edges[word] : edges[word + 1]]:
            labels[number] = label
    return labels


def make_batches(items: Sequence[Item], settings: Settings, rng: random.Random) -> list[list[Item]]:
    """Draw an epoch: batches of one task each and of like length, in random order."""
    batches = []
    for task in sorted({item.task for item in items}):
        chosen = _drawn([item for item in items if item.task == task], settings, rng)
        rng.shuffle(chosen)
        for start in range(0, len(chosen), 32 * settings.batch):
            pool = sorted(chosen[start : start + 32 * settings.batch], key=lambda item: len(item.ids))
            batches += [pool[first : first + settings.batch] for first in range(0, len(pool), settings.batch)]
    rng.shuffle(batches)
    return batches


def _drawn(items: list[Item], settings: Settings, rng: random.Random) -> list[Item]:
    """Keep all that says something, and of the rest a few times as many."""
    neutral = 1 if items[0].task == DIRECTED else 0
    if items[0].task == SENTIMENT:
        return items
    says = [any(label not in {neutral, _IGNORED} for label in item.labels) for item in items]
    telling = [item for item, kept in zip(items, says, strict=True) if kept]
    others = [item for item, kept in zip(items, says, strict=True) if not kept]
    if neutral:
        telling = rng.sample(telling, min(len(telling), settings.directed))
    ratio = 1.0 if neutral else settings.negatives
    return telling + rng.sample(others, min(len(others), int(ratio * len(telling))))


def finetune(weights: Path, folder: Path, corpora: Sequence[str], settings: Settings) -> None:
    """Fine-tune from `weights`; write checkpoints, a log and `model.safetensors` into `folder`; go on where it stopped.

    The tokenizer lies beside the weights it goes on from, and is copied.
    """
    torch.manual_seed(settings.seed)
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = InstanceTokenizer(weights.with_name("tokenizer.json"))
    items = [item for corpus in corpora for item in make_items(tokenizer, corpus, settings)]
    model, heads = load_model(weights), Heads(384)
    batches = [make_batches(items, settings, random.Random(settings.seed + epoch)) for epoch in range(settings.epochs)]  # noqa: S311
    total = sum(map(len, batches))
    groups = [{"params": model.parameters(), "lr": settings.rate}, {"params": heads.parameters(), "lr": 1e-3}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, total, settings.warmup))
    average = torch.optim.swa_utils.AveragedModel(model)
    parts = {"model": model, "heads": heads, "optimizer": optimizer, "schedule": schedule, "average": average}
    done = _restore(folder / "checkpoint.pt", parts)
    marks = (tokenizer.cls, tokenizer.sep)
    with Progress() as progress, (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        task, step = progress.add_task("fine-tuning", total=total), 0
        for epoch, epoch_batches in enumerate(batches):
            for batch in epoch_batches:
                step += 1
                progress.update(task, completed=step)
                if epoch < done:
                    continue
                loss = _loss(model, heads, batch, marks, settings.smoothing)
                optimizer.zero_grad()
                loss.backward()
                nn.utils.clip_grad_norm_([*model.parameters(), *heads.parameters()], 1.0)
                optimizer.step()
                schedule.step()
                if step > total * (1 - settings.averaged):
                    average.update_parameters(model)
                log.write(json.dumps({"step": step, "of": total, "task": batch[0].task, "loss": loss.item()}) + "\n")
                log.flush()
            if epoch >= done:
                _save(folder / "checkpoint.pt", epoch + 1, parts)
    final = {
        name: value.contiguous() for name, value in average.module.state_dict().items() if "position_ids" not in name
    }
    save_file(final, folder / "model.part")
    (folder / "model.part").replace(folder / "model.safetensors")
    shutil.copyfile(weights.with_name("tokenizer.json"), folder / "tokenizer.json")
    (folder / "settings.json").write_text(json.dumps(asdict(settings) | {"corpora": list(corpora)}), encoding="utf-8")


def load_model(weights: Path) -> BertModel:
    """Load BERT in the shape of all-MiniLM-L6-v2 with the given weights."""
    config = BertConfig(hidden_size=384, num_hidden_layers=6, num_attention_heads=12, intermediate_size=1536)
    model = BertModel(config, add_pooling_layer=False)
    model.load_state_dict(
        {name: value for name, value in load_file(weights).items() if "pooler" not in name}, strict=False
    )
    return model.train()


def _rate(step: int, total: int, warmup: float) -> float:
    if step < total * warmup:
        return step / (total * warmup)
    return 0.5 * (1 + math.cos(math.pi * (step / total - warmup) / (1 - warmup)))


def _restore(path: Path, parts: dict[str, Any]) -> int:
    if not path.exists():
        return 0
    saved = torch.load(path, weights_only=True)
    for name, part in parts.items():
        part.load_state_dict(saved[name])
    return int(saved["epoch"])


def _save(path: Path, epoch: int, parts: dict[str, Any]) -> None:
    torch.save({"epoch": epoch} | {name: part.state_dict() for name, part in parts.items()}, path.with_suffix(".part"))
    path.with_suffix(".part").replace(path)


def _loss(
    model: BertModel, heads: Heads, batch: Sequence[Item], marks: tuple[int, int], smoothing: float
) -> torch.Tensor:
    longest = max(len(item.ids) for item in batch) + 2
    ids = torch.zeros(len(batch), longest, dtype=torch.long)
    mask = torch.zeros(len(batch), longest, dtype=torch.long)
    for row, item in enumerate(batch):
        ids[row, : len(item.ids) + 2] = torch.tensor([marks[0], *item.ids, marks[1]])
        mask[row, : len(item.ids) + 2] = 1
    states = model(input_ids=ids, attention_mask=mask).last_hidden_state
    inner = mask.bool()
    inner[:, 0] = False
    inner[torch.arange(len(batch)), mask.sum(1) - 1] = False
    features, labels = _features(states, inner, batch)
    task = batch[0].task
    weight = torch.tensor([1.0, 4.0]) if task == CUES else None
    return functional.cross_entropy(
        heads(task, features), labels, weight, ignore_index=_IGNORED, label_smoothing=0.0 if task == CUES else smoothing
    )


def _features(states: torch.Tensor, inner: torch.Tensor, batch: Sequence[Item]) -> tuple[torch.Tensor, torch.Tensor]:
    """Return what the release's heads will read, and its labels."""
    task = batch[0].task
    tokens = functional.normalize(states, dim=-1)
    if task == CUES:
        labels = torch.full(inner.shape, _IGNORED)
        for row, item in enumerate(batch):
            labels[row, 1 : 1 + len(item.ids)] = torch.tensor(item.labels)
        return tokens[inner], labels[inner]
    means = functional.normalize((states * inner[..., None]).sum(1) / inner.sum(1, keepdim=True), dim=-1)
    if task == ALARM:
        strongest = tokens.masked_fill(~inner[..., None], -1.0).max(dim=1).values
        return torch.cat([means, strongest], dim=1), torch.tensor([item.labels[0] for item in batch])
    rows = [row for row, item in enumerate(batch) for _ in item.places]
    places = [place + 1 for item in batch for place in item.places]
    labels = torch.tensor([label for item in batch for label in item.labels])
    return torch.cat([tokens[rows, places], means[rows]], dim=1), labels


def main() -> None:
    """Run from the command line: `python -m training.finetune WEIGHTS FOLDER [CORPUS ...]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("weights", type=Path, help="safetensors, beside tokenizer.json")
    parser.add_argument("folder", type=Path)
    known = [name for name in TASKS if name in OWN or not name.startswith("own_")]
    parser.add_argument("corpora", nargs="*", default=known)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    settings = Settings(epochs=asked.epochs, rate=asked.rate, seed=asked.seed)
    finetune(asked.weights, asked.folder, asked.corpora, settings)


if __name__ == "__main__":
    main()
