"""Tests of the extension, loaded unpacked into Chromium, on pages of every make, against the real server."""

import json
import shutil
from collections.abc import Iterator
from typing import Any

import pytest
import requests

from tests.service.live import ROOT, lacks

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
BUILT = ROOT / "extension" / "dist" / "chromium"
SLOW = 120_000  # milliseconds; machines are slow at times
if CHROMIUM is None or not BUILT.exists():
    lacks("no Chromium (Debian: chromium), or `make extension` (npm) not done")

from playwright.sync_api import BrowserContext, Page, Worker, sync_playwright  # noqa: E402


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """A browser with the extension; no test can press the browser's own button, so the pages are allowed beforehand."""
    folder = tmp_path_factory.mktemp("chromium")
    copy = shutil.copytree(BUILT, folder / "extension")
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    manifest["host_permissions"] = ["http://127.0.0.1/*"]
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    arguments = ["--no-sandbox", f"--load-extension={copy}", f"--disable-extensions-except={copy}", "--headless=new"]
    arguments.append("--disable-features=DisableLoadExtensionCommandLineSwitch")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch_persistent_context(
            str(folder / "profile"), executable_path=CHROMIUM, headless=True, args=arguments
        )
        yield started
        started.close()


@pytest.fixture(scope="module")
def worker(context: BrowserContext, url: str) -> Worker:
    found = context.service_workers[0] if context.service_workers else context.wait_for_event("serviceworker")
    found.evaluate("service => chrome.storage.local.set({ service, key: '' })", url)
    return found


@pytest.fixture
def pages(context: BrowserContext) -> Iterator[Any]:
    opened: list[Page] = []

    def open_page(address: str) -> Page:
        opened.append(context.new_page())
        opened[-1].goto(address)
        return opened[-1]

    yield open_page
    for page in opened:
        page.close()


def tab_of(worker: Worker, page: Page) -> int:
    page.bring_to_front()
    return int(worker.evaluate("async () => (await chrome.tabs.query({ active: true }))[0].id"))


def popup(pages: Any, worker: Worker, page: Page) -> Page:
    """Open the popup for a page, as a page of its own."""
    tab, host = tab_of(worker, page), worker.url.split("/")[2]
    opened: Page = pages(f"chrome-extension://{host}/popup.html?tab={tab}")
    opened.wait_for_selector("#found:not([hidden]), #error:not([hidden])", timeout=SLOW)
    return opened


def in_page(worker: Worker, page: Page, function: str, *arguments: Any) -> Any:
    script = f"""async ([tabId, args]) => (await chrome.scripting.executeScript(
        {{ target: {{ tabId }}, args, func: {function} }}))[0].result"""
    return worker.evaluate(script, [tab_of(worker, page), list(arguments)])


def check_highlights(worker: Worker, shown: Page, page: Page) -> dict[str, Any]:
    """Hold every sentence, mention and cue of the report to what the page has at the place that lights up."""
    tab = tab_of(worker, page)
    found = shown.evaluate("tab => chrome.runtime.sendMessage({ task: 'score', tab })", tab)["result"]
    text = found["text"].encode("utf-16-le")
    sentences = [one for one in found["report"]["sentences"] if not one["title"]]
    parts = [*sentences, *(part for one in sentences for part in (*one["mentions"], *one["cues"]))]
    spans = [[one["start"], one["end"]] for one in parts]
    lit = in_page(worker, page, "(spans) => spans.map(([start, end]) => rhetor.go(start, end))", spans)
    expected = [text[start * 2 : end * 2].decode("utf-16-le") for start, end in spans]
    assert ["".join(one.split()) for one in lit] == ["".join(one.split()) for one in expected]
    assert len(sentences) >= 15
    sizes = page.evaluate("Object.fromEntries([...CSS.highlights].map(([name, one]) => [name, one.size]))")
    assert all(sizes[f"rhetor-{name}"] for name in ("alarm", "hedge", "mention", "cue"))
    return dict(found)


@pytest.mark.parametrize("name", ["plain", "nested", "live", "shadow"])
def test_an_article_lights_up_exactly_and_its_dom_stays_as_it_was(
    pages: Any, worker: Worker, site: str, name: str
) -> None:
    page = pages(f"{site}/{name}.html")
    before = page.evaluate("document.documentElement.outerHTML")
    shown = popup(pages, worker, page)
    assert {one.get_attribute("data-code") for one in shown.locator(".state").all()} == {"NO", "IR"}
    found = check_highlights(worker, shown, page)
    assert "Imprint" not in found["text"] and "🙂" in found["text"]
    assert page.evaluate("document.documentElement.outerHTML") == before
    badge = worker.evaluate("tabId => chrome.action.getBadgeText({ tabId })", tab_of(worker, page))
    score = found["report"]["alarmism"]
    assert badge == ("?" if score["abstain"] else str(round(score["score"] * 100)))


def test_of_a_very_long_article_the_beginning_is_scored_and_that_is_told(pages: Any, worker: Worker, site: str) -> None:
    page = pages(f"{site}/long.html")
    shown = popup(pages, worker, page)
    assert "first 59," in shown.locator(".notice").inner_text()
    assert shown.locator(".state").count() == 2


def test_a_click_in_the_popup_goes_to_the_place(pages: Any, worker: Worker, site: str) -> None:
    page = pages(f"{site}/plain.html")
    page.set_viewport_size({"width": 500, "height": 200})
    shown = popup(pages, worker, page)
    picked = "[...CSS.highlights.get('rhetor-picked')].map(String).join('')"
    shown.locator(".sentences button").last.click()
    page.wait_for_function(f"{picked}.length > 20")
    sentence = shown.locator(".sentences button").last.inner_text()
    assert page.evaluate(picked) in sentence
    shown.locator('.state[data-code="NO"]').click()
    page.wait_for_function(f"['Norway', 'Oslo'].includes({picked})")


def test_a_page_that_navigates_by_itself_is_read_anew(pages: Any, worker: Worker, site: str) -> None:
    page = pages(f"{site}/spa.html")
    first = check_highlights(worker, popup(pages, worker, page), page)
    page.bring_to_front()
    page.evaluate("open_(1)")
    second = check_highlights(worker, popup(pages, worker, page), page)
    assert first["text"] != second["text"]


@pytest.mark.parametrize(("name", "told"), [("french", "English articles only"), ("none", "No article was found")])
def test_what_cannot_be_scored_is_told_kindly(pages: Any, worker: Worker, site: str, name: str, told: str) -> None:
    shown = popup(pages, worker, pages(f"{site}/{name}.html"))
    assert told in shown.locator("#error").inner_text()


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


def test_it_asks_for_no_more_than_it_needs() -> None:
    manifest = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
    assert sorted(manifest["permissions"]) == ["activeTab", "scripting", "storage"]
    assert "host_permissions" not in manifest and "content_scripts" not in manifest
