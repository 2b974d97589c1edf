"""Tests of the page for people, in a real browser against the real server."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
import sys
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

SLOW = 60_000  # milliseconds; machines are slow at times
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
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"], timeout=120_000)
        yield started
        started.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900})
    made.set_default_timeout(SLOW)
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


def test_what_is_taken_away_is_the_report(page: Page, url: str) -> None:
    report = score(page)
    page.click("text=Copy JSON")
    assert json.loads(page.evaluate("navigator.clipboard.readText()")) == report
    with page.expect_download() as download:
        page.click("text=Download CSV")
    rows = list(csv.DictReader(io.StringIO(Path(download.value.path()).read_text(encoding="utf-8"))))
    assert [int(row["start_utf16"]) for row in rows] == [one["start"] for one in report["sentences"]]
    for row in rows:
        source = (TITLE if row["title"] == "true" else TEXT).encode("utf-16-le")
        assert source[int(row["start_utf16"]) * 2 : int(row["end_utf16"]) * 2].decode("utf-16-le") == row["text"]
    assert [float(row["alarmism"]) for row in rows] == [one["alarmism"] for one in report["sentences"]]
    page.click("summary:has-text('curl')")
    assert run_curl(page) | {"timing_ms": 0} == report | {"timing_ms": 0}


def run_curl(page: Page, **environment: str) -> Any:
    """Run the line that the page shows, in a shell."""
    line = page.locator("pre.curl").text_content()
    ran = subprocess.run(["sh"], input=line, text=True, capture_output=True, check=True, env=os.environ | environment)
    return json.loads(ran.stdout)


def test_the_curl_line_takes_a_key_quotes_and_more_than_an_argument_holds(
    context: BrowserContext, tmp_path: Path
) -> None:
    keys = tmp_path / "keys.json"
    command = [sys.executable, "-m", "service.keys", str(keys), "add", "page"]
    made = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    key = next(word for word in made.split() if word.startswith("rhetor_"))
    with serve(tmp_path / "log", RHETOR_WORKERS="1", RHETOR_KEYS_FILE=str(keys)) as (_, address):
        page = context.new_page()
        page.goto(address)
        page.click("summary:has-text('Options')")
        page.fill("#key", key)
        report = score(page, f"{TEXT} It's 'quoted' $HOME `id` \\ EOF." + "🙂" * 35_000, "EOF")
        assert key not in page.locator("pre.curl").text_content()
        assert run_curl(page, RHETOR_KEY=key) | {"timing_ms": 0} == report | {"timing_ms": 0}


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


def test_mark_up_in_an_article_stays_text(page: Page) -> None:
    hostile = "<img src=x onerror=alert(1)><script>alert(1)</script>"
    page.on("dialog", lambda _: pytest.fail("a script ran"))
    score(page, f"{TEXT} {hostile} Norway may praise “{hostile}”, Iran said.", f"Norway {hostile} Iran")
    assert page.locator("img, main script").count() == 0
    assert page.locator(".article").text_content().count("<img src=x") == 3


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


def test_the_page_runs_no_script_but_its_own(url: str) -> None:
    answer = requests.get(url, timeout=10)
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self';" in policy and "style-src 'self';" in policy and "unsafe" not in policy
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy
