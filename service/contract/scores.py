"""This file defines the answer to a request for scores."""

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field, create_model

from rhetor.aggregate import Reason
from rhetor.attributes import CUE_HEADS, OF_SENTENCES, Attribute
from rhetor.report import Label, Offsets
from rhetor.text.document import Voice

from .fields import Answer, Offset, Sentiment, Share


class Model(Answer):
    """The release that scored."""

    release: str
    hash: str


class Document(Answer):
    """Facts about the article."""

    language: str
    characters: int
    words: int
    sentences: int
    quoted_share: Share
    offsets: Offsets
    warnings: list[str]
    title: str | None = Field(None, description="Of a page sent as text/html alone: the title that was found in it.")
    text: str | None = Field(None, description="Of a page alone: the article that was found, to which offsets refer.")


class MentionVoice(Answer):
    """The mean over the mentions in one voice."""

    mentions: int
    score: Sentiment | None


class MentionVoices(Answer):
    """Author's and quoted voice apart."""

    author: MentionVoice
    quoted: MentionVoice


class Probabilities(Answer):
    """Means over the mentions; they sum to 1."""

    negative: Share
    neutral: Share
    positive: Share


class State(Answer):
    """How the article speaks of one state."""

    code: str
    name: str
    mentions: int
    score: Sentiment
    interval: Annotated[list[Sentiment], Field(min_length=2, max_length=2)] | None
    label: Label | None
    abstain: bool
    reason: Reason | None
    probabilities: Probabilities
    voices: MentionVoices


class SentenceVoice(Answer):
    """The mean over the sentences in one voice."""

    sentences: int
    score: Share | None


class SentenceVoices(Answer):
    """Author's and quoted voice apart."""

    author: SentenceVoice
    quoted: SentenceVoice


class DocumentScore(Answer):
    """How strong an attribute of the article as a whole is."""

    score: Share
    interval: Annotated[list[Share], Field(min_length=2, max_length=2)] | None
    percentile: Annotated[int, Field(ge=0, le=100)]
    abstain: bool
    reason: Reason | None
    voices: SentenceVoices


class Readability(Answer):
    """How hard the article is to read."""

    flesch_kincaid_grade: float
    words_per_sentence: float
    difficult_word_share: Share


class Mention(Answer):
    """A span that refers to a state."""

    state: str
    voice: Voice
    start: Offset
    end: Offset
    text: str
    score: Sentiment


class Cue(Answer):
    """A span that signals hedging."""

    start: Offset
    end: Offset
    text: str
    score: Share


class _Sentence(Answer):
    """One sentence; its offsets refer to the title where `title` is true."""

    start: Offset
    end: Offset
    voice: Voice
    title: bool
    mentions: list[Mention] | None = None


class _ScoreAnswer(Answer):
    """All that Rhetor says of an article; an attribute that was not asked for is absent."""

    model: Model
    document: Document
    states: list[State] | None = None
    readability: Readability | None = None
    timing_ms: float


# --- what has a field for each attribute of sentences

_CUES_PER_100_WORDS = Annotated[float, Field(ge=0)]
_ABOUT: Mapping[str, str] = {"hedging": "How much the article hedges."}  # where an adjective says it badly


def _model_of(attribute: Attribute) -> type[DocumentScore]:
    adjective = attribute.wording.adjective if attribute.wording else attribute.name
    about = _ABOUT.get(attribute.name, f"How {adjective} the article is.")
    further: dict[str, Any] = {"cues_per_100_words": _CUES_PER_100_WORDS} if attribute.cues else {}
    return create_model(attribute.name.title(), __base__=DocumentScore, __doc__=about, **further)


_OF_SENTENCE: dict[str, Any] = {one.name: (Share | None, None) for one in OF_SENTENCES}
_OF_SENTENCE |= dict.fromkeys(CUE_HEADS, (list[Cue] | None, None))
Sentence = create_model("Sentence", __base__=_Sentence, __doc__=_Sentence.__doc__, **_OF_SENTENCE)

_OF_ARTICLE: dict[str, Any] = {one.name: (_model_of(one) | None, None) for one in OF_SENTENCES}
_OF_ARTICLE |= {"sentences": (list[Sentence] | None, None)}
ScoreAnswer = create_model("ScoreAnswer", __base__=_ScoreAnswer, __doc__=_ScoreAnswer.__doc__, **_OF_ARTICLE)
