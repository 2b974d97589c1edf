"""This file defines the requests and answers of the API; OpenAPI is generated from it."""

import datetime
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from rhetor.aggregate import Reason
from rhetor.report import Label, Offsets
from rhetor.text.document import MAX_CHARACTERS, Voice

Share = Annotated[float, Field(ge=0, le=1)]
Sentiment = Annotated[float, Field(ge=-1, le=1)]
Place = Annotated[int, Field(ge=0)]


def _read_date(value: Any) -> Any:
    """Read a date as it is written in JSON; pydantic alone would take the number of a second for one."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
        return datetime.date.fromisoformat(value)
    if value is None:
        return None
    raise ValueError("send a date such as 2026-11-23")


class ScoreRequest(BaseModel):
    """An article and what to score of it."""

    model_config = ConfigDict(strict=True, extra="forbid")

    text: str = Field(
        min_length=1, max_length=MAX_CHARACTERS, description="The article; paragraphs separated by blank lines."
    )
    title: str | None = Field(None, max_length=MAX_CHARACTERS, description="Scored as the first sentence.")
    date: Annotated[
        datetime.date | None,
        BeforeValidator(_read_date),
        Field(description="When it was published: leaders count as their states in their years of office."),
    ] = None
    attributes: list[Literal["states", "alarmism", "hedging", "readability"]] = Field(
        ["states", "alarmism", "hedging", "readability"], min_length=1, max_length=4, description="What to score."
    )
    states: list[Annotated[str, Field(pattern="^[A-Z]{2}$")]] | None = Field(
        None, max_length=249, description="ISO 3166-1 alpha-2 codes: score only these; default: all found."
    )
    sentences: bool = Field(True, description="Include the list of sentences.")
    offsets: Offsets = Field("codepoint", description="Unit of every start and end; JavaScript strings are utf16.")


class BatchRequest(BaseModel):
    """Up to 100 articles, each as in a request for one; one that cannot be scored does not harm the others."""

    model_config = ConfigDict(extra="forbid")

    articles: list[Any] = Field(
        min_length=1,
        max_length=100,
        description="Each a ScoreRequest, as for /v1/score; what is none has its problem in the results.",
        examples=[[{"text": "Iran waits for rain."}]],
    )


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Model(_Answer):
    """The release that scored."""

    release: str
    hash: str


class Document(_Answer):
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


class MentionVoice(_Answer):
    """The mean over the mentions in one voice."""

    mentions: int
    score: Sentiment | None


class MentionVoices(_Answer):
    """Author's and quoted voice apart."""

    author: MentionVoice
    quoted: MentionVoice


class Probabilities(_Answer):
    """Means over the mentions; they sum to 1."""

    negative: Share
    neutral: Share
    positive: Share


class State(_Answer):
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


class SentenceVoice(_Answer):
    """The mean over the sentences in one voice."""

    sentences: int
    score: Share | None


class SentenceVoices(_Answer):
    """Author's and quoted voice apart."""

    author: SentenceVoice
    quoted: SentenceVoice


class Alarmism(_Answer):
    """How alarmist the article is."""

    score: Share
    interval: Annotated[list[Share], Field(min_length=2, max_length=2)] | None
    percentile: Annotated[int, Field(ge=0, le=100)]
    abstain: bool
    reason: Reason | None
    voices: SentenceVoices


class Hedging(Alarmism):
    """How much the article hedges."""

    cues_per_100_words: Annotated[float, Field(ge=0)]


class Readability(_Answer):
    """How hard the article is to read."""

    flesch_kincaid_grade: float
    words_per_sentence: float
    difficult_word_share: Share


class Mention(_Answer):
    """A span that refers to a state."""

    state: str
    voice: Voice
    start: Place
    end: Place
    text: str
    score: Sentiment


class Cue(_Answer):
    """A span that signals hedging."""

    start: Place
    end: Place
    text: str
    score: Share


class Sentence(_Answer):
    """One sentence; its offsets refer to the title where `title` is true."""

    start: Place
    end: Place
    voice: Voice
    title: bool
    alarmism: Share | None = None
    hedging: Share | None = None
    mentions: list[Mention] | None = None
    cues: list[Cue] | None = None


class ScoreAnswer(_Answer):
    """All that Rhetor says of an article; an attribute that was not asked for is absent."""

    model: Model
    document: Document
    states: list[State] | None = None
    alarmism: Alarmism | None = None
    hedging: Hedging | None = None
    readability: Readability | None = None
    sentences: list[Sentence] | None = None
    timing_ms: float


class Health(BaseModel):
    """The process lives, or the model is ready."""

    status: Literal["ok", "ready"]


class Result(_Answer):
    """What became of one article of a batch: its report, or the problem with it."""

    report: ScoreAnswer | None = None
    problem: "ProblemAnswer | None" = None


class BatchAnswer(_Answer):
    """One result an article, in their order."""

    results: list[Result]


class ReleasePath(BaseModel):
    """The name of a release."""

    release: str = Field(pattern=r"^[\w-]+(\.[\w-]+)*$", max_length=64)


class ModelsAnswer(_Answer):
    """The releases on disk, and the one that scores."""

    current: str | None
    releases: list[str]


class AttributeWording(_Answer):
    """How a page speaks of an attribute: a word for each third of the percentiles, a sign for a sentence."""

    name: str
    noun: str
    adjective: str
    thirds: list[str]
    sign: str


class ModelAnswer(BaseModel):
    """A release: its manifest (metrics, hashes of its files, corpora, parameters) and its card in Markdown."""

    release: str
    hash: str
    files: dict[str, str]
    corpora: dict[str, str]
    parameters: dict[str, Any]
    metrics: dict[str, Any]
    reference: dict[str, list[float]] = Field(description="101 quantiles of the scores of reference news articles.")
    attributes: list[AttributeWording]
    card: str


class StateAliases(_Answer):
    """A state and the ways to name it that the finder knows, leaders apart."""

    code: str
    name: str
    aliases: list[str]


class StatesAnswer(_Answer):
    """All states, in the order of their codes."""

    states: list[StateAliases]


class FieldProblem(BaseModel):
    """What is wrong with one field."""

    pointer: str
    code: str
    detail: str


class ProblemAnswer(BaseModel):
    """An error (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    errors: list[FieldProblem] | None = None
