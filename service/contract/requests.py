"""This file defines what clients may send."""

import datetime
import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from rhetor.attributes import NAMES
from rhetor.report import Offsets
from rhetor.text.document import MAX_CHARACTERS


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
    attributes: list[Literal[NAMES]] = Field(  # type: ignore[valid-type]  # mypy reads no tuple in a Literal
        list(NAMES), min_length=1, max_length=len(NAMES), description="What to score."
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


class ReleasePath(BaseModel):
    """The name of a release."""

    release: str = Field(pattern=r"^[\w-]+(\.[\w-]+)*$", max_length=64)
