"""Tests of the real server over reloads (kill -HUP): what is taken over, what is kept, and what is left behind."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.service.live import ROOT, serve, wait_for, workers

Server = tuple[subprocess.Popen[bytes], str, Path]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("reload")
    shutil.copytree(ROOT / "models", folder / "models", copy_function=os.symlink)
    (folder / "keys.json").write_text("{}", encoding="utf-8")
    (folder / "counts").mkdir()
    (folder / "counts" / "counter_1.db").write_bytes(b"of a server that was killed")
    settings = {
        "RHETOR_MODELS": str(folder / "models"),
        "RHETOR_KEYS_FILE": str(folder / "keys.json"),
        "PROMETHEUS_MULTIPROC_DIR": str(folder / "counts"),
    }
    with serve(folder / "log", RHETOR_WORKERS="1", **settings) as (process, url):
        yield process, url, folder


def reload(process: subprocess.Popen[bytes]) -> None:
    before = workers(process)
    process.send_signal(signal.SIGHUP)
    wait_for(lambda: len(workers(process)) == 1 and workers(process) != before, 120)


def served(server: Server) -> Any:
    """Return the name of the release, by a key made for it."""
    process, url, folder = server
    command = [sys.executable, "-m", "service.keys", str(folder / "keys.json")]
    subprocess.run([*command, "revoke", "desk"], cwd=ROOT, check=False, capture_output=True)
    key = subprocess.run([*command, "add", "desk"], cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()
    answer = requests.get(f"{url}/v1/models", headers={"Authorization": f"Bearer {key}"}, timeout=20)
    assert answer.status_code == 200 and process.poll() is None
    return answer.json()["current"]


def resident_mib(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20


def test_counts_of_an_earlier_server_are_gone(server: Server) -> None:
    assert not (server[2] / "counts" / "counter_1.db").exists()
    assert requests.get(f"{server[1]}/metrics", timeout=20).status_code == 200


def test_a_reload_takes_a_new_release_over(server: Server) -> None:
    process, _, folder = server
    models = folder / "models"
    old = (models / "current").read_text(encoding="utf-8").strip()
    assert served(server) == old
    shutil.copytree(models / old, models / "renamed", copy_function=os.symlink, symlinks=True)
    manifest = json.loads((models / "renamed" / "manifest.json").read_bytes()) | {"release": "renamed"}
    for path, content in ((models / "renamed/manifest.json", json.dumps(manifest)), (models / "current", "renamed")):
        path.unlink()  # a link to the real file
        path.write_text(content, encoding="utf-8")
    reload(process)
    assert served(server) == "renamed"


def test_reloads_leave_no_release_in_memory(server: Server) -> None:
    process = server[0]
    reload(process)
    before = resident_mib(process.pid)
    for _ in range(4):
        reload(process)
    assert resident_mib(process.pid) < before + 60  # a release kept each time: 4 * 31


@pytest.mark.parametrize(
    ("name", "content"), [("keys.json", "no JSON"), ("models/current", "nowhere"), ("models/current", "../models")]
)
def test_a_reload_that_fails_leaves_the_service_as_it_was(server: Server, name: str, content: str) -> None:
    process, url, folder = server
    whole, before = (folder / name).read_text(encoding="utf-8"), served(server)
    (folder / name).write_text(content, encoding="utf-8")
    reload(process)
    assert requests.get(f"{url}/readyz", timeout=20).status_code == 200
    assert requests.get(f"{url}/v1/models", timeout=20).status_code == 401
    assert "the one before it goes on" in (folder / "log").read_text(encoding="utf-8")
    (folder / name).write_text(whole, encoding="utf-8")
    assert served(server) == before


def test_a_silent_client_delays_no_end_and_the_folder_of_counts_that_was_named_is_left(server: Server) -> None:
    process, url, folder = server
    host, port = url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))):
        time.sleep(0.5)  # it is accepted
        process.terminate()
        assert process.wait(12) == 0  # the client may be silent for 20 s
    assert (folder / "counts").is_dir()


RELOAD = """
from types import SimpleNamespace
import service.server
service.server.hash_code = lambda: "another"
master = SimpleNamespace(log=SimpleNamespace(error=print), app=SimpleNamespace(callable="before"))
service.server.on_reload(master)
print(master.app.callable)
"""


def test_a_reload_onto_other_code_or_word_lists_asks_for_a_restart() -> None:
    command = [sys.executable, "-c", RELOAD]  # a process of its own: to import it sets up the counts of a server
    told, app = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    assert "restart the service" in told
    assert app == "before"
