"""This package holds the requests and answers of the API; OpenAPI is generated from it."""

from .answers import (
    BatchAnswer,
    Health,
    ModelAnswer,
    ModelsAnswer,
    ProblemAnswer,
    StatesAnswer,
)
from .requests import BatchRequest, ReleasePath, ScoreRequest
from .scores import ScoreAnswer

__all__ = [
    "BatchAnswer",
    "BatchRequest",
    "Health",
    "ModelAnswer",
    "ModelsAnswer",
    "ProblemAnswer",
    "ReleasePath",
    "ScoreAnswer",
    "ScoreRequest",
    "StatesAnswer",
]
