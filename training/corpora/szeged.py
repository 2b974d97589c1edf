"""This file reads the Wikipedia part of the Szeged Uncertainty Corpus: sentences with their hedge cues."""

import xml.etree.ElementTree as ET
from pathlib import Path

from rhetor.spans import Span
from training.corpora.registry import Corpus, pinned
from training.corpora.rows import Parsed, Row, split_of
from training.corpora.tasks import CUES, HEDGING


def read_szeged(folder: Path) -> Parsed:
    """Read the Wikipedia part of the Szeged Uncertainty Corpus: label 1 if there is a cue; group = article.

    Cues of type condition ("if") are left out: a condition is no hedge here.
    """
    documents = ET.parse(folder / "wiki.xml").iter("Document")  # noqa: S314 - the file's hash was checked
    sentences = [
        (sentence, document.findtext("DocID", "")) for document in documents for sentence in document.iter("Sentence")
    ]
    conditions = sum(_is_condition(cue) for sentence, _ in sentences for cue in sentence)
    return Parsed(tuple(_szeged_row(*pair) for pair in sentences), {"cues that state a condition": conditions})


def _szeged_row(sentence: ET.Element, group: str) -> Row:
    text, spans = sentence.text or "", []
    for cue in sentence:
        word = "".join(cue.itertext())
        if not _is_condition(cue):
            spans.append(Span(len(text), len(text) + len(word.rstrip())))
        text += word + (cue.tail or "")
    return Row("szeged", text, tuple(spans), (int(bool(spans)),), group, split_of(group))


def _is_condition(cue: ET.Element) -> bool:
    return "condition" in cue.get("type", "")


CORPUS = Corpus(
    "szeged",
    read_szeged,
    HEDGING,
    CUES,
    licence="CC BY-SA",
    citation="Szarvas et al., Cross-Genre and Cross-Domain Detection of Semantic Uncertainty, Computational"
    " Linguistics 38(2), 2012",
    files=pinned("szeged"),
)
