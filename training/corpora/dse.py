"""This file reads Directed Sentiment Extraction: sentences of news with who blames or endorses whom."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from rhetor.spans import Span
from training.corpora.registry import Corpus, pinned
from training.corpora.rows import Parsed, Row, as_read, read_tsv, sentence_group, split_of
from training.corpora.tasks import DIRECTED, STATES

_BRACKETS = re.compile(r"\[([^\[\]]*)\]")
_EDGES = " ’‘“”'\",;:–—-"  # the corpora's own quotes and dashes
_CLITIC = re.compile(r"(?<=\w)[’'](?:s|m|d|re|ve|ll)\b")  # the corpora's own apostrophe
# label: (which party the sentiment is toward, the sentiment); the first party in the text is the published p
_DIRECTED: Mapping[str, tuple[int, int]] = MappingProxyType({"1": (1, 1), "2": (0, 1), "3": (1, -1), "4": (0, -1)})


def read_dse(folder: Path) -> Parsed:
    """Read Directed Sentiment Extraction: one row a line; group = the sentence, as lines share sentences.

    The published split shares sentences too, so the sentence's hash splits again. Brackets that cut a word
    are widened to the word; lines whose brackets hold no word or join two sentences are dropped.
    """
    records = [record for name in ("train.txt", "valid.txt") for record in read_tsv(folder / name)]
    rows = tuple(row for record in records if (row := _dse_row(record[0], record[3])))
    return Parsed(rows, {"lines whose brackets cannot be read": len(records) - len(rows)})


def _dse_row(marked: str, label: str) -> Row | None:
    found = list(_BRACKETS.finditer(marked))
    text = _BRACKETS.sub(r"\1", marked)
    if len(found) != 2 or "[" in text or "]" in text:
        return None
    # a bracket stands before the first party, three before the second
    parties = [_repaired(text, m.start(1) - shift, m.end(1) - shift) for m, shift in zip(found, (1, 3), strict=True)]
    first, second = parties
    if first is None or second is None or first[1] > second[0]:
        return None
    group, split = sentence_group(text), split_of(as_read(text))
    if label == "0":
        return Row("dse", text, (first, second), (0, 0), group, split)
    toward, sentiment = _DIRECTED[label]
    both = (first, second)
    return Row("dse", text, (both[toward],), (sentiment,), group, split, others=(both[1 - toward],))


def _repaired(text: str, start: int, end: int) -> Span | None:
    """Trim quotes and a cut-off 's, widen to whole words; None if no word is left or two sentences join."""
    if '"' in text[start:end]:
        return None
    clitic = _CLITIC.match(text, start, end)
    start = clitic.end() if clitic else start
    start += len(text[start:end]) - len(text[start:end].lstrip(_EDGES))
    end -= len(text[start:end]) - len(text[start:end].rstrip(_EDGES))
    if not any(map(str.isalnum, text[start:end])):
        return None
    return Span(_word_start(text, start), _word_end(text, end))


def _word_start(text: str, start: int) -> int:
    """Step back to the word's start; a capital after a small letter is a start (ReutersHarrison)."""
    while start and text[start - 1].isalnum() and text[start].isalnum():
        if text[start - 1].islower() and text[start].isupper():
            return start
        start -= 1
    return start


def _word_end(text: str, end: int) -> int:
    """Step on over small letters only: a capital starts the next word (UKIPWith)."""
    if not text[end - 1].isalnum():
        return end
    while end < len(text) and text[end].islower():
        end += 1
    return end


CORPUS = Corpus(
    "dse",
    read_dse,
    STATES,
    DIRECTED,
    licence="free to use when the paper is cited",
    citation="Park, Pan and Joo, Who Blames or Endorses Whom? Entity-to-Entity Directed Sentiment Extraction in"
    " News Text, Findings of ACL 2021",
    files=pinned("dse"),
    weight=0.1,  # more costs macro-F1 on newsmtsc, whose "neutral" is another one (docs/experiments.md)
    other_neutral=True,
)
