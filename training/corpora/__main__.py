"""This file fetches, checks and reads every corpus (`make data`, `python -m training.corpora`)."""

import sys
from collections.abc import Iterable

from rich.console import Console
from rich.progress import track
from rich.table import Column, Table

from training.corpora.readers import PUBLIC
from training.corpora.registry import Corpus, fetch
from training.corpora.rows import summary
from training.refusals import Refused


def fetch_all(corpora: Iterable[Corpus]) -> int:
    """Fetch corpora, print a table and what was dropped of each; return 1 if one is missing or damaged, else 0."""
    table = Table("corpus", "licence", "files", Column("where", overflow="fold"), "state")
    lines, missing = [], 0
    for corpus in track(list(corpora), "fetching", console=Console(stderr=True), transient=True):
        where, state = "", "ok"
        try:
            where = str(fetch(corpus))
            lines.append(summary(corpus.name, corpus.read(fetch(corpus))))
        except Refused as error:
            state, missing = str(error), missing + 1
        table.add_row(corpus.name, corpus.licence, str(len(corpus.files)), where, state)
    Console().print(table)
    Console(soft_wrap=True, highlight=False).print("\n".join(lines))
    return int(missing > 0)


if __name__ == "__main__":
    sys.exit(fetch_all(PUBLIC))
