"""This file tests that a release whose files are not whole or do not belong together is refused, and says what to do."""

from pathlib import Path

import pytest
import skops.io

from rhetor.errors import ReleaseCorrupt, ReleaseMismatch, ReleaseMissing
from rhetor.heads import MAX_COEFFICIENT, linear_part, load_classifier
from rhetor.release import FILES, FORMAT, MANIFEST, load_release
from tests.rhetor.release.damage import amend, flip, seal


@pytest.mark.parametrize("name", FILES)
def test_a_flipped_bit_is_found_in_any_file(folder: Path, name: str) -> None:
    flip(folder / name)
    with pytest.raises(ReleaseCorrupt, match=rf"^{name} is not the file .*; restore the release"):
        load_release(folder, threads=1)


@pytest.mark.parametrize("name", [*FILES, MANIFEST])
def test_a_file_that_is_gone_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ReleaseMissing, match=rf"^copy/{name} cannot be read; restore the release"):
        load_release(folder, threads=1)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ReleaseMissing, match=rf"^nowhere/{MANIFEST} .*; restore the release"):
        load_release(tmp_path / "nowhere", threads=1)


@pytest.mark.parametrize("content", [b"", b'{"format": 1, "rel', b"\xff\xfe", b"[]", b"null", b"7", b"{}"])
def test_a_manifest_that_cannot_be_read_is_corrupt(folder: Path, content: bytes) -> None:
    (folder / MANIFEST).write_bytes(content)
    with pytest.raises(ReleaseCorrupt, match=rf"^{MANIFEST} .*; restore the release"):
        load_release(folder, threads=1)


@pytest.mark.parametrize("key", ["format", "release", "files", "fingerprint", "parameters"])
def test_a_manifest_that_lacks_a_key_names_it(folder: Path, key: str) -> None:
    amend(folder, MANIFEST, lambda manifest: manifest.pop(key) and None)
    with pytest.raises(ReleaseCorrupt, match=rf"^{MANIFEST} lacks .*{key}.*; restore the release"):
        load_release(folder, threads=1)


def test_a_file_that_the_manifest_does_not_name_is_corrupt(folder: Path) -> None:
    amend(folder, MANIFEST, lambda manifest: manifest["files"].pop("cues.skops") and None)
    with pytest.raises(ReleaseCorrupt, match=r"^cues\.skops is not .*; restore the release"):
        load_release(folder, threads=1)


@pytest.mark.parametrize("number", [0, 1, FORMAT + 1, str(FORMAT), None])
def test_another_format_is_refused(folder: Path, number: object) -> None:
    amend(folder, MANIFEST, lambda manifest: manifest.update(format=number))
    with pytest.raises(ReleaseMismatch, match=f"has format {number}, this code reads {FORMAT}; update one"):
        load_release(folder, threads=1)


@pytest.mark.parametrize("value", [MAX_COEFFICIENT * 2, 0.1, float("nan")])
def test_a_head_whose_sums_would_not_be_exact_is_refused(folder: Path, value: float) -> None:
    head = load_classifier(folder / "hedging.skops")
    linear_part(head).coef_[0, 0] = value
    skops.io.dump(head, folder / "hedging.skops")
    seal(folder)
    with pytest.raises(ReleaseMismatch, match=r"^hedging\.skops .* off the grid; make the release again"):
        load_release(folder, threads=1)
