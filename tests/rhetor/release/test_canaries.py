"""This file tests that a release whose canaries sing otherwise here is refused, and says what to do."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rhetor.errors import ReleaseMismatch
from rhetor.release import MANIFEST
from rhetor.scorer import Scorer
from tests.rhetor.release.damage import Json, amend, read, seal


def test_a_canary_that_is_read_otherwise_is_refused_with_what_to_do(folder: Path) -> None:
    amend(folder, "canaries.json", lambda content: content["canaries"][3]["expected"].update(inputs=["01234567"]))
    seal(folder)
    with pytest.raises(ReleaseMismatch, match=r"read otherwise .*`make relock`"):
        Scorer.load(folder)


CANARIES: dict[str, Callable[[Json], object]] = {
    "alarmism": lambda expected: expected.update(alarmism=(expected["alarmism"] + 0.5) % 1),
    "hedging": lambda expected: expected.update(hedging=expected["hedging"] + 0.03),
    "a mention more": lambda expected: expected["mentions"].append([0.1, 0.2, 0.7]),
    "a mention turned round": lambda expected: expected["mentions"][0].reverse(),
    "a cue more": lambda expected: expected["cues"].append(0.9),
    "no number": lambda expected: expected.update(alarmism=float("nan")),
}


@pytest.mark.parametrize("change", CANARIES)
def test_a_canary_that_differs_is_refused(folder: Path, change: str) -> None:
    amend(folder, "canaries.json", lambda content: CANARIES[change](content["canaries"][0]["expected"]) and None)
    seal(folder)
    with pytest.raises(ReleaseMismatch, match=r"canary differs .*; use the locked dependencies"):
        Scorer.load(folder)


def test_a_canary_may_differ_by_the_rounding_of_another_cpu(folder: Path) -> None:
    amend(folder, "canaries.json", lambda content: _nudge(content["canaries"]))
    seal(folder)
    assert Scorer.load(folder).release.name == read(folder / MANIFEST)["release"]


def _nudge(canaries: list[Json]) -> None:
    for canary in canaries:
        canary["expected"]["alarmism"] += 0.001
