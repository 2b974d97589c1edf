"""This file reads request bodies: JSON, plain text and web pages become the same fields."""

import json
import re
from typing import Any, NoReturn

from flask import Request, current_app, g
from werkzeug.exceptions import RequestEntityTooLarge

from service.problems import Problem

_CHARSETS = {"utf-8", "utf8", "us-ascii", "ascii"}
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOST_FIELDS = 100  # of an object: far more than are known


class ArticleRequest(Request):
    """A request whose body is an article: `get_json` is where flask-openapi3 takes the fields from."""

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """Return the body's fields; raises Problem where it is not JSON or plain text in UTF-8."""
        if self.path.endswith("/batch") and not self.is_json:
            raise Problem("unsupported_media_type", "Send application/json; a batch has no other form.")
        if not self.is_json and self.mimetype not in {"text/plain", "text/html"}:
            raise Problem("unsupported_media_type", "Send application/json, text/plain or text/html.")
        if self.mimetype_params.get("charset", "utf-8").lower() not in _CHARSETS:
            raise Problem("unsupported_media_type", "Send the body in UTF-8, and no other charset.")
        if self.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise Problem("unsupported_media_type", "Send the body as it is, without a Content-Encoding.")
        text = self._text()
        if self.mimetype == "text/html":
            return _extract(text)
        return _parse(text) if self.is_json else {"text": text}

    def _text(self) -> str:
        body = self._body()
        try:
            return body.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Problem("invalid_encoding", f"Send UTF-8; byte {error.start} of the body is not.") from error

    def _body(self) -> bytes:
        """Return the whole body: werkzeug cuts one without a length off at the limit, and takes one that ends early."""
        limit = self.max_content_length or 0
        too_large = Problem("body_too_large", f"The body has more than {limit:,} bytes; send less.")
        try:
            body = self.get_data()
        except RequestEntityTooLarge as error:
            raise too_large from error
        except Exception as error:  # each server raises its own for chunks that are none, or an end too early
            raise self._cut_short("The body cannot be read to its end; send it again.") from error
        if len(body) < (self.content_length or 0):
            raise self._cut_short("The body ends before its Content-Length; send it again.")
        self._is_late()
        if self.content_length is None and len(body) >= limit:
            raise too_large
        return body

    def _cut_short(self, detail: str) -> Problem:
        if self._is_late():
            return Problem("request_timeout", "The request came too slowly; send it again, faster.")
        return Problem("bad_request", detail)

    def _is_late(self) -> bool:
        """End the deadline for reading (service/worker.py), and tell whether it had passed."""
        return self.environ.get("rhetor.read", bool)() is None


def _extract(page: str) -> dict[str, Any]:
    """Return the article of a web page; `g.page` notes it for the answer."""
    with current_app.extensions["door"].enter() as until:
        found = current_app.extensions["extractor"].extract(page, until)
    if found is None:
        raise Problem("text_empty", "No article was found in the page; send its text as application/json.")
    fields = {"text": found["text"].replace("\n", "\n\n")}  # a line of trafilatura's is a paragraph
    title = found["title"].strip()
    if title:
        fields["title"] = title
        fields["text"] = fields["text"].removeprefix(title).lstrip() or fields["text"]
    if _DATE.fullmatch(found["date"]):
        fields["date"] = found["date"]
    g.page = {"title": fields.get("title"), "text": fields["text"]}
    return fields


def _parse(text: str) -> dict[str, Any]:
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


def check_fields(fields: Any) -> None:
    """Raise Problem for an object of too many fields, before each unknown one costs an error."""
    if isinstance(fields, dict) and len(fields) > _MOST_FIELDS:
        raise Problem("invalid_request", f"The object has {len(fields):,} fields; see /openapi.json for those known.")


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
