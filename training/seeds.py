"""This file prints the mean and range of figures over measured releases that differ in their seed (`make seeds`)."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from training.card import SEEDS, seeds_table, write_card
from training.gate import GateClosed, read_figures, read_manifest
from training.package import write_json

Spread = dict[str, tuple[float, float, float]]


def spread(folders: Sequence[Path], mean: Path | None = None) -> Spread:
    """Return each figure that all folders' manifests have: its mean, least and greatest value.

    Raises GateClosed where they, or the release of their mean weights, differ in what they learned from, or were
    not measured.
    """
    found = [read_figures(folder) for folder in folders]
    made = [_made(read_manifest(folder)) for folder in (*folders, *([mean] if mean else []))]
    if any(one != made[0] for one in made):
        raise GateClosed("the folders learned from other corpora or with other settings; make them again (make seeds)")
    names = [name for name in found[0] if all(name in figures for figures in found)]
    values = {name: [figures[name] for figures in found] for name in names}
    return {name: (float(np.mean(few)), min(few), max(few)) for name, few in values.items()}


def _made(manifest: Mapping[str, Any]) -> tuple[object, ...]:
    """Return what must not differ between seeds: the course of the encoder and where it started, too."""
    course = {name: value for name, value in manifest.get("encoder", {}).items() if name != "seed"}
    return manifest["corpora"], manifest["lexicons"], manifest["parameters"].keys(), course


def main() -> None:
    """Run from the command line: `python -m training.seeds FOLDER ... [--into CANDIDATE]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="measured releases, each of another seed")
    parser.add_argument("--into", type=Path, help="the measured release of their mean weights: its card tells them")
    asked = parser.parse_args()
    try:
        found = spread(asked.folders, asked.into)
    except GateClosed as error:
        sys.exit(str(error))
    Console(width=110).print(seeds_table(found))
    if asked.into:
        write_json(asked.into / SEEDS, found)
        write_card(asked.into)


if __name__ == "__main__":
    main()
