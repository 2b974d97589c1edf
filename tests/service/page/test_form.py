"""This file tests the form of the page: samples, dates, and errors that say what to do."""

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.service.page.reader import TEXT, score


@pytest.mark.parametrize("number", range(3))
def test_samples_are_scored_by_a_click(page: Page, number: int) -> None:
    page.locator(".sample").nth(number).click()
    page.wait_for_selector("#results:not([hidden])")
    assert page.locator(".state").count() >= 2


def test_the_date_of_a_sample_is_seen_and_leaves_with_its_text(page: Page) -> None:
    assert not page.locator("#date").is_visible()
    page.route("**/v1/score", lambda route: page.locator(".sample:disabled").nth(2).wait_for() or route.continue_())
    with page.expect_response("**/v1/score"):
        page.locator(".sample").first.click()
    assert page.locator("#date").is_visible() and page.input_value("#date") and page.input_value("#title")
    page.wait_for_selector(".sample:enabled")
    page.fill("#text", TEXT)
    assert page.input_value("#date") == page.input_value("#title") == ""
    page.fill("#date", "2020-02-02")
    page.fill("#text", f"{TEXT} More.")
    assert page.input_value("#date") == "2020-02-02"


def test_errors_say_what_to_do_and_take_old_results_away(page: Page) -> None:
    score(page)
    page.fill("#text", "Der Sprecher wollte dazu heute Abend nichts mehr sagen, und niemand fragte ihn danach.")
    page.click("#score")
    page.wait_for_selector("#error:not([hidden])")
    assert "English" in page.locator("#error").inner_text() and not page.locator("#results").is_visible()
    page.route("**/v1/score", lambda route: route.fulfill(status=503, headers={"Retry-After": "5"}, body="{}"))
    page.click("#score")
    told = "The service answered with status 503. Try again in 5 seconds."
    page.wait_for_function("told => document.getElementById('error').textContent === told", arg=told)


def test_a_service_that_is_away_is_told(context: BrowserContext, url: str) -> None:
    page = context.new_page()
    page.goto(url)
    page.route("**/v1/score", lambda route: route.abort())
    page.fill("#text", TEXT)
    page.click("#score")
    page.wait_for_function("document.getElementById('error').textContent.includes('cannot be reached')")
    assert page.locator("#score").is_enabled()
