"""This file sums figures up over measured releases that differ in their seed, for the card (`make seeds`)."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from training.files import SEEDS, write_json
from training.refusals import one_sentence
from training.release.bounds import FLOORS
from training.release.card import Spread, seeds_table, write_card
from training.release.figures import GateClosed, read_figures, read_manifest

_SUMMED = (*FLOORS, "calibration_error")
_FITTED = "cue_threshold"  # the one parameter that is found, not set


def spread(folders: Sequence[Path], mean: Path | None = None) -> Spread:
    """Return each figure that all folders' manifests have: its mean, least and greatest value.

    Raises GateClosed where they, or the release of their mean weights, differ in what they learned from or were
    measured on, where two have one seed, where the mean is of other seeds, or where one was not measured.
    """
    found = [read_figures(folder) for folder in folders]
    manifests = [read_manifest(folder) for folder in (*folders, *([mean] if mean else []))]
    if any(_made(one) != _made(manifests[0]) for one in manifests):
        raise GateClosed(
            "the folders learned from other corpora or with other settings; delete those of the seeds and make them"
            " again (make seeds)"
        )
    seeds = [manifest["encoder"].get("seed") for manifest in manifests]
    if len({*map(str, seeds[: len(folders)])}) < len(folders) or (mean and seeds[-1] != seeds[:-1]):
        raise GateClosed(f"the seeds are {seeds}: each folder needs one of its own, and the mean must be of them all")
    common = [name for name in found[0] if all(name in figures for figures in found)]
    values = {name: [one[name] for one in found] for name in common if name.rpartition(" / ")[2] in _SUMMED}
    return {name: (float(np.mean(few)), min(few), max(few)) for name, few in values.items()}


def _made(manifest: Mapping[str, Any]) -> tuple[object, ...]:
    """Return what must not differ between seeds: the course of the encoder and where it started, too."""
    course = {name: value for name, value in manifest["encoder"].items() if name != "seed"}
    settings = {name: value for name, value in manifest["parameters"].items() if name != _FITTED}
    return manifest["corpora"], manifest["measured"], manifest["fingerprint"], settings, course


def main() -> None:
    """Run from the command line: `python -m training.release.seeds FOLDER ... [--into CANDIDATE]`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="measured releases, each of another seed")
    parser.add_argument("--into", type=Path, help="the measured release of their mean weights: its card tells them")
    asked = parser.parse_args()
    with one_sentence():
        found = spread(asked.folders, asked.into)
        Console(width=110).print(seeds_table(found))
        if asked.into:
            write_json(asked.into / SEEDS, found)
            write_card(asked.into)


if __name__ == "__main__":
    main()
