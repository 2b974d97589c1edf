"""Tests with made-up requests: never a 500, never the text of another request, and spans that are exact."""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.app import create_app
from service.config import Config
from service.problems import PROBLEMS
from tests.service.test_http import PAGE

MODELS = Path(__file__).resolve().parents[2] / "models"
CODES = PROBLEMS.keys() - {"internal_error"}
_LATIN = ["Iran", "may", "U.S.", "Georgia", "said", "New", "the", "not", "reportedly", "Mr."]
_SIGNS = ["“", "”", '"', "'", ".", "...", "?!", "-", "<b>", "&amp;", "\n\n", "\t"]
_ODD = ["🙂", "e\u0301", "\u202e", "العربية", "\x00", "\x1b[31m", "\ufeff", "\u2028"]
WORDS = st.sampled_from([*_LATIN, *_SIGNS, *_ODD])
TEXTS = st.one_of(
    st.text(max_size=400),
    st.lists(WORDS, max_size=120).map(" ".join),
    st.lists(WORDS, max_size=120).map("".join),
    st.tuples(WORDS, st.integers(1, 3000)).map(lambda one: one[0] * one[1]),
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "title": TEXTS | VALUES,
        "attributes": st.lists(st.sampled_from(["states", "alarmism", "hedging", "readability"]), max_size=4) | VALUES,
        "states": st.lists(st.sampled_from(["IR", "GE", "QQ", "ir"]), max_size=3) | VALUES,
        "sentences": st.booleans() | VALUES,
        "offsets": st.sampled_from(["codepoint", "utf16"]) | VALUES,
        "date": st.dates().map(str) | VALUES,
        "mood": VALUES,
    },
)
quick = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def check(client: FlaskClient, body: bytes, media: str = "application/json", path: str = "/v1/score") -> Any:
    answer = client.post(path, data=body, content_type=media)
    if answer.status_code == 200:
        return answer.json
    assert answer.content_type == "application/problem+json"
    problem = answer.json
    assert problem["code"] in CODES and PROBLEMS[problem["code"]][0] == answer.status_code
    assert problem["detail"]
    return None


@quick
@given(TEXTS, OPTIONS)
def test_any_text_and_any_options_are_answered_and_spans_are_exact(
    client: FlaskClient, text: str, options: dict[str, Any]
) -> None:
    answer = check(client, json.dumps({"text": text} | options).encode())
    if answer is None:
        return
    unit = "utf-16-le" if options.get("offsets") == "utf16" else "utf-32-le"
    width = 2 if unit == "utf-16-le" else 4
    for sentence in answer.get("sentences", []):
        source = (options["title"] if sentence["title"] else text).encode(unit)
        for found in [*(sentence.get("mentions") or []), *(sentence.get("cues") or [])]:
            assert source[found["start"] * width : found["end"] * width].decode(unit) == found["text"]


@quick
@given(st.binary(max_size=300), st.sampled_from(["application/json", "text/plain", "text/html"]))
def test_any_bytes_are_answered(client: FlaskClient, body: bytes, media: str) -> None:
    check(client, body, media)


@quick
@given(st.lists(st.dictionaries(st.sampled_from(["text", "title", "offsets"]), TEXTS | VALUES) | VALUES, max_size=6))
def test_any_batch_has_a_result_for_each_article(client: FlaskClient, articles: list[Any]) -> None:
    answer = check(client, json.dumps({"articles": articles}).encode(), path="/v1/score/batch")
    assert answer is None or [result.keys() <= {"report", "problem"} for result in answer["results"]] == [True] * len(
        articles
    )


@quick
@given(TEXTS)
def test_any_page_is_answered(client: FlaskClient, text: str) -> None:
    page = f"<html><body><article><h1>{text[:40]}</h1><p>{text}</p><p>{text}"
    check(client, page.encode("utf-8", "replace"), "text/html")


def test_no_answer_holds_the_text_of_another_request(client: FlaskClient) -> None:
    marks = [uuid.uuid4().hex for _ in range(40)]
    for number, mark in enumerate(marks):
        text = f"Iran {mark} waits for the rain. Norway {mark} may wait, too."
        wrong = {"states": ["QQ"]} if number % 3 == 0 else {"offsets": mark} if number % 3 == 1 else {}
        answer = client.post("/v1/score", json={"text": text} | wrong)
        assert not [other for other in marks if other != mark and other in answer.text]
        batch = client.post("/v1/score/batch", json={"articles": [{"text": text} | wrong, {"text": "Chad stays dry."}]})
        assert mark not in json.dumps(batch.json["results"][1])
        assert not [other for other in marks if other != mark and other in batch.text]
    counts = client.get("/metrics").text
    assert not [mark for mark in marks if mark in counts]


@pytest.fixture(scope="module")
def hurried() -> FlaskClient:
    return create_app(Config(models=MODELS, score_timeout_s=2)).test_client()


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"text":' * 50_000,
        b'{"text": "Iran waits for rain.", "text": "Peru waits for rain."}',
        b'{"text": NaN}',
        b'{"text": 1e999}',
        b'{"text": ' + b"9" * 10_000 + b"}",
        b'{"text": "\\ud800 waits for the rain"}',
        b'{"text": "\xff\xfe"}',
        b"\x1f\x8b\x08\x00" + b"\x00" * 200,
        json.dumps({"text": "x" * 200_000}).encode(),
        json.dumps({"text": "Iran" * 50_000}).encode(),
        json.dumps({"text": "a." * 100_000}).encode(),
        json.dumps({"text": "“" * 200_000}).encode(),
        json.dumps({"text": "\u202eIran " * 30_000}).encode(),
        json.dumps({"text": "Georgia " * 25_000, "attributes": ["states"]}).encode(),
    ],
)
def test_hostile_bodies_are_answered(hurried: FlaskClient, body: bytes) -> None:
    check(hurried, body)


@pytest.mark.parametrize(
    "page",
    [
        "<p>" + "word " * 80_000 + "</p>" * 100 + "<span>a</span>" * 64_000,
        "<p " + " ".join(f"a{number}=1" for number in range(300_000)) + ">word",
        "<div>" * 300_000,
    ],
)
def test_hostile_pages_are_answered_and_hold_up_no_other(hurried: FlaskClient, page: str) -> None:
    check(hurried, f"<html><body><article>{page}".encode(), "text/html")
    assert hurried.post("/v1/score", data=PAGE, content_type="text/html").status_code == 200


def test_a_batch_of_long_articles_is_stopped(hurried: FlaskClient) -> None:
    articles = [{"text": "U.S.-" * 40_000, "attributes": ["states"]}] * 8
    answer = check(hurried, json.dumps({"articles": articles}).encode(), path="/v1/score/batch")
    assert [result["problem"]["code"] for result in answer["results"]] == ["overloaded"] * 8
