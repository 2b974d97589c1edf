"""Tests of the extension in Firefox, driven by puppeteer (firefox.mjs), on the pages that Chromium sees, too."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.service.live import ROOT, lacks

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
BUILT = ROOT / "extension" / "dist" / "firefox"
DRIVER = ROOT / "extension" / "node_modules" / "puppeteer-core"
if FIREFOX is None or not BUILT.exists() or not DRIVER.exists():
    lacks("no Firefox (Debian: firefox-esr), or `make lint-extension` (npm) not done")

ARTICLES = ("plain", "nested", "live", "shadow", "spa", "long")
REFUSED = {"french": "English articles only", "none": "No article was found"}


@pytest.fixture(scope="module")
def seen(site: str, url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what the popup and the page show, by page; the pages are allowed beforehand, as in Chromium."""
    copy = Path(shutil.copytree(BUILT, tmp_path_factory.mktemp("firefox") / "extension"))
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    manifest["host_permissions"] = ["http://127.0.0.1/*"]
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    pages = [f"{site}/{name}.html" for name in (*ARTICLES, *REFUSED)]
    command = ["node", str(Path(__file__).with_name("firefox.mjs")), str(FIREFOX), str(copy), url, *pages]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_lights_up_exactly_and_its_dom_stays_as_it_was(seen: dict[str, Any], name: str) -> None:
    page = seen[name]
    assert page["error"] == "" and set(page["states"]) == {"NO", "IR"} and page["same"]
    assert ["".join(lit.split()) for _, lit in page["pairs"]] == ["".join(text.split()) for text, _ in page["pairs"]]
    assert len(page["pairs"]) >= 40 and all(
        page["lit"][f"rhetor-{one}"] for one in ("alarm", "hedge", "mention", "cue")
    )
    assert page["badge"] == ("?" if page["score"]["abstain"] else str(round(page["score"]["score"] * 100)))
    assert page["dressed"] == (1 if name == "shadow" else None)


@pytest.mark.parametrize(("name", "told"), REFUSED.items())
def test_what_cannot_be_scored_is_told_kindly(seen: dict[str, Any], name: str, told: str) -> None:
    assert told in seen[name]["error"] and not seen[name]["lit"]
