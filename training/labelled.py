"""This file reads the sentences labelled for this project (training/labelled/) into rows."""

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from training.readers import Row, Span

FOLDER = Path(__file__).with_name("labelled")
AGREEMENT = FOLDER / "agreement.tsv"  # first, second and settled label of every sentence, the dropped ones too

_MARK = re.compile(r"\{([^{}|]+)(?:\|([A-Z]{2})\|(-1|0|1))?\}")


def _path(corpus: str) -> Path:
    return FOLDER / f"{corpus.removeprefix('own_')}.jsonl"


def read_marked(marked: str) -> tuple[str, tuple[Span, ...], tuple[int, ...]]:
    """Return the plain text, the marked spans, and their labels where they have one (`{Tehran|IR|-1}`, not `{may}`)."""
    parts, spans, labels, end, length = [], [], [], 0, 0
    for match in _MARK.finditer(marked):
        before = marked[end : match.start()]
        length += len(before)
        spans.append((length, length + len(match[1])))
        length += len(match[1])
        parts += [before, match[1]]
        labels += [int(match[3])] if match[3] else []
        end = match.end()
    return "".join([*parts, marked[end:]]), tuple(spans), tuple(labels)


def split_of(group: str) -> str:
    """Put one group in five into the test split, by its hash: the same on every machine and for ever.

    Groups named t-... were written when the tests had been looked at, and are for training only.
    """
    if group.startswith("t-"):
        return "train"
    return "test" if int(hashlib.sha256(group.encode()).hexdigest(), 16) % 5 == 0 else "train"


def read_own_states() -> tuple[Row, ...]:
    """Read the sentences with labels toward each marked state; a contrast and its mirror share a group."""
    return tuple(_marked_row("own_states", item) for item in items("own_states"))


def read_own_hedging() -> tuple[Row, ...]:
    """Read the sentences with their cues; a sentence with a cue has the label 1."""
    rows = (_marked_row("own_hedging", item) for item in items("own_hedging"))
    return tuple(replace(row, labels=(int(bool(row.spans)),)) for row in rows)


def read_own_alarmism() -> tuple[Row, ...]:
    """Read the sentences labelled alarmist (1) or not (0); the wordings of one event share a group."""
    return tuple(
        Row(
            "own_alarmism",
            item["text"],
            (),
            (item["label"],),
            item["group"],
            split_of(item["group"]),
            kind=item["kind"],
        )
        for item in items("own_alarmism")
    )


OWN: Mapping[str, Callable[[], tuple[Row, ...]]] = MappingProxyType(
    {"own_states": read_own_states, "own_alarmism": read_own_alarmism, "own_hedging": read_own_hedging}
)


def own_digest(corpus: str) -> str:
    """Return the sha256 of the file that holds a corpus of our own."""
    return hashlib.sha256(_path(corpus).read_bytes()).hexdigest()


def items(corpus: str) -> Iterator[dict[str, Any]]:
    """Yield the items of one of the names in OWN, as they are written in its file."""
    for line in _path(corpus).read_text(encoding="utf-8").splitlines():
        yield json.loads(line)


def plain_text(item: Mapping[str, Any]) -> str:
    """Return the sentence of an item without its markup."""
    return str(item["text"]) if "text" in item else read_marked(item["marked"])[0]


def text_key(text: str) -> str:
    """Return the name of a text where it does not stand itself, as a sentence's in AGREEMENT."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def state_labels(item: Mapping[str, Any]) -> list[tuple[str, int]]:
    """Return (code, label) for each marked mention of an item."""
    return [(match[2], int(match[3])) for match in _MARK.finditer(item["marked"])]


def _marked_row(corpus: str, item: Mapping[str, Any]) -> Row:
    text, spans, labels = read_marked(item["marked"])
    return Row(corpus, text, spans, labels, item["group"], split_of(item["group"]), kind=item["kind"])
