"""This file prints the mean and range of figures over measured releases that differ in their seed (`make seeds`)."""

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from training.gate import GateClosed, read_figures, read_manifest


def spread(folders: Sequence[Path]) -> Iterator[tuple[str, float, float, float]]:
    """Yield each figure that all folders' manifests have, with its mean, least and greatest value.

    Raises GateClosed where they differ in what they learned from, or were not measured.
    """
    found = [read_figures(folder) for folder in folders]
    made = [_made(manifest) for manifest in map(read_manifest, folders)]
    if any(one != made[0] for one in made):
        raise GateClosed("the folders learned from other corpora or with other settings; make them again (make seeds)")
    for name in found[0]:
        if all(name in figures for figures in found):
            values = [figures[name] for figures in found]
            yield name, float(np.mean(values)), min(values), max(values)


def _made(manifest: Mapping[str, Any]) -> tuple[object, ...]:
    """Return what must not differ between seeds: the course of the encoder and where it started, too."""
    course = {name: value for name, value in manifest.get("encoder", {}).items() if name != "seed"}
    return manifest["corpora"], manifest["lexicons"], manifest["parameters"].keys(), course


def main() -> None:
    """Run from the command line: `python -m training.seeds FOLDER ...`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="measured releases, each of another seed")
    folders = parser.parse_args().folders
    table = Table("figure", "mean", "least", "greatest", title=f"{len(folders)} seeds")
    try:
        for name, *values in spread(folders):
            table.add_row(name, *(f"{value:.3f}" for value in values))
    except GateClosed as error:
        sys.exit(str(error))
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
