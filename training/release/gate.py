"""This file holds a measured release to pinned bounds (`make gate`, `make pin`)."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from rhetor.release import MANIFEST
from training.files import write_json

BOUNDS = Path(__file__).with_name("floors.json")
SLACK = 0.005  # a bound is pinned so far on the lenient side of what was measured: other CPUs round otherwise
FLOORS = ("macro_f1", "f1", "ap", "auc", "ordered")
_CEILINGS = ("calibration_error", "change", "megabytes")
_EXACT = "change"  # nought by construction: pinned without slack
_SYSTEM = "Rhetor"


class GateClosed(Exception):
    """A release is worse than a bound, was measured on other data, or lacks a measured figure."""


class Lowered(Exception):
    """A re-pin would lower a bound, and no reason was given."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Pinned bounds: `data` maps a corpus to its digest; figures are named "attribute / split / measure".

    `floors` are at-least, `ceilings` at-most; `regressions` tell what was ever lowered, and why.
    """

    release: str
    data: Mapping[str, str]
    floors: Mapping[str, float]
    ceilings: Mapping[str, float]
    regressions: tuple[Mapping[str, Any], ...] = field(default=())


def load_bounds(path: Path = BOUNDS) -> Bounds:
    """Load the pinned bounds; raises GateClosed where there are none."""
    if not path.exists():
        raise GateClosed(f"{path.name} is not there; pin a measured release first (make pin).")
    found = json.loads(path.read_text(encoding="utf-8"))
    return Bounds(**found | {"regressions": tuple(found["regressions"])})


def check(folder: Path, bounds: Bounds) -> None:
    """Compare the figures in a release's manifest with the bounds; raises GateClosed with all that does not hold."""
    manifest, figures = read_manifest(folder), read_figures(folder)
    changed = [name for name, digest in bounds.data.items() if manifest["measured"].get(name) != digest]
    failed = [f"{name} has changed since the bounds were pinned (make pin)" for name in changed]
    failed += [f"{name} was not measured" for name in (*bounds.floors, *bounds.ceilings) if name not in figures]
    failed += [
        f"{name}: {figures[name]:.3f} is below {floor:.3f}"
        for name, floor in bounds.floors.items()
        if name in figures and not figures[name] >= floor
    ]
    failed += [
        f"{name}: {figures[name]:.3f} is above {ceiling:.3f}"
        for name, ceiling in bounds.ceilings.items()
        if name in figures and not figures[name] <= ceiling
    ]
    if failed:
        raise GateClosed("; ".join(failed))


def pin(folder: Path, before: Bounds | None, reason: str | None = None) -> Bounds:
    """Return bounds at what a measured release reaches; raises Lowered where one is laxer and no reason is given."""
    manifest, figures = read_manifest(folder), read_figures(folder)
    floors = {name: round(value - SLACK, 3) for name, value in figures.items() if _measure(name) in FLOORS}
    ceilings = {
        name: value if _measure(name) == _EXACT else round(value + SLACK, 3)
        for name, value in figures.items()
        if _measure(name) in _CEILINGS
    }
    after = Bounds(manifest["release"], manifest["measured"], floors, ceilings)
    laxer = list(_laxer(before, after)) if before else []
    if laxer and not reason:
        names = ", ".join(f"{one['bound']} ({one['before']} -> {one['after']})" for one in laxer)
        raise Lowered(f'would be laxer: {names}; say why with --allow-regression "reason".')
    told = tuple(one | {"release": after.release, "reason": reason} for one in laxer)
    return Bounds(after.release, after.data, floors, ceilings, (*(before.regressions if before else ()), *told))


def _laxer(before: Bounds, after: Bounds) -> Iterator[dict[str, Any]]:
    for sign, old, new in ((1, before.floors, after.floors), (-1, before.ceilings, after.ceilings)):
        for name, value in old.items():
            if name not in new or sign * new[name] < sign * value:
                yield {"bound": name, "before": value, "after": new.get(name)}


def read_figures(folder: Path) -> dict[str, float]:
    """Return what was measured of a release, by "attribute / split / measure"; raises GateClosed where nothing was."""
    return {
        f"{attribute} / {split} / {measure}": value
        for attribute, splits in read_manifest(folder)["metrics"].items()
        for split, systems in splits.items()
        for measure, value in systems.get(_SYSTEM, {}).items()
    }


def _measure(name: str) -> str:
    return name.rpartition(" / ")[2]


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of a measured release; raises GateClosed where there is none, or no figures in it."""
    if not (folder / MANIFEST).exists():
        raise GateClosed(f"{folder} holds no release; make a candidate first (make train).")
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    if not manifest["metrics"]:
        raise GateClosed(f"{folder} was not measured; do it first (make evaluate ... ARGS=--store).")
    return manifest


def _print(folder: Path, bounds: Bounds) -> None:
    figures = read_figures(folder)
    table = Table("figure", "measured", "bound")
    for sign, pinned in ((">=", bounds.floors), ("<=", bounds.ceilings)):
        for name, value in pinned.items():
            measured = f"{figures[name]:.3f}" if name in figures else "none"
            table.add_row(name, measured, f"{sign} {value:.3f}")
    Console(width=110).print(table)


def main() -> None:
    """Run from the command line: `python -m training.release.gate FOLDER [--pin [--allow-regression REASON]]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--pin", action="store_true", help="pin what this release reaches")
    parser.add_argument("--allow-regression", metavar="REASON")
    asked = parser.parse_args()
    try:
        if asked.pin:
            before = load_bounds() if BOUNDS.exists() else None
            write_json(BOUNDS, asdict(pin(asked.folder, before, asked.allow_regression)))
        _print(asked.folder, load_bounds())
        check(asked.folder, load_bounds())
    except (GateClosed, Lowered) as error:
        sys.exit(f"gate closed: {error}")
    sys.stdout.write(f"{asked.folder} passes\n")


if __name__ == "__main__":
    main()
