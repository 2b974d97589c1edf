"""This file finds the mentions of states in a document, each in its sentence and with its voice."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rhetor.spans import Span
from rhetor.states.forms import find_forms
from rhetor.text.document import Document, Sentence, Voice

_GAP = "\n\n"  # between the title and the text


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that refers to a state, in the sentence numbered `sentence` of its document."""

    state: str
    span: Span
    text: str
    sentence: int
    voice: Voice


def find_mentions(document: Document) -> tuple[Mention, ...]:
    """Find the mentions of states, in order of place, the title's first; they never overlap.

    What a name means is decided by the article that it stands in, title and text together. Forms of one state in one
    noun phrase are one mention, from the first to the last ("Israeli Prime Minister Netanyahu").
    """
    title, text, date = document.article.title or "", document.article.text, document.article.date
    titles = [number for number, sentence in enumerate(document.sentences) if sentence.title]
    body = range(len(titles), len(document.sentences))
    shift = len(title) + len(_GAP) if titles else 0
    forms = list(find_forms(title + _GAP + text if titles else text, date.year if date else None))
    ahead = [(code, span) for code, span in forms if span.end <= len(title)] if titles else []
    behind = [(code, Span(span.start - shift, span.end - shift)) for code, span in forms if span.start >= shift]
    return (*_within(document, title, titles, ahead), *_within(document, text, body, behind))


def _within(
    document: Document, text: str, numbers: Sequence[int], forms: Iterable[tuple[str, Span]]
) -> Iterator[Mention]:
    """Yield the forms that lie within one of some sentences as mentions in it."""
    starts = [document.sentences[number].span.start for number in numbers]
    for code, span in forms:
        index = bisect_right(starts, span.start) - 1
        if index < 0:
            continue
        sentence = document.sentences[numbers[index]]
        if span.end <= sentence.span.end:
            voice = _voice_at(document, sentence, span)
            yield Mention(code, span, text[span.start : span.end], numbers[index], voice)


def _voice_at(document: Document, sentence: Sentence, span: Span) -> Voice:
    if sentence.title:
        return "author"
    index = bisect_right(document.quotes, span.start, key=lambda quote: quote.start) - 1
    return "quoted" if index >= 0 and span.end <= document.quotes[index].end else "author"
