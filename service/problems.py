"""This file is the one table of errors on the wire: problem+json (RFC 9457), by machine-readable code."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from flask import Response
from pydantic import ValidationError

from rhetor.errors import ArticleError, OutOfTime

from .visit import visit

PROBLEM_TYPE = "application/problem+json"
RETRY_AFTER_S = 5
_MOST_ERRORS = 20  # listed of one request
_NAME = re.compile(r"[\w-]{1,32}")  # of a field; what is longer may be text of an article, and is not told

PROBLEMS: Mapping[str, tuple[int, str]] = MappingProxyType(
    {
        "malformed_json": (400, "The body is not valid JSON"),
        "invalid_encoding": (400, "The text is not valid Unicode"),
        "bad_request": (400, "The request cannot be understood"),
        "unauthorized": (401, "A key is needed"),
        "forbidden": (403, "This key opens nothing here"),
        "request_timeout": (408, "The request came too slowly"),
        "not_found": (404, "There is nothing at this path"),
        "method_not_allowed": (405, "This path does not take this method"),
        "body_too_large": (413, "The body is too large"),
        "text_too_long": (413, "The text is too long"),
        "path_too_long": (414, "The path is too long"),
        "unsupported_media_type": (415, "The body has a type that is not read here"),
        "invalid_request": (422, "The request does not fit the contract"),
        "text_empty": (422, "The text is empty"),
        "text_too_short": (422, "The text is too short"),
        "unsupported_language": (422, "The text is not English"),
        "unknown_state": (422, "There is no such state"),
        "unknown_attribute": (422, "There is no such attribute"),
        "rate_limited": (429, "Too many requests"),
        "headers_too_large": (431, "The headers are too large"),
        "internal_error": (500, "Something went wrong here"),
        "overloaded": (503, "Too much is being asked at the moment"),
        "not_ready": (503, "The service is not ready"),
    }
)
_BY_STATUS: Mapping[int, str] = MappingProxyType(
    {400: "bad_request", 404: "not_found", 405: "method_not_allowed", 413: "body_too_large"}
    | {408: "request_timeout", 415: "unsupported_media_type", 429: "rate_limited"}
)
_FIELDS: Mapping[str, str] = MappingProxyType(
    {"text_empty": "/text", "text_too_short": "/text", "unsupported_language": "/text", "unknown_state": "/states"}
)


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field; `pointer` is a JSON pointer (RFC 6901) into the request."""

    pointer: str
    code: str
    detail: str


@dataclass(eq=False)  # not frozen: Python writes the traceback into an exception
class Problem(Exception):
    """An error to be answered; `detail` says what to do and never holds text of an article."""

    code: str
    detail: str
    errors: Sequence[FieldError] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def body(self, request_id: str | None = None) -> dict[str, Any]:
        """Return the problem as the fields of RFC 9457; the request at hand gives its id, unless one is given."""
        status, title = PROBLEMS[self.code]
        body = {"type": f"/docs#{self.code}", "title": title, "status": status, "detail": self.detail}
        body |= {"code": self.code, "request_id": request_id or visit().request_id}
        if self.errors:
            body["errors"] = [{"pointer": e.pointer, "code": e.code, "detail": e.detail} for e in self.errors]
        return body

    def response(self) -> Response:
        """Return the answer that tells this problem, and note it as what became of the request."""
        status, _ = PROBLEMS[self.code]
        visit().outcomes = [self.code]
        return Response(json.dumps(self.body()), status, dict(self.headers), content_type=PROBLEM_TYPE)

    def raw(self, request_id: str) -> bytes:
        """Return the answer as HTTP, for what never becomes a request; the connection ends with it."""
        status, _ = PROBLEMS[self.code]
        body = json.dumps(self.body(request_id))
        head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nConnection: close\r\nX-Request-Id: {request_id}\r\n"
        head += f"Content-Type: {PROBLEM_TYPE}\r\nContent-Length: {len(body)}\r\nCache-Control: no-store\r\n\r\n"
        return (head + body).encode()


def problem_of_status(status: int, detail: str, headers: Mapping[str, str]) -> Problem:
    """Return the problem for an error that Flask raises by its status."""
    return Problem(_BY_STATUS.get(status, "internal_error"), detail, headers=headers)


def problem_of_article(error: ArticleError | OutOfTime) -> Problem:
    """Return the problem for an article that cannot be scored; it names the field where there is one."""
    pointer = _FIELDS.get(error.code)
    errors = [FieldError(pointer, error.code, str(error))] if pointer else []
    return Problem(error.code, str(error), errors)


def problem_of_validation(error: ValidationError) -> Problem:
    """Return the problem for a request that does not fit the contract; it names the wrong fields."""
    errors = [_field_error(found["loc"], found["type"], found["msg"]) for found in error.errors(include_input=False)]
    first = errors[0]
    return Problem(first.code, f"{first.pointer or 'The body'}: {first.detail}", errors[:_MOST_ERRORS])


def _field_error(place: tuple[int | str, ...], fault: str, detail: str) -> FieldError:
    told = place[:-1] if place and not _NAME.fullmatch(str(place[-1])) else place
    pointer = "".join(f"/{part}" for part in told)
    return FieldError(pointer, _field_code(str(place[0]) if place else "", len(place), fault), detail)


def _field_code(name: str, depth: int, fault: str) -> str:
    if name == "text" and fault == "string_too_short":
        return "text_empty"
    if name in {"text", "title"} and fault == "string_too_long":
        return "text_too_long"
    if fault == "string_unicode":
        return "invalid_encoding"
    if depth == 2 and name == "attributes" and fault == "literal_error":
        return "unknown_attribute"
    if depth == 2 and name == "states" and fault == "string_pattern_mismatch":
        return "unknown_state"
    return "invalid_request"
