"""Tests of the extension, loaded unpacked into Chromium, on pages of every make, against the real server."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.extension.browsers import CHROMIUM, launch, worker_of
from tests.extension.conftest import PARAGRAPHS, TICKING, Door
from tests.service.live import lacks, wait_for

SLOW = 120_000  # milliseconds; machines are slow at times
if CHROMIUM is None:
    lacks("no Chromium is installed (Debian: chromium)")

from playwright.sync_api import BrowserContext, Page, Worker, sync_playwright  # noqa: E402


@pytest.fixture(scope="module")
def context(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        started = launch(playwright, built / "chromium", tmp_path_factory.mktemp("chromium"))
        started.set_default_timeout(SLOW)
        yield started
        started.close()


@pytest.fixture(scope="module")
def worker(context: BrowserContext, url: str) -> Worker:
    return worker_of(context, url)


@pytest.fixture
def through(worker: Worker, door: Door, url: str) -> Iterator[Door]:
    """The service behind a door."""
    worker.evaluate("service => chrome.storage.local.set({ service })", door.address)
    door.sent.clear()
    yield door
    door.open.set()
    worker.evaluate("service => chrome.storage.local.set({ service })", url)


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


def click(pages: Any, worker: Worker, page: Page) -> Page:
    """Open the popup for a page, as a page of its own."""
    tab, host = tab_of(worker, page), worker.url.split("/")[2]
    opened: Page = pages(f"chrome-extension://{host}/popup.html?tab={tab}")
    return opened


def popup(pages: Any, worker: Worker, page: Page) -> Page:
    """Open the popup, and wait for what it tells."""
    opened = click(pages, worker, page)
    opened.wait_for_selector("#found:not([hidden]), #error:not([hidden])")
    return opened


def button(worker: Worker, page: Page) -> list[str]:
    """Return the badge and the title of the button for a page."""
    script = "tabId => Promise.all([chrome.action.getBadgeText({ tabId }), chrome.action.getTitle({ tabId })])"
    return list(worker.evaluate(script, tab_of(worker, page)))


def in_page(worker: Worker, page: Page, function: str, *arguments: Any) -> Any:
    script = f"""async ([tabId, args]) => (await chrome.scripting.executeScript(
        {{ target: {{ tabId }}, args, func: {function} }}))[0].result"""
    return worker.evaluate(script, [tab_of(worker, page), list(arguments)])


def check_highlights(worker: Worker, shown: Page, page: Page) -> dict[str, Any]:
    """Hold every sentence, mention and cue of the report to what the page has at the place that lights up."""
    tab = tab_of(worker, page)
    found = shown.evaluate("tab => chrome.runtime.sendMessage({ task: 'score', tab })", tab)["result"]
    text = found["text"].encode("utf-16-le")

    def cut(one: Any) -> str:
        return text[one["start"] * 2 : one["end"] * 2].decode("utf-16-le")

    still = [one for one in found["report"]["sentences"] if TICKING not in cut(one)]  # the page has changed the other
    sentences = [one for one in still if not one["title"]]
    parts = [*sentences, *(part for one in sentences for part in (*one["mentions"], *one["cues"]))]

    def said(parts: list[Any]) -> list[str]:
        return ["".join(cut(one).split()) for one in parts]

    places = [[one["start"], one["end"]] for one in parts]
    gone = in_page(worker, page, "(places) => places.map(([start, end]) => rhetor.go(start, end))", places)
    assert ["".join(one.split()) for one in gone] == said(parts)
    assert len(sentences) >= 15
    lit = page.evaluate("""Object.fromEntries([...CSS.highlights].map(([name, one]) =>
        [name, [...one].filter(range => !range.startContainer.parentElement?.closest("#clock")).map(String).join("")]))""")
    expected = {
        "alarmism": [one for one in sentences if one["alarmism"] >= 0.5],
        "hedging": [one for one in sentences if one["hedging"] >= 0.5],
        "mention": [part for one in sentences for part in one["mentions"]],
        "cue": [part for one in sentences for part in one["cues"]],
    }
    for name, those in expected.items():
        assert "".join(lit[f"rhetor-{name}"].split()) == "".join(said(those)) != ""
    return dict(found)


OUTER = """(() => {
  const copy = document.documentElement.cloneNode(true);
  for (const one of copy.querySelectorAll(".live")) one.remove(); // what the page itself changes
  return copy.outerHTML; })()"""


@pytest.mark.parametrize("name", ["plain", "nested", "live", "shadow", "closed", "unlikely", "links"])
def test_an_article_lights_up_exactly_and_its_dom_stays_as_it_was(
    pages: Any, worker: Worker, site: str, name: str
) -> None:
    page = pages(f"{site}/{name}.html")
    before = page.evaluate(OUTER)
    shown = popup(pages, worker, page)
    assert {one.get_attribute("data-code") for one in shown.locator(".state").all()} == {"NO", "IR"}
    found = check_highlights(worker, shown, page)
    assert "Imprint" not in found["text"] and "🙂" in found["text"]
    assert page.evaluate(OUTER) == before
    score = found["report"]["alarmism"]
    told = [str(round(score["score"] * 100)), f"Rhetor: alarmism {score['score']:.2f} of 1"]
    assert button(worker, page) == (["?", "Rhetor: unsure how alarmist"] if score["abstain"] else told)


def test_of_a_very_long_article_the_beginning_is_scored_and_a_click_goes_to_its_sentences(
    pages: Any, worker: Worker, site: str
) -> None:
    page = pages(f"{site}/long.html")
    page.set_viewport_size({"width": 500, "height": 200})
    shown = popup(pages, worker, page)
    assert "first 59,9" in shown.locator(".notice").inner_text()
    assert shown.locator(".state").count() == 2
    tab = tab_of(worker, page)
    found = shown.evaluate("tab => chrome.runtime.sendMessage({ task: 'score', tab })", tab)["result"]
    last = found["report"]["sentences"][-1]
    assert in_page(worker, page, "(start, end) => rhetor.go(start, end)", last["start"], last["end"])
    assert in_view(page)


def in_view(page: Page) -> bool:
    script = """(() => { const [range] = CSS.highlights.get("rhetor-picked");
      const { top, bottom } = range.getBoundingClientRect();
      return bottom > top && top >= 0 && bottom <= innerHeight; })()"""
    return bool(page.evaluate(script))


def test_a_click_goes_to_text_that_stands_right_in_a_shadow_tree(pages: Any, worker: Worker, site: str) -> None:
    page = pages(f"{site}/shadow.html")
    page.set_viewport_size({"width": 500, "height": 120})
    found = check_highlights(worker, popup(pages, worker, page), page)
    start = found["text"].index(PARAGRAPHS[2])
    assert in_page(worker, page, "(start, end) => rhetor.go(start, end)", start, start + 20) and in_view(page)


@pytest.fixture
def bare(context: BrowserContext, built: Path) -> Iterator[Callable[[str], Page]]:
    """Pages that run the content script themselves, for what needs no service."""
    page = context.new_page()

    def hold(html: str) -> Page:
        page.set_content(html)
        for name in ("readability.js", "content.js"):
            page.add_script_tag(path=built / "chromium" / name)
        return page

    yield hold
    page.close()


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("A word. " * 10_000, (" word.",)),
        ("a word of many, " * 5_000, (" a", " word", " of", " many,")),
        ("x" + "🙂" * 40_000, ("🙂",)),
        ("🙂" * 40_000, ("🙂",)),
    ],
)
def test_a_long_text_is_cut_after_a_sentence_a_word_or_a_character(
    bare: Callable[[str], Page], text: str, ends: tuple[str, ...]
) -> None:
    beginning = "".join(f"<p>{one}</p>" for one in PARAGRAPHS[:1])
    found = bare(f"<article>{beginning}<p>{text}</p></article>").evaluate("rhetor.read()")
    assert 59_980 < len(found["text"].encode("utf-16-le", "surrogatepass")) // 2 <= 60_000
    assert found["text"].endswith(ends)


def test_a_changed_text_loses_its_own_light_alone_and_another_article_all(bare: Callable[[str], Page]) -> None:
    page = bare(f"<article>{''.join(f'<p>{one}</p>' for one in PARAGRAPHS)}</article>")
    script = """() => {
      const { text, token } = rhetor.read();
      const sentences = text.split("\\n\\n").map((one) => ({ start: text.indexOf(one), end: text.indexOf(one) + one.length, alarmism: 1 }));
      const texts = [...document.querySelectorAll("p")].map((one) => one.firstChild);
      const told = [];
      for (const changed of [0, 1, 3]) {
        for (const one of texts.slice(0, changed)) one.data = "Gone.";
        told.push([rhetor.show(token, { sentences, alarmism: { percentile: 50 } }, ""), CSS.highlights.get("rhetor-alarmism").size]);
      }
      return [...told, rhetor.show("another", { sentences }, "")];
    }"""
    assert page.evaluate(script) == [[True, 5], [True, 4], [False, 4], False]


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


def test_a_place_that_is_gone_from_the_page_is_told(pages: Any, worker: Worker, site: str) -> None:
    page = pages(f"{site}/plain.html")
    shown = popup(pages, worker, page)
    page.evaluate("document.querySelector('article').remove()")
    shown.locator(".state").first.click()
    shown.locator("#error", has_text="no longer holds this place").wait_for()


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
