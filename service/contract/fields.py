"""This file defines what the fields of answers have in common."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]
Sentiment = Annotated[float, Field(ge=-1, le=1)]
Offset = Annotated[int, Field(ge=0)]


class Answer(BaseModel):
    """What an answer is made of: it holds no field that is not documented."""

    model_config = ConfigDict(extra="forbid")
