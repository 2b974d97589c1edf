"""This file gives the tests a copy of the current release, which they may damage."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder(release: Path, tmp_path: Path) -> Iterator[Path]:
    copy = shutil.copytree(release, tmp_path / "models" / "copy")
    yield copy
    shutil.rmtree(tmp_path)  # pytest would keep it, and it is large
