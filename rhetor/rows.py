"""This file turns a report into flat rows, for tables: of the article, of its states, and both side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

from rhetor.release import DOCUMENT_ATTRIBUTES
from rhetor.report import LABELS, Report

Row = dict[str, str | int | float | None]

_ESTIMATE = ("low", "high", "percentile", "reason")
_FACTS = ("language", "characters", "words", "sentences", "quoted_share")
_READABILITY = ("flesch_kincaid_grade", "words_per_sentence", "difficult_word_share")
_VOICES = ("author", "quoted")

STATE_COLUMNS = (
    *("code", "name", "mentions", "score", "low", "high", "label", "reason"),
    *LABELS,
    *(f"{voice}_{column}" for voice in _VOICES for column in ("mentions", "score")),
)
ARTICLE_COLUMNS = (
    *("release", *_FACTS),
    *(column for name in DOCUMENT_ATTRIBUTES for column in (name, *(f"{name}_{one}" for one in _ESTIMATE))),
    *("cues_per_100_words", *_READABILITY),
)


def side_by_side(report: Report, about: Mapping[str, str | None]) -> list[Row]:
    """Return a row for each state, with what is known about the article and the article's columns in each.

    An article that names no state has one row, whose columns of a state are None.
    """
    article = article_row(report)
    states: Sequence[Row] = state_rows(report) or [dict.fromkeys(STATE_COLUMNS)]
    return [{**about, **state, **article} for state in states]


def article_row(report: Report) -> Row:
    """Return the facts and scores of the article as a whole; what was not asked for is None."""
    answer = report.as_dict(sentences=False)
    row: Row = dict.fromkeys(ARTICLE_COLUMNS)
    row |= {"release": answer["model"]["release"]} | _picked(answer["document"], _FACTS)
    for name in DOCUMENT_ATTRIBUTES:
        if found := answer.get(name):
            row[name] = found["score"]
            row |= {f"{name}_{column}": value for column, value in _estimate(found).items() if column in _ESTIMATE}
    row |= _picked(answer.get("hedging", {}), ("cues_per_100_words",))
    return row | _picked(answer.get("readability", {}), _READABILITY)


def state_rows(report: Report) -> list[Row]:
    """Return a row for each state, the most mentioned first; an empty label has a reason beside it."""
    return [_state_row(state) for state in report.as_dict(sentences=False).get("states", ())]


def _state_row(state: Mapping[str, Any]) -> Row:
    row: Row = _picked(state, ("code", "name", "mentions", "score", "label")) | _estimate(state)
    row |= state["probabilities"]
    row |= {f"{voice}_{column}": value for voice in _VOICES for column, value in state["voices"][voice].items()}
    return {column: row[column] for column in STATE_COLUMNS}


def _estimate(scored: Mapping[str, Any]) -> Row:
    low, high = scored["interval"] or (None, None)
    return {"low": low, "high": high, "percentile": scored.get("percentile"), "reason": scored["reason"]}


def _picked(fields: Mapping[str, Any], names: Sequence[str]) -> Row:
    return {name: fields.get(name) for name in names}
