"""This file holds the articles that browsers with the extension read, on pages of every make."""

import json

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
