"""Tests of the page for people, in a real browser against the real server."""

import csv
import io
import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.service.live import lacks, serve

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
if CHROMIUM is None:
    lacks("no Chromium is installed (Debian: chromium)")

from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright  # noqa: E402

TITLE = "Chile 🙂 signs at last"
TEXT = (
    "Norway 🙂 kept its word and opened its ports to the stranded crews. Iran lied about the raid, and Iranian gunboats"
    " attacked a ferry full of children 🙂.\n\n“Norway may perhaps host new talks,” an official in Tehran said. If they fail,"
    " the whole coast will burn and nobody will be left to put it out!\n\nIt’s e\u0301tude day in Oslo, reportedly."
)


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(tmp_path_factory.mktemp("page") / "log", RHETOR_WORKERS="1") as (_, address):
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    made.grant_permissions(["clipboard-read", "clipboard-write"])
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, url: str) -> Iterator[Page]:
    """The page, which may log no error and ask nothing of another host."""
    opened, wrong = context.new_page(), list[str]()
    opened.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("request", lambda one: None if one.url.startswith((url, "data:", "blob:")) else wrong.append(one.url))
    opened.goto(url)
    yield opened
    told = ("status of 422", "status of 503")  # Chromium logs what the page shows kindly
    assert [one for one in wrong if not any(status in one for status in told)] == []


def score(page: Page, text: str = TEXT, title: str = TITLE) -> Any:
    page.fill("#title", title)
    page.fill("#text", text)
    with page.expect_response("**/v1/score") as answer:
        page.click("#score")
    page.wait_for_selector("#results:not([hidden])")
    return answer.value.json()


def test_every_sentence_mention_and_cue_on_the_page_is_that_of_the_api(page: Page) -> None:
    report = score(page)

    def cut(one: Any, title: bool) -> str:
        source = (TITLE if title else TEXT).encode("utf-16-le")
        return source[one["start"] * 2 : one["end"] * 2].decode("utf-16-le")

    assert page.locator(".s").all_text_contents() == [cut(one, one["title"]) for one in report["sentences"]]
    mentions = [mention for one in report["sentences"] for mention in one["mentions"]]
    assert page.locator(".article mark").all_text_contents() == [mention["text"] for mention in mentions]
    cues = [cue["text"] for one in report["sentences"] for cue in one["cues"]]
    assert page.locator(".article u.cue").all_text_contents() == cues and cues
    quoted = [cut(one, one["title"]) for one in report["sentences"] if one["voice"] == "quoted"]
    assert page.locator(".s.quoted").all_text_contents() == quoted
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


def test_scales_tell_the_percentile_and_figures_are_those_of_the_report(page: Page) -> None:
    report = score(page)
    for attribute in ("alarmism", "hedging"):
        told = page.locator(f".scale.{attribute}").inner_text()
        percentile = report[attribute]["percentile"]
        assert f"{report[attribute]['score']:.2f}" in told and (f"{percentile} %" in told or percentile in {0, 100})
        assert page.locator(f".scale.{attribute} rect.reference").count() == 24
    assert f"{report['readability']['flesch_kincaid_grade']:.1f}" in page.locator(".figures").inner_text()


def test_what_is_taken_away_is_the_report(page: Page, url: str) -> None:
    report = score(page)
    page.click("text=Copy JSON")
    assert json.loads(page.evaluate("navigator.clipboard.readText()")) == report
    with page.expect_download() as download:
        page.click("text=Download CSV")
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8"))))
    assert [int(row["start"]) for row in rows] == [one["start"] for one in report["sentences"]]
    assert [float(row["alarmism"]) for row in rows] == [one["alarmism"] for one in report["sentences"]]
    page.click("summary:has-text('curl')")
    ran = subprocess.run(["sh", "-c", page.locator("pre.curl").inner_text()], capture_output=True, check=True)
    assert json.loads(ran.stdout) | {"timing_ms": 0} == report | {"timing_ms": 0}


def test_in_print_the_article_and_the_numbers_stand_alone(page: Page) -> None:
    score(page)
    page.emulate_media(media="print")
    assert not page.locator("form").is_visible() and not page.locator(".takeaway").is_visible()
    assert page.locator(".article").is_visible() and page.locator(".states").is_visible()
    assert page.locator(".article").evaluate("one => one.scrollHeight <= one.clientHeight")
    page.emulate_media(media="screen")


@pytest.mark.parametrize("number", range(3))
def test_samples_are_scored_by_a_click(page: Page, number: int) -> None:
    page.locator(".sample").nth(number).click()
    page.wait_for_selector("#results:not([hidden])")
    assert page.locator(".state").count() >= 2


def test_errors_say_what_to_do_and_take_old_results_away(page: Page) -> None:
    score(page)
    page.fill("#text", "Der Sprecher wollte dazu heute Abend nichts mehr sagen, und niemand fragte ihn danach.")
    page.click("#score")
    page.wait_for_selector("#error:not([hidden])")
    assert "English" in page.locator("#error").inner_text() and not page.locator("#results").is_visible()
    page.route("**/v1/score", lambda route: route.fulfill(status=503, headers={"Retry-After": "5"}, body="{}"))
    page.click("#score")
    page.wait_for_function("document.getElementById('error').textContent.includes('5 seconds')")


def test_a_service_that_is_away_is_told(context: BrowserContext, url: str) -> None:
    page = context.new_page()
    page.goto(url)
    page.route("**/v1/score", lambda route: route.abort())
    page.fill("#text", TEXT)
    page.click("#score")
    page.wait_for_function("document.getElementById('error').textContent.includes('cannot be reached')")
    assert page.locator("#score").is_enabled()


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


def test_the_page_runs_no_script_but_its_own(url: str) -> None:
    answer = requests.get(url, timeout=10)
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy and "style-src 'self';" in policy and "unsafe" not in policy
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
