"""This file reads the sentences labelled for this project (training/labelled/) into rows."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from rhetor.spans import Span
from training.corpora.registry import Corpus, CorpusDamaged, fetch
from training.corpora.rows import Parsed, Row
from training.corpora.tasks import ALARM, ALARMISM, CUES, HEDGING, SENTIMENT, STATES

FOLDER = Path(__file__).parent.parent / "labelled"
AGREEMENT = FOLDER / "agreement.tsv"  # first, second and settled label of every sentence, the dropped ones too

_MARK = re.compile(r"\{([^{}|]+)(?:\|([A-Z]{2})\|(-1|0|1))?\}")


def read_marked(marked: str) -> tuple[str, tuple[Span, ...], tuple[int, ...]]:
    """Return the plain text, the marked spans, and their labels where they have one (`{Tehran|IR|-1}`, not `{may}`)."""
    parts, spans, labels, end, length = [], [], [], 0, 0
    for match in _MARK.finditer(marked):
        before = marked[end : match.start()]
        length += len(before)
        spans.append(Span(length, length + len(match[1])))
        length += len(match[1])
        parts += [before, match[1]]
        labels += [int(match[3])] if match[3] else []
        end = match.end()
    return "".join([*parts, marked[end:]]), tuple(spans), tuple(labels)


def own_split(group: str) -> str:
    """Put one group in five into the test split, by its hash: the same on every machine and for ever.

    Groups named t-... were written when the tests had been looked at, and are for training only.
    """
    if group.startswith("t-"):
        return "train"
    return "test" if int(hashlib.sha256(group.encode()).hexdigest(), 16) % 5 == 0 else "train"


def read_own_states(path: Path) -> Parsed:
    """Read the sentences with labels toward each marked state; a contrast and its mirror share a group."""
    return Parsed(tuple(_marked_row("own_states", item) for item in _items(path)))


def read_own_hedging(path: Path) -> Parsed:
    """Read the sentences with their cues; a sentence with a cue has the label 1."""
    rows = (_marked_row("own_hedging", item) for item in _items(path))
    return Parsed(tuple(replace(row, labels=(int(bool(row.spans)),)) for row in rows))


def read_own_alarmism(path: Path) -> Parsed:
    """Read the sentences labelled alarmist (1) or not (0); the wordings of one event share a group."""
    return Parsed(tuple(map(_alarmism_row, _items(path))))


def _alarmism_row(item: Mapping[str, Any]) -> Row:
    split = own_split(item["group"])
    return Row("own_alarmism", item["text"], (), (item["label"],), item["group"], split, purpose=item["kind"])


def items(corpus: Corpus) -> Iterator[dict[str, Any]]:
    """Yield the items of a corpus of our own as they are written; raises CorpusDamaged at a line that is none."""
    yield from _items(fetch(corpus))


def _items(path: Path) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            item: dict[str, Any] = json.loads(line)
        except ValueError as error:
            raise CorpusDamaged(f"{path} is damaged at line {number}: restore it (git checkout)") from error
        yield item


def plain_text(item: Mapping[str, Any]) -> str:
    """Return the sentence of an item without its markup."""
    return str(item["text"]) if "text" in item else read_marked(item["marked"])[0]


def state_labels(item: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Return (code, label) for each marked mention of an item."""
    return [(match[2], int(match[3])) for match in _MARK.finditer(item["marked"])]


def _marked_row(corpus: str, item: Mapping[str, Any]) -> Row:
    text, spans, labels = read_marked(item["marked"])
    return Row(corpus, text, spans, labels, item["group"], own_split(item["group"]), purpose=item["kind"])


def _corpus(name: str, read: Callable[[Path], Parsed], attribute: str, task: str, weight: float) -> Corpus:
    written = "written for Rhetor, machine-assisted (training/labelled/CODEBOOK.md)."
    path = FOLDER / f"{name.removeprefix('own_')}.jsonl"
    return Corpus(name, read, attribute, task, "Apache-2.0", written, own=path, weight=weight)


STATES_CORPUS = _corpus("own_states", read_own_states, STATES, SENTIMENT, weight=3.0)
ALARMISM_CORPUS = _corpus("own_alarmism", read_own_alarmism, ALARMISM, ALARM, weight=10.0)
# news is another register than szeged's encyclopaedia
HEDGING_CORPUS = _corpus("own_hedging", read_own_hedging, HEDGING, CUES, weight=5.0)
