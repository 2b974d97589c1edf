"""Tests of the real server: forked workers score as this process does, and come and go cleanly."""

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import requests

from rhetor.scorer import Scorer
from rhetor.text.document import Article
from tests.service.live import serve, wait_for, workers

SECRET = "heliotrope"
TEXT = (
    f"Iran may leave the {SECRET} talks, a diplomat said. Norway stays. Peru reportedly praised Chad for its patience."
)
Server = tuple[subprocess.Popen[bytes], str, Path]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("gunicorn") / "log"
    with serve(log, RHETOR_WORKERS="2", RHETOR_CLIENT_TIMEOUT_S="2", TMPDIR=str(log.parent)) as (process, url):
        wait_for(lambda: len(workers(process)) == 2, 30)
        yield process, url, log


def cpu_ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def post(url: str) -> Any:
    answer = requests.post(f"{url}/v1/score", json={"text": TEXT}, timeout=20)
    assert answer.status_code == 200
    return {key: value for key, value in answer.json().items() if key != "timing_ms"}


def scored(url: str) -> float:
    lines = requests.get(f"{url}/metrics", timeout=10).text.splitlines()
    return sum(float(line.split()[-1]) for line in lines if line.startswith('rhetor_articles_total{outcome="scored"}'))


def check_all_workers_score(server: Server, expected: Any) -> None:
    """Post until each worker has used the time of several articles."""
    process, url, _ = server
    before = {pid: cpu_ticks(pid) for pid in workers(process)}
    assert len(before) == 2
    with ThreadPoolExecutor(8) as pool:
        for _ in range(20):
            assert all(found == expected for found in pool.map(post, [url] * 16))
            if all(cpu_ticks(pid) > ticks + 5 for pid, ticks in before.items()):
                return
    pytest.fail("a worker never scored")


@pytest.fixture(scope="module")
def expected(scorer: Scorer) -> Any:
    report = scorer.score(Article(TEXT)).as_dict()
    return {key: value for key, value in report.items() if key != "timing_ms"}


def test_every_forked_worker_answers_as_this_process_does(server: Server, expected: Any) -> None:
    check_all_workers_score(server, expected)


def test_bodies_in_chunks_are_read_and_large_ones_refused(server: Server, expected: Any) -> None:
    _, url, _ = server
    plain = {"Content-Type": "text/plain"}
    whole = requests.post(
        f"{url}/v1/score", data=iter([TEXT[:30].encode(), TEXT[30:].encode()]), headers=plain, timeout=20
    )
    assert whole.json()["sentences"] == expected["sentences"]
    large = requests.post(f"{url}/v1/score", data=iter([b"x" * 50_000] * 100), headers=plain, timeout=20)
    assert (large.status_code, large.json()["code"]) == (413, "body_too_large")


@pytest.mark.parametrize(
    ("framing", "body", "status"),
    [
        (b"Content-Length: 5000000", b"", b"413"),
        (b"Content-Length: 500", TEXT.encode(), b"400"),
        (b"Transfer-Encoding: chunked", b"ZZ\r\n" + TEXT.encode() + b"\r\n0\r\n\r\n", b"400"),
        (b"X-Nothing: 0", b"", b"422"),
    ],
)
def test_bodies_that_are_not_what_they_say_are_answered_at_once(
    server: Server, framing: bytes, body: bytes, status: bytes
) -> None:
    host, port = server[1].removeprefix("http://").split(":")
    head = b"POST /v1/score HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/plain\r\n" + framing + b"\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=3) as connection:
        connection.sendall(head + body)
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(64).split()[1] == status


@pytest.mark.parametrize(
    ("first", "drop", "status"),
    [
        (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n", b"X-Wait: 1\r\n", b""),
        (
            b"POST /v1/score HTTP/1.1\r\nHost: a\r\nContent-Type: text/plain\r\nContent-Length: 900\r\n\r\n",
            b"x",
            b"408",
        ),
    ],
)
def test_a_slow_client_is_cut_off_and_others_are_served(
    server: Server, expected: Any, first: bytes, drop: bytes, status: bytes
) -> None:
    _, url, _ = server
    host, port = url.removeprefix("http://").split(":")
    begun = time.monotonic()
    connections = [socket.create_connection((host, int(port)), timeout=10) for _ in range(30)]  # more than threads
    for connection in connections:
        connection.sendall(first)
    for connection in connections:
        connection.setblocking(False)
    while time.monotonic() < begun + 1.5:
        for connection in connections:
            connection.send(drop)
        time.sleep(0.1)
    for connection in connections:
        connection.settimeout(20)
        assert connection.recv(64)[9:12] == status
        connection.close()
    assert post(url) == expected


def test_a_new_release_is_taken_over_without_a_dropped_request(server: Server, expected: Any) -> None:
    process, url, _ = server
    before, stop, counted = workers(process), threading.Event(), scored(url)

    def keep_posting() -> int:
        count = 0
        with requests.Session() as session:
            while not stop.is_set():
                answer = session.post(f"{url}/v1/score", json={"text": TEXT}, timeout=20)
                assert answer.status_code == 200
                count += 1
        return count

    with ThreadPoolExecutor(4) as pool:
        counts = [pool.submit(keep_posting) for _ in range(4)]
        try:
            process.send_signal(signal.SIGHUP)
            wait_for(lambda: len(workers(process)) == 2 and not set(before) & set(workers(process)), 40)
            time.sleep(1)
        finally:
            stop.set()
        posted = sum(one.result() for one in counts)
    assert posted > 20 and scored(url) == counted + posted  # also those that the old workers answered
    assert post(url) == expected


def test_the_workers_count_together_and_label_nothing_that_a_client_made_up(server: Server) -> None:
    _, url, _ = server

    before = scored(url)
    for _ in range(12):
        post(url)
    requests.request("HELIOTROPE", f"{url}/heliotrope", timeout=10)
    assert scored(url) == before + 12
    text = requests.get(f"{url}/metrics", timeout=10).text
    assert SECRET not in text.lower() and 'path="other",status="404"' in text


def test_a_killed_worker_is_replaced_and_service_goes_on(server: Server, expected: Any) -> None:
    process, url, _ = server
    killed, kept = workers(process)
    os.kill(killed, signal.SIGKILL)
    assert post(url) == expected
    wait_for(lambda: len(workers(process)) == 2 and killed not in workers(process), 10)
    assert kept in workers(process)
    check_all_workers_score(server, expected)


def test_sigterm_stops_the_server_cleanly_and_its_log_holds_no_text(server: Server) -> None:
    process, _, log = server
    pids = workers(process)
    assert list(log.parent.glob("rhetor-metrics-*"))
    process.terminate()
    assert process.wait(10) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in pids)
    assert not list(log.parent.glob("rhetor-metrics-*"))
    written = log.read_text(encoding="utf-8")
    assert "Booting worker" in written and "Shutting down" in written
    assert [
        word for word in ("SIGABRT", "terminate called", "Traceback", "failed with", SECRET) if word in written
    ] == []
