"""This file reads request bodies: JSON and plain text become the same fields."""

import json
from typing import Any, NoReturn

from flask import Request

from service.problems import Problem


class ArticleRequest(Request):
    """A request whose body is an article: `get_json` is where flask-openapi3 takes the fields from."""

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """Return the body's fields; raises Problem where it is not JSON or plain text in UTF-8."""
        if self.mimetype == "text/plain":
            return {"text": self._text()}
        if self.is_json:
            return _parse(self._text())
        raise Problem("unsupported_media_type", "Send application/json or text/plain.")

    def _text(self) -> str:
        try:
            return self.get_data(cache=True).decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Problem("invalid_encoding", f"Send UTF-8; byte {error.start} of the body is not.") from error


def _parse(text: str) -> dict[str, Any]:
    try:
        fields = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        place = f" at character {error.pos}" if isinstance(error, json.JSONDecodeError) else ""
        raise Problem("malformed_json", f"The body is not valid JSON{place}.") from error
    if not isinstance(fields, dict):
        raise Problem("invalid_request", 'Send a JSON object such as {"text": "..."}.')
    return fields


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
