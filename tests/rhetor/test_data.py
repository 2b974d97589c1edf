"""This file tests that the tables in rhetor/data/ are tidy: a slip of the keyboard is named with its row."""

from collections import Counter
from collections.abc import Iterator

import pytest

from rhetor.lexicons import DATA

TABLES = sorted(path.name for path in DATA.glob("*.tsv"))


def lines(name: str) -> Iterator[tuple[int, str]]:
    text = (DATA / name).read_text(encoding="utf-8")
    return ((number, line) for number, line in enumerate(text.splitlines(), 1) if not line.startswith("#"))


@pytest.mark.parametrize("name", TABLES)
def test_every_row_has_a_cell_for_each_column(name: str) -> None:
    (_, header), *rows = lines(name)
    width = len(header.split("\t"))
    wrong = [
        f"line {number}: {len(cells)} cells, not {width}"
        for number, row in rows
        if len(cells := row.split("\t")) != width
    ]
    assert wrong == [], f"{name} has one tab between two cells"


@pytest.mark.parametrize("name", TABLES)
def test_no_cell_has_a_space_at_its_edge_or_an_empty_or_double_part(name: str) -> None:
    (_, header), *rows = lines(name)
    wrong = []
    for number, row in rows:
        for column, cell in zip(header.split("\t"), row.split("\t"), strict=False):
            parts = cell.split("|") if cell else []
            odd = [part for part in parts if part != part.strip() or not part]
            twice = [part for part, count in Counter(parts).items() if count > 1]
            wrong += [f"line {number}, {column}: {part!r}" for part in (*odd, *twice)]
    assert wrong == [], f"{name}: parts of a cell stand apart by | alone, each once"
