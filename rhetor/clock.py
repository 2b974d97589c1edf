"""This file times the steps of scoring, and stops it where its time is up."""

from collections.abc import Iterable, Iterator
from time import perf_counter
from typing import TypeVar

from rhetor.errors import OutOfTime

_Item = TypeVar("_Item")


class Watch:
    """Times the steps of one article in milliseconds: a class because a step may come in several laps."""

    def __init__(self) -> None:
        self.steps: dict[str, float] = {}
        self._last = perf_counter()

    def lap(self, step: str) -> None:
        """Add the time since the last lap to a step."""
        now = perf_counter()
        self.steps[step] = self.steps.get(step, 0.0) + (now - self._last) * 1000
        self._last = now


def in_time(items: Iterable[_Item], until: float) -> Iterator[_Item]:
    """Yield items until a moment (seconds, as time.perf_counter counts); raises OutOfTime after it."""
    for item in items:
        if perf_counter() > until:
            raise OutOfTime("Scoring took too long and was stopped; send less text.")
        yield item
