"""Tests of rows: they hold what the report says, and always the same columns."""

import pytest

from rhetor.attributes import NAMES
from rhetor.rows import ARTICLE_COLUMNS, STATE_COLUMNS, article_row, side_by_side, state_rows
from rhetor.scorer import Options, Scorer
from rhetor.text.document import Article

TEXT = "Norway praised Chile on Monday. It is believed that Chile may sign the pact soon. “Chile lied,” a man said."


def test_the_columns_are_named_once_and_none_is_both_of_article_and_state() -> None:
    assert len({*ARTICLE_COLUMNS, *STATE_COLUMNS}) == len(ARTICLE_COLUMNS) + len(STATE_COLUMNS)


@pytest.mark.parametrize("attribute", NAMES)
def test_what_was_not_asked_for_is_none_and_its_columns_stay(scorer: Scorer, attribute: str) -> None:
    whole = article_row(scorer.score(Article(TEXT)))
    part = article_row(scorer.score(Article(TEXT), Options(attributes=(attribute,))))
    assert tuple(part) == tuple(whole) == ARTICLE_COLUMNS
    assert {column: value for column, value in part.items() if value is not None}.items() <= whole.items()
    assert (part["alarmism"] is not None) == (attribute == "alarmism")
    assert (part["hedging_cues_per_100_words"] is not None) == (attribute == "hedging")


def test_a_state_has_its_voices_and_its_ends_beside_the_score(scorer: Scorer) -> None:
    report = scorer.score(Article(TEXT))
    rows, states = state_rows(report), report.as_dict()["states"]
    assert [tuple(row) for row in rows] == [STATE_COLUMNS] * len(states)
    for row, state in zip(rows, states, strict=True):
        assert [row["low"], row["high"]] == (state["interval"] or [None, None])
        assert row["quoted_mentions"] == state["voices"]["quoted"]["mentions"]
        assert row["negative"] == state["probabilities"]["negative"]


def test_side_by_side_keeps_an_article_that_names_no_state(scorer: Scorer) -> None:
    (row,) = side_by_side(scorer.score(Article("It may rain all day, and nobody minds.")), {"file": "a.txt"})
    assert tuple(row) == ("file", *STATE_COLUMNS, *ARTICLE_COLUMNS)
    assert row["file"] == "a.txt" and row["code"] is None and row["alarmism"] is not None
