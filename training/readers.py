"""This file reads each labelled corpus into rows: sentence, spans, labels, group, split."""

import csv
import hashlib
import json
import logging
import re
import xml.etree.ElementTree as ET
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import MappingProxyType

_log = logging.getLogger(__name__)
_MINIMISING = Path(__file__).with_name("ptc-minimisation.tsv")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled sentence; spans are half-open, in code points; a group is kept together in folds.

    `spans` holds targets (newsmtsc, dse) or cues (szeged), and is empty for ptc and conll2010.
    `split` is train or test (newsmtsc: test_rw, test_mt). `labels` holds one of -1, 0, 1
    a span for newsmtsc and dse, else one of 0, 1 for the sentence.
    `kind` says what an item of our own set is for (CODEBOOK.md), else it is empty.
    `others` holds spans that are parties too and have no label: they are masked like the labelled ones.
    """

    corpus: str
    text: str
    spans: tuple[Span, ...]
    labels: tuple[int, ...]
    group: str
    split: str
    others: tuple[Span, ...] = ()
    kind: str = ""


def _normalised(text: str) -> str:
    return " ".join(text.casefold().split())


def _sha1(text: str) -> str:
    return hashlib.sha1(text.encode(), usedforsecurity=False).hexdigest()


def _split(key: str) -> str:
    """Put one key in five into the test split, by its hash: the same on every machine and for ever."""
    return "test" if int(_sha1(key), 16) % 5 == 0 else "train"


def _without_test_texts(train: Iterable[Row], test: Iterable[Row]) -> Iterator[Row]:
    seen = {_normalised(row.text) for row in test}
    return (row for row in train if _normalised(row.text) not in seen)


def _log_drops(what: str, kept: int, published: int) -> None:
    if kept < published:
        _log.info("%s: %d of %d dropped", what, published - kept, published)


# NewsMTSC

_POLARITY: Mapping[float, int] = MappingProxyType({2.0: -1, 4.0: 0, 6.0: 1})


def read_newsmtsc(folder: Path) -> tuple[Row, ...]:
    """Read NewsMTSC: one row a sentence with all its targets; group = article.

    Train sentences that occur in a test file are dropped. The official split shares articles between train
    and test; those rows are kept, as published scores were measured with them.
    """
    train = tuple(_newsmtsc_rows(folder / "train.jsonl", "train"))
    files = ("rw", "mt")
    test = tuple(row for kind in files for row in _newsmtsc_rows(folder / f"devtest_{kind}.jsonl", f"test_{kind}"))
    kept = tuple(_without_test_texts(train, test))
    _log_drops("newsmtsc train rows", len(kept), len(train))
    return kept + test


def _newsmtsc_rows(path: Path, split: str) -> Iterator[Row]:
    for line in path.read_text(encoding="utf-8").split("\n"):
        if not line:
            continue
        record = json.loads(line)
        text = record["sentence_normalized"]
        targets = [target for target in record["targets"] if _is_at(target, text)]
        _log_drops("newsmtsc targets", len(targets), len(record["targets"]))
        if not targets:
            continue
        spans = tuple((target["from"], target["to"]) for target in targets)
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


# Directed Sentiment Extraction

_BRACKETS = re.compile(r"\[([^\[\]]*)\]")
_EDGES = " ’‘“”'\",;:–—-"  # the corpora's own quotes and dashes
_CLITIC = re.compile(r"(?<=\w)[’'](?:s|m|d|re|ve|ll)\b")  # the corpora's own apostrophe
# label: (which party the sentiment is toward, the sentiment); the first party in the text is the published p
_DIRECTED: Mapping[str, tuple[int, int]] = MappingProxyType({"1": (1, 1), "2": (0, 1), "3": (1, -1), "4": (0, -1)})


def read_dse(folder: Path) -> tuple[Row, ...]:
    """Read Directed Sentiment Extraction: one row a line; group = the sentence, as lines share sentences.

    The published split shares sentences too, so the sentence's hash splits again. Brackets that cut a word
    are widened to the word; lines whose brackets hold no word or join two sentences are dropped.
    """
    records = [record for name in ("train.txt", "valid.txt") for record in _tsv(folder / name)]
    rows = tuple(row for record in records if (row := _dse_row(record[0], record[3])))
    _log_drops("dse rows", len(rows), len(records))
    return rows


def _tsv(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return [record for record in csv.reader(lines, delimiter="\t") if record]


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
    key = _normalised(text)
    group, split = _sha1(key)[:12], _split(key)
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
    return _word_start(text, start), _word_end(text, end)


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


# Propaganda Techniques Corpus

_FEAR, _EXAGGERATION = "Appeal_to_fear-prejudice", "Exaggeration,Minimisation"
_SENTENCE_WORDS = 3  # shorter lines are bylines, captions and numbers


def read_ptc(folder: Path) -> tuple[Row, ...]:
    """Read the Propaganda Techniques Corpus: one row a line of an article, in its order; group = article.

    Label 1: a span of fear or of exaggeration covers a word of the line. Spans that minimise do not count.
    """
    alarmist = _alarmist_spans(folder / "train-task2-TC.labels")
    paths = sorted((folder / "train-articles").glob("article*.txt"))
    return tuple(row for path in paths for row in _ptc_rows(path, alarmist))


def _alarmist_spans(path: Path) -> Mapping[str, tuple[Span, ...]]:
    minimising = _minimising_spans()
    spans: defaultdict[str, tuple[Span, ...]] = defaultdict(tuple)
    for article, technique, start, end in _tsv(path):
        minimises = technique == _EXAGGERATION and (article, start, end) in minimising
        if technique in (_FEAR, _EXAGGERATION) and not minimises:
            spans[article] += ((int(start), int(end)),)
    return spans


def _minimising_spans() -> frozenset[tuple[str, str, str]]:
    records = [record for record in _tsv(_MINIMISING) if not record[0].startswith("#")]
    return frozenset((article, start, end) for article, start, end in records[1:])


def _ptc_rows(path: Path, alarmist: Mapping[str, tuple[Span, ...]]) -> Iterator[Row]:
    article = path.stem.removeprefix("article")
    start = 0  # offsets count every code point of the file, so no newline may be translated
    for line in path.read_bytes().decode().split("\n"):
        covered = (line[max(0, s - start) : max(0, e - start)] for s, e in alarmist.get(article, ()))
        label = int(any(re.search(r"\w", piece) for piece in covered))
        start += len(line) + 1
        if len(line.split()) >= _SENTENCE_WORDS:
            yield Row("ptc", line.strip(), (), (label,), article, _split(article))


def calm_articles(folder: Path) -> frozenset[str]:
    """Return the calmer half of ptc's articles: those with the fewest marked techniques, of all kinds, a word.

    The corpus names no outlets; what annotators found little propaganda in is its closest to ordinary news.
    """
    marks = Counter(record[0] for record in _tsv(folder / "train-task2-TC.labels"))
    words = {
        path.stem.removeprefix("article"): len(path.read_text(encoding="utf-8").split())
        for path in (folder / "train-articles").glob("article*.txt")
    }
    rates = {article: marks[article] / count for article, count in words.items()}
    middle = median(rates.values())
    return frozenset(article for article, rate in rates.items() if rate <= middle)


# Szeged Uncertainty Corpus


def read_szeged(folder: Path) -> tuple[Row, ...]:
    """Read the Wikipedia part of the Szeged Uncertainty Corpus: label 1 if there is a cue; group = article.

    Cues of type condition ("if") are left out: a condition is no hedge here.
    """
    documents = ET.parse(folder / "wiki.xml").iter("Document")  # noqa: S314 - the file's hash was checked
    return tuple(
        _szeged_row(sentence, document.findtext("DocID", ""))
        for document in documents
        for sentence in document.iter("Sentence")
    )


def _szeged_row(sentence: ET.Element, group: str) -> Row:
    text, spans = sentence.text or "", []
    for cue in sentence:
        word = "".join(cue.itertext())
        if "condition" not in cue.get("type", ""):
            spans.append((len(text), len(text) + len(word.rstrip())))
        text += word + (cue.tail or "")
    return Row("szeged", text, tuple(spans), (int(bool(spans)),), group, _split(group))


# CoNLL-2010

_OPENING = re.compile(r"(-L[RSC]B-|``|`) ?")
_CLOSING = re.compile(r" ?(-R[RSC]B-|'')")
_CUT_OFF = re.compile(r" (n't|'(?:s|m|d|re|ve|ll))\b")
_ESCAPES = ("-LRB-", "-RRB-", "-LSB-", "-RSB-", "-LCB-", "-RCB-", "``", "''", "`")
_PLAIN: Mapping[str, str] = MappingProxyType(dict(zip(_ESCAPES, '()[]{}""\'', strict=True)))


def read_conll2010(folder: Path) -> tuple[Row, ...]:
    """Read the CoNLL-2010 weasel sentences as plain text, without empty ones or train rows found in test."""
    published = _conll_rows(folder / "train.csv", "train"), _conll_rows(folder / "test.csv", "test")
    train, test = (tuple(row for row in rows if row.text) for rows in published)
    kept = tuple(_without_test_texts(train, test))
    _log_drops("conll2010 rows", len(kept) + len(test), sum(map(len, published)))
    return kept + test


def _conll_rows(path: Path, split: str) -> tuple[Row, ...]:
    with path.open(encoding="utf-8", newline="") as lines:
        records = [(_plain(record["text"]), int(record["label"])) for record in csv.DictReader(lines)]
    return tuple(Row("conll2010", text, (), (label,), _sha1(_normalised(text))[:12], split) for text, label in records)


def _plain(text: str) -> str:
    """Undo Penn Treebank tokens: -LRB- x -RRB- -> (x), `` x '' -> "x", do n't -> don't."""
    opened = _OPENING.sub(lambda match: _PLAIN[match[1]], text)
    closed = _CLOSING.sub(lambda match: _PLAIN[match[1]], opened)
    return _CUT_OFF.sub(r"\1", closed).strip()


READERS: Mapping[str, Callable[[Path], tuple[Row, ...]]] = MappingProxyType(
    {
        "newsmtsc": read_newsmtsc,
        "dse": read_dse,
        "ptc": read_ptc,
        "szeged": read_szeged,
        "conll2010": read_conll2010,
    }
)
