"""This file cuts the spans of a row out of its text, for the tests of readers."""

from collections.abc import Sequence

from training.corpora.rows import Row


def texts_of(row: Row, spans: Sequence[tuple[int, int]]) -> list[str]:
    return [row.text[start:end] for start, end in spans]
