"""Tests of the errors on the wire: one shape, one table, and never the article's text."""

import io
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from rhetor.scorer import Scorer
from rhetor.text.document import MAX_CHARACTERS, Article
from service.app import create_app
from service.config import Config
from service.contract import ProblemAnswer
from service.problems import PROBLEM_TYPE, PROBLEMS

SECRET = "heliotrope"  # in every article sent here, in no answer and no log
TEXT = f"The {SECRET} talks between Chad and Peru went on."
GERMAN = f"Der {SECRET} Minister sagte am Dienstag, dass die Verhandlungen mit dem Nachbarland gescheitert seien."

JSON_BODIES: list[tuple[bytes | dict[str, Any], int, str, str | None]] = [
    (b"", 400, "malformed_json", None),
    (b'{"text": "heliotrope', 400, "malformed_json", None),
    (b'{"text": "heliotrope and more words"} tail', 400, "malformed_json", None),
    (b"{'text': 'heliotrope and more words'}", 400, "malformed_json", None),
    (b'{"text": NaN}', 400, "malformed_json", None),
    (b'{"text": "heliotrope and more words", "sentences": -Infinity}', 400, "malformed_json", None),
    (b'{"text": ' + b"9" * 5000 + b"}", 400, "malformed_json", None),
    (b"[" * 100_000, 400, "malformed_json", None),
    (b'{"text":' * 100_000, 400, "malformed_json", None),
    (b'{"text": "heliotrope and \xff words"}', 400, "invalid_encoding", None),
    (TEXT.encode("utf-16"), 400, "invalid_encoding", None),
    (b'{"text": "heliotrope and \\ud83c words"}', 400, "invalid_encoding", "/text"),
    (b'{"text": "heliotrope and words", "title": "\\udf89"}', 400, "invalid_encoding", "/title"),
    (b'{"text": "heliotrope and words", "states": ["\\ud83c"]}', 400, "invalid_encoding", "/states/0"),
    (b'{"text": "heliotrope and words", "\\ud83c": 1}', 400, "invalid_encoding", ""),
    (b'["heliotrope and more words"]', 422, "invalid_request", None),
    (b'"heliotrope and more words"', 422, "invalid_request", None),
    (b"null", 422, "invalid_request", None),
    ({}, 422, "invalid_request", "/text"),
    ({"text": None}, 422, "invalid_request", "/text"),
    ({"text": [TEXT]}, 422, "invalid_request", "/text"),
    ({"text": TEXT, "title": 1}, 422, "invalid_request", "/title"),
    ({"text": TEXT, "sentences": "yes"}, 422, "invalid_request", "/sentences"),
    ({"text": TEXT, "sentences": 1}, 422, "invalid_request", "/sentences"),
    ({"text": TEXT, "offsets": "bytes"}, 422, "invalid_request", "/offsets"),
    ({"text": TEXT, "attributes": "states"}, 422, "invalid_request", "/attributes"),
    ({"text": TEXT, "attributes": []}, 422, "invalid_request", "/attributes"),
    ({"text": TEXT, "attributes": ["states"] * 5}, 422, "invalid_request", "/attributes"),
    ({"text": TEXT, "states": "IR"}, 422, "invalid_request", "/states"),
    ({"text": TEXT, "states": [1]}, 422, "invalid_request", "/states/0"),
    ({"text": TEXT, "states": ["x"] * 500_000}, 422, "invalid_request", "/states"),
    ({"text": TEXT, "sentence": False}, 422, "invalid_request", "/sentence"),
    ({"text": TEXT, "a/b~c": 1}, 422, "invalid_request", ""),
    ({"text": TEXT, TEXT: 1}, 422, "invalid_request", ""),
    ({"text": TEXT} | {f"f{n}": n for n in range(100_000)}, 422, "invalid_request", None),
    ({"text": TEXT, "states": ["IR", "ZZ"]}, 422, "unknown_state", "/states"),
    ({"text": TEXT, "states": ["IR", "ir"]}, 422, "unknown_state", "/states/1"),
    ({"text": TEXT, "states": ["IRN"]}, 422, "unknown_state", "/states/0"),
    ({"text": TEXT, "states": ["IR\n"]}, 422, "unknown_state", "/states/0"),
    ({"text": TEXT, "attributes": ["states", "anger"]}, 422, "unknown_attribute", "/attributes/1"),
    ({"text": ""}, 422, "text_empty", "/text"),
    ({"text": " \n\t\u2003 "}, 422, "text_empty", "/text"),
    ({"text": f"{SECRET} talks"}, 422, "text_too_short", "/text"),
    ({"text": GERMAN}, 422, "unsupported_language", "/text"),
    ({"text": "é" * (MAX_CHARACTERS + 1)}, 413, "text_too_long", "/text"),
    ({"text": TEXT, "title": "x" * (MAX_CHARACTERS + 1)}, 413, "text_too_long", "/title"),
]
PLAIN = {"content_type": "text/plain"}
REQUESTS: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("POST", "/v1/score", {"data": TEXT}, 415, "unsupported_media_type"),
    ("POST", "/v1/score", {"data": {"text": TEXT}}, 415, "unsupported_media_type"),
    ("POST", "/v1/score", {"data": TEXT, "content_type": "application/xml"}, 415, "unsupported_media_type"),
    (
        "POST",
        "/v1/score",
        {"data": TEXT, "content_type": "text/plain; charset=utf-16le"},
        415,
        "unsupported_media_type",
    ),
    (
        "POST",
        "/v1/score",
        {"data": TEXT, "headers": {"Content-Encoding": "gzip"}} | PLAIN,
        415,
        "unsupported_media_type",
    ),
    ("POST", "/v1/score", {"data": TEXT.encode() + b"\xe9"} | PLAIN, 400, "invalid_encoding"),
    ("POST", "/v1/score/batch", {"data": TEXT} | PLAIN, 415, "unsupported_media_type"),
    ("POST", "/v1/score/batch", {"data": TEXT, "content_type": "text/html"}, 415, "unsupported_media_type"),
    ("POST", "/v1/score", {"data": b""} | PLAIN, 422, "text_empty"),
    ("POST", "/v1/score", {"data": b"x" * 4_000_001} | PLAIN, 413, "body_too_large"),
    ("POST", "/v1/score", {"data": TEXT, "environ_overrides": {"CONTENT_LENGTH": "99"}} | PLAIN, 400, "bad_request"),
    ("GET", f"/{SECRET}", {}, 404, "not_found"),
    ("POST", "/v1/score/", {"json": {"text": TEXT}}, 404, "not_found"),
    ("GET", "/static/page.html", {}, 404, "not_found"),
    ("GET", "/v1//states", {}, 404, "not_found"),
    ("GET", "/v1/score", {}, 405, "method_not_allowed"),
    ("PUT", "/v1/score", {"json": {"text": TEXT}}, 405, "method_not_allowed"),
    ("POST", "/readyz", {"json": {"text": TEXT}}, 405, "method_not_allowed"),
]


def check(answer: Any, status: int, code: str) -> ProblemAnswer:
    problem = ProblemAnswer.model_validate_json(answer.data)
    assert (answer.status_code, problem.status, problem.code) == (status, status, code)
    assert answer.content_type == PROBLEM_TYPE
    assert (problem.type, problem.title) == (f"/docs#{code}", PROBLEMS[code][1])
    assert problem.detail
    assert problem.request_id == answer.headers["X-Request-Id"] != ""
    assert SECRET not in answer.text and "Traceback" not in answer.text and len(answer.data) < 5000
    assert all(error.detail and (not error.pointer or error.pointer[0] == "/") for error in problem.errors or ())
    return problem


@pytest.mark.parametrize(("body", "status", "code", "pointer"), JSON_BODIES, ids=range(len(JSON_BODIES)))
def test_a_json_body_that_does_not_fit_is_answered_with_its_place(
    client: FlaskClient, body: bytes | dict[str, Any], status: int, code: str, pointer: str | None
) -> None:
    data = body if isinstance(body, bytes) else json.dumps(body)
    problem = check(client.post("/v1/score", data=data, content_type="application/json"), status, code)
    assert (problem.errors[0].pointer if problem.errors else None) == pointer


@pytest.mark.parametrize(("method", "path", "request_", "status", "code"), REQUESTS, ids=range(len(REQUESTS)))
def test_a_request_that_is_not_read_is_answered_with_a_problem(
    client: FlaskClient, method: str, path: str, request_: dict[str, Any], status: int, code: str
) -> None:
    answer = client.open(path, method=method, **request_)
    check(answer, status, code)
    assert (set(answer.headers.get("Allow", "").split(", ")) >= {"OPTIONS"}) == (status == 405)


def test_every_wrong_field_is_told_up_to_twenty(client: FlaskClient) -> None:
    wrong = {"text": 1, "title": 2, "offsets": "bytes", "states": ["x", "IR", "y"]}
    problem = check(client.post("/v1/score", json=wrong), 422, "invalid_request")
    pointers = [error.pointer for error in problem.errors or ()]
    assert pointers == ["/text", "/title", "/states/0", "/states/2", "/offsets"]
    many = check(client.post("/v1/score", json={"text": TEXT, "states": ["x"] * 200}), 422, "unknown_state")
    assert len(many.errors or ()) == 20


def test_a_service_without_a_release_is_not_ready_and_says_when_to_come_again(tmp_path: Path) -> None:
    answer = create_app(Config(models=tmp_path)).test_client().post("/v1/score", json={"text": TEXT})
    check(answer, 503, "not_ready")
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(("size", "status"), [(999, 503), (1_001, 413), (70_000, 413)])
def test_a_body_without_a_length_is_refused_and_never_cut_off_at_the_limit(
    tmp_path: Path, size: int, status: int
) -> None:
    client = create_app(Config(models=tmp_path, max_body_bytes=1_000)).test_client()
    body = io.BytesIO((TEXT.encode() * 2000)[:size])
    answer = client.post("/v1/score", input_stream=body, environ_overrides={"wsgi.input_terminated": True}, **PLAIN)
    check(answer, status, {503: "not_ready", 413: "body_too_large"}[status])


def test_a_bug_is_an_internal_error_and_its_message_is_neither_told_nor_logged(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(scorer: Scorer, article: Article, *rest: object) -> None:
        try:
            raise KeyError(article.text)
        except KeyError as error:
            raise ValueError(f"cannot score {article.text!r}") from error

    monkeypatch.setattr(Scorer, "score", fail)
    with caplog.at_level(logging.DEBUG):
        problem = check(client.post("/v1/score", json={"text": TEXT, "title": TEXT}), 500, "internal_error")
    assert problem.request_id in caplog.text and "ValueError" in caplog.text and "test_problems.py" in caplog.text
    assert SECRET not in caplog.text


def test_no_problem_is_logged_with_the_text(client: FlaskClient, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        for text in (GERMAN, SECRET, TEXT):
            client.post("/v1/score", json={"text": text})
    assert SECRET not in caplog.text


def test_every_code_of_the_table_is_tried_here() -> None:
    tried = {row[2] for row in JSON_BODIES} | {row[4] for row in REQUESTS} | {"not_ready", "internal_error"}
    tried |= {
        "unauthorized",
        "forbidden",
        "rate_limited",
        "overloaded",
        "request_timeout",
        "path_too_long",
        "headers_too_large",
    }  # test_limits, test_door, test_keys, test_gunicorn, test_clients
    assert tried == PROBLEMS.keys()
