"""Tests that the release was made of what the model sees now: a word list or a rule that changes it is named here."""

import json
from pathlib import Path

from training.release.lock import find_changes, fingerprint, read_all_inputs

SHOWN = 10


def test_the_model_sees_our_own_sentences_as_when_the_release_was_made(release: Path) -> None:
    changes = find_changes(release, read_all_inputs())
    shown = "\n".join(f"  {one.source}: {one.text or 'a sentence is gone'}" for one in changes[:SHOWN])
    assert not changes, (
        f"The model sees {len(changes)} sentences otherwise than the release was made for, such as\n{shown}\n"
        "Where that is what you want, run `make relock` and commit what it writes in models/."
    )


def test_the_fingerprint_is_that_of_the_locked_inputs(release: Path) -> None:
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["fingerprint"] == fingerprint(release)
