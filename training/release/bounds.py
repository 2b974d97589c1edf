"""This file keeps the bounds that a release is held to, and pins them anew."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from training.refusals import Refused, read_json
from training.release.figures import GateClosed, measure_of, read_figures, read_manifest

BOUNDS = Path(__file__).with_name("floors.json")
SLACK = 0.005  # a bound is pinned so far on the lenient side of what was measured: other CPUs round otherwise
FLOORS = ("macro_f1", "f1", "ap", "auc", "ordered")
_CEILINGS = ("calibration_error", "change", "megabytes")
_EXACT = "change"  # nought by construction: pinned without slack


class Lowered(Refused):
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
    """Load the pinned bounds; raises GateClosed where there are none, Refused where they cannot be read."""
    if not path.exists():
        raise GateClosed(f"{path.name} is not there; pin a measured release first (make pin).")
    found = read_json(path)
    try:
        return Bounds(**found | {"regressions": tuple(found["regressions"])})
    except (KeyError, TypeError) as error:
        raise Refused(f"{path} holds no bounds; restore it (git checkout).") from error


def pin(folder: Path, before: Bounds | None, reason: str | None = None) -> Bounds:
    """Return bounds at what a measured release reaches; raises Lowered where one is laxer and no reason is given."""
    manifest, figures = read_manifest(folder), read_figures(folder)
    floors = {name: round(value - SLACK, 3) for name, value in figures.items() if measure_of(name) in FLOORS}
    ceilings = {
        name: value if measure_of(name) == _EXACT else round(value + SLACK, 3)
        for name, value in figures.items()
        if measure_of(name) in _CEILINGS
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
