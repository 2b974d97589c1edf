"""This file starts the real server, for tests; run by itself it lets schemathesis loose on it (`make fuzz`)."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

ROOT = Path(__file__).resolve().parents[2]


def lacks(what: str) -> None:
    """Skip a test or a whole file for what this machine lacks, and say so; where .ci/run asks for all, fail."""
    if os.environ.get("SKIP_NOTHING"):
        raise RuntimeError(f"{what}, and nothing may be skipped here")
    pytest.skip(f"{what}; .ci/run installs it", allow_module_level=True)


@contextmanager
def serve(log: Path, **settings: str) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Start gunicorn on a free port, and kill it at the end where it still runs."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    settings = {"RHETOR_BIND": bind, "RHETOR_THREADS": "1"} | settings
    command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"]
    with (
        log.open("wb") as out,
        subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stdout=out, stderr=out) as process,
    ):
        try:
            wait_for(lambda: answers(f"http://{bind}/readyz"), 120)
            yield process, f"http://{bind}"
        finally:
            process.kill()


def wait_for(done: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end
        time.sleep(0.05)


def answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=5).ok
    except requests.ConnectionError:
        return False


def workers(process: subprocess.Popen[bytes]) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()]


def main() -> int:
    notes = ROOT / "build" / "fuzz"  # schemathesis keeps notes in the folder that it is started in
    notes.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, serve(Path(folder) / "log") as (_, url):
        schemathesis = [str(Path(sys.executable).with_name("schemathesis")), "run", f"{url}/openapi.json"]
        return subprocess.run([*schemathesis, "--checks", "all", *sys.argv[1:]], cwd=notes, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
