"""Tests of what `make extension` builds."""

import json
import os
from pathlib import Path

from tests.extension.conftest import BUILD


def test_it_asks_for_no_more_than_it_needs(built: Path) -> None:
    for browser in ("chromium", "firefox"):
        manifest = json.loads((built / browser / "manifest.json").read_text(encoding="utf-8"))
        assert sorted(manifest["permissions"]) == ["activeTab", "scripting", "storage"]
        assert "host_permissions" not in manifest and "content_scripts" not in manifest


def test_the_same_files_give_the_same_bytes_whenever_they_were_written(built: Path, tmp_path: Path) -> None:
    for number, path in enumerate(sorted((built / "chromium").iterdir())):
        os.utime(path, (number * 1e6, number * 1e6 + 1e8))
    BUILD["pack"](built / "chromium", tmp_path / "again.zip")
    first = next(built.glob("rhetor-chromium-*.zip"))
    assert (tmp_path / "again.zip").read_bytes() == first.read_bytes()
