"""This file takes the pictures of the page that README shows (`make screenshots`; needs Chromium)."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.service.live import ROOT, serve

SHOTS = (
    ("light", 0, 1360, "light", "states"),
    ("dark", 1, 1360, "dark", "alarmism"),
    ("phone", 2, 390, "light", "hedging"),
)


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        serve(Path(folder) / "log") as (_, url),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, sample, width, scheme, attribute in SHOTS:
            page = browser.new_page(viewport={"width": width, "height": 860}, color_scheme=scheme)
            page.goto(url)
            page.locator(".sample").nth(sample).click()
            page.wait_for_selector("#results:not([hidden])")
            page.click(f'.toggle[data-tint="{attribute}"]')
            if attribute == "states":
                page.locator(".state").first.click()
            page.locator(".s").nth(2).hover()
            page.evaluate("document.getElementById('results').scrollIntoView()")
            page.screenshot(path=ROOT / "docs" / "images" / f"page-{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
