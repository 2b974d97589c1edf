"""This file loads the marked sentences on which finders of states are compared."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sklearn.metrics import cohen_kappa_score

from bench.finders import Found
from tests.states.marks import FOLDER, read_marks
from training.corpora.readers import CORPORA
from training.corpora.registry import fetch, find

SAMPLED = ("newsmtsc", "dse")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Marked:
    """A sentence with the mentions that it has, and those that a second labeller saw, where there was one."""

    text: str
    mentions: tuple[Found, ...]
    kind: str = ""
    second: tuple[Found, ...] | None = None


def load_sentences(name: str = "sentences.tsv") -> list[Marked]:
    """Load marked sentences of our own: kind, sentence as marked first, and as marked second if it was."""
    rows = []
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        kind, marked, *second = line.split("\t")
        labelled = read_marks(second[0])[1] if second and second[0] not in {"", "wrong"} else None
        rows.append(Marked(*read_marks(marked), kind, labelled))
    return rows


def load_sample() -> list[Marked]:
    """Load the sample of public sentences (tests/states/corpora.tsv: corpus, hash, mentions), those at hand."""
    texts = {
        (corpus, hashlib.sha1(row.text.encode(), usedforsecurity=False).hexdigest()[:12]): row.text
        for corpus in SAMPLED
        if find(CORPORA[corpus])
        for row in CORPORA[corpus].read(fetch(CORPORA[corpus])).rows
    }
    rows = []
    for line in (FOLDER / "corpora.tsv").read_text(encoding="utf-8").splitlines():
        corpus, digest, *mentions = line.split("\t")
        if (corpus, digest) in texts:
            found = (mention.split(":") for mention in mentions)
            rows.append(Marked(texts[corpus, digest], tuple((int(a), int(b), code) for a, b, code in found), corpus))
    return rows


def agreement(rows: Iterable[Marked]) -> float:
    """Return Cohen's kappa of two labellers over the words of the sentences: each word names a state or none."""
    first, second = zip(*(pair for row in rows if row.second is not None for pair in _labels(row)), strict=True)
    return float(cohen_kappa_score(first, second))


def _labels(row: Marked) -> Iterator[tuple[str, str]]:
    for word in _WORD.finditer(row.text):
        yield tuple(  # type: ignore[misc]
            next((code for start, end, code in found if start <= word.start() < end), "")
            for found in (row.mentions, row.second or ())
        )
