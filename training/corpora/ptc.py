"""This file reads the Propaganda Techniques Corpus: articles with the spans that frighten or exaggerate."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from statistics import median

from rhetor.spans import Span
from training.corpora.registry import Corpus, pinned
from training.corpora.rows import Parsed, Row, read_tsv, split_of
from training.corpora.tasks import ALARMISM, FEAR

_MINIMISING = Path(__file__).with_name("ptc-minimisation.tsv")

_FEAR, _EXAGGERATION = "Appeal_to_fear-prejudice", "Exaggeration,Minimisation"
_SENTENCE_WORDS = 3  # shorter lines are bylines, captions and numbers


def read_ptc(folder: Path) -> Parsed:
    """Read the Propaganda Techniques Corpus: one row a line of an article, in its order; group = article.

    Label 1: a span of fear or of exaggeration covers a word of the line. Spans that minimise do not count.
    """
    alarmist = _alarmist_spans(folder / "train-task2-TC.labels")
    paths = sorted((folder / "train-articles").glob("article*.txt"))
    rows = tuple(row for path in paths for row in _ptc_rows(path, alarmist))
    kept = tuple(row for row in rows if len(row.text.split()) >= _SENTENCE_WORDS)
    blank = sum(not row.text for row in rows)
    return Parsed(kept, {f"lines of fewer than {_SENTENCE_WORDS} words": len(rows) - blank - len(kept)})


def _alarmist_spans(path: Path) -> Mapping[str, tuple[Span, ...]]:
    minimising = _minimising_spans()
    spans: defaultdict[str, tuple[Span, ...]] = defaultdict(tuple)
    for article, technique, start, end in read_tsv(path):
        minimises = technique == _EXAGGERATION and (article, start, end) in minimising
        if technique in (_FEAR, _EXAGGERATION) and not minimises:
            spans[article] += (Span(int(start), int(end)),)
    return spans


def _minimising_spans() -> frozenset[tuple[str, str, str]]:
    records = [record for record in read_tsv(_MINIMISING) if not record[0].startswith("#")]
    return frozenset((article, start, end) for article, start, end in records[1:])


def _ptc_rows(path: Path, alarmist: Mapping[str, tuple[Span, ...]]) -> Iterator[Row]:
    article = path.stem.removeprefix("article")
    start = 0  # offsets count every code point of the file, so no newline may be translated
    for line in path.read_bytes().decode().split("\n"):
        covered = (line[max(0, s - start) : max(0, e - start)] for s, e in alarmist.get(article, ()))
        label = int(any(re.search(r"\w", piece) for piece in covered))
        start += len(line) + 1
        yield Row("ptc", line.strip(), (), (label,), article, split_of(article))


def calm_articles(folder: Path) -> frozenset[str]:
    """Return the calmer half of ptc's articles: those with the fewest marked techniques, of all kinds, a word.

    The corpus names no outlets; what annotators found little propaganda in is its closest to ordinary news.
    """
    marks = Counter(record[0] for record in read_tsv(folder / "train-task2-TC.labels"))
    words = {
        path.stem.removeprefix("article"): len(path.read_text(encoding="utf-8").split())
        for path in (folder / "train-articles").glob("article*.txt")
    }
    rates = {article: marks[article] / count for article, count in words.items()}
    middle = median(rates.values())
    return frozenset(article for article, rate in rates.items() if rate <= middle)


CORPUS = Corpus(
    "ptc",
    read_ptc,
    ALARMISM,
    FEAR,
    licence="research use, on registration with the organisers",
    citation="Da San Martino et al., SemEval-2020 Task 11: Detection of Propaganda Techniques in News Articles,"
    " SemEval 2020",
    files=pinned("ptc"),
    manual="register at https://propaganda.math.unipd.it/ptc/, download the training set of SemEval-2020"
    " task 11, and put train-articles/ and train-task2-TC.labels into the folder ptc/ of RHETOR_CORPORA",
    many_names=True,
    calm_articles=calm_articles,
)
