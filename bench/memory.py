"""This file measures the memory of a real gunicorn: its master, and what each worker adds (`make bench`)."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import requests
from rich.console import Console
from rich.table import Table

from bench.speed import make_articles

ROOT = Path(__file__).resolve().parent.parent
WORKERS = (1, 2, 4)
REQUESTS = 24  # of 600 words, so that every worker has scored some
MIB = 2**20


def main() -> None:
    """Print resident, shared and private memory by number of workers, after each has scored."""
    table = Table("workers", "master RSS MiB", "mean worker RSS MiB", "mean worker private MiB", "all, shared once MiB")
    for workers in WORKERS:
        table.add_row(str(workers), *(f"{value:.0f}" for value in measure(workers)))
    Console(width=110).print(table)


def measure(workers: int) -> tuple[float, float, float, float]:
    """Return MiB: the master's RSS, a worker's mean RSS and mean private memory (USS), and the PSS of all."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    environment = {**os.environ, "RHETOR_BIND": address, "WEB_CONCURRENCY": str(workers)}
    command = [sys.executable, "-m", "gunicorn", "wsgi:app", "--log-level", "error"]
    with tempfile.TemporaryFile() as log, subprocess.Popen(command, cwd=ROOT, env=environment, stderr=log) as server:
        try:
            _use(f"http://{address}")
            master = psutil.Process(server.pid)
            children = [child.memory_full_info() for child in master.children()]
            total = master.memory_full_info().pss + sum(child.pss for child in children)
            rss = sum(child.rss for child in children) / len(children)
            private = sum(child.uss for child in children) / len(children)
            return master.memory_info().rss / MIB, rss / MIB, private / MIB, total / MIB
        finally:
            server.terminate()


def _use(url: str) -> None:
    """Wait until the server is ready, then have it score."""
    for _ in range(120):
        try:
            if requests.get(f"{url}/readyz", timeout=5).ok:
                break
        except requests.ConnectionError:
            time.sleep(0.5)
    articles = make_articles(600)
    for number in range(REQUESTS):
        answer = requests.post(f"{url}/v1/score", json={"text": articles[number % len(articles)].text}, timeout=60)
        answer.raise_for_status()


if __name__ == "__main__":
    main()
