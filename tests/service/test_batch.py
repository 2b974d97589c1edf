"""Tests of POST /v1/score/batch: one result an article, each as if it had been sent alone."""

from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from service.app import create_app
from service.config import Config

MODELS = Path(__file__).resolve().parents[2] / "models"

ARTICLES = [
    {"text": "Iran freed the crew on Monday. Norway thanked it for its good will."},
    {"text": "Floods may reach the town by night, officials fear. Nobody should stay at home.", "sentences": False},
    {"text": "Peru and Chad reportedly agree. 🙂 Peru is pleased.", "offsets": "utf16", "title": "Chad wavers"},
]


def alone(client: FlaskClient, article: Any) -> Any:
    answer = client.post("/v1/score", json=article).json
    return answer | {"timing_ms": 0}


def together(client: FlaskClient, articles: list[Any]) -> Any:
    answer = client.post("/v1/score/batch", json={"articles": articles})
    assert answer.status_code == 200
    return answer.json["results"]


def test_each_report_is_the_one_of_the_article_alone(client: FlaskClient) -> None:
    expected = [alone(client, article) for article in ARTICLES]
    for articles, wanted in ((ARTICLES, expected), (ARTICLES[::-1] * 20, expected[::-1] * 20)):
        results = together(client, articles)
        assert [result["report"] | {"timing_ms": 0} for result in results] == wanted


def test_an_article_that_cannot_be_scored_has_its_problem_and_harms_no_other(client: FlaskClient) -> None:
    wrong = [
        ({"text": ""}, "text_empty"),
        ({"text": "Two words"}, "text_too_short"),
        ({"text": "Ministeren sagde i dag, at regeringen ikke vil forhandle mere om den sag."}, "unsupported_language"),
        ({"text": "Iran waits for the rain.", "states": ["QQ"]}, "unknown_state"),
        ({"text": "Iran waits for the rain.", "attributes": ["mood"]}, "unknown_attribute"),
        ({"txt": "Iran waits for the rain."}, "invalid_request"),
        (None, "invalid_request"),
        ("Iran waits for the rain.", "invalid_request"),
        ({"text": "x" * 200_001}, "text_too_long"),
        ({"text": "Iran waits \ud800 for the rain."}, "invalid_encoding"),
    ]
    results = together(client, [ARTICLES[0], *(article for article, _ in wrong), ARTICLES[1]])
    assert [result["problem"]["code"] for result in results[1:-1]] == [code for _, code in wrong]
    assert results[0]["report"] | {"timing_ms": 0} == alone(client, ARTICLES[0])
    assert results[-1]["report"] | {"timing_ms": 0} == alone(client, ARTICLES[1])
    problem = results[4]["problem"]
    assert problem.keys() >= {"type", "title", "status", "detail", "code", "request_id", "errors"}


def test_a_batch_has_1_to_100_articles(client: FlaskClient) -> None:
    for articles in ([], [ARTICLES[0]] * 101, "no list", None):
        answer = client.post("/v1/score/batch", json={"articles": articles})
        assert (answer.status_code, answer.json["code"]) == (422, "invalid_request")


def test_an_article_of_too_many_fields_is_refused_before_each_costs_an_error(client: FlaskClient) -> None:
    many = ARTICLES[0] | {f"field{number}": 1 for number in range(101)}
    problem = together(client, [many, ARTICLES[0]])[0]["problem"]
    assert problem["code"] == "invalid_request" and "102 fields" in problem["detail"]
    assert "errors" not in problem


def test_a_batch_has_one_deadline_and_what_is_late_is_told() -> None:
    client = create_app(Config(models=MODELS, patience_s=0.1, score_timeout_s=0.4)).test_client()
    articles = [{"text": "Iran freed the crew on Monday. " * 200}] * 100  # seven places in turn, seconds of work
    results = together(client, articles)
    assert results[-1]["problem"]["code"] == "overloaded"
