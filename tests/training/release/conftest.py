"""This file holds the candidate that tests of releases damage."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def candidate(release: Path, tmp_path: Path) -> Iterator[Path]:
    folder = shutil.copytree(release, tmp_path / "candidate")
    yield folder
    shutil.rmtree(tmp_path)  # pytest would keep it, and it is large
