"""This file holds the articles that browsers with the extension read, and the servers of both."""

import functools
import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from tests.service.live import serve

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
SPA = """<div id="app"></div><script>
const texts = %s;
window.open_ = (number) => { history.pushState({}, "", "?" + number);
  document.getElementById("app").innerHTML = "<article><h1>Part " + number + "</h1>" + texts[number] + "</article>"; };
open_(0);</script>"""
SHADOW = """<article><h1>Crews come home</h1>%s<x-story></x-story></article><script>
customElements.define("x-story", class extends HTMLElement { connectedCallback() {
  this.attachShadow({ mode: "open" }).innerHTML = %s; } });</script>"""


def body(paragraphs: list[str]) -> str:
    return "".join(f"<p>{one}</p>" for one in paragraphs)


PAGES = {
    "plain": f"<nav>Home Sport</nav><article><h1>Crews come home</h1>{body(PARAGRAPHS)}</article><footer>Imprint</footer>",
    "nested": f"<main><h1>Crews come home</h1><div class='content'>{body([NESTED] * 4)}</div></main>",
    "live": "<main><h1>Live: crews come home</h1>"
    + "".join(
        f"<section><h2>{hour}:00</h2><time>now</time>{body([one])}</section>" for hour, one in enumerate(PARAGRAPHS)
    )
    + "</main>",
    "spa": SPA % json.dumps([body(PARAGRAPHS), body(PARAGRAPHS[::-1])]),
    "shadow": SHADOW % (body(PARAGRAPHS[:2]), json.dumps(body(PARAGRAPHS[2:]))),
    "long": f"<article><h1>Crews come home</h1>{body(PARAGRAPHS * 60)}</article>",
    "french": f"<article><h1>Les négociations reprennent</h1>{FRENCH}</article>",
    "none": "<h1>Log in</h1><form><input name='user'><input type='password'><button>Go</button></form>",
}


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
