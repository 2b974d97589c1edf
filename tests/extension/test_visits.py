"""This file tests, in Chromium, when the extension sends an article: after a click, once, and never for another page."""

from typing import Any

import pytest
import requests
from playwright.sync_api import Worker

from tests.extension.conftest import Door
from tests.extension.popup import button, check_highlights, click, popup, tab_of
from tests.service.live import wait_for


def test_a_page_that_navigates_by_itself_is_read_anew(pages: Any, worker: Worker, site: str) -> None:
    page = pages(f"{site}/spa.html")
    first = check_highlights(worker, popup(pages, worker, page), page)
    page.bring_to_front()
    page.evaluate("open_(1)")
    wait_for(lambda: button(worker, page) == ["", "Score this article"], 60)
    second = check_highlights(worker, popup(pages, worker, page), page)
    assert first["text"] != second["text"]


@pytest.mark.parametrize("how", ["location.href = 'nested.html'", "open_(1)", "open_(2)"])
def test_a_page_that_navigates_while_it_is_scored_is_not_given_the_old_score(
    pages: Any, worker: Worker, site: str, through: Door, how: str
) -> None:
    page = pages(f"{site}/spa.html")
    through.open.clear()
    shown = click(pages, worker, page)
    wait_for(lambda: len(through.sent) == 1, 60)
    page.evaluate(how)
    page.wait_for_load_state()
    through.open.set()
    shown.wait_for_selector("#error:not([hidden])")
    assert shown.locator("#error").inner_text() == "The page changed while it was read; open Rhetor again."
    assert button(worker, page) == ["", "Score this article"]
    assert not page.evaluate("[...CSS.highlights.keys()].length")


def test_an_article_is_sent_once_however_often_the_popup_opens(
    pages: Any, worker: Worker, site: str, through: Door
) -> None:
    page = pages(f"{site}/spa.html")
    for _ in range(2):
        check_highlights(worker, popup(pages, worker, page), page)
        assert len(through.sent) == 1
    page.bring_to_front()
    page.evaluate("open_(1)")
    popup(pages, worker, page)
    assert len(through.sent) == 2


def test_a_worker_that_ends_before_the_answer_is_told(pages: Any, worker: Worker, site: str) -> None:
    page = pages(f"{site}/plain.html")
    tab, host = tab_of(worker, page), worker.url.split("/")[2]
    shown = pages("about:blank")
    shown.add_init_script("chrome.runtime.sendMessage = async () => { throw new Error('channel closed'); }")
    shown.goto(f"chrome-extension://{host}/popup.html?tab={tab}")
    shown.locator("#error", has_text="ended Rhetor’s work before the answer came").wait_for()


def test_nothing_is_sent_before_the_click(pages: Any, worker: Worker, site: str, url: str) -> None:
    def asked() -> list[str]:
        lines = requests.get(f"{url}/metrics", timeout=10).text.splitlines()
        return [line for line in lines if line.startswith("rhetor_requests_total") and "/v1/" in line]

    before = asked()
    page = pages(f"{site}/plain.html")
    page.wait_for_timeout(500)
    assert asked() == before
    popup(pages, worker, page)
    assert asked() != before
