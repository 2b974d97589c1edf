"""This file builds the extension, serves its articles and its service, and starts Chromium with it."""

import functools
import http.server
import json
import runpy
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import requests
from playwright.sync_api import BrowserContext, Page, Worker, sync_playwright

from tests.extension.articles import PAGES
from tests.extension.browsers import CHROMIUM, launch, worker_of
from tests.service.live import ROOT, lacks, serve

READABILITY = ROOT / "extension" / "node_modules" / "@mozilla" / "readability" / "Readability.js"
BUILD = runpy.run_path(str(ROOT / "extension" / "build.py"))  # extension/ is no package
SLOW = 120_000  # milliseconds; machines are slow at times


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the extension as it is now, for both browsers."""
    if not READABILITY.exists():
        lacks("`make extension` (npm) was not done")
    folder = tmp_path_factory.mktemp("built")
    BUILD["main"](folder)
    return folder


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("site")
    for name, html in PAGES.items():
        head = f"<!doctype html><html><head><meta charset='utf-8'><title>{name}</title><link rel='icon' href='data:,'></head>"
        (folder / f"{name}.html").write_text(f"{head}<body>{html}</body></html>", encoding="utf-8")

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serve(tmp_path_factory.mktemp("extension") / "log", RHETOR_WORKERS="1") as (_, address):
        yield address


@dataclass
class Door:
    """A way to the service that counts the articles sent, and lets their answers through only while it is open."""

    address: str
    open: threading.Event = field(default_factory=threading.Event)
    sent: list[Any] = field(default_factory=list)


@pytest.fixture(scope="session")
def door(url: str) -> Iterator[Door]:
    class Through(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.tell(requests.get(url + self.path, timeout=60))

        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            made.sent.append(json.loads(asked))
            answer = requests.post(url + self.path, asked, headers={"Content-Type": "application/json"}, timeout=60)
            made.open.wait(60)
            self.tell(answer)

        def tell(self, answer: requests.Response) -> None:
            self.send_response(answer.status_code)
            self.send_header("Content-Length", str(len(answer.content)))
            self.end_headers()
            self.wfile.write(answer.content)

        def log_message(self, *_: Any) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Through) as server:
        made = Door(f"http://127.0.0.1:{server.server_port}")
        made.open.set()
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield made
        made.open.set()
        server.shutdown()


@pytest.fixture(scope="module")
def context(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    if CHROMIUM is None:
        lacks("no Chromium is installed (Debian: chromium)")
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
