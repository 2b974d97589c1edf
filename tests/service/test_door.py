"""This file tests the bound on work in hand: what finds no place, and what takes too long."""

import threading
import time
from typing import Any

import pytest

from rhetor.errors import TextEmpty
from rhetor.scorer import Scorer
from service.app import create_app
from service.config import Config
from service.limits import Door
from tests.service.callers import ARTICLE, MODELS, make_client, score


def test_a_request_has_one_deadline_however_often_it_enters() -> None:
    door = Door(Config(patience_s=0.1, score_timeout_s=0.2))
    deadline = door.deadline()
    for _ in range(5):
        with door.enter(deadline) as until:
            assert until <= deadline
            time.sleep(0.1)


def test_without_a_queue_what_finds_no_place_is_refused_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(Config(models=MODELS, in_flight=1, waiting=0, patience_s=60))
    inside, leave = threading.Event(), threading.Event()

    def wait(*_: Any) -> Any:
        inside.set()
        leave.wait(30)
        raise TextEmpty("enough")

    monkeypatch.setattr(Scorer, "score", wait)
    thread = threading.Thread(target=lambda: score(app.test_client()))
    thread.start()
    assert inside.wait(10)
    assert score(app.test_client()) == (503, "overloaded")
    assert thread.is_alive()  # the place is still taken, and will be for longer than a request may wait
    leave.set()
    thread.join(10)


def test_what_finds_no_place_is_turned_away_and_told_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    app = create_app(Config(models=MODELS, in_flight=1, waiting=1, patience_s=0.2))
    inside, leave = threading.Event(), threading.Event()
    real = Scorer.score

    def slow(*arguments: Any) -> Any:
        inside.set()
        assert leave.wait(10)
        return real(*arguments)

    monkeypatch.setattr(Scorer, "score", slow)
    first: list[int] = []
    thread = threading.Thread(target=lambda: first.append(score(app.test_client())[0]))
    thread.start()
    assert inside.wait(10)
    answer = app.test_client().post("/v1/score", json=ARTICLE)  # it waits, and then has waited too long
    assert (answer.status_code, answer.json["code"]) == (503, "overloaded")
    assert int(answer.headers["Retry-After"]) > 0
    waiting = threading.Thread(target=lambda: score(app.test_client()))
    waiting.start()
    batch = app.test_client().post("/v1/score/batch", json={"articles": [ARTICLE]})
    assert batch.json["results"][0]["problem"]["code"] == "overloaded"
    assert app.test_client().get("/healthz").status_code == 200
    leave.set()
    for one in (thread, waiting):
        one.join(10)
    assert first == [200]
    assert score(app.test_client())[0] == 200


def test_scoring_that_takes_too_long_is_stopped() -> None:
    client = make_client(score_timeout_s=0.001)
    answer = client.post("/v1/score", json={"text": "Iran freed the crew on Monday. " * 200})
    assert (answer.status_code, answer.json["code"]) == (503, "overloaded")
    assert score(make_client())[0] == 200
