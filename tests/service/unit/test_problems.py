"""This file tests the one table of errors: what each says on the wire, and which error becomes which."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest
from flask import Flask
from pydantic import ValidationError

from rhetor import errors
from rhetor.text.document import MAX_CHARACTERS
from service.contract import BatchRequest, ScoreRequest
from service.problems import (
    PROBLEMS,
    FieldError,
    Problem,
    problem_of_article,
    problem_of_status,
    problem_of_validation,
)
from service.visit import Visit, start_visit

TEXT = "Chad thanked Peru for the rain."


@pytest.fixture
def visit() -> Iterator[Visit]:
    with Flask(__name__).test_request_context():
        yield start_visit("id-of-the-visit")


def test_a_problem_has_the_fields_of_the_standard_and_ours(visit: Visit) -> None:
    problem = Problem("text_empty", "Send a text.", [FieldError("/text", "text_empty", "is empty")])
    assert problem.body() == {
        "type": "/docs#text_empty",
        "title": "The text is empty",
        "status": 422,
        "detail": "Send a text.",
        "code": "text_empty",
        "request_id": "id-of-the-visit",
        "errors": [{"pointer": "/text", "code": "text_empty", "detail": "is empty"}],
    }


def test_a_problem_of_no_field_lists_none() -> None:
    assert "errors" not in Problem("not_ready", "No release is loaded.").body("another")


def test_an_id_that_is_given_goes_before_that_of_the_visit(visit: Visit) -> None:
    assert Problem("not_found", "").body("another")["request_id"] == "another"


@pytest.mark.parametrize("code", PROBLEMS)
def test_every_problem_is_answered_with_its_status_and_noted_as_the_outcome(visit: Visit, code: str) -> None:
    problem = Problem(code, "Try “again”.", headers={"Allow": "GET"})
    answer = problem.response()
    assert answer.status_code == PROBLEMS[code][0]
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Allow"] == "GET"
    assert answer.get_json(force=True) == problem.body()
    assert visit.outcomes == [code]


@pytest.mark.parametrize("code", PROBLEMS)
def test_what_never_becomes_a_request_is_answered_in_whole_http_and_the_connection_ends(code: str) -> None:
    problem = Problem(code, "Try “again”.")
    head, _, body = problem.raw("id-7").partition(b"\r\n\r\n")
    status = PROBLEMS[code][0]
    assert head.decode("ascii").split("\r\n") == [
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}",
        "Connection: close",
        "X-Request-Id: id-7",
        "Content-Type: application/problem+json",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
    ]
    answer = Flask(__name__).json.loads(body)
    assert (answer["code"], answer["request_id"], answer["detail"]) == (code, "id-7", "Try “again”.")


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "bad_request"),
        (404, "not_found"),
        (405, "method_not_allowed"),
        (408, "request_timeout"),
        (413, "body_too_large"),
        (415, "unsupported_media_type"),
        (418, "internal_error"),
        (429, "rate_limited"),
        (500, "internal_error"),
    ],
)
def test_an_error_of_flask_has_the_code_of_its_status_and_keeps_its_headers(status: int, code: str) -> None:
    problem = problem_of_status(status, "why", {"Allow": "GET"})
    assert (problem.code, problem.detail, problem.headers) == (code, "why", {"Allow": "GET"})
    assert list(problem.errors) == []


@pytest.mark.parametrize(
    ("error", "pointer"),
    [
        (errors.TextEmpty, "/text"),
        (errors.TextTooShort, "/text"),
        (errors.UnsupportedLanguage, "/text"),
        (errors.UnknownState, "/states"),
        (errors.TextTooLong, None),  # the title may be too long, too
        (errors.InvalidEncoding, None),
        (errors.OutOfTime, None),
    ],
)
def test_an_article_that_cannot_be_scored_names_its_field_where_it_is_sure(
    error: type[errors.ArticleError | errors.OutOfTime], pointer: str | None
) -> None:
    problem = problem_of_article(error("why"))
    assert (problem.code, problem.detail) == (error.code, "why")
    assert list(problem.errors) == ([FieldError(pointer, error.code, "why")] if pointer else [])


def refused(body: Any, model: type[ScoreRequest | BatchRequest] = ScoreRequest) -> Problem:
    with pytest.raises(ValidationError) as caught:
        model.model_validate(body)
    return problem_of_validation(caught.value)


@pytest.mark.parametrize(
    ("body", "code", "pointer"),
    [
        ({"text": ""}, "text_empty", "/text"),
        ({"text": TEXT, "title": 1}, "invalid_request", "/title"),
        ({"text": "x" * (MAX_CHARACTERS + 1)}, "text_too_long", "/text"),
        ({"text": TEXT, "title": "x" * (MAX_CHARACTERS + 1)}, "text_too_long", "/title"),
        ({"text": "half \ud83d a pair"}, "invalid_encoding", "/text"),
        ({"text": TEXT, "states": ["\ud83d"]}, "invalid_encoding", "/states/0"),
        ({"text": TEXT, "states": ["IR", "Iran"]}, "unknown_state", "/states/1"),
        ({"text": TEXT, "states": [7]}, "invalid_request", "/states/0"),
        ({"text": TEXT, "states": "IR"}, "invalid_request", "/states"),
        ({"text": TEXT, "attributes": ["states", "anger"]}, "unknown_attribute", "/attributes/1"),
        ({"text": TEXT, "attributes": []}, "invalid_request", "/attributes"),
        ({"text": TEXT, "offsets": "bytes"}, "invalid_request", "/offsets"),
        ({"text": TEXT, "sentences": "yes"}, "invalid_request", "/sentences"),
        # a field that there is not is named, unless its name may be text of an article
        ({"text": TEXT, "f" * 32: 1}, "invalid_request", "/" + "f" * 32),
        ({"text": TEXT, "f" * 33: 1}, "invalid_request", ""),
        ({"text": TEXT, "two words": 1}, "invalid_request", ""),
        (None, "invalid_request", ""),
    ],
)
def test_a_request_that_does_not_fit_has_a_code_and_points_to_the_wrong_field(
    body: Any, code: str, pointer: str
) -> None:
    problem = refused(body)
    (error,) = problem.errors
    assert (problem.code, error.code, error.pointer) == (code, code, pointer)
    assert problem.detail == f"{pointer or 'The body'}: {error.detail}"
    assert error.detail and TEXT not in error.detail


def test_the_codes_of_an_article_are_for_its_own_fields_alone() -> None:
    assert refused({"articles": ["x"] * 101}, BatchRequest).code == "invalid_request"
    assert refused({"articles": []}, BatchRequest).code == "invalid_request"


def test_the_first_of_several_errors_gives_the_code_and_up_to_twenty_are_listed() -> None:
    problem = refused({"text": TEXT, "states": ["x"] * 19, "offsets": 1, "sentences": 1})
    assert problem.code == "unknown_state"
    assert [error.pointer for error in problem.errors] == [*(f"/states/{n}" for n in range(19)), "/sentences"]


def test_what_was_sent_is_never_told() -> None:
    problem = refused({"text": [TEXT], "states": [TEXT], "attributes": [TEXT], TEXT: TEXT})
    assert len(problem.errors) == 4
    assert TEXT not in str(problem.body("id"))
