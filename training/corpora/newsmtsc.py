"""This file reads NewsMTSC: sentences of news with the sentiment toward the persons and bodies they name."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any

from rhetor.spans import Span
from training.corpora.registry import Corpus, pinned
from training.corpora.rows import Parsed, Row, without_test_texts
from training.corpora.tasks import SENTIMENT, STATES

_TESTS = ("test_rw", "test_mt")
_POLARITY: Mapping[float, int] = MappingProxyType({2.0: -1, 4.0: 0, 6.0: 1})


def read_newsmtsc(folder: Path) -> Parsed:
    """Read NewsMTSC: one row a sentence with all its targets; group = article.

    Train sentences that occur in a test file are dropped. The official split shares articles between train
    and test; those rows are kept, as published scores were measured with them.
    """
    names = {"train": "train.jsonl"} | {split: f"dev{split}.jsonl" for split in _TESTS}
    records = {split: list(_records(folder / name)) for split, name in names.items()}
    train, *tests = (tuple(_rows(found, split)) for split, found in records.items())
    test = tuple(chain.from_iterable(tests))
    kept = tuple(without_test_texts(train, test))
    published = sum(len(record["targets"]) for record in chain.from_iterable(records.values()))
    dropped = {
        "targets that do not stand where they say": published - sum(len(row.spans) for row in (*train, *test)),
        "training sentences that a test has too": len(train) - len(kept),
    }
    return Parsed(kept + test, dropped)


def _records(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").split("\n"):
        if line:
            yield json.loads(line)


def _rows(records: Iterable[Mapping[str, Any]], split: str) -> Iterator[Row]:
    for record in records:
        text = record["sentence_normalized"]
        targets = [target for target in record["targets"] if _is_at(target, text)]
        if not targets:
            continue
        spans = tuple(Span(target["from"], target["to"]) for target in targets)
        labels = tuple(_POLARITY[target["polarity"]] for target in targets)
        yield Row("newsmtsc", text, spans, labels, _article(record["primary_gid"]), split)


def _is_at(target: Mapping[str, int | str], text: str) -> bool:
    return text[int(target["from"]) : int(target["to"])] == target["mention"]


def _article(gid: str) -> str:
    """Return the article of an id such as allsides_1018_408_1_Name_2_17 or polusa_v1_97_-1_0_Name_3_9."""
    match = re.match(r"(?:polusa_v1|allsides)_\d+(?=_)", gid)
    if match is None:
        raise ValueError(
            f"newsmtsc: {gid!r} names no article: expected allsides_<number>_... or polusa_v1_<number>_..."
        )
    return match[0]


CORPUS = Corpus(
    "newsmtsc",
    read_newsmtsc,
    STATES,
    SENTIMENT,
    licence="MIT",
    citation="Hamborg and Donnay, NewsMTSC: (Multi-)Target-dependent Sentiment Classification in News, EACL 2021",
    files=pinned("newsmtsc"),
    tests=_TESTS,
    many_names=True,
)
