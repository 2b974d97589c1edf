"""This file tests that the page serves everybody: by keyboard, by screen reader, on a phone, in the dark."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.service.page.reader import SLOW, TEXT, score


@pytest.mark.parametrize("attribute", ["states", "alarmism", "hedging"])
def test_what_has_a_tint_has_a_sign_and_a_number_for_screen_readers(page: Page, attribute: str) -> None:
    report = score(page)
    page.click(f'.toggle[data-tint="{attribute}"]')
    script = "all => all.map(one => [one.classList.contains('tinted'), one.dataset.sign, one.querySelector('.unseen').textContent])"
    seen = page.eval_on_selector_all(".s", script)
    assert [tinted for tinted, _, _ in seen] == [sign != "" for _, sign, _ in seen]
    scored = [one["mentions"] if attribute == "states" else True for one in report["sentences"]]
    assert [bool(re.fullmatch(rf" \({attribute} [+−]?\d\.\d\d\)", told)) for *_, told in seen] == list(
        map(bool, scored)
    )
    assert page.locator(".s").first.get_attribute("role") == "group"


def test_the_keyboard_alone_suffices(page: Page) -> None:
    page.focus("#text")
    page.keyboard.insert_text(TEXT)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "score"
    page.keyboard.press("Enter")
    page.wait_for_selector("#results:not([hidden])")
    for _ in range(4):  # the three toggles, then the article
        page.keyboard.press("Tab")
    first = page.locator(".readout").inner_text()
    page.keyboard.press("ArrowDown")
    second = page.locator(".readout").inner_text()
    assert "alarmism" in first and "alarmism" in second and first != second
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.locator('.state[aria-pressed="true"]').count() == 1
    page.locator(".s").last.focus()
    assert page.eval_on_selector_all(".s", "all => all.map(one => one.tabIndex)")[-2:] == [-1, 0]
    assert page.locator(".s[tabindex='0']").count() == 1


def test_the_seconds_that_pass_are_not_read_out(page: Page) -> None:
    held = list[Any]()
    page.route("**/v1/score", lambda route: held.append(route))
    page.fill("#text", TEXT)
    page.click("#score")
    page.locator("#progress", has_text="1 s").wait_for()
    assert page.locator("#progress > [aria-hidden=true]").text_content().endswith(" s")
    assert page.evaluate("document.getElementById('progress').firstChild.data") == "Reading … "
    held[0].continue_()
    page.wait_for_selector("#results:not([hidden])")


def test_on_a_phone_the_numbers_of_a_tapped_sentence_are_in_view(browser: Browser, url: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 500}, has_touch=True)
    context.set_default_timeout(SLOW)
    page = context.new_page()
    page.goto(url)
    score(page, "\n\n".join([TEXT] * 4))
    page.locator(".s").nth(1).tap()
    box = page.locator(".readout").bounding_box()
    assert "alarmism" in page.locator(".readout").inner_text()
    assert box is not None and box["y"] >= 0 and box["y"] + box["height"] <= 501
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1600])
def test_axe_finds_nothing_serious_and_nothing_overflows(browser: Browser, url: str, scheme: Any, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(url)
    score(page)
    for attribute in ("states", "alarmism", "hedging"):
        page.click(f'.toggle[data-tint="{attribute}"]')
        found = Axe().run(page).response["violations"]
        serious = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in {"serious", "critical"}]
        assert serious == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 23, 26)"
    assert dark is (scheme == "dark")
    context.close()
