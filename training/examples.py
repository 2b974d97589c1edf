"""This file turns labelled rows into examples: the instance that the model sees, with its labels."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from rhetor.instances import Instance, make_instances
from rhetor.spans import Span
from rhetor.states import find_forms
from training.corpora import fetch
from training.labelled import OWN
from training.readers import READERS, Row

STATES, ALARMISM, HEDGING = "states", "alarmism", "hedging"
ATTRIBUTES = {  # which corpora teach and test which attribute; conll2010 is only tested on (another construct)
    STATES: ("newsmtsc", "dse", "own_states"),
    ALARMISM: ("ptc", "own_alarmism"),
    HEDGING: ("szeged", "own_hedging", "conll2010"),
}


@dataclass(frozen=True, slots=True)
class Example:
    """One labelled sentence as the model sees it.

    For sentiment, `mentions` are the masks (by number in the instance) that have a label and `labels` are
    theirs: -1, 0, 1. Else `labels` holds the sentence's one label, 0 or 1, and `cues` the spans of
    its hedge cues, code points of the sentence.
    """

    instance: Instance
    labels: tuple[int, ...]
    group: str
    split: str
    corpus: str
    text: str
    mentions: tuple[int, ...] = ()
    cues: tuple[Span, ...] = ()
    kind: str = ""


def load_examples(corpus: str) -> tuple[Example, ...]:
    """Fetch a corpus and make its examples, in the corpus's order; raises what `fetch` raises."""
    rows = OWN[corpus]() if corpus in OWN else READERS[corpus](fetch(corpus))
    targeted = corpus in ATTRIBUTES[STATES]
    return tuple(_target_example(row) if targeted else _sentence_example(row) for row in rows)


def is_reserved(group: str) -> bool:
    """Tell whether a group is kept from the encoder (one in ten, by hash), to calibrate heads on it."""
    return int(hashlib.sha256(f"reserved {group}".encode()).hexdigest(), 16) % 10 == 0


def _target_example(row: Row) -> Example:
    """Mask the row's targets and parties like mentions, and every state it names besides, as in serving."""
    targets = dict(zip(map(Span._make, row.spans), row.labels, strict=True))
    spans = disjoint([*targets, *map(Span._make, row.others), *state_spans(row.text)])
    mentions = tuple(number for number, span in enumerate(spans) if span in targets)
    labels = tuple(targets[spans[number]] for number in mentions)
    (instance,) = make_instances([(row.text, spans)])
    return Example(instance, labels, row.group, row.split, row.corpus, row.text, mentions, kind=row.kind)


def _sentence_example(row: Row) -> Example:
    (instance,) = make_instances([(row.text, state_spans(row.text))])
    cues = tuple(map(Span._make, row.spans))
    return Example(instance, row.labels, row.group, row.split, row.corpus, row.text, cues=cues, kind=row.kind)


def state_spans(text: str) -> list[Span]:
    """Return where a text names states."""
    return [span for _, span in find_forms(text)]


def disjoint(spans: Iterable[Span]) -> list[Span]:
    """Keep the spans that overlap none before them in the list; return them in order of place."""
    kept: list[Span] = []
    for span in spans:
        if all(span.end <= other.start or other.end <= span.start for other in kept):
            kept.append(span)
    return sorted(kept)
