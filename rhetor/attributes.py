"""This file is the table of what is scored, one row an attribute; heads, reports and pages iterate over it."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Level = Literal["mention", "sentence", "document"]


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

    `level` is what one prediction is about, and so what its head, which has the attribute's name, reads of a sentence
    (rhetor/features.py). Where `cues` names a second head, that one finds the words that carry the attribute; reports
    list them under this name, and the first head reads nothing else. `range` holds the least and the greatest score.
    An article's score is the mean of its predictions (rhetor/aggregate.py). An attribute of the document has no head.
    """

    name: str
    level: Level
    range: tuple[float, float] = (0.0, 1.0)
    cues: str | None = None
    wording: Wording | None = None


ATTRIBUTES = (
    Attribute("states", "mention", (-1.0, 1.0)),
    Attribute(
        "alarmism",
        "sentence",
        wording=Wording("Alarmism", "alarmist", ("Calm", "Neither calm nor alarmist", "Alarmist"), "!"),
    ),
    Attribute(
        "hedging",
        "sentence",
        cues="cues",
        wording=Wording("Hedging", "hedged", ("Plain assertions", "Some hedging", "Much hedging"), "~"),
    ),
    Attribute("readability", "document"),
)

NAMES = tuple(one.name for one in ATTRIBUTES)
(OF_MENTIONS,) = (one for one in ATTRIBUTES if one.level == "mention")
OF_SENTENCES = tuple(one for one in ATTRIBUTES if one.level == "sentence")
CUE_HEADS = tuple(one.cues for one in ATTRIBUTES if one.cues)
HEADS = (OF_MENTIONS.name, *(one.name for one in OF_SENTENCES), *CUE_HEADS)


def describe_wordings() -> list[dict[str, Any]]:
    """Return the attributes of sentences as a page needs them: name, noun, adjective, thirds and sign."""
    return [{"name": one.name, **asdict(one.wording)} for one in OF_SENTENCES if one.wording]
