"""This file reads the CoNLL-2010 weasel sentences of Wikipedia as plain text."""

import csv
import re
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from training.corpora.registry import Corpus, pinned
from training.corpora.rows import Parsed, Row, sentence_group, without_test_texts
from training.corpora.tasks import HEDGING

_OPENING = re.compile(r"(-L[RSC]B-|``|`) ?")
_CLOSING = re.compile(r" ?(-R[RSC]B-|'')")
_CUT_OFF = re.compile(r" (n't|'(?:s|m|d|re|ve|ll))\b")
_ESCAPES = ("-LRB-", "-RRB-", "-LSB-", "-RSB-", "-LCB-", "-RCB-", "``", "''", "`")
_PLAIN: Mapping[str, str] = MappingProxyType(dict(zip(_ESCAPES, '()[]{}""\'', strict=True)))


def read_conll2010(folder: Path) -> Parsed:
    """Read the CoNLL-2010 weasel sentences as plain text, without empty ones or train rows found in test."""
    published = _conll_rows(folder / "train.csv", "train"), _conll_rows(folder / "test.csv", "test")
    train, test = (tuple(row for row in rows if row.text) for rows in published)
    kept = tuple(without_test_texts(train, test))
    empty = sum(map(len, published)) - len(train) - len(test)
    return Parsed(kept + test, {"empty rows": empty, "training sentences that a test has too": len(train) - len(kept)})


def _conll_rows(path: Path, split: str) -> tuple[Row, ...]:
    with path.open(encoding="utf-8", newline="") as lines:
        records = [(_plain(record["text"]), int(record["label"])) for record in csv.DictReader(lines)]
    return tuple(Row("conll2010", text, (), (label,), sentence_group(text), split) for text, label in records)


def _plain(text: str) -> str:
    """Undo Penn Treebank tokens: -LRB- x -RRB- -> (x), `` x '' -> "x", do n't -> don't."""
    opened = _OPENING.sub(lambda match: _PLAIN[match[1]], text)
    closed = _CLOSING.sub(lambda match: _PLAIN[match[1]], opened)
    return _CUT_OFF.sub(r"\1", closed).strip()


CORPUS = Corpus(
    "conll2010",
    read_conll2010,
    HEDGING,
    None,  # unsourced vagueness is another construct: it is tested on alone
    licence="none stated",
    citation="Farkas et al., The CoNLL-2010 Shared Task: Learning to Detect Hedges and their Scope in Natural"
    " Language Text, CoNLL 2010",
    files=pinned("conll2010"),
    shares=("szeged",),  # which took over Wikipedia sentences of it, with labels of its own
)
