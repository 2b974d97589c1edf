"""This file reads an article: paragraphs, sentences, exact spans, and the voice of each sentence."""

import datetime
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rhetor.errors import InvalidEncoding, TextEmpty, TextTooLong, TextTooShort, UnsupportedLanguage
from rhetor.spans import Span
from rhetor.text.language import detect_language
from rhetor.text.sentences import split_paragraphs, split_sentences
from rhetor.text.voice import find_quotes

Voice = Literal["author", "quoted"]

MAX_CHARACTERS = 200_000
MIN_WORDS = 3

_WORD = re.compile(r"\w+(?:['’-]\w+)*")
_CONTENT_WORD = re.compile(r"(?<![\w'’-])[a-z][\w'’-]{3,}")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Article:
    """What a caller sends: the text, 1 to 200,000 characters, and perhaps a title and the date of publication."""

    text: str
    title: str | None = None
    date: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence; `span` refers to the article's title where `title` is true, else to its text."""

    span: Span
    text: str
    voice: Voice
    title: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """The article read: its sentences in order (the title's first) and what counting them gives."""

    article: Article
    sentences: tuple[Sentence, ...]
    quotes: tuple[Span, ...]
    language: str
    words: tuple[str, ...]
    quoted_share: float


def read_article(article: Article) -> Document:
    """Read an article into sentences, quoted spans and words.

    Raises TextEmpty, TextTooShort, TextTooLong, InvalidEncoding or UnsupportedLanguage.
    """
    text = article.text
    _check_length(text)
    words = tuple(match.group() for match in _WORD.finditer(text))
    if len(words) < MIN_WORDS:
        raise TextTooShort(f"The text has {len(words)} words; send at least {MIN_WORDS}.")
    language = detect_language(text)
    if language != "en":
        raise UnsupportedLanguage(f"The text seems to be in '{language}'; only English ('en') can be scored.")
    paragraphs = split_paragraphs(text)
    quotes = find_quotes(text, paragraphs)
    spans = [span for paragraph in paragraphs for span in split_sentences(text, paragraph)]
    sentences = (*_read_title(article.title), *_with_voice(text, spans, quotes))
    return Document(article, sentences, quotes, language, words, _quoted_share(text, quotes))


def count_words(text: str) -> int:
    """Return the number of words of a text, counted as in a document."""
    return sum(1 for _ in _WORD.finditer(text))


def _check_length(text: str) -> None:
    if not text.strip():
        raise TextEmpty("The text is empty; send the article's text.")
    if len(text) > MAX_CHARACTERS:
        raise TextTooLong(f"The text has {len(text):,} characters; the limit is {MAX_CHARACTERS:,}. Send less.")
    if _SURROGATE.search(text):
        raise InvalidEncoding("The text holds a lone surrogate; send valid Unicode.")


def _read_title(title: str | None) -> tuple[Sentence, ...]:
    if title is None or not title.strip():
        return ()
    if len(title) > MAX_CHARACTERS:
        raise TextTooLong(f"The title has {len(title):,} characters; the limit is {MAX_CHARACTERS:,}. Send less.")
    if _SURROGATE.search(title):
        raise InvalidEncoding("The title holds a lone surrogate; send valid Unicode.")
    start = len(title) - len(title.lstrip())
    span = Span(start, len(title.rstrip()))
    return (Sentence(span, title[span.start : span.end], "author", title=True),)


def _with_voice(text: str, spans: Sequence[Span], quotes: Sequence[Span]) -> list[Sentence]:
    """Give each sentence the voice that has more of its content words.

    Those are the words in lower case of four letters or more: neither names nor the words inside them
    count, so that replacing a state by another does not change whose voice a sentence is in.
    """
    sentences, first = [], 0
    for span in spans:
        while first < len(quotes) and quotes[first].end <= span.start:
            first += 1
        quoted, at = 0, first
        while at < len(quotes) and quotes[at].start < span.end:
            quoted += _content_words(text, Span(max(span.start, quotes[at].start), min(span.end, quotes[at].end)))
            at += 1
        voice: Voice = "quoted" if 2 * quoted > _content_words(text, span) else "author"
        sentences.append(Sentence(span, text[span.start : span.end], voice))
    return sentences


def _content_words(text: str, span: Span) -> int:
    return sum(1 for _ in _CONTENT_WORD.finditer(text, *span))


def _quoted_share(text: str, quotes: Sequence[Span]) -> float:
    return sum(_solid(text[start:end]) for start, end in quotes) / _solid(text)


def _solid(text: str) -> int:
    """Count the characters that are not white space."""
    return sum(map(len, text.split()))
