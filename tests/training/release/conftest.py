"""This file gives the tests of promoting a candidate, and a folder of releases that is not there yet."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def candidate(release: Path, tmp_path: Path) -> Iterator[Path]:
    folder = shutil.copytree(release, tmp_path / "candidate")
    yield folder
    shutil.rmtree(tmp_path)  # pytest would keep it, and it is large


@pytest.fixture
def models(tmp_path: Path) -> Path:
    return tmp_path / "models"
