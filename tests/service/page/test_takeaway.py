"""This file tests what a reader takes away from the page: JSON, CSV, a line for curl, and print."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page

from tests.service.live import serve
from tests.service.page.reader import TEXT, TITLE, score


def test_what_is_taken_away_is_the_report(page: Page, url: str) -> None:
    report = score(page)
    page.click("text=Copy JSON")
    assert json.loads(page.evaluate("navigator.clipboard.readText()")) == report
    with page.expect_download() as download:
        page.click("text=Download CSV")
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8"))))
    assert [int(row["start_utf16"]) for row in rows] == [one["start"] for one in report["sentences"]]
    for row in rows:
        source = (TITLE if row["title"] == "true" else TEXT).encode("utf-16-le")
        assert source[int(row["start_utf16"]) * 2 : int(row["end_utf16"]) * 2].decode("utf-16-le") == row["text"]
    assert [float(row["alarmism"]) for row in rows] == [one["alarmism"] for one in report["sentences"]]
    page.click("summary:has-text('curl')")
    assert run_curl(page) | {"timing_ms": 0} == report | {"timing_ms": 0}


def run_curl(page: Page, **environment: str) -> Any:
    """Run the line that the page shows, in a shell."""
    line = page.locator("pre.curl").text_content()
    ran = subprocess.run(["sh"], input=line, text=True, capture_output=True, check=True, env=os.environ | environment)
    return json.loads(ran.stdout)


def test_the_curl_line_takes_a_key_quotes_and_more_than_an_argument_holds(
    context: BrowserContext, tmp_path: Path
) -> None:
    keys = tmp_path / "keys.json"
    command = [sys.executable, "-m", "service.keys", str(keys), "add", "page"]
    made = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    key = next(word for word in made.split() if word.startswith("rhetor_"))
    with serve(tmp_path / "log", RHETOR_WORKERS="1", RHETOR_KEYS_FILE=str(keys)) as (_, address):
        page = context.new_page()
        page.goto(address)
        page.click("summary:has-text('Options')")
        page.fill("#key", key)
        report = score(page, f"{TEXT} It's 'quoted' $HOME `id` \\ EOF." + "🙂" * 35_000, "EOF")
        assert key not in page.locator("pre.curl").text_content()
        assert run_curl(page, RHETOR_KEY=key) | {"timing_ms": 0} == report | {"timing_ms": 0}


def test_in_print_the_article_and_the_numbers_stand_alone(page: Page) -> None:
    score(page)
    page.emulate_media(media="print")
    assert not page.locator("form").is_visible() and not page.locator(".takeaway").is_visible()
    assert page.locator(".article").is_visible() and page.locator(".states").is_visible()
    assert page.locator(".article").evaluate("one => one.scrollHeight <= one.clientHeight")
    page.emulate_media(media="screen")
