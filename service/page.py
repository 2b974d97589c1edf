"""This file serves the page for people: GET / shows what the API says of an article."""

import json
from pathlib import Path

from flask import Response, render_template
from flask_openapi3.openapi import OpenAPI

from rhetor.attributes import describe_wordings
from rhetor.scorer import Scorer

_SAMPLES = json.loads((Path(__file__).parent / "samples.json").read_text(encoding="utf-8"))
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def add_page(app: OpenAPI, scorer: Scorer | None) -> None:
    """Add the page; where no release is loaded it says so."""
    quantiles = {name: list(values) for name, values in scorer.release.quantiles.items()} if scorer else {}
    release = scorer.release.name if scorer else ""

    @app.get("/", doc_ui=False)
    def page() -> Response:
        facts = {"quantiles": quantiles, "samples": _SAMPLES, "attributes": describe_wordings()}
        html = render_template("page.html", facts=facts, release=release, samples=_SAMPLES)
        answer = Response(html, content_type="text/html; charset=utf-8")
        answer.headers["Content-Security-Policy"] = _POLICY
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer
