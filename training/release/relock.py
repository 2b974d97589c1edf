"""This file takes a change of names or rules over into a release: same encoder and heads, new lock (`make relock`)."""

import argparse
import shutil
from pathlib import Path
from typing import Any

from rich.console import Console

from rhetor.release import FILES, MANIFEST, hash_files, load_release
from rhetor.scorer import Scorer
from training.files import write_json
from training.refusals import one_sentence, read_json
from training.release.lock import INPUTS, Change, find_changes, fingerprint, write_inputs
from training.release.package import probe_canaries

_SHOWN = 20


def relock(folder: Path) -> list[Change]:
    """Make a release one of what the model sees now; return the sentences that changed.

    Encoder, heads, percentiles and measured figures stay. The new release takes the old one's place only when it is
    whole. Raises a ReleaseError where the release cannot be loaded, OSError where it cannot be written.
    """
    part, old = folder.with_name(f".{folder.name}.part"), folder.with_name(f".{folder.name}.old")
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(folder, part)
    changes = find_changes(folder) if (folder / INPUTS).exists() else []
    write_inputs(part)
    write_json(part / "canaries.json", {"canaries": []})
    _seal(part)
    write_json(part / "canaries.json", {"canaries": probe_canaries(Scorer(load_release(part, threads=1)))})
    _seal(part)
    Scorer.load(part)
    shutil.rmtree(old, ignore_errors=True)
    folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old)
    return changes


def _seal(folder: Path) -> None:
    manifest: dict[str, Any] = read_json(folder / MANIFEST)
    write_json(folder / MANIFEST, manifest | {"fingerprint": fingerprint(folder), "files": hash_files(folder, FILES)})


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
        f" Commit {INPUTS}, canaries.json and {MANIFEST} in it; its measured figures stay as they were.",
        soft_wrap=True,
    )


if __name__ == "__main__":
    main()
