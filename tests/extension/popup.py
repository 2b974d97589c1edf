"""This file opens the extension's popup in Chromium, for tests, and holds what lights up to the report."""

from typing import Any

from playwright.sync_api import Page, Worker

from tests.extension.articles import TICKING


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


def in_view(page: Page) -> bool:
    script = """(() => { const [range] = CSS.highlights.get("rhetor-picked");
      const { top, bottom } = range.getBoundingClientRect();
      return bottom > top && top >= 0 && bottom <= innerHeight; })()"""
    return bool(page.evaluate(script))
