"""This file tests what always holds of the spans of quoted speech, whatever the text."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from rhetor.spans import Span
from rhetor.text.sentences import split_paragraphs
from rhetor.text.voice import find_quotes
from tests.rhetor.text.quotes import quoted

# Marks, what stands next to them, and the words that decide on short quotations.
PIECES = st.sampled_from(
    [
        *"\"'“”„‘’‚«»",
        *" ,.!?:—(",
        "\n",
        "\n\n",
        "a",
        "We",
        "said",
        "s",
        "12",
        "don't",
        "the soldiers' pay",
        "🎉",
    ]
)

NOISE = st.lists(PIECES, max_size=30).map("".join)
SPEECH = st.sampled_from(
    [
        '"We lost it all," she said.',
        "'We don't know,' said the soldiers' union.",
        "He said: “The ‘experts’ were wrong.” Nobody answered.",
        "«We won», he said.",
    ]
)

TEXTS = st.tuples(NOISE, SPEECH, NOISE).map("\n\n".join)  # each holds a quotation, in a paragraph of its own


def find(text: str) -> tuple[Span, ...]:
    """Find the quotations of a text that is known to have some."""
    spans = find_quotes(text, split_paragraphs(text))
    assert spans
    return spans


@given(TEXTS)
def test_spans_are_ordered_apart_and_each_within_one_paragraph(text: str) -> None:
    spans = find(text)
    assert all(before.end <= after.start for before, after in pairwise(spans))
    for start, end in spans:
        assert start < end
        assert any(paragraph.start <= start and end <= paragraph.end for paragraph in split_paragraphs(text))


@given(TEXTS)
def test_each_paragraph_is_read_by_itself(text: str) -> None:
    alone = [
        Span(paragraph.start + start, paragraph.start + end)
        for paragraph in split_paragraphs(text)
        for part in [text[paragraph.start : paragraph.end]]
        for start, end in find_quotes(part, [Span(0, len(part))])
    ]
    assert find(text) == tuple(alone)


@given(NOISE, SPEECH, NOISE)
def test_a_quotation_is_found_whatever_the_paragraphs_around_it_hold(before: str, speech: str, after: str) -> None:
    text = "\n\n".join([before, speech, after])
    start = len(before) + 2
    inside = [span for span in find(text) if start <= span.start < start + len(speech)]
    assert [text[slice(*span)] for span in inside] == quoted(speech)
