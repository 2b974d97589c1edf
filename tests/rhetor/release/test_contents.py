"""This file tests that wrong contents are refused by name, even where their hashes are right."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import skops.io
from sklearn.linear_model import LogisticRegression

from rhetor.errors import ReleaseError
from rhetor.release import MANIFEST
from rhetor.scorer import Scorer
from tests.rhetor.release.damage import Json, amend, seal

Damage = Callable[[Path], None]


def changed(name: str, by: Callable[[Any], Any]) -> Damage:
    return lambda folder: amend(folder, name, by)


def replace(name: str, content: bytes) -> Damage:
    return lambda folder: (folder / name).write_bytes(content) and None


def swap(name: str, other: str) -> Damage:
    return lambda folder: (folder / name).write_bytes((folder / other).read_bytes()) and None


def without_mask(folder: Path) -> None:
    path = folder / "tokenizer.json"
    path.write_bytes(path.read_bytes().replace(b"[MASK]", b"[MUSK]"))


def uncalibrated(folder: Path) -> None:
    skops.io.dump(LogisticRegression().fit([[0], [1]], [0, 1]), folder / "alarmism.skops")


def canary(by: Callable[[Json], object]) -> Damage:
    return changed("canaries.json", lambda content: by(content["canaries"][0]) and None)


REFUSED: dict[str, tuple[str, Damage]] = {
    "encoder is no graph": ("encoder", replace("encoder.onnx", b"graph")),
    "encoder is empty": ("encoder", replace("encoder.onnx", b"")),
    "tokenizer is empty": ("encoder", replace("tokenizer.json", b"{}")),
    "tokenizer knows no mask": ("encoder", without_mask),
    "head is no archive": ("alarmism", replace("alarmism.skops", b"PK")),
    "head is another": ("canary", swap("alarmism.skops", "states.skops")),
    "reference is no JSON": ("reference.json", replace("reference.json", b"{")),
    "canaries are no JSON": ("canaries.json", replace("canaries.json", b"{")),
    "files are a list": (MANIFEST, lambda folder: amend(folder, MANIFEST, lambda manifest: manifest.update(files=[]))),
    "parameters are null": (MANIFEST, changed(MANIFEST, lambda manifest: manifest.update(parameters=None))),
    "no cue threshold": (MANIFEST, changed(MANIFEST, lambda manifest: manifest.update(parameters={}))),
    "cue threshold is text": (MANIFEST, changed(MANIFEST, lambda found: found["parameters"].update(cue_threshold="1"))),
    "release is a number": (MANIFEST, changed(MANIFEST, lambda manifest: manifest.update(release=7))),
    "release is elsewhere": (MANIFEST, changed(MANIFEST, lambda manifest: manifest.update(release="../elsewhere"))),
    "manifest is too deep": (MANIFEST, replace(MANIFEST, b"[" * 200_000)),
    "reference is a list": ("reference.json", replace("reference.json", b"[]")),
    "reference lacks an attribute": (
        "reference.json",
        changed("reference.json", lambda found: found.pop("hedging") and None),
    ),
    "quantiles are null": ("reference.json", changed("reference.json", lambda found: found.update(hedging=None))),
    "quantiles are none": ("reference.json", changed("reference.json", lambda found: found.update(hedging=[]))),
    "quantiles are few": ("reference.json", changed("reference.json", lambda found: found.update(hedging=[0.1, 0.2]))),
    "quantiles are texts": (
        "reference.json",
        changed("reference.json", lambda found: found.update(hedging=["a"] * 101)),
    ),
    "quantiles fall": ("reference.json", changed("reference.json", lambda found: found["hedging"].reverse())),
    "canaries are a list": ("canaries.json", replace("canaries.json", b"[]")),
    "canaries lack their key": ("canaries.json", replace("canaries.json", b"{}")),
    "canaries are null": ("canaries.json", replace("canaries.json", b'{"canaries": null}')),
    "canary has no text": ("canar", canary(lambda found: found.pop("text"))),
    "canary expects nothing": ("canar", canary(lambda found: found.pop("expected"))),
    "canary lacks a number": ("canar", canary(lambda found: found["expected"].pop("alarmism"))),
    "canary expects a text": ("canar", canary(lambda found: found["expected"].update(alarmism="x"))),
    "canary is empty": ("canar", canary(lambda found: found.update(text=""))),
    "canary is two sentences": ("canar", canary(lambda found: found.update(text="One came home. Two went away."))),
    "head is not calibrated": ("alarmism", uncalibrated),
    "head has another width": ("canar", swap("alarmism.skops", "hedging.skops")),
}


@pytest.mark.parametrize("case", REFUSED)
def test_wrong_contents_under_right_hashes_are_refused_by_name(folder: Path, case: str) -> None:
    about, damage = REFUSED[case]
    damage(folder)
    if about != MANIFEST:
        seal(folder)
    with pytest.raises(ReleaseError, match=f"{about}.*; (restore|make|use) "):
        Scorer.load(folder, threads=1)
