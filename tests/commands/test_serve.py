"""Tests of `rhetor serve`: the service, at the address asked for."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from tests.service.live import ROOT, answers, wait_for

TEXT = "Norway praised Chile on Monday. It is believed that Chile may sign the pact soon."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, subprocess.Popen[bytes], Path]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("serve") / "log"
    environment = os.environ | {"RHETOR_BIND": "127.0.0.1:1", "RHETOR_WORKERS": "1"}  # the option goes before
    environment.pop("OPENBLAS_NUM_THREADS", None)
    command = [sys.executable, "-m", "commands", "serve", "--port", str(port)]
    with (
        log.open("wb") as out,
        subprocess.Popen(command, cwd=ROOT, env=environment, stdout=out, stderr=out) as process,
    ):
        try:
            wait_for(lambda: process.poll() is not None or answers(f"http://127.0.0.1:{port}/readyz"), 120)
            yield f"http://127.0.0.1:{port}", process, log
        finally:
            process.kill()


def test_it_scores(server: tuple[str, subprocess.Popen[bytes], Path]) -> None:
    answer = requests.post(f"{server[0]}/v1/score", json={"text": TEXT}, timeout=20)
    assert [state["code"] for state in answer.json()["states"]] == ["CL", "NO"]


THREADS = """
import os, sys
from commands import serve
assert "numpy" not in sys.modules  # else it has read by now that it may use all cores
import service.server
print(os.environ["OPENBLAS_NUM_THREADS"])
"""


def test_it_uses_one_thread_for_sums() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_NUM_THREADS"}
    command = [sys.executable, "-c", THREADS]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout == "1\n", done.stderr


def test_its_workers_count_together(server: tuple[str, subprocess.Popen[bytes], Path]) -> None:
    assert "rhetor_requests_total" in requests.get(f"{server[0]}/metrics", timeout=20).text


def test_it_ends_cleanly(server: tuple[str, subprocess.Popen[bytes], Path]) -> None:
    _, process, log = server
    process.terminate()
    assert process.wait(10) == 0
    written = log.read_text(encoding="utf-8")
    assert '"event": "Booting worker' in written and "Traceback" not in written


def test_an_address_that_is_none_is_named() -> None:
    command = [sys.executable, "-m", "commands", "serve", "--bind", "nowhere"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode != 0
    assert "RHETOR_BIND: " in done.stderr and "is no address" in done.stderr and "Traceback" not in done.stderr
