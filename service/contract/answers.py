"""This file defines all answers but the scores."""

from typing import Any, Literal

from pydantic import BaseModel, Field

from .fields import Answer
from .scores import ScoreAnswer


class Health(BaseModel):
    """The process lives, or the model is ready."""

    status: Literal["ok", "ready"]


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


class Result(Answer):
    """What became of one article of a batch: its report, or the problem with it."""

    report: ScoreAnswer | None = None
    problem: ProblemAnswer | None = None


class BatchAnswer(Answer):
    """One result an article, in their order."""

    results: list[Result]


class ModelsAnswer(Answer):
    """The releases on disk, and the one that scores."""

    current: str | None
    releases: list[str]


class AttributeWording(Answer):
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


class StateAliases(Answer):
    """A state and the ways to name it that the finder knows, leaders apart."""

    code: str
    name: str
    aliases: list[str]


class StatesAnswer(Answer):
    """All states, in the order of their codes."""

    states: list[StateAliases]
