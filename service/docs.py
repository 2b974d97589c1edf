"""This file serves the documentation: /openapi.json, generated, and /docs, which shows it without a CDN."""

from importlib.resources import files
from typing import Any

from flask import Response, abort, render_template
from flask_openapi3.openapi import OpenAPI

from service.problems import PROBLEMS

_ASSETS = files("flask_openapi3_swagger") / "templates" / "swagger"  # Swagger UI, as that package carries it
_SERVED = {"swagger-ui.css": ("css", "text/css"), "swagger-ui-bundle.js": ("js", "text/javascript")}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def add_docs(app: OpenAPI) -> None:
    """Add the paths of the documentation."""

    @app.get("/openapi.json", doc_ui=False)
    def openapi() -> dict[str, Any]:
        return app.api_doc

    @app.get("/docs", doc_ui=False)
    def docs() -> Response:
        page = Response(render_template("docs.html", problems=PROBLEMS), content_type="text/html; charset=utf-8")
        page.headers["Content-Security-Policy"] = _POLICY
        page.headers["Referrer-Policy"] = "no-referrer"
        return page

    def docs_asset(name: str) -> Response:
        if name not in _SERVED:
            abort(404)
        folder, media = _SERVED[name]
        return Response((_ASSETS / folder / name).read_bytes(), content_type=media)

    app.add_url_rule("/docs/<name>", view_func=docs_asset)
