"""This file tests rate limits, in memory and in a real Redis."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.app import create_app
from service.config import Config
from service.problems import RETRY_AFTER_S
from tests.service.callers import ARTICLE, keys_command, make_client, score
from tests.service.live import lacks


def test_callers_are_limited_each_by_itself_and_told_so(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    one, other = (keys_command(path, "add", name).stdout.strip() for name in ("one", "other"))
    client = make_client(keys_file=path, limit="3/hour")
    assert [score(client, one) for _ in range(4)] == [(200, "")] * 3 + [(429, "rate_limited")]
    assert score(client, other) == (200, "")
    answer = client.post("/v1/score", json=ARTICLE, headers={"Authorization": f"Bearer {one}"})
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["X-RateLimit-Remaining"] == "0" and answer.content_type == "application/problem+json"
    assert client.get("/healthz").status_code == 200


def test_every_article_of_a_batch_counts() -> None:
    client = make_client(limit="5/hour")
    batch = {"articles": [ARTICLE] * 3}
    assert client.post("/v1/score/batch", json=batch).status_code == 200
    assert client.post("/v1/score/batch", json=batch).status_code == 429


def test_a_batch_of_more_than_is_left_leaves_what_is_left() -> None:
    client = make_client(limit="5/hour")
    assert client.post("/v1/score/batch", json={"articles": [ARTICLE] * 6}).status_code == 429  # it counts one
    assert client.post("/v1/score/batch", json={"articles": [ARTICLE] * 4}).status_code == 200


def test_what_fails_counts_too_and_is_refused_unread_once_the_limit_is_reached() -> None:
    client = make_client(limit="3/hour")
    for path, media, status in (
        ("/v1/score", "application/json", 400),
        ("/v1/score", "text/html", 422),
        ("/v1/score/batch", "application/json", 400),
        ("/v1/score/batch", "application/json", 429),
        ("/v1/score", "text/html", 429),
        ("/v1/score", "image/png", 429),
    ):
        assert client.post(path, data=b"{", content_type=media).status_code == status
    assert client.get("/v1/states").status_code == 200


def test_only_a_refusal_says_when_to_come_back(tmp_path: Path) -> None:
    client = make_client(limit="1/hour")
    first, second = (client.post("/v1/score", json=ARTICLE) for _ in range(2))
    assert first.status_code == 200 and "Retry-After" not in first.headers
    assert int(second.headers["Retry-After"]) > RETRY_AFTER_S
    unready = create_app(Config(models=tmp_path, limit="1/hour")).test_client().post("/v1/score", json=ARTICLE)
    assert (unready.status_code, unready.headers["Retry-After"]) == (503, str(RETRY_AFTER_S))


def test_addresses_are_limited_apart_and_a_proxy_is_believed_only_where_configured() -> None:
    for proxies, statuses in ((0, [200, 429]), (1, [200, 200])):
        client = make_client(limit="1/hour", proxies=proxies)
        found = [score(client, **{"X-Forwarded-For": address})[0] for address in ("192.0.2.1", "192.0.2.2")]
        assert found == statuses


@pytest.fixture
def redis() -> Iterator[str]:
    program = shutil.which("redis-server")
    if program is None:
        lacks("redis-server is not installed (Debian: redis-server)")
    assert program
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with subprocess.Popen([program, "--port", str(port), "--save", "", "--appendonly", "no"]) as process:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"
        process.terminate()


def test_processes_count_together_in_redis_and_go_on_without_it(redis: str) -> None:
    first, second = (make_client(limit="3/hour", limit_storage=redis) for _ in range(2))
    statuses = [score(client)[0] for client in (first, second, first, second)]
    assert statuses == [200, 200, 200, 429]
    lost = make_client(limit="1/hour", limit_storage="redis://127.0.0.1:1/0")
    assert [score(lost)[0] for _ in range(2)] == [200, 200]


def test_a_redis_that_does_not_answer_holds_up_no_request() -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        client = make_client(limit="1/hour", limit_storage=f"redis://127.0.0.1:{deaf.getsockname()[1]}/0")
        assert score(client)[0] == 200
