"""This file holds a measured release to pinned bounds (`make gate`, `make pin`)."""

import argparse
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from training.corpora.readers import CORPORA, said_lacking
from training.files import write_json
from training.refusals import one_sentence
from training.release.bounds import BOUNDS, Bounds, load_bounds, pin
from training.release.figures import GateClosed, corpus_of, read_figures, read_manifest


def check(folder: Path, bounds: Bounds) -> Mapping[str, str]:
    """Compare the figures in a release's manifest with the bounds; raises GateClosed with all that does not hold.

    Returns the bounds that could not be checked, as their corpus is not at hand and was not measured, and why.
    Raises CorpusDamaged where a corpus is at hand and is not the one that the registry pins.
    """
    figures, measured = read_figures(folder), read_manifest(folder)["measured"]
    absent = {name: said_lacking(CORPORA[name]) if name in CORPORA else "" for name in bounds.data}
    unmeasured = {name for name in bounds.data if name not in measured and absent[name]}
    names = (*bounds.floors, *bounds.ceilings)
    unchecked = {name: f"not checked: {absent[corpus_of(name)]}" for name in names if corpus_of(name) in unmeasured}
    failed = [
        f"{name} {_changed(name in measured)}"
        for name, digest in bounds.data.items()
        if name not in unmeasured and measured.get(name) != digest
    ]
    failed += [f"{name} was not measured" for name in names if name not in figures and name not in unchecked]
    failed += _broken(figures, bounds)
    if failed:
        raise GateClosed("; ".join(failed))
    return unchecked


def _changed(measured: bool) -> str:
    if measured:
        return "has changed since the bounds were pinned (make pin)"
    return "is at hand and was not measured (make evaluate-candidate)"


def _broken(figures: Mapping[str, float], bounds: Bounds) -> Iterator[str]:
    for name, floor in bounds.floors.items():
        if name in figures and not figures[name] >= floor:
            yield f"{name}: {figures[name]:.3f} is below {floor:.3f}"
    for name, ceiling in bounds.ceilings.items():
        if name in figures and not figures[name] <= ceiling:
            yield f"{name}: {figures[name]:.3f} is above {ceiling:.3f}"


def print_unchecked(unchecked: Mapping[str, str]) -> None:
    """Say on stderr which bounds were not checked, and why."""
    for name, why in unchecked.items():
        sys.stderr.write(f"{name} {why}\n")


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
    with one_sentence("gate closed: "):
        if asked.pin:
            before = load_bounds() if BOUNDS.exists() else None
            write_json(BOUNDS, asdict(pin(asked.folder, before, asked.allow_regression)))
        _print(asked.folder, load_bounds())
        print_unchecked(check(asked.folder, load_bounds()))
    sys.stdout.write(f"{asked.folder} passes\n")


if __name__ == "__main__":
    main()
