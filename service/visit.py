"""This file holds what is known of the request at hand, in one place: its id, its caller, what became of it."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from flask import g


@dataclass(slots=True)
class Visit:
    """A request while it is answered; `articles` are those that the limit is to count next."""

    request_id: str
    caller: str | None = None  # the name of the key
    articles: int = 1
    outcomes: Sequence[str] = ("scored",)  # of its articles: `scored`, or the code of a problem
    began: float = field(default_factory=time.perf_counter)


def start_visit(request_id: str) -> Visit:
    """Note a new request; `visit` then finds it."""
    g.visit = Visit(request_id)
    return visit()


def visit() -> Visit:
    """Return the request at hand."""
    found: Visit = g.visit
    return found
