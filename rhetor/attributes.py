"""This file is the table of what is scored, one row an attribute; heads, reports and pages iterate over it."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Level = Literal["mention", "sentence", "document"]
Features = Literal["mention", "sentence", "cues"]
Summing = Literal["mean of mentions", "mean of sentences"]


@dataclass(frozen=True, slots=True)
class Wording:
    """How a page speaks of an attribute: its noun, its adjective, a word for each third of the ranks, and a sign."""

    noun: str
    adjective: str
    thirds: tuple[str, str, str]
    sign: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """One thing that is scored.

    `range` holds the least and the greatest score. `level` is what one prediction is about. `features` is what its
    head reads (rhetor/features.py); the head has the attribute's name. Where `cues` names a second head, that one
    finds the words that carry the attribute, and reports list them under this name. `summing` is how an article's
    score is made (rhetor/aggregate.py). An attribute without a head has none of the three.
    """

    name: str
    level: Level
    range: tuple[float, float] | None = None
    features: Features | None = None
    summing: Summing | None = None
    cues: str | None = None
    wording: Wording | None = None


ATTRIBUTES = (
    Attribute("states", "mention", (-1.0, 1.0), "mention", "mean of mentions"),
    Attribute(
        "alarmism",
        "sentence",
        (0.0, 1.0),
        "sentence",
        "mean of sentences",
        wording=Wording("Alarmism", "alarmist", ("Calm", "Neither calm nor alarmist", "Alarmist"), "!"),
    ),
    Attribute(
        "hedging",
        "sentence",
        (0.0, 1.0),
        "cues",
        "mean of sentences",
        cues="cues",
        wording=Wording("Hedging", "hedged", ("Plain assertions", "Some hedging", "Much hedging"), "~"),
    ),
    Attribute("readability", "document"),
)

NAMES = tuple(one.name for one in ATTRIBUTES)
OF_SENTENCES = tuple(one for one in ATTRIBUTES if one.level == "sentence")
CUE_HEADS = tuple(one.cues for one in ATTRIBUTES if one.cues)
HEADS = (*(one.name for one in ATTRIBUTES if one.features), *CUE_HEADS)


def describe_wordings() -> list[dict[str, Any]]:
    """Return the attributes of sentences as a page needs them: name, noun, adjective, thirds and sign."""
    return [{"name": one.name, **asdict(one.wording)} for one in OF_SENTENCES if one.wording]
