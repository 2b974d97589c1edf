"""Tests of the extension in Firefox, driven by puppeteer (firefox.mjs), on the pages that Chromium sees, too."""

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.extension.browsers import allow
from tests.service.live import ROOT, lacks

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")
DRIVER = ROOT / "extension" / "node_modules" / "puppeteer-core"
if FIREFOX is None or not DRIVER.exists():
    lacks("no Firefox (Debian: firefox-esr), or `make lint-extension` (npm) not done")

ARTICLES = ("plain", "nested", "live", "shadow", "closed", "unlikely", "links", "spa", "long")
REFUSED = {"french": "English articles only", "none": "No article was found"}


@pytest.fixture(scope="module")
def seen(built: Path, site: str, url: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what the popup and the page show, by page; the pages are allowed beforehand, as in Chromium."""
    copy = allow(built / "firefox", tmp_path_factory.mktemp("firefox") / "extension")
    pages = [f"{site}/{name}.html" for name in (*ARTICLES, *REFUSED)]
    command = ["node", str(Path(__file__).with_name("firefox.mjs")), str(FIREFOX), str(copy), url, *pages]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def bare(texts: Sequence[str]) -> list[str]:
    return ["".join(one.split()) for one in texts]


@pytest.mark.parametrize("name", ARTICLES)
def test_an_article_lights_up_exactly_and_its_dom_stays_as_it_was(seen: dict[str, Any], name: str) -> None:
    page = seen[name]
    assert page["error"] == "" and set(page["states"]) == {"NO", "IR"} and page["same"]
    pairs = page["pairs"]
    assert bare([gone for _, gone in pairs]) == bare([text for text, _ in pairs]) and len(pairs) >= 40
    for kind, texts in page["expected"].items():
        assert "".join(bare(page["lit"][f"rhetor-{kind}"])) == "".join(bare(texts)) != ""
    assert page["inView"]
    score = page["score"]
    told = [str(round(score["score"] * 100)), f"Rhetor: alarmism {score['score']:.2f} of 1"]
    assert page["button"] == (["?", "Rhetor: unsure how alarmist"] if score["abstain"] else told)
    assert page["dressed"] == (1 if name == "shadow" else None)


@pytest.mark.parametrize(("name", "told"), REFUSED.items())
def test_what_cannot_be_scored_is_told_kindly(seen: dict[str, Any], name: str, told: str) -> None:
    assert told in seen[name]["error"] and not seen[name]["lit"]
