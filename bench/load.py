"""This file loads the real server on this machine (`make load`): what it bears, and what becomes of the rest.

First a batch beside the same articles one by one. Then, in one run: the capacity (as many clients as keep it busy),
80 % of it, 300 % of it, the recovery, and a new release (HUP) and a killed worker under load. Clients and server share
the cores, so the capacity is a lower bound.
"""

import argparse
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import gevent
import gevent.monkey

gevent.monkey.patch_all()  # before requests is imported: locust's clients are greenlets

import psutil  # noqa: E402
import requests  # noqa: E402
from locust import constant, constant_throughput  # noqa: E402
from locust.env import Environment  # noqa: E402
from rich.console import Console  # noqa: E402
from rich.table import Table  # noqa: E402

from bench.mix import EXPECTED, RATE, Client, article  # noqa: E402

ROOT = Path(__file__).resolve().parent.parent
_BUSY = 8  # clients that keep the server busy


class Server:
    """A gunicorn on this machine: a class because it has a process and an address."""

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.address = f"127.0.0.1:{free.getsockname()[1]}"
        settings = {"RHETOR_BIND": self.address}
        command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings, stderr=subprocess.DEVNULL)
        while not self._listens():
            time.sleep(0.1)

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", int(self.address.partition(":")[2]))) == 0

    def memory(self) -> tuple[float, float]:
        """Return the private memory, and the resident one, of master and workers together, in MiB."""
        master = psutil.Process(self.process.pid)
        found = [one.memory_full_info() for one in [master, *master.children()]]
        return sum(one.uss for one in found) / 2**20, sum(one.rss for one in found) / 2**20

    def workers(self) -> list[int]:
        """Return the processes that answer."""
        return [one.pid for one in psutil.Process(self.process.pid).children()]


def load(server: Server, clients: int, seconds: float, disturb: Any = None) -> dict[str, Any]:
    """Put a load on a server, and return what was seen; times are of the accepted requests."""
    environment = Environment(user_classes=[Client], host=f"http://{server.address}")
    runner = environment.create_local_runner()
    Client.seen = Counter()
    runner.start(clients, spawn_rate=max(1.0, clients * RATE))  # spread over the time between two of a client's
    gevent.sleep(min(3, seconds / 4))  # until all are there
    Client.seen.clear()
    Client.accepted.clear()
    before, start = server.memory(), time.monotonic()
    if disturb:
        disturb(seconds)
    gevent.sleep(max(0.0, seconds - (time.monotonic() - start)))
    took = time.monotonic() - start
    found = {"clients": clients, "answers": dict(Client.seen), "accepted a second": len(Client.accepted) / took}
    cuts = statistics.quantiles(Client.accepted, n=100)
    found |= {f"p{part}": 1000 * cuts[part - 1] for part in (50, 95, 99)}
    found |= {"before": before, "after": server.memory()}
    runner.quit()
    return found


def main() -> None:
    """Run the five parts and print them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300, help="of the part at 80 %%")
    asked = parser.parse_args()
    console, server = Console(width=150), Server()
    try:
        failed = report(server, asked.seconds, console)
    finally:
        server.process.terminate()
        server.process.wait(60)
    if failed:
        sys.exit(f"not as promised: {', '.join(failed)}")


def report(server: Server, seconds: float, console: Console) -> list[str]:
    """Measure, print a table, and return what is not as docs/threats.md promises."""
    load(server, 4, 5)  # warm
    for words in (20, 100, 500):
        console.print(
            f"100 articles of {words} words take {batching(server, words):.2f} times as long one by one as in a batch"
        )
    capacity = most(server)
    clients = max(1, round(0.8 * capacity / RATE))
    parts = {"80 % of the capacity": load(server, clients, seconds)}
    parts["300 %"] = load(server, round(3 * capacity / RATE), 60)
    console.print(f"after 300 % an article is answered within {recovery(server):.1f} s")
    parts["80 %, right after"] = load(server, clients, 20)
    parts["80 %, three reloads (HUP)"] = load(server, clients, 30, lambda _: reload(server))
    parts["80 %, three workers killed"] = load(server, clients, 30, lambda _: kill(server))
    console.print(
        f"capacity: {capacity:.1f} requests a second (12 of 100 words, 6 of 500, 1 of 2,000, 1 batch of 10, 2 GET)"
    )
    columns = ("load", "clients", "accepted a second", "p50 ms", "p95 ms", "p99 ms")
    table = Table(*columns, "MiB private (resident) before", "after", "answers")
    for name, found in parts.items():
        times = (f"{found[f'p{part}']:.0f}" for part in (50, 95, 99))
        memory = ("{:.0f} ({:.0f})".format(*found[key]) for key in ("before", "after"))
        answers = ", ".join(f"{count} x {status}" for status, count in sorted(found["answers"].items()))
        table.add_row(name, str(found["clients"]), f"{found['accepted a second']:.1f}", *times, *memory, answers)
    console.print(table)
    calm = parts["80 % of the capacity"]["answers"]
    odd = {name: set(found["answers"]) - EXPECTED for name, found in parts.items() if "killed" not in name}
    failed = [f"{name}: {', '.join(sorted(found))}" for name, found in odd.items() if found]
    failed += ["80 %: refusals"] * (set(calm) != {"200"}) + ["300 %: no refusal"] * (
        "503" not in parts["300 %"]["answers"]
    )
    return failed


def recovery(server: Server) -> float:
    """Return the seconds until an article is scored again."""
    begun = time.monotonic()
    while True:
        answer = requests.post(f"http://{server.address}/v1/score", json={"text": article(100)}, timeout=60)
        if answer.ok:
            return time.monotonic() - begun
        gevent.sleep(0.1)


def batching(server: Server, words: int) -> float:
    """Return how many times as long articles take one by one, on one connection, as in a batch; the median of three."""
    ratios = []
    with requests.Session() as session:
        for _ in range(3):
            articles = [{"text": article(words)} for _ in range(100)]
            begun = time.monotonic()
            for one in articles:
                session.post(f"http://{server.address}/v1/score", json=one, timeout=60).raise_for_status()
            alone = time.monotonic() - begun
            begun = time.monotonic()
            batch = session.post(f"http://{server.address}/v1/score/batch", json={"articles": articles}, timeout=120)
            assert all("report" in result for result in batch.json()["results"])
            ratios.append(alone / (time.monotonic() - begun))
    return statistics.median(ratios)


def most(server: Server) -> float:
    """Return the requests of the mix a second that a few clients get who each send the next as soon as one is answered.

    They are fewer than may wait, so none is refused: under overload what is accepted is no longer the mix.
    """
    Client.wait_time = constant(0)
    found = load(server, _BUSY, 30)
    Client.wait_time = constant_throughput(RATE)
    return float(found["accepted a second"])


def reload(server: Server) -> None:
    """Load the release anew, three times."""
    for _ in range(3):
        server.process.send_signal(signal.SIGHUP)
        gevent.sleep(8)


def kill(server: Server) -> None:
    """Kill a worker, three times."""
    for _ in range(3):
        os.kill(server.workers()[0], signal.SIGKILL)
        gevent.sleep(8)


if __name__ == "__main__":
    main()
