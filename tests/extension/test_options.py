"""This file tests, in Chromium, the options of the extension, and what it tells where it cannot score."""

from typing import Any

import pytest
from playwright.sync_api import Worker

from tests.extension.popup import popup


@pytest.mark.parametrize(("name", "told"), [("french", "English articles only"), ("none", "No article was found")])
def test_what_cannot_be_scored_is_told_kindly(pages: Any, worker: Worker, site: str, name: str, told: str) -> None:
    shown = popup(pages, worker, pages(f"{site}/{name}.html"))
    assert told in shown.locator("#error").inner_text()


def test_a_service_that_is_away_or_not_allowed_is_told(pages: Any, worker: Worker, site: str, url: str) -> None:
    for service, told in (("http://127.0.0.1:9", "cannot be reached"), ("https://news.example", "Open the options")):
        worker.evaluate("service => chrome.storage.local.set({ service })", service)
        shown = popup(pages, worker, pages(f"{site}/plain.html"))
        assert told in shown.locator("#error").inner_text()
    worker.evaluate("service => chrome.storage.local.set({ service })", url)


def test_the_options_are_saved_and_tested(pages: Any, worker: Worker, url: str) -> None:
    page = pages(f"chrome-extension://{worker.url.split('/')[2]}/options.html")
    for address, told in (("http://127.0.0.1:9", "cannot be reached"), (url, "The service answers, with release")):
        page.fill("#service", address)
        page.click("#score")
        page.locator("#progress", has_text=told).wait_for()


def test_another_address_gives_the_old_permission_back(pages: Any, worker: Worker, site: str, url: str) -> None:
    """The browser's question cannot be answered by a test: its answer is put in."""
    worker.evaluate("chrome.storage.local.set({ service: 'https://old.example:8443' })")
    page = pages(f"chrome-extension://{worker.url.split('/')[2]}/options.html")
    page.wait_for_function("document.getElementById('service').value")
    page.evaluate("""() => {
      globalThis.given = [];
      chrome.permissions.request = async () => true;
      chrome.permissions.remove = async (one) => given.push(...one.origins); }""")
    for address, told in ((url, "The service answers"), (f"{url}/", "The service answers"), (site, "status 404")):
        page.fill("#service", address)
        page.click("#score")
        page.locator("#progress", has_text=told).wait_for()
    assert page.evaluate("given") == ["https://old.example/*"]
    worker.evaluate("service => chrome.storage.local.set({ service })", url)


def test_an_answer_that_names_no_release_is_no_success(pages: Any, worker: Worker, url: str) -> None:
    page = pages(f"chrome-extension://{worker.url.split('/')[2]}/options.html")
    page.evaluate("chrome.runtime.sendMessage = async () => ({ result: { hello: 'world' } })")
    page.fill("#service", url)
    page.click("#score")
    page.locator("#progress", has_text="no Rhetor with a release").wait_for()
