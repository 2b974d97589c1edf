"""This file shows which parts of a text are read as quoted, for the tests of voices."""

from rhetor.text.sentences import split_paragraphs
from rhetor.text.voice import find_quotes


def quoted(text: str) -> list[str]:
    return [text[start:end] for start, end in find_quotes(text, split_paragraphs(text))]
