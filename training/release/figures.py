"""This file reads what was measured of a release out of its manifest."""

from pathlib import Path
from typing import Any

from rhetor.release import MANIFEST
from training.refusals import Refused, read_json

_KEYS = {"release": str, "corpora": dict, "parameters": dict, "encoder": dict, "metrics": dict, "measured": dict}
_SYSTEM = "Rhetor"


class GateClosed(Refused):
    """A release is worse than a bound, was measured on other data, or lacks a measured figure."""


def load_manifest(folder: Path) -> dict[str, Any]:
    """Load the manifest of a release; raises GateClosed where there is none, Refused where it is no manifest."""
    if not (folder / MANIFEST).exists():
        raise GateClosed(f"{folder} holds no release; make a candidate first (make train).")
    manifest = read_json(folder / MANIFEST)
    wrong = [name for name, expected in _KEYS.items() if not _has(manifest, name, expected)]
    if wrong:
        raise Refused(f"{folder / MANIFEST} lacks {', '.join(wrong)}; restore it, or make the release again.")
    return dict(manifest)


def _has(manifest: Any, name: str, expected: type) -> bool:
    return isinstance(manifest, dict) and isinstance(manifest.get(name), expected)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Load the manifest of a measured release; raises GateClosed, too, where there are no figures in it."""
    manifest = load_manifest(folder)
    if not manifest["metrics"]:
        raise GateClosed(f"{folder} was not measured; do it first (make evaluate ... ARGS=--store).")
    return manifest


def read_figures(folder: Path) -> dict[str, float]:
    """Return what was measured of a release, by "attribute / split / measure"; raises what read_manifest raises."""
    return {
        f"{attribute} / {split} / {measure}": value
        for attribute, splits in read_manifest(folder)["metrics"].items()
        for split, systems in splits.items()
        for measure, value in systems.get(_SYSTEM, {}).items()
    }


def measure_of(figure: str) -> str:
    """Return what a figure measures, as "f1"."""
    return figure.rpartition(" / ")[2]


def corpus_of(figure: str) -> str:
    """Return the corpus that a figure was measured on, as its split begins; our own have splits of other names."""
    return figure.split(" / ")[1].split()[0]
