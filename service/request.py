"""This file reads request bodies: what is not text in UTF-8, JSON or the contract's is a problem."""

import json
from typing import Any, NoReturn, TypeVar

from flask import Request
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from .connection import connection_of
from .problems import Problem, problem_of_validation

_CHARSETS = {"utf-8", "utf8", "us-ascii", "ascii"}
_MOST_FIELDS = 100  # of an object: far more than are known
_Model = TypeVar("_Model", bound=BaseModel)


def check_form(request: Request, detail: str, *media: str) -> None:
    """Raise Problem, with this detail, for a body that is neither JSON nor one of these media types."""
    if not request.is_json and request.mimetype not in media:
        raise Problem("unsupported_media_type", detail)
    if request.mimetype_params.get("charset", "utf-8").lower() not in _CHARSETS:
        raise Problem("unsupported_media_type", "Send the body in UTF-8, and no other charset.")
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise Problem("unsupported_media_type", "Send the body as it is, without a Content-Encoding.")


def read_text(request: Request) -> str:
    """Return the whole body as text; raises Problem where it is too large, late, cut short or not UTF-8."""
    body = _read_body(request)
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Problem("invalid_encoding", f"Send UTF-8; byte {error.start} of the body is not.") from error


def _read_body(request: Request) -> bytes:
    """Return the whole body: werkzeug cuts one without a length off at the limit, and takes one that ends early."""
    limit = request.max_content_length or 0
    too_large = Problem("body_too_large", f"The body has more than {limit:,} bytes; send less.")
    try:
        body = request.get_data()
    except RequestEntityTooLarge as error:
        raise too_large from error
    except Exception as error:  # each server raises its own for chunks that are none, or an end too early
        raise _cut_short(request, "The body cannot be read to its end; send it again.") from error
    if len(body) < (request.content_length or 0):
        raise _cut_short(request, "The body ends before its Content-Length; send it again.")
    connection_of(request.environ).end_reading()
    if request.content_length is None and len(body) >= limit:
        raise too_large
    return body


def _cut_short(request: Request, detail: str) -> Problem:
    if connection_of(request.environ).end_reading():
        return Problem("request_timeout", "The request came too slowly; send it again, faster.")
    return Problem("bad_request", detail)


def parse_fields(text: str) -> dict[str, Any]:
    """Return the fields of a JSON object; raises Problem where the text is none."""
    try:
        fields = json.loads(text, parse_constant=_refuse_constant)
    except json.JSONDecodeError as error:
        raise Problem("malformed_json", f"The body is not valid JSON at character {error.pos}.") from error
    except ValueError as error:  # NaN and the like, or an integer of thousands of digits
        raise Problem("malformed_json", "The body holds a number that JSON or this service does not know.") from error
    except RecursionError as error:
        raise Problem("malformed_json", "The body is nested too deeply; send a flat object.") from error
    if not isinstance(fields, dict):
        raise Problem("invalid_request", 'Send a JSON object such as {"text": "..."}.')
    check_fields(fields)
    return fields


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def check_fields(fields: Any) -> None:
    """Raise Problem for an object of too many fields, before each unknown one costs an error."""
    if isinstance(fields, dict) and len(fields) > _MOST_FIELDS:
        raise Problem("invalid_request", f"The object has {len(fields):,} fields; see /openapi.json for those known.")


def validate(model: type[_Model], fields: Any) -> _Model:
    """Return the fields as a model of the contract; raises Problem where they do not fit."""
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        raise problem_of_validation(error) from error
