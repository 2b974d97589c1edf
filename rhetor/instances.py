"""This file makes the model's inputs, in training and in serving alike: sentences with their states masked."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rhetor.spans import Span
from rhetor.states import Mention
from rhetor.text.document import Document

_QUOTES = str.maketrans("‘’‚‛“”„‟«»", '\'\'\'\'""""""')
_THE = re.compile(r"\b[Tt]he\s+$|\bTHE\s+$")
_AN = re.compile(r"\b([Aa])[nN](?=\s+$)")
_NO_OTHER_STOP = re.compile(r"[\"'\s]*$")
_POSSESSIVE = re.compile(r"'s\b|'S\b|(?<=[sS])'(?!\w)")


@dataclass(frozen=True, slots=True)
class Instance:
    """What the model sees of one sentence.

    `pieces` are the texts between its masked mentions, one more than there are mentions; `starts` are
    the places of the pieces in the sentence, code points. Nothing of a mention itself is in here.
    """

    pieces: tuple[str, ...]
    starts: tuple[int, ...]


def hash_instance(instance: Instance) -> str:
    """Return a short name of what the model sees: eight hexadecimal digits of a sha256."""
    return hashlib.sha256(json.dumps([instance.pieces, instance.starts]).encode()).hexdigest()[:8]


def read_instances(document: Document, mentions: Sequence[Mention]) -> tuple[Instance, ...]:
    """Make one instance for each sentence of a document, given the mentions in it."""
    spans: list[list[Span]] = [[] for _ in document.sentences]
    for mention in mentions:
        origin = document.sentences[mention.sentence].span.start
        spans[mention.sentence].append(Span(mention.span.start - origin, mention.span.end - origin))
    return make_instances([(one.text, found) for one, found in zip(document.sentences, spans, strict=True)])


def make_instances(sentences: Sequence[tuple[str, Sequence[Span]]]) -> tuple[Instance, ...]:
    """Make one instance for each (sentence, spans of its mentions in order, not overlapping).

    Every mention becomes the same mask. An article or possessive that belongs to the state's name goes
    with it ("the Netherlands'" and "Chad's" read alike), and "an" before a mask becomes "a", so that
    replacing a state by another changes nothing. Quotation marks are made straight.
    """
    return tuple(_make_instance(text, spans) for text, spans in sentences)


def _make_instance(text: str, spans: Sequence[Span]) -> Instance:
    text = text.translate(_QUOTES)
    pieces, starts, start = [], [], 0
    for span in spans:
        pieces.append(_before_mask(text[start : span.start]))
        starts.append(start)
        start = _end_of_mention(text, span)
    return Instance((*pieces, text[start:]), (*starts, start))


def _end_of_mention(text: str, span: Span) -> int:
    """Return where what belongs to the mention ends; the stop of "U.S." ends a sentence, too, and then stays."""
    possessive = _POSSESSIVE.match(text, span.end)
    if possessive:
        return possessive.end()
    return span.end - 1 if text[span.end - 1] == "." and _NO_OTHER_STOP.match(text, span.end) else span.end


def _before_mask(piece: str) -> str:
    return _AN.sub(r"\1 ", _THE.sub("", piece))
