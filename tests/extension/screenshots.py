"""This file takes the pictures of the extension that README shows (`make screenshots`; needs Chromium and npm)."""

import functools
import http.server
import json
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.extension.browsers import launch, worker_of
from tests.service.live import ROOT, serve

STYLE = "body { font: 17px/27px Georgia, serif; width: 730px; margin: 0 auto; color: #222 } nav { font: 14px/32px sans-serif } h1 { font-size: 31px }"


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as name,
        serve(Path(name) / "log") as (_, service),
        http.server.ThreadingHTTPServer(
            ("127.0.0.1", 0), functools.partial(http.server.SimpleHTTPRequestHandler, directory=name)
        ) as site,
        sync_playwright() as playwright,
    ):
        (Path(name) / "news.html").write_text(news(), encoding="utf-8")
        threading.Thread(target=site.serve_forever, daemon=True).start()
        context = launch(playwright, ROOT / "extension" / "dist" / "chromium", Path(name))
        worker = worker_of(context, service)
        page, popup = context.new_page(), context.new_page()
        page.set_viewport_size({"width": 860, "height": 885})
        page.goto(f"http://127.0.0.1:{site.server_port}/news.html")
        page.bring_to_front()
        tab = worker.evaluate("async () => (await chrome.tabs.query({ active: true }))[0].id")
        popup.set_viewport_size({"width": 430, "height": 885})
        popup.goto(f"chrome-extension://{worker.url.split('/')[2]}/popup.html?tab={tab}")
        popup.locator(".scale.alarmism + .sentences button").nth(1).click()
        page.wait_for_function("CSS.highlights.get('rhetor-picked')?.size")
        page.evaluate("scrollTo(0, 0)")
        popup.locator(".state").last.evaluate("one => scrollTo(0, one.getBoundingClientRect().top + scrollY - 4)")
        popup.screenshot(path=ROOT / "docs" / "images" / "extension-popup.png")
        page.screenshot(path=ROOT / "docs" / "images" / "extension-page.png")
        context.close()
        site.shutdown()


def news() -> str:
    """Return a page with the last two samples of our own in it."""
    samples = json.loads((ROOT / "service" / "samples.json").read_text(encoding="utf-8"))[:0:-1]
    paragraphs = [one for sample in samples for one in sample["text"].split("\n\n")]
    article = f"<article><h1>{samples[0]['title']}</h1>{''.join(f'<p>{one}</p>' for one in paragraphs)}</article>"
    style = f"<style>{STYLE}</style><link rel='icon' href='data:,'>"
    nav = "<nav>THE EXAMPLE &nbsp; News &nbsp; Opinion &nbsp; Sport</nav><hr>"
    return f"<!doctype html><meta charset='utf-8'><title>The example</title>{style}{nav}{article}"


if __name__ == "__main__":
    main()
