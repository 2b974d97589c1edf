"""Tests of the real server with clients that are silent, do not end, do not read, or send what is no HTTP."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from service.contract import ProblemAnswer
from service.problems import PROBLEM_TYPE, PROBLEMS
from tests.service.live import serve, wait_for, workers

SECRET = "heliotrope"
Server = tuple[subprocess.Popen[bytes], str, Path]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("clients") / "log"
    with serve(log, RHETOR_WORKERS="1", RHETOR_CLIENT_TIMEOUT_S="4") as (process, url):
        yield process, url, log


def connect(url: str, sent: bytes = b"", room: int | None = None) -> socket.socket:
    host, port = url.removeprefix("http://").split(":")
    connection = socket.socket()
    connection.settimeout(20)
    if room:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, room)
    connection.connect((host, int(port)))
    connection.sendall(sent)
    return connection


def read_all(connection: socket.socket) -> bytes:
    found = b""
    with connection:
        while part := connection.recv(65536):
            found += part
    return found


def lives(url: str) -> bool:
    return requests.get(f"{url}/healthz", timeout=30).status_code == 200


def is_cut_off(connection: socket.socket) -> bool:
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    finally:
        connection.settimeout(20)


def is_read(connection: socket.socket) -> bool:
    """Tell whether the server still reads a connection that it has answered."""
    try:
        connection.sendall(b"x")
        time.sleep(0.01)  # a closed one is refused, and the next write is told so
        connection.sendall(b"x")
    except OSError:
        return False
    return True


def test_clients_that_never_end_their_connection_hold_up_no_other(server: Server) -> None:
    url = server[1]
    asked = b"GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    connections = [connect(url, asked) for _ in range(40)]
    for connection in connections:
        assert connection.recv(64).split()[1] == b"200"
    assert lives(url)
    assert all(is_read(connection) for connection in connections)  # no other had to wait until they were closed
    for connection in connections:
        connection.close()


def test_silent_clients_hold_up_no_other_and_are_cut_off(server: Server) -> None:
    url = server[1]
    connections = [connect(url) for _ in range(40)]
    time.sleep(0.5)  # they are accepted
    assert lives(url)
    assert not any(is_cut_off(connection) for connection in connections)  # no other had to wait until they were
    assert [read_all(connection) for connection in connections] == [b""] * 40


def test_an_answer_that_is_not_read_is_cut_off(server: Server) -> None:
    asked = b"GET /docs/swagger-ui-bundle.js HTTP/1.1\r\nHost: a\r\n\r\n"
    whole = len(
        requests.get(f"{server[1]}/docs/swagger-ui-bundle.js", timeout=20, headers={"Accept-Encoding": ""}).content
    )
    connections = [connect(server[1], asked * 20, room=4096) for _ in range(20)]  # more than threads, and than buffers
    time.sleep(10)  # twice what they have
    assert lives(server[1])
    for connection in connections:
        with connection, contextlib.suppress(ConnectionResetError):
            assert len(read_all(connection)) < 20 * whole


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        (f"The {SECRET} talks went on.\r\n\r\n".encode(), "bad_request"),
        (f"GET /{SECRET * 900} HTTP/1.1\r\n\r\n".encode(), "path_too_long"),
        (f"GET / HTTP/1.1\r\nHost: a\r\nX-A: {SECRET * 900}\r\n\r\n".encode(), "headers_too_large"),
        (b"GET / HTTP/1.1\r\nHost: a\r\n" + b"X-A: heliotrope\r\n" * 200 + b"\r\n", "headers_too_large"),
        (f"GET / HTTP/1.1\r\nHost: a\r\n{SECRET} talks\r\n\r\n".encode(), "bad_request"),
        (f"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: {SECRET}\r\n\r\n".encode(), "bad_request"),
    ],
)
def test_what_is_no_request_is_a_problem_and_is_neither_told_nor_logged(server: Server, sent: bytes, code: str) -> None:
    head, _, body = read_all(connect(server[1], sent)).partition(b"\r\n\r\n")
    problem = ProblemAnswer.model_validate(json.loads(body))
    assert (problem.code, problem.status) == (code, PROBLEMS[code][0])
    assert head.split()[1] == str(problem.status).encode() and PROBLEM_TYPE.encode() in head
    log = server[2].read_text(encoding="utf-8")
    assert problem.request_id in log
    assert SECRET not in log + body.decode() and "127.0.0.1:" not in log.partition(problem.request_id)[2]


def test_an_article_longer_than_its_length_is_neither_told_nor_logged(server: Server) -> None:
    head = b"POST /v1/score HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 30\r\n\r\n"
    text = f"Chad and Peru went on talking.The {SECRET} talks between Chad and Peru went on.\r\n\r\n".encode()
    first, _, second = read_all(connect(server[1], head + text)).partition(b"HTTP/1.1 400 ")
    assert first.split()[1] == b"200" and b"bad_request" in second
    assert SECRET.encode() not in first + second
    assert SECRET not in server[2].read_text(encoding="utf-8")


def test_a_kept_connection_is_told_that_the_worker_is_about_to_end(server: Server) -> None:
    process, url, _ = server
    (pid,) = workers(process)
    with requests.Session() as session:
        assert session.get(f"{url}/readyz", timeout=10).status_code == 200
        os.kill(pid, signal.SIGTERM)  # as the master does
        end = time.monotonic() + 10
        while (answer := session.get(f"{url}/readyz", timeout=10)).status_code == 200:
            assert time.monotonic() < end
    assert (answer.status_code, answer.json()["code"]) == (503, "not_ready")
    assert answer.headers["Connection"] == "close"
    wait_for(lambda: pid not in workers(process), 15)
