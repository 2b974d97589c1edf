"""This file takes a change of names or rules over into a release: same encoder and heads, new lock (`make relock`)."""

import argparse
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rich.console import Console

from rhetor.release import CANARIES, MANIFEST, Release, hash_files, load_release
from rhetor.scorer import Scorer
from training.files import replacing_folder, write_json
from training.refusals import one_sentence, read_json
from training.release.lock import INPUTS, Change, Inputs, find_changes, fingerprint, read_all_inputs, write_inputs

_SHOWN = 20


def relock(folder: Path) -> list[Change]:
    """Make a release one of what the model sees now; return the sentences that changed.

    Encoder, heads, percentiles and measured figures stay. The new release takes the old one's place only when it is
    whole. Raises a ReleaseError where the release is not whole, or where a canary that the model sees as before gives
    other numbers; OSError where it cannot be written.
    """
    folder = folder.resolve()
    with replacing_folder(folder) as part:
        canaries = _read_canaries(load_release(folder, threads=1))
        inputs = read_all_inputs()
        changes = find_changes(folder, inputs)
        shutil.copytree(folder, part)
        _seal(part, inputs, canaries)
        Scorer.load(part)
    return changes


def _read_canaries(release: Release) -> list[dict[str, Any]]:
    """Return what the release says of its canaries now; those that are seen as before must give the same."""
    scorer = Scorer(replace(release, canaries=()))
    now = [{"text": one["text"], "expected": scorer.probe(one["text"])} for one in release.canaries]
    for before, after in zip(release.canaries, now, strict=True):
        if before["expected"].get("inputs") == after["expected"]["inputs"]:
            scorer.check_canary(before)
    return now


def _seal(folder: Path, inputs: Inputs, canaries: Sequence[Mapping[str, Any]]) -> None:
    """Write what is new of a release; the hashes of all its other files stay."""
    write_inputs(folder, inputs)
    write_json(folder / CANARIES, {"canaries": canaries})
    manifest = read_json(folder / MANIFEST)
    files = manifest["files"] | hash_files(folder, [CANARIES])
    write_json(folder / MANIFEST, manifest | {"fingerprint": fingerprint(folder), "files": files})


def main() -> None:
    """Run from the command line: `python -m training.release.relock RELEASE_FOLDER`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    with one_sentence("not relocked: "):
        changes = relock(asked.folder)
    console = Console()
    for change in changes[:_SHOWN]:
        console.print(
            f"{change.source}: {change.text or 'a sentence is gone'}", markup=False, highlight=False, soft_wrap=True
        )
    if len(changes) > _SHOWN:
        console.print(f"... and {len(changes) - _SHOWN} more")
    console.print(
        f"{asked.folder} is locked to what the model sees now; {len(changes)} sentences changed."
        f" Commit {INPUTS}, {CANARIES} and {MANIFEST} in it; its measured figures stay as they were.",
        soft_wrap=True,
    )


if __name__ == "__main__":
    main()
