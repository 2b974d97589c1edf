"""This file turns a report into flat rows, for tables: of the article, of its states, and both side by side."""

from collections.abc import Mapping, Sequence
from typing import Any

from rhetor.attributes import OF_SENTENCES, Attribute
from rhetor.report import LABELS, Report

Row = dict[str, str | int | float | None]

_FACTS = ("language", "characters", "words", "sentences", "quoted_share")
_READABILITY = ("flesch_kincaid_grade", "words_per_sentence", "difficult_word_share")
_VOICES = ("author", "quoted")


def _columns(attribute: Attribute) -> dict[str, str]:
    """Return the columns of an attribute, each with the field of its score that it holds."""
    fields = ("low", "high", "percentile", "reason", *(["cues_per_100_words"] if attribute.cues else []))
    return {attribute.name: "score"} | {f"{attribute.name}_{field}": field for field in fields}


STATE_COLUMNS = (
    *("code", "name", "mentions", "score", "low", "high", "label", "reason"),
    *LABELS,
    *(f"{voice}_{field}" for voice in _VOICES for field in ("mentions", "score")),
)
ARTICLE_COLUMNS = ("release", *_FACTS, *(column for one in OF_SENTENCES for column in _columns(one)), *_READABILITY)


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
    row: Row = {"release": answer["model"]["release"]} | _picked(answer["document"], _FACTS)
    for one in OF_SENTENCES:
        score = _with_ends(answer.get(one.name, {}))
        row |= {column: score.get(field) for column, field in _columns(one).items()}
    return row | _picked(answer.get("readability", {}), _READABILITY)


def state_rows(report: Report) -> list[Row]:
    """Return a row for each state, the most mentioned first; where the label is None the reason is told."""
    return [_state_row(state) for state in report.as_dict(sentences=False).get("states", ())]


def _state_row(state: Mapping[str, Any]) -> Row:
    voices = {f"{voice}_{field}": value for voice in _VOICES for field, value in state["voices"][voice].items()}
    return _picked(_with_ends(state) | state["probabilities"] | voices, STATE_COLUMNS)


def _with_ends(score: Mapping[str, Any]) -> dict[str, Any]:
    low, high = score.get("interval") or (None, None)
    return {**score, "low": low, "high": high}


def _picked(fields: Mapping[str, Any], names: Sequence[str]) -> Row:
    return {name: fields.get(name) for name in names}
