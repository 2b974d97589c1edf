"""This file tests that the page shows the report of the API, number by number."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.service.page.reader import TEXT, TITLE, score


def test_every_sentence_mention_and_cue_on_the_page_is_that_of_the_api(page: Page) -> None:
    report = score(page)

    def cut(one: Any, title: bool) -> str:
        source = (TITLE if title else TEXT).encode("utf-16-le")
        return source[one["start"] * 2 : one["end"] * 2].decode("utf-16-le")

    def seen(selector: str) -> list[str]:
        """Return the texts without what is there for screen readers alone."""
        script = "all => all.map(one => [...one.childNodes].filter(part => part.className !== 'unseen')"
        return list(page.eval_on_selector_all(selector, f"{script}.map(part => part.textContent).join(''))"))

    assert seen(".s") == [cut(one, one["title"]) for one in report["sentences"]]
    mentions = [mention for one in report["sentences"] for mention in one["mentions"]]
    assert page.locator(".article mark").all_text_contents() == [mention["text"] for mention in mentions]
    cues = [cue["text"] for one in report["sentences"] for cue in one["cues"]]
    assert page.locator(".article u.cue").all_text_contents() == cues and cues
    quoted = [cut(one, one["title"]) for one in report["sentences"] if one["voice"] == "quoted"]
    assert seen(".s.quoted") == quoted
    assert "🙂" in page.locator(".article").inner_text()


def test_a_click_on_a_state_lights_up_its_mentions_and_another_click_puts_them_out(page: Page) -> None:
    report = score(page)
    for state in report["states"]:
        button = page.locator(f'.state[data-code="{state["code"]}"]')
        assert f"{state['mentions']} mention" in button.inner_text()
        assert f"{abs(state['score']):.2f}" in button.inner_text()
        button.click()
        picked = page.locator("mark.picked")
        assert picked.count() == state["mentions"]
        assert {one.get_attribute("data-state") for one in picked.all()} == {state["code"]}
        assert button.get_attribute("aria-pressed") == "true"
        button.click()
        assert page.locator("mark.picked").count() == 0


def test_the_tint_follows_the_toggle_and_signs_say_the_same_as_colours(page: Page) -> None:
    report = score(page)
    for attribute, sign in (("alarmism", "!"), ("hedging", "~")):
        page.click(f'.toggle[data-tint="{attribute}"]')
        strong = [one[attribute] >= 0.5 for one in report["sentences"]]
        signs = [one.get_attribute("data-sign") == sign for one in page.locator(".s").all()]
        assert signs == strong and any(strong)
        shares = page.eval_on_selector_all(".s", "all => all.map(one => Number(one.style.getPropertyValue('--share')))")
        assert shares == [pytest.approx(100 * one[attribute], abs=1) for one in report["sentences"]]


def test_a_bar_has_the_colour_of_its_label(page: Page) -> None:
    """A report as the API writes it, with a neutral state in it."""
    with page.expect_response("**/v1/score") as answer:
        page.locator(".sample").nth(1).click()
    report = answer.value.json()
    first, *_ = report["states"]
    labels = ("negative", "neutral", "positive")
    report["states"] = [first | {"label": label, "abstain": False, "reason": None, "score": -0.1} for label in labels]
    page.wait_for_selector("#results:not([hidden])")
    page.route("**/v1/score", lambda route: route.fulfill(json=report))
    page.click("#score")
    page.wait_for_function("document.querySelectorAll('.state').length === 3")
    assert [one.get_attribute("class") for one in page.locator(".bar rect:not(.track)").all()] == list(labels)
    fills = page.eval_on_selector_all(".bar rect:not(.track)", "all => all.map(one => getComputedStyle(one).fill)")
    assert len(set(fills)) == 3


def test_scales_tell_the_percentile_and_figures_are_those_of_the_report(page: Page) -> None:
    report = score(page)
    for attribute in ("alarmism", "hedging"):
        told = page.locator(f".scale.{attribute}").inner_text()
        percentile = report[attribute]["percentile"]
        assert f"{report[attribute]['score']:.2f}" in told and (f"{percentile} %" in told or percentile in {0, 100})
        script = "all => all.map(one => Number(one.getAttribute('height')))"
        heights = page.eval_on_selector_all(f".scale.{attribute} rect.reference", script)
        assert len(heights) == 24 and max(heights) == pytest.approx(34) and min(heights) >= 0 and len(set(heights)) > 3
    assert f"{report['readability']['flesch_kincaid_grade']:.1f}" in page.locator(".figures").inner_text()
