"""This file tests, in Chromium, that an article lights up exactly, and that a click goes to the place."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Worker

from tests.extension.articles import PARAGRAPHS
from tests.extension.popup import button, check_highlights, in_page, in_view, popup, tab_of

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


def test_a_place_that_is_gone_from_the_page_is_told(pages: Any, worker: Worker, site: str) -> None:
    page = pages(f"{site}/plain.html")
    shown = popup(pages, worker, page)
    page.evaluate("document.querySelector('article').remove()")
    shown.locator(".state").first.click()
    shown.locator("#error", has_text="no longer holds this place").wait_for()
