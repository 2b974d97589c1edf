"""This file holds the articles that browsers with the extension read, and the servers of both."""

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

from tests.service.live import ROOT, lacks, serve

READABILITY = ROOT / "extension" / "node_modules" / "@mozilla" / "readability" / "Readability.js"
BUILD = runpy.run_path(str(ROOT / "extension" / "build.py"))  # extension/ is no package

SENTENCES = (
    "Norway 🙂 kept its word and opened its ports to the stranded crews.",
    "Iran lied about the raid, and Iranian gunboats attacked a ferry full of children.",
    "“Norway may perhaps host new talks,” an official in Tehran said.",
    "If they fail, the whole coast will burn and nobody will be left to put it out!",
    "The harbour of Oslo was quiet again by the evening, and the last of the ambulances had gone home.",
)
PARAGRAPHS = [" ".join(SENTENCES[start:] + SENTENCES[:start]) for start in range(5)]
NESTED = (
    " ".join(SENTENCES)
    .replace("Norway", "<a href='#'>Nor<b>w</b>ay</a>")
    .replace("lied about", "<em>lied\n   about</em>")
)
FRENCH = (
    "<p>Le ministre a déclaré lundi que les négociations reprendraient jeudi, sans donner plus de précisions. " * 12
)
LINKS = " ".join(SENTENCES).replace("Iran lied", "<a href='javascript:void(0)'>Iran lied</a>")
SPA = """<div id="app"></div><script>
const texts = %s;
window.open_ = (number) => { history.pushState({}, "", "?" + number);
  document.getElementById("app").innerHTML = "<article><h1>Part " + number + "</h1>" + texts[number] + "</article>"; };
open_(0);</script>"""
SHADOW = """<article><h1>Crews come home</h1>%s<x-story></x-story></article><script>
customElements.define("x-story", class extends HTMLElement { connectedCallback() {
  this.attachShadow({ mode: "%s" }).innerHTML = %s; } });</script>"""
TICKING = "The harbour office has counted"
LIVE = """<script>
let tick = 0;
const clock = document.getElementById("clock").firstChild;
setInterval(() => {
  tick += 1;
  clock.data = "%s " + "more and ".repeat(Math.max(0, 60 - tick)) + "more ships of Iran.";
  if (tick %% 4 === 0) clock.parentElement.before(Object.assign(document.createElement("p"), { className: "live", textContent: tick }));
}, 200);</script>"""


def body(paragraphs: list[str]) -> str:
    return "".join(f"<p>{one}</p>" for one in paragraphs)


PAGES = {
    "plain": f"<nav>Home Sport</nav><article><h1>Crews come home</h1>{body(PARAGRAPHS)}</article><footer>Imprint</footer>",
    "nested": f"<main><h1>Crews come home</h1><div class='content'>{body([NESTED] * 4)}</div></main>",
    "live": f"<main><h1>Live: crews come home</h1><p class='live' id='clock'>{TICKING} {'more and ' * 60}more ships of Iran.</p>"
    + "".join(
        f"<section><h2>{hour}:00</h2><time>now</time>{body([one])}</section>" for hour, one in enumerate(PARAGRAPHS)
    )
    + "</main>"
    + LIVE % TICKING,
    "spa": SPA % json.dumps([body(PARAGRAPHS), body(PARAGRAPHS[::-1])]),
    "shadow": SHADOW % (body(PARAGRAPHS[:2]), "open", json.dumps(PARAGRAPHS[2] + body(PARAGRAPHS[3:]))),
    "closed": SHADOW % (body(PARAGRAPHS[:2]), "closed", json.dumps(body(PARAGRAPHS[2:]))),
    "unlikely": "<div class='sidebar social related comment-thread popup-story' role='dialog'>"
    f"<h1>Crews come home</h1>{body(PARAGRAPHS)}</div>",
    "links": f"<article><h1>Crews come home</h1>{body([LINKS, *PARAGRAPHS])}</article>",
    "long": f"<article><h1>Crews come home</h1>{body([PARAGRAPHS[0], ' '.join(PARAGRAPHS * 60)])}</article>",
    "french": f"<article><h1>Les négociations reprennent</h1>{FRENCH}</article>",
    "none": "<h1>Log in</h1><form><input name='user'><input type='password'><button>Go</button></form>",
}


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
