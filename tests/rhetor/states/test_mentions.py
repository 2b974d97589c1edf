"""This file tests mentions: each in its sentence, with its voice, the title's first."""

import pytest

from rhetor.states import find_mentions
from rhetor.text.document import Article, read_article


def test_us_in_a_sentence_in_capitals_is_no_state() -> None:
    document = read_article(Article("JOIN US ON THE MARCH TODAY.\n\nThe US joined later on Monday."))
    assert [mention.span.start for mention in find_mentions(document)] == [33]


def test_title_mentions_come_first_and_refer_to_the_title() -> None:
    document = read_article(Article("Peru and Chile met again.", title="Bolivia waits"))
    mentions = find_mentions(document)
    assert [(m.state, m.span.start, m.sentence) for m in mentions] == [("BO", 0, 0), ("PE", 0, 1), ("CL", 9, 1)]


def test_a_mention_takes_the_voice_of_its_own_place() -> None:
    document = read_article(Article('Cuba is "a friend that Peru will never leave again", he said.'))
    assert [(m.state, m.voice) for m in find_mentions(document)] == [("CU", "author"), ("PE", "quoted")]


def test_a_title_is_the_authors() -> None:
    document = read_article(Article("It rained all day.", title='"Peru waits"'))
    assert [m.voice for m in find_mentions(document)] == ["author"]


def test_a_mention_is_what_its_span_holds() -> None:
    document = read_article(
        Article("Türkiye’s army met Israeli Prime Minister Netanyahu’s.", title="Côte d’Ivoire waits")
    )
    for mention in find_mentions(document):
        text = document.article.title if mention.sentence == 0 else document.article.text
        assert text is not None
        assert text[mention.span.start : mention.span.end] == mention.text


@pytest.mark.parametrize(
    ("title", "text", "states"),
    [
        ("Georgia lawmakers pass a law", "Crowds filled Tbilisi, and Georgia waited.", ["GE", "GE", "GE"]),
        ("Yoon is removed", "President Yoon Suk Yeol left at noon.", ["KR", "KR"]),
        ("Trump convicted", "Former president Donald Trump left the court.", []),
    ],
)
def test_a_title_is_read_with_its_text(title: str, text: str, states: list[str]) -> None:
    document = read_article(Article(text, title=title))
    assert [mention.state for mention in find_mentions(document)] == states
