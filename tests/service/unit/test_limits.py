"""This file tests the bounds on work without a release: the door, the keys of callers, and the limit of articles."""

import hashlib
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, Request, request
from flask.testing import FlaskClient
from flask_limiter import Limiter
from werkzeug.test import EnvironBuilder

from service.config import Config
from service.keys import Keys, save_keys
from service.limits import Door, check_key, make_counter, make_limiter
from service.problems import Problem
from service.visit import start_visit

KEY = "rhetor_one"


def make_door(**settings: Any) -> Door:
    return Door(Config(**{"patience_s": 0.01, "score_timeout_s": 30} | settings))


def enter(door: Door, places: ExitStack) -> str:
    """Enter, and return why that was refused, if it was."""
    try:
        places.enter_context(door.enter(door.deadline()))
    except Problem as problem:
        return f"{problem.code}: {problem.detail}"
    return ""


TOO_MANY = "overloaded: Too many articles are being scored; try again later."
NO_PLACE = "overloaded: No place came free in time; try again later."


@pytest.mark.parametrize(("waiting", "refusal"), [(0, TOO_MANY), (1, NO_PLACE)])
def test_so_many_are_scored_at_a_time_and_one_more_waits_or_is_turned_away(waiting: int, refusal: str) -> None:
    door = make_door(in_flight=2, waiting=waiting)
    with ExitStack() as places:
        assert [enter(door, places) for _ in range(4)] == ["", "", refusal, refusal]
    with ExitStack() as places:  # all places are free again, those of the refused too
        assert [enter(door, places) for _ in range(3)] == ["", "", refusal]


def test_a_place_comes_free_when_scoring_fails() -> None:
    door = make_door(in_flight=1, waiting=0)
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), door.enter(door.deadline()):
            raise ZeroDivisionError


def test_a_request_has_its_patience_and_the_time_to_score_it() -> None:
    before = time.perf_counter()
    deadline = make_door(patience_s=7, score_timeout_s=11).deadline()
    assert before + 18 <= deadline <= time.perf_counter() + 18


def test_who_enters_is_to_be_done_in_time_and_before_the_requests_deadline() -> None:
    door = make_door(patience_s=7, score_timeout_s=11)
    before = time.perf_counter()
    with door.enter(before + 18) as until:
        assert before + 11 <= until <= time.perf_counter() + 11
    with door.enter(before + 5) as until:
        assert until == before + 5


def test_after_its_deadline_a_request_waits_no_more() -> None:
    door = make_door(in_flight=1, waiting=1, patience_s=300)
    with ExitStack() as places:
        assert enter(door, places) == ""
        with pytest.raises(Problem) as caught, door.enter(time.perf_counter() - 1):
            pass
    assert caught.value.detail == "No place came free in time; try again later."


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    path = tmp_path / "keys.json"
    save_keys(path, {"desk": (hashlib.sha256(KEY.encode()).hexdigest(), "2026-11-30")})
    return Keys(path)


def make_request(authorization: str | None, path: str = "/v1/score", method: str = "POST") -> Request:
    headers = {} if authorization is None else {"Authorization": authorization}
    return Request(EnvironBuilder(path, method=method, headers=headers).get_environ())


@pytest.mark.parametrize("authorization", [f"Bearer {KEY}", f"bearer {KEY}", f"BEARER   {KEY} "])
def test_a_caller_is_known_by_its_key(keys: Keys, authorization: str) -> None:
    assert check_key(make_request(authorization), keys) == "desk"


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer   ", KEY, f"Basic {KEY}", f"Bearer{KEY}"])
def test_a_request_without_a_key_is_told_how_to_send_it(keys: Keys, authorization: str | None) -> None:
    with pytest.raises(Problem) as caught:
        check_key(make_request(authorization), keys)
    assert caught.value.code == "unauthorized"
    assert caught.value.detail == "Send your key as `Authorization: Bearer KEY`."
    assert caught.value.headers == {"WWW-Authenticate": "Bearer"}


@pytest.mark.parametrize("authorization", ["Bearer rhetor_two", f"Bearer {KEY} {KEY}", f"Bearer {KEY.upper()}"])
def test_a_key_that_is_not_known_opens_nothing(keys: Keys, authorization: str) -> None:
    with pytest.raises(Problem) as caught:
        check_key(make_request(authorization), keys)
    assert caught.value.code == "forbidden"
    assert caught.value.detail == "This key is not known here, or was revoked."


@pytest.mark.parametrize(
    ("path", "method"),
    [("/healthz", "GET"), ("/docs", "GET"), ("/", "GET"), ("/docs/v1/", "GET"), ("/v1/score", "OPTIONS")],
)
def test_pages_and_preflights_need_no_key(keys: Keys, path: str, method: str) -> None:
    assert check_key(make_request(None, path, method), keys) is None


def test_where_no_keys_are_configured_none_is_asked_for() -> None:
    assert check_key(make_request(None), None) is None
    assert check_key(make_request(f"Bearer {KEY}"), None) is None


def make_client(limit: str, storage: str = "memory://") -> tuple[FlaskClient, Limiter]:
    """Make an application that counts what a request asks for, of the caller that it names."""
    app = Flask(__name__)
    limiter = make_limiter(Config(limit=limit, limit_storage=storage))
    count = make_counter(limiter, limit)

    @app.before_request
    def begin() -> None:
        start_visit("id").caller = request.args.get("caller")

    @app.post("/<int:articles>")
    def score(articles: int) -> str:
        count(articles)
        return "scored"

    limiter.init_app(app)
    return app.test_client(), limiter


def statuses(client: FlaskClient, *asked: int, caller: str = "", address: str = "192.0.2.1") -> list[int]:
    query, environ = {"caller": caller} if caller else {}, {"REMOTE_ADDR": address}
    return [client.post(f"/{n}", query_string=query, environ_overrides=environ).status_code for n in asked]


def test_a_limit_counts_articles_and_what_is_refused_costs_nothing() -> None:
    client, _limiter = make_client("5/hour")
    assert statuses(client, 6, 3, 3, 2, 1) == [429, 200, 429, 200, 429]


def test_callers_are_counted_by_their_key_wherever_they_are_else_by_their_address() -> None:
    client, _limiter = make_client("1/hour")
    assert statuses(client, 1, caller="desk") == [200]
    assert statuses(client, 1, caller="desk", address="192.0.2.2") == [429]
    assert statuses(client, 1, caller="news") == [200]
    assert statuses(client, 1, 1) == [200, 429]
    assert statuses(client, 1, address="192.0.2.2") == [200]
    assert statuses(client, 1, caller="192.0.2.3") == statuses(client, 1, address="192.0.2.3") == [200]


def test_one_limit_holds_for_all_paths_together() -> None:
    app = Flask(__name__)
    limiter = make_limiter(Config(limit="2/hour"))
    count = make_counter(limiter, "2/hour")
    for name in ("one", "two"):

        def view() -> str:
            start_visit("id")
            count(1)
            return "scored"

        app.add_url_rule(f"/{name}", name, view)
    limiter.init_app(app)
    client = app.test_client()
    assert [client.get(path).status_code for path in ("/one", "/two", "/one")] == [200, 200, 429]


def test_an_answer_tells_what_is_left() -> None:
    client, _limiter = make_client("5/hour")
    headers = client.post("/3").headers
    assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == ("5", "2")


def test_without_a_limit_all_pass() -> None:
    client, _limiter = make_client("")
    assert statuses(client, 1000, 1000) == [200, 200]
    assert "X-RateLimit-Limit" not in client.post("/1").headers


def test_a_store_that_cannot_be_reached_lets_all_pass() -> None:
    client, _limiter = make_client("1/hour", "redis://127.0.0.1:1/0")
    assert statuses(client, 1, 1) == [200, 200]


def test_a_store_has_half_a_second_to_connect_and_to_answer() -> None:
    _client, limiter = make_client("1/hour", "redis://127.0.0.1:1/0")
    pool: Any = limiter.storage.storage.connection_pool  # type: ignore[attr-defined]
    waits = pool.connection_kwargs
    assert (waits["socket_timeout"], waits["socket_connect_timeout"]) == (0.5, 0.5)
