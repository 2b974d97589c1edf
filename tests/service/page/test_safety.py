"""This file tests that the page runs no script but its own."""

import pytest
import requests
from playwright.sync_api import Page

from tests.service.page.reader import TEXT, score


def test_mark_up_in_an_article_stays_text(page: Page) -> None:
    hostile = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    page.on("dialog", lambda _: pytest.fail("a script ran"))
    score(page, f"{TEXT} {hostile} Norway may praise “{hostile}”, Iran said.", f"Norway {hostile} Iran")
    assert page.locator("img, main script").count() == 0
    assert page.locator(".article").text_content().count("<img src=x") == 3


def test_the_page_runs_no_script_but_its_own(url: str) -> None:
    answer = requests.get(url, timeout=10)
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy and "style-src 'self';" in policy and "unsafe" not in policy
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
