"""This file makes the documentation: /openapi.json, generated, and /docs, which shows it without a CDN."""

from collections.abc import Iterator, Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from flask import Response, abort, render_template
from flask_openapi3.models.header import Header
from flask_openapi3.models.link import Link
from flask_openapi3.models.media_type import MediaType
from flask_openapi3.models.request_body import RequestBody
from flask_openapi3.models.response import Response as OpenAPIResponse
from flask_openapi3.models.schema import Schema
from flask_openapi3.openapi import OpenAPI
from flask_openapi3.utils import parse_body
from pydantic import BaseModel

from .problems import PROBLEM_TYPE, PROBLEMS

_ASSETS = files("flask_openapi3_swagger") / "templates" / "swagger"  # Swagger UI, as that package carries it
_SERVED = {"swagger-ui.css": ("css", "text/css"), "swagger-ui-bundle.js": ("js", "text/javascript")}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

KEY_PROBLEMS = ("unauthorized", "forbidden")
SCORE_PROBLEMS = tuple(code for code in PROBLEMS if code not in {"not_found", "method_not_allowed", "internal_error"})


def responses(answer: type[Any], *codes: str) -> dict[Any, Any]:
    """Return the answers of a path: its own, and its problems by status."""
    by_status: dict[int, list[str]] = {}
    for code in (*codes, "internal_error"):
        by_status.setdefault(PROBLEMS[code][0], []).append(code)
    content = {PROBLEM_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemAnswer"}}}
    problems = {status: {"description": ", ".join(found), "content": content} for status, found in by_status.items()}
    return {200: answer, **problems}


def describe_body(
    app: OpenAPI, path: str, model: type[BaseModel], texts: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Tell what a path takes: a model as JSON, or a text of one of these media types, each with what it is.

    flask-openapi3 alone would read the body, too, and knows no body but JSON.
    """
    content, schemas = parse_body(model)
    content |= {media: MediaType(schema=Schema(type="string", description=told)) for media, told in texts.items()}
    app.paths[path].post.requestBody = RequestBody(content=content, required=True)
    app.components_schemas.update(schemas)


def add_docs(app: OpenAPI) -> None:
    """Add the paths of the documentation; all others are there by now."""
    _complete(app)

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


def _complete(app: OpenAPI) -> None:
    """Tell in OpenAPI what flask-openapi3 does not: keys, headers, 304, and where a release's name leads."""
    for path, method, operation in _operations(app):
        if path.startswith("/v1/"):
            operation.security = [{}, {"key": []}]  # without one, too, where none is configured
        if path.startswith("/v1/") and method == "get":
            unchanged = "What `If-None-Match` names is still the answer."
            operation.responses["304"] = OpenAPIResponse(description=unchanged)
            operation.responses["200"].headers = {"ETag": _header("The answer's version, for `If-None-Match`.")}
        for status, answer in operation.responses.items():
            answer.headers = {"X-Request-Id": _header("The request's, or one that is made.")} | (answer.headers or {})
            if status in {"429", "503"}:
                answer.headers["Retry-After"] = _header("Seconds.", "integer")
    for path, pointer in (("/v1/models", "/current"), ("/v1/score", "/model/release")):
        operation = app.paths[path].get or app.paths[path].post
        link = Link(
            operationRef="#/paths/~1v1~1models~1{release}/get", parameters={"release": f"$response.body#{pointer}"}
        )
        operation.responses["200"].links = {"release": link}


def _operations(app: OpenAPI) -> Iterator[tuple[str, str, Any]]:
    for path, item in app.paths.items():
        for method in ("get", "post"):
            if operation := getattr(item, method):
                yield path, method, operation


def _header(description: str, schema_type: str = "string") -> Header:
    return Header(description=description, schema=Schema(type=schema_type))
