"""This file turns labelled rows into examples: the instance that the model sees, with its labels."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rhetor.instances import Instance, make_instances
from rhetor.spans import Span
from rhetor.states import find_forms
from training.corpora.registry import Corpus, fetch
from training.corpora.rows import Row, summary
from training.corpora.tasks import STATES


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
    purpose: str = ""


def load_examples(corpus: Corpus, tell: Callable[[str], object] | None = None) -> tuple[Example, ...]:
    """Fetch a corpus and make its examples, in the corpus's order; raises what `fetch` raises.

    `tell` is called with a line that says what was read and what was dropped.
    """
    parsed = corpus.read(fetch(corpus))
    if tell:
        tell(summary(corpus.name, parsed))
    make = _target_example if corpus.attribute == STATES else _sentence_example
    return tuple(map(make, parsed.rows))


def is_reserved(group: str) -> bool:
    """Tell whether a group is kept from the encoder (one in ten, by hash), to calibrate heads on it."""
    return int(hashlib.sha256(f"reserved {group}".encode()).hexdigest(), 16) % 10 == 0


def _target_example(row: Row) -> Example:
    """Mask the row's targets and parties like mentions, and every state it names besides, as in serving."""
    targets = dict(zip(row.spans, row.labels, strict=True))
    spans = disjoint([*targets, *row.others, *state_spans(row.text)])
    mentions = tuple(number for number, span in enumerate(spans) if span in targets)
    labels = tuple(targets[spans[number]] for number in mentions)
    (instance,) = make_instances([(row.text, spans)])
    return Example(instance, labels, row.group, row.split, row.corpus, row.text, mentions, purpose=row.purpose)


def _sentence_example(row: Row) -> Example:
    (instance,) = make_instances([(row.text, state_spans(row.text))])
    return Example(
        instance, row.labels, row.group, row.split, row.corpus, row.text, cues=row.spans, purpose=row.purpose
    )


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
