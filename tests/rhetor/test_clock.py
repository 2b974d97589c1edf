"""Tests of the clock: items until a moment, and steps that add up."""

import math
from itertools import count

import pytest

import rhetor.clock
from rhetor.clock import Watch, in_time
from rhetor.errors import OutOfTime


def test_items_come_until_the_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = count()
    monkeypatch.setattr(rhetor.clock, "perf_counter", lambda: next(ticks))
    found = []
    with pytest.raises(OutOfTime, match="send less text"):
        found.extend(in_time("abcdef", 2))
    ticks = count()
    assert [*in_time("abc", 2)] == ["a", "b", "c"]


def test_without_an_end_every_item_comes() -> None:
    assert [*in_time(range(3), math.inf)] == [0, 1, 2]


def test_a_step_that_comes_twice_has_both_laps(monkeypatch: pytest.MonkeyPatch) -> None:
    times = iter([0.0, 1.0, 3.0, 7.0])
    monkeypatch.setattr(rhetor.clock, "perf_counter", lambda: next(times))
    watch = Watch()
    for step in ("encode", "heads", "encode"):
        watch.lap(step)
    assert watch.steps == {"encode": 5000.0, "heads": 2000.0}
