"""This file tests which release is the current one, and what becomes of a name that is none."""

import shutil
from pathlib import Path

import pytest

from rhetor.errors import ReleaseMissing
from rhetor.packaged import current_release
from rhetor.release import load_release


def test_current_names_the_release_in_service(folder: Path) -> None:
    (folder.parent / "current").write_text("copy\n", encoding="utf-8")
    assert current_release(folder.parent) == folder


CURRENT = [
    (None, r"models/current cannot be read"),
    ("", r"models/manifest\.json cannot be read|current"),
    ("nowhere\n", r"nowhere/manifest\.json cannot be read"),
    ("..\n", r"manifest\.json cannot be read|current"),
]

LOOSE = ["../elsewhere", "copy/../../elsewhere", "a\0b", "\udcff"]


@pytest.mark.parametrize(("name", "message"), [*CURRENT, *((name, "current") for name in LOOSE)])
def test_current_that_names_no_release_of_this_folder_is_refused(folder: Path, name: str | None, message: str) -> None:
    models = folder.parent
    shutil.copytree(folder, models.parent / "elsewhere")
    if name is not None:
        (models / "current").write_text(name, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(ReleaseMissing, match=message):
        load_release(current_release(models), threads=1)
