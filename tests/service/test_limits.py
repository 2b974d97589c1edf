"""Tests of keys, rate limits (in memory and in a real Redis) and the bound on work in hand."""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from rhetor.errors import TextEmpty
from rhetor.scorer import Scorer
from service.app import create_app
from service.config import Config
from service.keys import Keys
from service.limits import Door
from service.problems import RETRY_AFTER_S
from tests.service.live import lacks

MODELS = Path(__file__).resolve().parents[2] / "models"
TEXT = "Iran freed the crew on Monday. Norway thanked it for its good will."
ARTICLE = {"text": TEXT, "attributes": ["readability"]}


def make_client(**settings: Any) -> FlaskClient:
    return create_app(Config(models=MODELS, **settings)).test_client()


def keys_command(path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "service.keys", str(path), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def score(client: FlaskClient, key: str = "", **headers: str) -> tuple[int, str]:
    bearer = {"Authorization": f"Bearer {key}"} if key else {}
    answer = client.post("/v1/score", json=ARTICLE, headers=bearer | headers)
    return answer.status_code, answer.json.get("code", "")


def test_a_key_is_made_opens_the_paths_and_is_revoked_at_once(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    key = keys_command(path, "add", "desk").stdout.strip()
    assert key not in path.read_text(encoding="utf-8") and path.stat().st_mode & 0o077 == 0
    client = make_client(keys_file=path)
    assert score(client) == (401, "unauthorized")
    assert score(client, "rhetor_wrong") == (403, "forbidden")
    assert score(client, key) == (200, "")
    for public in ("/healthz", "/readyz", "/docs", "/openapi.json", "/metrics"):
        assert client.get(public).status_code == 200
    for kept in ("/v1/states", "/v1/models", "/v1/models/x"):
        assert client.get(kept).status_code == 401
    asked = {"Origin": "moz-extension://a", "Access-Control-Request-Method": "POST"}
    assert client.options("/v1/score", headers=asked).status_code == 200  # a preflight bears no key
    assert "desk" in keys_command(path, "list").stdout
    assert keys_command(path, "revoke", "desk").returncode == 0
    assert score(client, key) == (403, "forbidden")


def test_the_command_says_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    assert "give a NAME" in keys_command(path, "add").stderr
    assert "has no key" in keys_command(path, "revoke", "desk").stderr
    keys_command(path, "add", "desk")
    assert "revoke it first" in keys_command(path, "add", "desk").stderr
    path.write_text("[]", encoding="utf-8")
    assert "is no list of keys" in keys_command(path, "list").stderr
    with pytest.raises(ValueError, match="is no list of keys"):
        Keys(path)


def test_a_file_of_keys_that_breaks_leaves_the_keys_known_before(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "keys.json"
    key = keys_command(path, "add", "desk").stdout.strip()
    whole = path.read_bytes()
    client = make_client(keys_file=path)
    path.write_bytes(whole[:-9])
    assert [score(client, key) for _ in range(2)] == [(200, "")] * 2
    assert caplog.text.count("the keys known before go on") == 1
    path.write_bytes(whole.replace(b"desk", b"news"))
    assert score(client, key) == (200, "")
    path.unlink()
    assert score(client, key) == (403, "forbidden")


def test_the_command_leaves_the_file_its_owner_and_mode(tmp_path: Path) -> None:
    path = tmp_path / "keys.json"
    keys_command(path, "add", "desk")
    path.chmod(0o640)
    if os.getuid() == 0:
        os.chown(path, 1234, 5678)
    before = path.stat()
    assert keys_command(path, "add", "news").returncode == 0
    after = path.stat()
    assert (after.st_mode, after.st_uid, after.st_gid) == (before.st_mode, before.st_uid, before.st_gid)
    assert after.st_ino != before.st_ino


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
